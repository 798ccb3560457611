"""Planes of a picture. Brightness and colour differences have most of its energy in one plane; channels are plain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# saved by number: never reordered
SPACES = ("ycbcr", "channels")

# JPEG's own (ITU-R BT.601, full range; ITU-T T.871 2011), without its offset
TO_YCBCR = np.array(
    [[0.299, 0.587, 0.114], [-0.168735892, -0.331264108, 0.5], [0.5, -0.418687589, -0.081312411]], np.float64
)
FROM_YCBCR = np.array([[1.0, 0.0, 1.402], [1.0, -0.344136286, -0.714136286], [1.0, 1.772, 0.0]], np.float64)


def to_planes(values: NDArray[np.float32], space: str) -> list[NDArray[np.float64]]:
    """Planes (H, W) of a picture (H, W, 1 or 3): its channels, or Y in [0, 1] and Cb, Cr in [-0.5, 0.5]."""
    exact = values.astype(np.float64)
    if values.shape[2] == 1 or space == "channels":
        return [np.ascontiguousarray(exact[..., k]) for k in range(values.shape[2])]
    return [np.ascontiguousarray(exact @ row) for row in TO_YCBCR]


def from_planes(planes: list[NDArray[np.float64]], space: str) -> NDArray[np.float32]:
    """The picture (H, W, 1 or 3) float32 in [0, 1] of its planes, what is outside cut off."""
    if len(planes) == 1 or space == "channels":
        mixed = np.stack(planes, axis=2)
    else:
        # one product and sum after the other, never a matrix product: its order of sums depends on the machine
        channels = [sum(weight * plane for weight, plane in zip(row, planes, strict=True)) for row in FROM_YCBCR]
        mixed = np.stack(channels, axis=2)
    return np.clip(mixed, 0.0, 1.0).astype(np.float32)
