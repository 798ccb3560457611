"""Which samples of a picture are looked at, where that is not all of them.

Always the signal's own samples and no points between them, so that fit and signal are compared at the same places and
nothing is resampled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.grid import Grid


@dataclass(frozen=True, eq=False)
class Places:
    """The samples at the crossings of some `rows` and `columns` of a picture of `shape`."""

    shape: tuple[int, int]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]

    @property
    def sides(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.rows.size, self.columns.size

    @property
    def size(self) -> int:
        """How many samples."""
        return self.rows.size * self.columns.size

    def take(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values (h, w, ...) at these places of an array (*shape, ...)."""
        return np.ascontiguousarray(values[self.rows[:, None], self.columns])

    def coords(self, start: int, stop: int, end_points: bool) -> NDArray[np.float32]:
        """Coordinates (n, 2) of the places start..stop, row by row."""
        grid = Grid(self.shape, end_points)
        numbers = np.arange(start, min(stop, self.size))
        rows, columns = np.divmod(numbers, self.columns.size)
        return np.stack([grid.axis(0)[self.rows[rows]], grid.axis(1)[self.columns[columns]]], axis=1)


def spread(shape: tuple[int, int], most: int) -> Places:
    """Every k-th sample of every k-th row, the least k that leaves at most `most` along the longest side."""
    stride = -(-max(shape) // most)
    rows, columns = (np.arange((n - 1) % stride // 2, n, stride) for n in shape)
    return Places(shape, rows, columns)


def middle(shape: tuple[int, int], most: int) -> Places:
    """All samples of the middle of the picture, at most `most` along each side."""
    rows, columns = (np.arange(min(n, most)) + (n - min(n, most)) // 2 for n in shape)
    return Places(shape, rows, columns)
