"""Samples out of a sound file, block by block and under caps: a small file may promise hours.

Everything that libsndfile reads with certainty is let in; what a header promises is checked before room is made.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.durations import length_text
from sirendesk.core.errors import InputRefusedError, OutOfMemoryError, UsageError

if TYPE_CHECKING:
    from soundfile import SoundFile

LOWEST_RATE, HIGHEST_RATE = 100, 768_000
MOST_CHANNELS = 8
MOST_SECONDS = 7200.0
SECONDS_AT_FIRST = 600.0
# a gigabyte of float32
MOST_NUMBERS = 2**28
BLOCK = 2**16
# beyond this, values were meant for another full scale than 1
LOUDEST = 16.0
# libsndfile's word for "as long as it takes"
UNKNOWN = 2**62

_PROMISES = re.compile(r"(?:data|SSND|Data Size|riff|Riff size)\s*: (\d+) \(should be (\d+)\)")
BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}


@dataclass(frozen=True)
class Stretch:
    """From `start` to `end` in seconds of a file; None is its beginning or its end."""

    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Samples:
    """What was read: `values` (T, C) float32, C = 1 or 2, beginning at `begin` seconds of the file."""

    values: NDArray[np.float32]
    sample_rate: int
    bits: int
    begin: float
    notes: tuple[str, ...]


def read_samples(file: BinaryIO, name: str, stretch: Stretch) -> Samples:
    """The samples of a stretch of an open file; without one, of its first ten minutes.

    Values that are not finite become 0. More than two channels are mixed to one.

    Raises:
        InputRefusedError: when it is no sound, is broken, empty, or too long.
        UsageError: when the stretch lies outside of it.
        OutOfMemoryError: when it does not fit.
    """
    import soundfile

    try:
        with _open(file) as sound:
            _check(sound, name)
            first, count, notes = _plan(sound, name, stretch)
            values, notes = _read(sound, name, first, count, notes)
    except soundfile.LibsndfileError as error:
        raise InputRefusedError(
            f"{name!r} is not a sound that can be opened, or is damaged. Choose a WAV, FLAC, OGG, MP3 or AIFF file."
        ) from error
    except MemoryError as error:
        raise OutOfMemoryError(f"There is not enough memory for {name!r}. Choose a shorter stretch of it.") from error
    return Samples(values, sound.samplerate, BITS.get(sound.subtype, 16), first / sound.samplerate, tuple(notes))


def _open(file: BinaryIO) -> SoundFile:
    """Open for reading onwards: soundfile seeks after every block otherwise, which fails at the end of a FLAC that does
    not know its length.
    """
    import soundfile

    class Onwards(soundfile.SoundFile):
        def seekable(self) -> bool:
            return False

    return Onwards(cast(BinaryIO, _Guarded(file)))


class _Guarded:
    """A file as libsndfile asks for it; where a damaged one sends it before the beginning, it stays where it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read, self.tell = file.read, file.tell

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return self._file.tell()

    def write(self, data: bytes) -> int:
        """Nothing: it is only read."""
        return 0


def _check(sound: SoundFile, name: str) -> None:
    rate, channels = sound.samplerate, sound.channels
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise InputRefusedError(
            f"{name!r} claims {rate:,} samples a second; sounds of {LOWEST_RATE} to {HIGHEST_RATE:,} can be opened. "
            "Choose another file."
        )
    if channels > MOST_CHANNELS:
        raise InputRefusedError(
            f"{name!r} has {channels:,} channels; at most {MOST_CHANNELS} can be opened. Mix it down first."
        )
    if sound.frames == 0:
        raise InputRefusedError(f"{name!r} has no sample in it. Choose another file.")


