"""Sounds as files with loss, as libsndfile writes them: Vorbis, Opus and MP3, and the best one within so many bytes."""

from __future__ import annotations

import io
from collections.abc import Container, Generator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

# libsndfile's scale from the best (0) to the smallest (1) is halved so often; MP3 refuses its very end
HALVINGS = 6
COARSEST = 0.999
# Vorbis puts what it is given at once on the stack: a minute in one go ends the process
BLOCK = 2**14


@dataclass(frozen=True)
class Lossy:
    """A format and subtype of libsndfile, and the sample rates in Hz that it knows."""

    container: str
    subtype: str
    rates: Container[int]


LOSSY: Mapping[str, Lossy] = {
    "Ogg Vorbis": Lossy("OGG", "VORBIS", range(8_000, 192_001)),
    "Opus": Lossy("OGG", "OPUS", (8_000, 12_000, 16_000, 24_000, 48_000)),
    "MP3": Lossy("MP3", "MPEG_LAYER_III", (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)),
}


def writes(name: str, sample_rate: int) -> bool:
    """Whether this libsndfile writes a codec of LOSSY, at that rate."""
    import soundfile

    codec = LOSSY[name]
    return codec.subtype in soundfile.available_subtypes(codec.container) and sample_rate in codec.rates


def best_within(values: Values, sample_rate: int, name: str, most: int) -> Generator[None, None, bytes]:
    """The largest file of `values` (T, C) with at most `most` bytes, or else the smallest there is.

    `name` and `sample_rate` are such that `writes` says yes. Pauses after each portion of a file.
    """
    best = yield from _encoded(values, sample_rate, name, COARSEST)
    if len(best) > most:
        return best
    finest = yield from _encoded(values, sample_rate, name, 0.0)
    if len(finest) <= most:
        return finest
    fine, coarse = 0.0, COARSEST
    for _ in range(HALVINGS):
        middle = (fine + coarse) / 2
        data = yield from _encoded(values, sample_rate, name, middle)
        if len(data) <= most:
            coarse, best = middle, data
        else:
            fine = middle
    return best


def decoded(data: bytes, shape: tuple[int, ...]) -> Values:
    """What a file of a sound of `shape` (T, C) gives back: silence where it ends too soon."""
    import soundfile

    found, _ = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    values = np.zeros(shape, np.float32)
    values[: len(found)] = found[: len(values)]
    return values


def _encoded(values: Values, sample_rate: int, name: str, level: float) -> Generator[None, None, bytes]:
    import soundfile

    codec, out = LOSSY[name], io.BytesIO()
    with soundfile.SoundFile(
        out,
        "w",
        sample_rate,
        values.shape[1],
        codec.subtype,
        format=codec.container,
        compression_level=level,
    ) as file:
        for start in range(0, len(values), BLOCK):
            file.write(values[start : start + BLOCK])
            yield
    return out.getvalue()
