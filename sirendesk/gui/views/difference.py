"""Pictures of differences: how far off a fit is, and what it has left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import Frame
from sirendesk.gui.views.colour_maps import colour_table

ERROR_MAP = "magma"
# full scales of a residual, in the signal's own units; the least that holds nearly all of it is taken
LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
NEARLY_ALL = 0.98


def error_picture(frame: Frame) -> NDArray[np.uint8]:
    """The error of a frame as colours (h, w, 3)."""
    return colour_table(ERROR_MAP)[frame.error]


def residual_picture(
    noisy: NDArray[np.float32], picture: NDArray[np.uint8], shape: tuple[int, int], stride: int = 1
) -> tuple[NDArray[np.uint8], float]:
    """noisy - fit around middle grey, (h, w[, 3]), and the difference that is drawn black or white.

    `noisy` (h, w, c) is every `stride`-th sample of a signal of `shape`; `picture` (H, W[, 3]) may be coarser as well.
    """
    fit = picture if picture.ndim == 3 else picture[..., None]
    if fit.shape[:2] != noisy.shape[:2]:
        rows, columns = (np.arange(noisy.shape[k]) * stride * fit.shape[k] // shape[k] for k in (0, 1))
        fit = fit[rows[:, None], columns[None, :]]
    residual = np.subtract(noisy, fit * np.float32(1 / 255), dtype=np.float32)
    scale = _scale_of(residual)
    shades = residual * np.float32(127.5 / scale)
    shades += np.float32(128.5)
    np.clip(shades, 0.0, 255.0, out=shades)
    shown = shades.astype(np.uint8)
    return (shown[..., 0] if shown.shape[2] == 1 else shown), scale


def _scale_of(residual: NDArray[np.float32]) -> float:
    some = np.abs(residual.ravel()[:: max(1, residual.size // 2000)])
    most = float(np.quantile(some, NEARLY_ALL)) if some.size else 0.0
    return next((level for level in LEVELS if level >= most), LEVELS[-1])
