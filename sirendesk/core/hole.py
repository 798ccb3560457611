"""Filling without learning, and the scores of a filled hole: inside first: the rest was never in question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.metrics import psnr, ssim

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]
_WINDOW = 7


@dataclass(frozen=True)
class HoleScores:
    """PSNR (dB) and SSIM in the hole, and of the whole picture."""

    psnr: float
    ssim: float
    whole_psnr: float
    whole_ssim: float


def score(truth: Values, filled: Values, hole: Mask) -> HoleScores:
    """Scores of `filled` (H, W, c) where `hole` (H, W) is True, and of the truth with nothing but that replaced.

    SSIM in the hole is the mean of its map over the hole's pixels; NaN in pictures narrower than its window of 7.
    """
    pasted = np.where(hole[..., None], filled, truth)
    return HoleScores(
        psnr(truth, pasted, hole), ssim_inside(truth, pasted, hole), psnr(truth, pasted), ssim(truth, pasted)
    )


def ssim_inside(truth: Values, filled: Values, hole: Mask) -> float:
    """Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004) of windows centred in the hole, as in `ssim`."""
    if min(hole.shape) < _WINDOW or not hole.any():
        return math.nan
    from skimage.metrics import structural_similarity

    total = 0.0
    for c in range(truth.shape[2]):
        planes = (plane[..., c].astype(np.float64) for plane in (truth, filled))
        full: Any = structural_similarity(*planes, win_size=_WINDOW, data_range=1.0, full=True)
        total += float(full[1][hole].mean())
    return total / truth.shape[2]


def mean_fill(known: Values, hole: Mask) -> Values:
    """`known` (H, W, c) with the mean of its pixels outside the hole everywhere in it."""
    mean = known[~hole].mean(axis=0, dtype=np.float64).astype(np.float32)
    return np.where(hole[..., None], mean, known)


def biharmonic(known: Values, hole: Mask) -> Values:
    """scikit-image's biharmonic filling (Damelin and Hoang 2018) of `known` (H, W, c), cut to [0, 1]."""
    from skimage.restoration import inpaint_biharmonic

    # in double precision: in single, a large hole comes out as noise
    emptied = np.where(hole[..., None], 0.0, known.astype(np.float64))
    filled = np.asarray(inpaint_biharmonic(emptied, hole, channel_axis=-1))
    return np.where(hole[..., None], np.clip(filled, 0.0, 1.0), known).astype(np.float32)
