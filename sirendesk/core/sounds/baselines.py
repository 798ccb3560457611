"""What needs no learning: the scores that the fit of a whole sound has to beat."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.sounds.lossy import best_within, decoded, writes
from sirendesk.core.sounds.resampling import resampled
from sirendesk.core.sounds.scores import log_spectral_distance, snr

VORBIS = "Ogg Vorbis"

Values = NDArray[np.float32]
Scores = dict[str, Any]


def of_whole_sound(
    values: Values, sample_rate: int, stored_bytes: int, parameters: int
) -> Generator[None, None, dict[str, Scores]]:
    """Scores by name, for a model of `parameters` numbers in `stored_bytes` bytes that learns all of `values` (T, C).

    Each has "snr" and "lsd" in dB (NaN where the baseline does not exist); "note" says what is out of the ordinary.
    """
    silence = _scores(values, np.zeros_like(values), sample_rate)
    yield
    vorbis = yield from vorbis_at_equal_bytes(values, sample_rate, stored_bytes)
    yield
    sinc = sinc_at_equal_numbers(values, sample_rate, parameters)
    return {"silence": silence, "vorbis_at_equal_bytes": vorbis, "sinc_at_equal_numbers": sinc}


def vorbis_at_equal_bytes(values: Values, sample_rate: int, stored_bytes: int) -> Generator[None, None, Scores]:
    """The best Ogg Vorbis of `values` (T, C) that takes at most `stored_bytes`: "bytes"."""
    if not writes(VORBIS, sample_rate):
        return _none(f"Ogg Vorbis does not know {sample_rate:,} Hz.")
    data = yield from best_within(values, sample_rate, VORBIS, stored_bytes)
    if len(data) > stored_bytes:
        return _none(f"Even the coarsest Ogg Vorbis takes more than {stored_bytes:,} bytes.")
    return {**_scores(values, decoded(data, values.shape), sample_rate), "bytes": len(data)}


def sinc_at_equal_numbers(values: Values, sample_rate: int, parameters: int) -> Scores:
    """`values` (T, C) at the highest rate that leaves at most `parameters` numbers, and back: "numbers", "rate" in Hz.

    Both ways by the polyphase filter of `resampled`, a windowed sinc.
    """
    if parameters >= values.size:
        return _none("The model has at least as many numbers as the sound.")
    rate = int(sample_rate * parameters / values.size)
    # a coarse grid of rates: their ratio decides how long the filter is
    rate = max(1, rate // 50 * 50 if rate >= 500 else rate)
    few = resampled(values, sample_rate, rate)
    again = resampled(few, rate, sample_rate)[: len(values)]
    return {**_scores(values, again, sample_rate), "numbers": few.size, "rate": rate}


def _scores(values: Values, other: NDArray[Any], sample_rate: int) -> Scores:
    return {"snr": snr(values, other), "lsd": log_spectral_distance(values, other, sample_rate)}


def _none(reason: str) -> Scores:
    return {"snr": math.nan, "lsd": math.nan, "note": reason}
