"""Sounds: reading a file of any common kind, a stretch of it, one channel, and another sample rate."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.signals.sampled import SignalSource, read_only
from sirendesk.core.sounds.files import HIGHEST_RATE, LOWEST_RATE, MOST_NUMBERS, Stretch, read_samples
from sirendesk.core.sounds.resampling import resampled

SUFFIXES = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".aifc", ".w64", ".rf64", ".caf", ".au")
LEAST_SAMPLES = 2
_SIGNATURES = (b"fLaC", b"OggS", b"ID3", b"caff", b".snd", b"riff\x2e\x91\xcf\x11")


@dataclass(frozen=True, eq=False)
class AudioSignal:
    """A sound, never written to again.

    `values` (T, C) float32, 1 being full scale, C = 1 (mono) or 2 (left, right); `sample_rate` in Hz; `begin` is where
    in its source it begins, in seconds. `name`, `source`, `bits`, `notes` and `kind` as in SampledSignal.

    Raises:
        InputRefusedError: when it has fewer than 2 samples.
        ValueError: when `values` have another shape or type than that.
    """

    kind: ClassVar[str] = "audio"

    values: NDArray[np.float32]
    sample_rate: int
    name: str
    source: str
    bits: int = 16
    notes: tuple[str, ...] = ()
    begin: float = 0.0

    def __post_init__(self) -> None:
        values = self.values
        if values.dtype != np.float32 or values.ndim != 2 or values.shape[1] not in (1, 2):
            raise ValueError(f"values are {values.dtype} {values.shape}, not float32 (T, 1 or 2)")
        if not LOWEST_RATE <= self.sample_rate <= HIGHEST_RATE:
            raise ValueError(f"a sample rate of {self.sample_rate} Hz")
        if len(values) < LEAST_SAMPLES:
            count = "no sample" if not len(values) else "one sample only"
            raise InputRefusedError(f"{self.name!r} has {count}, and a sound needs more. Choose another file.")
        object.__setattr__(self, "values", read_only(values))

    @property
    def shape(self) -> tuple[int]:
        """Shape (T,) of the grid."""
        return (len(self.values),)

    @property
    def channels(self) -> int:
        """Numbers per sample, 1 or 2."""
        return self.values.shape[1]

    @property
    def size(self) -> int:
        """Number of samples, T."""
        return len(self.values)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.values) / self.sample_rate

    @property
    def alpha(self) -> None:
        """A sound has no transparency."""
        return None


def read_sound(file: BinaryIO, name: str, stretch: Stretch | None = None) -> AudioSignal:
    """Sound from an open WAV, FLAC, OGG, MP3 or AIFF file, or a stretch of it; notes say what this took.

    Raises:
        InputRefusedError: when it is no such file, is broken, empty or too long.
        UsageError: when the stretch lies outside of it.
        OutOfMemoryError: when it does not fit.
    """
    found = read_samples(file, name, stretch or Stretch())
    return AudioSignal(found.values, found.sample_rate, name, name, found.bits, found.notes, found.begin)


def read_file(file: BinaryIO, name: str, source: SignalSource) -> AudioSignal:
    """`read_sound` of the stretch that `source` asks for."""
    return read_sound(file, name, Stretch(source.start, source.end))


def begins_like(head: bytes) -> bool:
    """Whether a file with these first bytes is one of a sound, by the signatures of its format."""
    if head[:4] in (b"RIFF", b"RIFX", b"RF64"):
        return head[8:12] == b"WAVE"
    if head[:4] == b"FORM":
        return head[8:12] in (b"AIFF", b"AIFC")
    # an MPEG frame begins with eleven bits set; its next bits are the version and layer III, as in no JPEG
    mpeg = head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2
    return mpeg or head.startswith(_SIGNATURES)


def shape_sound(signal: AudioSignal, source: SignalSource) -> AudioSignal:
    """A sound in the stretch, the channels and the rate that `source` asks for.

    Raises:
        UsageError: when the stretch lies outside of it, or the rate makes it too large.
    """
    if source.size is not None:
        raise UsageError(
            f"{signal.name!r} is a sound, which has no longest side (size); leave that out, or choose a sample rate."
        )
    signal = trim(signal, source.start, source.end)
    if source.gray and signal.channels > 1:
        signal = dataclasses.replace(signal, values=to_mono(signal.values))
    return signal if source.sample_rate is None else resample(signal, source.sample_rate)


def to_mono(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean (T, 1) of all channels of (T, C)."""
    return values.mean(axis=1, keepdims=True, dtype=np.float32)


def trim(signal: AudioSignal, start: float | None, end: float | None) -> AudioSignal:
    """What lies between two times of the source, in seconds; what is trimmed so already stays as it is.

    Raises:
        UsageError: when nothing lies there.
    """
    rate, offset = signal.sample_rate, round(signal.begin * signal.sample_rate)
    first = 0 if start is None else max(0, round(start * rate) - offset)
    last = signal.size if end is None else min(signal.size, round(end * rate) - offset)
    if (first, last) == (0, signal.size):
        return signal
    if last - first < LEAST_SAMPLES:
        stop = signal.begin + signal.seconds
        raise UsageError(
            f"Nothing of {signal.name!r} lies in that stretch; it goes from {signal.begin:.3f} s to {stop:.3f} s, so "
            "choose start and end in there."
        )
    return dataclasses.replace(signal, values=signal.values[first:last], begin=(offset + first) / rate)


def resample(signal: AudioSignal, sample_rate: int) -> AudioSignal:
    """The sound at another rate, by a polyphase filter.

    Raises:
        UsageError: when that would be too large to hold.
    """
    if sample_rate == signal.sample_rate:
        return signal
    if signal.seconds * sample_rate * signal.channels > MOST_NUMBERS:
        raise UsageError(
            f"{signal.name!r} is too long for {sample_rate:,} Hz; choose a lower rate or a shorter stretch."
        )
    values = resampled(signal.values, signal.sample_rate, sample_rate)
    note = f"Resampled from {signal.sample_rate:,} Hz to {sample_rate:,} Hz."
    return dataclasses.replace(signal, values=values, sample_rate=sample_rate, notes=(*signal.notes, note))
