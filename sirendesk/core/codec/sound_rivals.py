"""What known codecs make of a sound in as many bytes: FLAC, which keeps all of it, and Vorbis, Opus and MP3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.pieces import to_end
from sirendesk.core.sounds.lossy import LOSSY, best_within, decoded, writes
from sirendesk.core.sounds.scores import snr
from sirendesk.core.sounds.writing import encode_sound

Values = NDArray[np.float32]


@dataclass(frozen=True)
class SoundRival:
    """A file of a known codec: its size and its SNR in dB; `fits` says whether it is within the bytes asked for."""

    title: str
    bytes: int
    snr: float
    fits: bool


def sound_rivals(values: Values, sample_rate: int, most: int) -> list[SoundRival]:
    """FLAC at 16 bits, and of the other codecs the best of `values` (T, C) within `most` bytes, else the smallest."""
    files = {"FLAC": encode_sound(values, sample_rate, 16, "FLAC")[0]}
    files |= {name: to_end(best_within(values, sample_rate, name, most)) for name in LOSSY if writes(name, sample_rate)}
    return [
        SoundRival(name, len(data), snr(values, decoded(data, values.shape)), len(data) <= most)
        for name, data in files.items()
    ]
