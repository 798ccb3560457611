"""The classics that a sound's denoising fit is held against, each with a number that held-out samples choose.

As in core/denoisers.py: what is held out is hidden from a method (the mean of its neighbours stands in), which is then
judged by how well it foretells it. That is sound for noise that is independent from sample to sample.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.denoisers import Denoiser, Work

Values = NDArray[np.float32]

SIDES = (3.0, 5.0)
WINDOWS = (5.0, 9.0, 17.0, 33.0)
SUBTRACTIONS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
GATE_WINDOW = 1024
# of a spectrum that is noise alone, powers are exponentially distributed: a fifth of them lies below 0.223 of the mean
QUIET = 0.2
LEAST_GAIN = 0.03


def median(noisy: Values, side: float) -> Work:
    """Median of `side` samples around each, channel by channel."""
    from scipy.ndimage import median_filter

    yield
    return median_filter(noisy, size=(int(side), 1), mode="nearest")


def wiener(noisy: Values, window: float) -> Work:
    """Wiener's filter by the mean and variance of `window` samples around each (Lim 1990, "Two-Dimensional Signal and
    Image Processing", eq. 9.27), as in scipy.signal; the noise's power is the mean of those variances."""
    from scipy.signal import wiener as filtered

    found = []
    for c in range(noisy.shape[1]):
        # where nothing varies at all, the filter divides by zero and keeps the mean
        with np.errstate(divide="ignore", invalid="ignore"):
            found.append(np.nan_to_num(filtered(noisy[:, c].astype(np.float64), int(window))))
        yield
    return np.stack(found, axis=1).astype(np.float32)


def gating(noisy: Values, subtraction: float) -> Work:
    """Spectral subtraction (Boll 1979, "Suppression of Acoustic Noise in Speech Using Spectral Subtraction") of powers.

    In Hann windows of 1,024 samples, moved on by a quarter. Noise is taken to be white; the quietest fifth of all
    powers tells its own, and `subtraction` times of that goes, but never more than leaves 3 % of the amplitude.
    """
    from scipy.signal import istft, stft

    window = min(GATE_WINDOW, len(noisy))
    shape: Any = {"nperseg": window, "noverlap": window - max(1, window // 4)}
    found = []
    for c in range(noisy.shape[1]):
        _, _, spectra = stft(noisy[:, c].astype(np.float64), **shape)
        powers = np.abs(spectra) ** 2
        floor = np.quantile(powers, QUIET) / -np.log(1.0 - QUIET)
        gains = np.sqrt(np.maximum(1.0 - subtraction * floor / np.maximum(powers, 1e-30), LEAST_GAIN**2))
        _, made = istft(spectra * gains, **shape)
        again = np.zeros(len(noisy))
        again[: len(made)] = made[: len(noisy)]
        found.append(again)
        yield
    return np.stack(found, axis=1).astype(np.float32)


SOUND_DENOISERS: dict[str, Denoiser] = {
    "median": Denoiser(median, SIDES, "side"),
    "wiener": Denoiser(wiener, WINDOWS, "window"),
    "gating": Denoiser(gating, SUBTRACTIONS, "subtraction"),
}
