"""Sums of the first parts of a decomposition, kept every few ranks so that any rank is a few parts away from one.

Sums are kept where they are cheapest to add to: as the matrix itself, or for overlapping patches, whose mean is linear
too, already as the picture they make up.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.lowrank.layouts import LAYOUTS, PATCH_SIDE, Layout, Matrix, Patches
from sirendesk.core.lowrank.partial_svd import Spectrum

# products of fewer multiplications than this OpenBLAS does in the thread that asks; and parts added at once
_ALONE = 1 << 18
_DEPTH = 16


class Room(ABC):
    """Where sums of products live."""

    @abstractmethod
    def zeros(self) -> Matrix:
        """The empty sum."""

    @abstractmethod
    def add(self, total: Matrix, left: Matrix, right: Matrix) -> None:
        """total += left @ right, left (m, k) and right (k, n)."""

    def finish(self, total: Matrix) -> Matrix:
        """Values of samples from a sum, which may be overwritten."""
        return total


class MatrixRoom(Room):
    """The product itself (m, n)."""

    def __init__(self, rows: int, columns: int) -> None:
        self._shape = rows, columns

    def zeros(self) -> Matrix:
        return np.zeros(self._shape, np.float32)

    def add(self, total: Matrix, left: Matrix, right: Matrix) -> None:
        add_product(total, left, right)


class PictureRoom(Room):
    """The picture (H, W, c) that patches make up, whatever their starts."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self._shape = shape

    def zeros(self) -> Matrix:
        return np.zeros(self._shape, np.float32)

    def add(self, total: Matrix, left: Matrix, right: Matrix) -> None:
        product = np.zeros((len(left), right.shape[1]), np.float32)
        add_product(product, left, right)
        total += LAYOUTS["patches"].join([product], self._shape)


class CellRoom(Room):
    """The picture in cells of 4 x 4, (H / 4, W / 4, 16 c): a patch is four whole cells, so that adding is products."""

    step = PATCH_SIDE // 2

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self._channels = shape[2]
        self._cells = shape[0] // self.step, shape[1] // self.step
        rows, columns = (np.full(count, 2.0, np.float32) for count in self._cells)
        rows[[0, -1]] = columns[[0, -1]] = 1.0  # patches over a cell, by its row and by its column
        self._mean = 1.0 / (rows[:, None] * columns)[..., None]

    @classmethod
    def fits(cls, shape: tuple[int, int, int]) -> bool:
        """Whether patches start at whole cells to the very end."""
        return min(shape[:2]) >= PATCH_SIDE and shape[0] % cls.step == shape[1] % cls.step == 0

    def zeros(self) -> Matrix:
        return np.zeros((*self._cells, self._channels * self.step**2), np.float32)

    def add(self, total: Matrix, left: Matrix, right: Matrix) -> None:
        down, across = self._cells[0] - 1, self._cells[1] - 1
        places = left.reshape(down, across, -1)
        blocks = right.reshape(len(right), self._channels, 2, self.step, 2, self.step)
        for a in range(2):
            for b in range(2):
                block = np.ascontiguousarray(blocks[:, :, a, :, b]).reshape(len(right), -1)
                for row in range(down):
                    total[a + row, b : b + across] += places[row] @ block

    def finish(self, total: Matrix) -> Matrix:
        return np.multiply(total, self._mean, out=total)

    def arrange(self, cells: NDArray[np.generic]) -> NDArray[np.generic]:
        """The picture (H, W, c) of cells of any type."""
        parts = cells.reshape(*self._cells, self._channels, self.step, self.step).transpose(0, 3, 1, 4, 2)
        return parts.reshape(self._cells[0] * self.step, self._cells[1] * self.step, self._channels)


def room_for(layout: Layout, shape: tuple[int, int, int], part: Spectrum) -> Room:
    """Where sums for one matrix of a picture (H, W, c) live."""
    if not isinstance(layout, Patches):
        return MatrixRoom(part.left.shape[0], part.right.shape[1])
    return CellRoom(shape) if CellRoom.fits(shape) else PictureRoom(shape)


class PrefixSums:
    """Of one matrix's parts, P_r = sum_{k<r} s_k u_k v_k' and Q_r = sum_{k<r} u_k v_k' at every `stride`-th r."""

    def __init__(self, part: Spectrum, room: Room, stride: int) -> None:
        self._left, self._right = np.ascontiguousarray(part.left), np.ascontiguousarray(part.right)
        self._values = part.values
        self._room = room
        count = part.values.size
        self._ends = [*range(0, count, stride), count]
        self._weighted, self._plain = [room.zeros()], [room.zeros()]
        ones = np.ones_like(self._values)
        for first, last in zip(self._ends, self._ends[1:], strict=False):
            self._weighted.append(self._move(self._weighted[-1].copy(), self._values, first, last))
            self._plain.append(self._move(self._plain[-1].copy(), ones, first, last))

    @property
    def numbers(self) -> int:
        """What one part takes to be stored: m + n + 1."""
        return self._left.shape[0] + self._right.shape[1] + 1

    def best(self, rank: int) -> Matrix:
        """P at a rank, as a copy."""
        near = self._nearest(rank)
        return self._room.finish(self._move(self._weighted[near].copy(), self._values, self._ends[near], rank))

    def soft(self, threshold: float) -> Matrix:
        """P - t Q at the rank of the last value above t, as a copy."""
        rank, taken = int(np.count_nonzero(self._values > threshold)), np.float32(threshold)
        near = self._nearest(rank)
        start = np.subtract(self._weighted[near], taken * self._plain[near], dtype=np.float32)
        weights = np.subtract(self._values, taken, dtype=np.float32)
        return self._room.finish(self._move(start, weights, self._ends[near], rank))

    def _nearest(self, rank: int) -> int:
        return min(range(len(self._ends)), key=lambda k: abs(self._ends[k] - rank))

    def _move(self, start: Matrix, weights: Matrix, at: int, to: int) -> Matrix:
        sign = np.float32(1 if to > at else -1)
        for low in range(min(at, to), max(at, to), _DEPTH):
            high = min(low + _DEPTH, max(at, to))
            scaled = np.multiply(self._left[:, low:high], sign * weights[low:high], dtype=np.float32)
            self._room.add(start, scaled, self._right[low:high])
        return start


def add_product(total: Matrix, left: Matrix, right: Matrix) -> None:
    """total += left @ right in slices too small for the linear algebra to share among threads.

    Beside a fit that uses all cores its threads wait for each other: 20 ms of a picture that takes 1.2 ms alone.
    """
    rows = max(1, _ALONE // max(right.size, 1))
    for first in range(0, len(total), rows):
        total[first : first + rows] += left[first : first + rows] @ right
