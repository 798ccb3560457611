"""Sounds as files: WAV or FLAC, 16 or 24 bits, and how many numbers had to be cut at full scale."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError, WriteFailedError
from sirendesk.core.files import free_bytes, write_bytes
from sirendesk.core.sounds.files import BLOCK, HIGHEST_RATE, LOWEST_RATE

SUFFIXES = (".wav", ".flac")
BITS = (16, 24)
# where a WAV's header runs out of digits; a FLAC of as many samples is smaller
MOST_BYTES = 2**32 - 2**12
HIGHEST_FLAC_RATE = 655_350


class SoundEncoder:
    """Builds a file block by block, for a sound of `shape` (T, C) known before: `begin`, then `add`, then `end`.

    Each returns bytes to write next. `kind` is "WAV" or "FLAC". A whole number n of `bits` stands for n / 2^(bits - 1),
    as it is read again; what is not a number becomes 0. `clipped` counts the numbers that were cut at full scale.
    """

    def __init__(self, shape: tuple[int, int], sample_rate: int, bits: int, kind: str = "WAV") -> None:
        self._shape, self._rate, self._bits = shape, sample_rate, bits
        self._flac = _FlacEncoder(shape[1], sample_rate, bits) if kind == "FLAC" else None
        self.clipped = 0

    def begin(self) -> bytes:
        """The head of the file."""
        if self._flac is not None:
            return b""
        count, channels = self._shape
        frame = channels * self._bits // 8
        size = count * frame
        head = b"RIFF" + struct.pack("<I", 36 + size + size % 2) + b"WAVE"
        form = struct.pack("<IHHIIHH", 16, 1, channels, self._rate, self._rate * frame, frame, self._bits)
        return head + b"fmt " + form + b"data" + struct.pack("<I", size)

    def add(self, values: NDArray[Any]) -> bytes:
        """The next samples (n, C)."""
        levels, clipped = to_levels(values, self._bits)
        self.clipped += clipped
        if self._flac is not None:
            self._flac.add(levels)
            return b""
        if self._bits == 16:
            return levels.astype("<i2").tobytes()
        return np.ascontiguousarray(levels.astype("<i4")[..., None].view(np.uint8)[..., :3]).tobytes()

    def end(self) -> bytes:
        """What belongs behind the last sample."""
        if self._flac is not None:
            return self._flac.end()
        return b"\0" * (self._shape[0] * self._shape[1] * self._bits // 8 % 2)


class _FlacEncoder:
    def __init__(self, channels: int, sample_rate: int, bits: int) -> None:
        import soundfile

        self._out = io.BytesIO()
        self._bits = bits
        self._file = soundfile.SoundFile(self._out, "w", sample_rate, channels, f"PCM_{bits}", format="FLAC")

    def add(self, levels: NDArray[np.int32]) -> None:
        # libsndfile takes the upper bits of 32
        self._file.write(levels << (32 - self._bits))

    def end(self) -> bytes:
        self._file.close()
        return self._out.getvalue()


def write_sound(path: Path, values: NDArray[np.float32], sample_rate: int, bits: int = 16) -> int:
    """Write values (T, C) as WAV or FLAC, by the ending of the name; returns how many numbers were cut at full scale.

    Raises:
        UsageError: when the ending, the bits, the rate or the length cannot be written.
        WriteFailedError: when the disk refuses; whatever stood there is untouched.
    """
    kind = check_sound(path, (len(values), values.shape[1]), sample_rate, bits)
    data, clipped = encode_sound(values, sample_rate, bits, kind)
    write_bytes(path, data)
    return clipped


def check_sound(path: Path, shape: tuple[int, int], sample_rate: int, bits: int) -> str:
    """Refuse what could not be written, before anything is worked out; `shape` is (T, C). Returns "WAV" or "FLAC".

    Raises:
        UsageError: when the ending, the bits, the rate or the length cannot be written.
        WriteFailedError: when the disk has not that much room.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"A sound is written as WAV or FLAC; give {path.name!r} the ending .wav or .flac.")
    kind = path.suffix[1:].upper()
    if bits not in BITS:
        raise UsageError(f"{bits} bits cannot be written; choose 16 or 24.")
    most = HIGHEST_FLAC_RATE if kind == "FLAC" else HIGHEST_RATE
    if not LOWEST_RATE <= sample_rate <= most:
        raise UsageError(f"{sample_rate:,} Hz cannot be written; choose {LOWEST_RATE} to {most:,} Hz.")
    needed = shape[0] * shape[1] * bits // 8
    if needed > MOST_BYTES:
        raise UsageError("That would be more than 4 GB, the most that such a file holds; choose a lower rate.")
    free = free_bytes(path)
    if free is not None and free < needed:
        raise WriteFailedError(
            f"This sound may need {needed / 1e9:,.3g} GB, and the disk has {free / 1e9:,.3g} GB free. Nothing was "
            "started; choose a lower rate, fewer bits or another disk."
        )
    return kind


def encode_sound(values: NDArray[Any], sample_rate: int, bits: int, kind: str = "WAV") -> tuple[bytes, int]:
    """The file of values (T, C) as `SoundEncoder` makes it, and how many of its numbers were cut at full scale."""
    encoder = SoundEncoder((len(values), values.shape[1]), sample_rate, bits, kind)
    # whole numbers are worked out in double precision: block by block that needs little room
    body = b"".join(encoder.add(values[start : start + BLOCK]) for start in range(0, len(values), BLOCK))
    return encoder.begin() + body + encoder.end(), encoder.clipped


def to_levels(values: NDArray[Any], bits: int) -> tuple[NDArray[np.int32], int]:
    """Whole numbers (int32) of `bits` for values of full scale 1, and how many of them were cut to fit."""
    most = 2 ** (bits - 1)
    levels = np.rint(np.nan_to_num(values, nan=0.0, posinf=2.0, neginf=-2.0).astype(np.float64) * most)
    # full scale itself is one more than the largest number: nobody hears that
    clipped = int(((levels > most) | (levels < -most)).sum())
    return np.clip(levels, -most, most - 1).astype(np.int32), clipped