def _plan(sound: SoundFile, name: str, stretch: Stretch) -> tuple[int, int, list[str]]:
    """Number of the first sample to read, how many at most, and notes."""
    rate, notes = sound.samplerate, []
    known = sound.frames < UNKNOWN
    start, end = stretch.start or 0.0, stretch.end
    if known and round(start * rate) >= sound.frames:
        raise UsageError(
            f"Nothing of {name!r} lies after {start:g} s: it lasts {sound.frames / rate:.3f} s. Choose another start."
        )
    if end is not None and end <= start:
        raise UsageError(f"The stretch from {start:g} s to {end:g} s is empty; choose an end after the start.")
    first = round(start * rate)
    left = sound.frames - first if known else UNKNOWN
    if end is None and stretch.start is None and known and sound.frames > MOST_SECONDS * rate:
        raise InputRefusedError(
            f"{name!r} lasts {length_text(sound.frames / rate)}; at most two hours are opened at once. Say which "
            "part with start and end, or cut it in another program."
        )
    count = left if end is None else min(left, round(end * rate) - first)
    at_most = min(round(SECONDS_AT_FIRST * rate), MOST_NUMBERS // min(2, sound.channels))
    if end is None and count > at_most:
        count = at_most
        if known:
            notes.append(
                f"Its first {length_text(count / rate)} of {length_text(sound.frames / rate)} were opened; start and "
                "end choose another part."
            )
    if count > MOST_SECONDS * rate or count * min(2, sound.channels) > MOST_NUMBERS:
        raise InputRefusedError(f"That part of {name!r} is too long to be held in memory. Choose a shorter one.")
    return first, count, notes


def _read(
    sound: SoundFile, name: str, first: int, count: int, notes: list[str]
) -> tuple[NDArray[np.float32], list[str]]:
    """At most `count` samples from number `first` on, with what is to be said of them."""
    import soundfile

    rate, channels = sound.samplerate, sound.channels
    kept = channels if channels <= 2 else 1
    # a page of it costs memory only when it is written to
    values = np.empty((count, kept), np.float32)
    done, unsound, broken = 0, 0, False
    try:
        _skip(sound, first)
        while done < count:
            block = sound.read(min(BLOCK, count - done), dtype="float32", always_2d=True)
            if not len(block):
                break
            bad = ~np.isfinite(block)
            if bad.any():
                unsound += int(bad.sum())
                block[bad] = 0.0
            values[done : done + len(block)] = block if kept == channels else block.mean(axis=1, keepdims=True)
            done += len(block)
    except soundfile.LibsndfileError:
        broken = True
    if not done and (broken or first):
        raise InputRefusedError(f"{name!r} is cut off or damaged: that part cannot be read. Choose another file.")
    known = sound.frames < UNKNOWN
    if broken or (known and done < count) or (first + done == sound.frames and _is_cut(sound)):
        notes.append(f"The file is cut off or damaged; {length_text(done / rate)} of it could be read.")
    elif not known and done == round(SECONDS_AT_FIRST * rate):
        notes.append(f"Its first {length_text(done / rate)} were opened; start and end choose another part.")
    if unsound:
        numbers = "1 number that is not finite was" if unsound == 1 else f"{unsound:,} numbers that are not finite were"
        notes.append(f"{numbers} silenced.")
    if kept != channels:
        notes.append(f"Its {channels} channels were mixed to one.")
    values = values[:done] if done == count else values[:done].copy()
    return _in_scale(values, notes), notes


def _skip(sound: SoundFile, first: int) -> None:
    """Go to a sample, or read up to it where a file cannot be entered in its middle."""
    if not first:
        return
    if sound.frames < UNKNOWN:
        sound.seek(first)
        return
    while first > 0:
        passed = len(sound.read(min(BLOCK, first), dtype="int16", always_2d=True))
        if not passed:
            return
        first -= passed


def _is_cut(sound: SoundFile) -> bool:
    """Whether the header promises more than the file holds, by what libsndfile noted when it opened the file."""
    promises = _PROMISES.findall(sound.extra_info)
    # who writes into a pipe does not know the size and promises as much as there can be
    return any(int(held) < int(claimed) < 0x7FFF0000 for claimed, held in promises)


def _in_scale(values: NDArray[np.float32], notes: list[str]) -> NDArray[np.float32]:
    """Values as they are, or brought to 1 where they were meant for whole numbers; beyond 1 is said."""
    peak = max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))
    if peak > LOUDEST:
        notes.append(f"Its numbers reach {peak:.4g} instead of 1, so it was scaled down to full scale.")
        return (values / np.float32(peak)).astype(np.float32)
    if peak > 1.0:
        beyond = 20 * math.log10(peak)
        notes.append(f"It goes {beyond:.1f} dB beyond full scale; what is played or written is cut there.")
    if not peak:
        notes.append("Every sample of it is 0: there is nothing to learn, and no SNR of silence.")
    return values
