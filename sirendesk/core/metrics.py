"""How near two signals are. Values run from 0 to 1, so the peak is 1; nothing is clipped here."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PORTION = 1 << 18
_WINDOW = 7
_BAND = 256


def mse(a: NDArray[Any], b: NDArray[Any], region: NDArray[np.bool_] | None = None) -> float:
    """Mean squared difference of two arrays of one shape, computed in double precision.

    `region`, True where it counts, has the shape of `a` or of its first axes (H, W). NaN for an empty region.

    Raises:
        ValueError: when the shapes do not fit together.
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} differ")
    if region is not None:
        if region.shape != a.shape[: region.ndim]:
            raise ValueError(f"region {region.shape} does not fit {a.shape}")
        a, b = a[region], b[region]
    if a.size == 0:
        return math.nan
    first, second, total = a.reshape(-1), b.reshape(-1), 0.0
    # In portions: a whole picture of 16 megapixels in double precision would take a gigabyte.
    for start in range(0, first.size, _PORTION):
        part = slice(start, start + _PORTION)
        difference = first[part].astype(np.float64) - second[part]
        total += float(difference @ difference)
    return total / first.size


def psnr_from_mse(error: float) -> float:
    """Peak signal-to-noise ratio in dB for a peak of 1, -10 log10(error): infinite for 0, NaN for NaN."""
    return math.inf if error == 0.0 else -10.0 * math.log10(error)


def psnr(a: NDArray[Any], b: NDArray[Any], region: NDArray[np.bool_] | None = None) -> float:
    """Peak signal-to-noise ratio in dB of two arrays of one shape, for a peak of 1; infinite when they are equal.

    `region` and errors as in `mse`.
    """
    return psnr_from_mse(mse(a, b, region))


def ssim(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Mean structural similarity of two pictures (H, W) or (H, W, C), 1 when they are equal.

    That of Wang, Bovik, Sheikh and Simoncelli (2004) with uniform 7 x 7 windows and a range of 1, as in scikit-image,
    averaged over channels. A picture narrower than 7 gets the largest odd window that fits, one below 3 gives NaN.

    Raises:
        ValueError: when the shapes differ.
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} differ")
    a, b = np.atleast_3d(a), np.atleast_3d(b)
    rows, columns, channels = a.shape
    window = min(_WINDOW, (min(rows, columns) - 1) // 2 * 2 + 1)
    if window < 3:
        return math.nan
    margin = window // 2
    total = 0.0
    # In bands that overlap by the window: the same mean, a small part of the memory.
    for start in range(margin, rows - margin, _BAND):
        stop = min(start + _BAND, rows - margin)
        band = slice(start - margin, stop + margin)
        total += sum(_sum_of_ssim(a[band, :, c], b[band, :, c], window) for c in range(channels))
    return total / ((rows - 2 * margin) * (columns - 2 * margin) * channels)


def _sum_of_ssim(a: NDArray[Any], b: NDArray[Any], window: int) -> float:
    from skimage.metrics import structural_similarity

    margin = window // 2
    first, second = a.astype(np.float64), b.astype(np.float64)
    full: Any = structural_similarity(first, second, win_size=window, data_range=1.0, full=True)
    return float(full[1][margin:-margin, margin:-margin].sum())


METRICS: dict[str, Callable[[NDArray[Any], NDArray[Any]], float]] = {
    "psnr": psnr,
    "ssim": ssim,
}
