"""How near two sounds are, by their samples and by their spectra. Nothing is clipped here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

_WINDOW_SECONDS = 0.032
_LEAST_WINDOW = 16
_FRAMES_AT_ONCE = 1024
_PORTION = 1 << 18
# a bin counts as at least so much, in dB below that of a sine of amplitude 1: what is digital silence has no logarithm
FLOOR = -100.0


def snr(truth: NDArray[Any], estimate: NDArray[Any], region: NDArray[np.bool_] | None = None) -> float:
    """Signal-to-noise ratio in dB, 10 log10(Σ truth² / Σ (truth - estimate)²), of sounds (T,) or (T, C).

    All channels together, in double precision, about the instants where `region` (T,) is True, or all. Infinite when
    they are equal, minus infinity when only the truth is silent, NaN for an empty region.

    Raises:
        ValueError: when the shapes do not fit together.
    """
    _check(truth, estimate, region)
    if region is not None:
        truth, estimate = truth[region], estimate[region]
    if truth.size == 0:
        return math.nan
    first, second = truth.reshape(-1), estimate.reshape(-1)
    power = error = 0.0
    for start in range(0, first.size, _PORTION):
        wanted = first[start : start + _PORTION].astype(np.float64)
        difference = wanted - second[start : start + _PORTION]
        power += float(wanted @ wanted)
        error += float(difference @ difference)
    if error == 0.0:
        return math.inf
    return 10.0 * math.log10(power / error) if power > 0.0 else -math.inf


def log_spectral_distance(
    truth: NDArray[Any], estimate: NDArray[Any], sample_rate: int, region: NDArray[np.bool_] | None = None
) -> float:
    """Log-spectral distance in dB of sounds (T,) or (T, C): 0 when they are equal, lower is nearer.

    The mean over frames l of the root of the mean over frequencies k of (10 log10 |X(l, k)|² - 10 log10 |Y(l, k)|²)²,
    as in Gray and Markel 1976, "Distance Measures for Speech Processing", section II, by short-time spectra as in
    Kuleshov, Enam and Ermon 2017, "Audio Super-Resolution Using Neural Networks", section 4 (theirs is in bels). Frames
    are Hann windows of about 32 ms (a power of two of samples), a quarter of that apart, and beyond its ends a sound is
    silent; powers are counted from FLOOR up. `region` (T,) chooses the frames that are centred where it is True. The
    mean over the channels; NaN when no frame is left.

    Raises:
        ValueError: when the shapes do not fit together.
    """
    _check(truth, estimate, region)
    length = max(_LEAST_WINDOW, 2 ** round(math.log2(max(1.0, _WINDOW_SECONDS * sample_rate))))
    centres = np.arange(0, len(truth), length // 4)
    if region is not None:
        centres = centres[region[centres]]
    if centres.size == 0:
        return math.nan
    first, second = (array.reshape(len(array), -1) for array in (truth, estimate))
    total = 0.0
    for channel in range(first.shape[1]):
        for start in range(0, centres.size, _FRAMES_AT_ONCE):
            some = centres[start : start + _FRAMES_AT_ONCE]
            distance = _levels(first[:, channel], some, length) - _levels(second[:, channel], some, length)
            total += float(np.sqrt((distance**2).mean(axis=1)).sum())
    return total / (centres.size * first.shape[1])


def _levels(values: NDArray[Any], centres: NDArray[np.int64], length: int) -> NDArray[np.float64]:
    """Levels in dB (frames, length / 2 + 1) of Hann windows of a sound (T,) about `centres`; 0 dB is a full sine."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    first, last = int(centres[0]) - length // 2, int(centres[-1]) + length // 2
    # only what these frames see, with silence beyond the ends
    part = np.zeros(last - first)
    low, high = max(0, first), min(len(values), last)
    part[low - first : high - first] = values[low:high]
    frames = np.lib.stride_tricks.sliding_window_view(part, length)[centres - centres[0]]
    amplitudes = np.abs(np.fft.rfft(frames * window, axis=1)) * (2.0 / window.sum())
    return 20.0 * np.log10(np.maximum(amplitudes, 10.0 ** (FLOOR / 20.0)))


def _check(truth: NDArray[Any], estimate: NDArray[Any], region: NDArray[np.bool_] | None) -> None:
    if truth.shape != estimate.shape:
        raise ValueError(f"shapes {truth.shape} and {estimate.shape} differ")
    if region is not None and region.shape != truth.shape[:1]:
        raise ValueError(f"region {region.shape} does not fit {truth.shape}")
