"""Regular grids of coordinates in [-1, 1]^d.

The default grid is that of pixel centres, so that a coarse and a fine grid of one picture describe the same area. The
grid through the end points (-1 and 1 are the first and last sample) is what most published code uses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Grid:
    """`shape` samples per axis, in the order of the array's axes (rows, columns)."""

    shape: tuple[int, ...]
    end_points: bool = False

    @property
    def size(self) -> int:
        """Number of samples."""
        return math.prod(self.shape)

    def axis(self, k: int) -> NDArray[np.float32]:
        """Coordinates along axis `k`, shape (shape[k],)."""
        n = self.shape[k]
        if self.end_points:
            return np.linspace(-1.0, 1.0, n, dtype=np.float32) if n > 1 else np.zeros(1, np.float32)
        return ((2.0 * np.arange(n) + 1.0) / n - 1.0).astype(np.float32)

    def coords(self, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
        """Coordinates of the samples with flat (row-major) numbers start..stop, shape (stop - start, d)."""
        indices = np.arange(start, self.size if stop is None else min(stop, self.size))
        parts = np.unravel_index(indices, self.shape)
        return np.stack([self.axis(k)[part] for k, part in enumerate(parts)], axis=1)
