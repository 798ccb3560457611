"""Small pictures of low rank with something missing, for the tests of what fills them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]


def low_rank(
    share: float = 0.4, rank: int = 2, shape: tuple[int, int, int] = (48, 56, 3), seed: int = 0
) -> tuple[Values, Values, Mask]:
    """Truth of a given rank a channel (H, W, c), what is known of it with the mean elsewhere, and what is missing."""
    source = np.random.default_rng(seed)
    rows, columns, channels = shape
    left = source.standard_normal((channels, rows, rank))
    product = np.moveaxis(left @ source.standard_normal((channels, rank, columns)), 0, 2)
    truth = (0.5 + 0.45 * product / np.abs(product).max()).astype(np.float32)
    missing = source.random((rows, columns)) < share
    return truth, with_mean(truth, missing), missing


def with_mean(truth: Values, missing: Mask) -> Values:
    """The mean of what is known where something is missing."""
    mean = truth[~missing].mean(axis=0, dtype=np.float64).astype(np.float32)
    return np.where(missing[..., None], mean, truth)
