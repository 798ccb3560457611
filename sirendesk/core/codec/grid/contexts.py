"""What is known around a number before it is decoded: sums of its neighbours' magnitudes in space, scale and colour.

A grid is sent in seven passes, each a sparse lattice that the earlier ones surround ever more closely; within a pass
all numbers are independent, so a pass is decoded as a whole. The sums are of whole numbers, hence the same everywhere.
The functions take arrays of numpy and tensors of torch alike: what is decoded with is what is differentiated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# numpy's or torch's; both have slices, sums and the few functions used here
Array = Any
PAD = 3
FEATURES = 14

_ACROSS_1, _DOWN_1 = ((0, -1), (0, 1)), ((-1, 0), (1, 0))
_ACROSS_2, _DOWN_2 = ((0, -2), (0, 2)), ((-2, 0), (2, 0))
_CORNERS_1 = ((-1, -1), (-1, 1), (1, -1), (1, 1))
_CORNERS_2 = ((-2, -2), (-2, 2), (2, -2), (2, 2))
_ODD_RING = ((-1, -3), (-1, 3), (1, -3), (1, 3), (-3, -1), (-3, 1), (3, -1), (3, 1))
_KNIGHTS = ((-2, -1), (-2, 1), (2, -1), (2, 1), (-1, -2), (-1, 2), (1, -2), (1, 2))

Offsets = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Pass:
    """Numbers at `row` and `column` modulo `stride`, and which neighbours are known by then: beside, above, at the
    corners and around."""

    stride: int
    row: int
    column: int
    known: tuple[Offsets, Offsets, Offsets, Offsets]

    def count(self, shape: tuple[int, int]) -> tuple[int, int]:
        """Rows and columns of the lattice in a grid of `shape`."""
        return (
            max(0, -(-(shape[0] - self.row) // self.stride)),
            max(0, -(-(shape[1] - self.column) // self.stride)),
        )

    def of(self, grid: Array) -> Array:
        """The lattice's numbers (a view)."""
        return grid[self.row :: self.stride, self.column :: self.stride]


PASSES = (
    Pass(4, 0, 0, ((), (), (), ())),
    Pass(4, 2, 2, ((), (), _CORNERS_2, ())),
    Pass(4, 0, 2, (_ACROSS_2, _DOWN_2, (), ())),
    Pass(4, 2, 0, (_ACROSS_2, _DOWN_2, _CORNERS_2, ())),
    Pass(2, 1, 1, ((), (), _CORNERS_1, _ODD_RING)),
    Pass(2, 0, 1, (_ACROSS_1, _DOWN_1, (), _KNIGHTS)),
    Pass(2, 1, 0, (_ACROSS_1, _DOWN_1, _CORNERS_1, _KNIGHTS)),
)


@dataclass(frozen=True)
class Around:
    """Sums from grids that are decoded already, for every number of a grid: pairs (its own place, the eight around)."""

    pairs: tuple[tuple[Array, Array] | None, ...]


def around(shape: tuple[int, int], parent: Array | None, others: tuple[Array | None, ...]) -> Around:
    """For a grid of `shape`: its `parent` of half the resolution, and four `others` of about its own.

    They are the two other directions of the same level, and the same direction of the two planes before. All are
    magnitudes; None or an empty grid counts as zeros.
    """
    pairs = [_pair(parent, shape, 2)]
    pairs += [_pair(other, shape, 1) for other in others]
    return Around(tuple(pairs))


def sums(padded: Array, lattice: Pass, shape: tuple[int, int], direction: int, near: Around) -> list[Array | None]:
    """The FEATURES sums of a lattice in a grid of `shape`, each (rows, columns) or None for zeros.

    `padded` holds the magnitudes that are known, with PAD zeros around. In the second `direction` rows and columns
    change places, so that beside always means across the wavelet's edge.
    """
    inside = [_sum(padded, lattice, shape, offsets) for offsets in lattice.known]
    if direction == 1:
        inside[0], inside[1] = inside[1], inside[0]
    for pair in near.pairs:
        inside += [None, None] if pair is None else [lattice.of(pair[0]), lattice.of(pair[1])]
    return inside


def eight_around(grid: Array) -> Array:
    """Sum of the eight neighbours of every number (h, w), zeros beyond the border."""
    rows = _shifted(grid, 0) + grid
    both = _shifted(rows, 1) + rows
    return both - grid


def _sum(padded: Array, lattice: Pass, shape: tuple[int, int], offsets: Offsets) -> Array | None:
    rows, columns = lattice.count(shape)
    total: Array | None = None
    for down, across in offsets:
        top, left = PAD + lattice.row + down, PAD + lattice.column + across
        stride = lattice.stride
        part = padded[top : top + (rows - 1) * stride + 1 : stride, left : left + (columns - 1) * stride + 1 : stride]
        total = part if total is None else total + part
    return total


def _pair(grid: Array | None, shape: tuple[int, int], ratio: int) -> tuple[Array, Array] | None:
    if grid is None or 0 in grid.shape:
        return None
    rows, columns = _places(shape[0], grid.shape[0], ratio), _places(shape[1], grid.shape[1], ratio)
    ring = eight_around(grid)
    return grid[rows][:, columns], ring[rows][:, columns]


def _places(count: int, most: int, ratio: int) -> NDArray[np.int64]:
    return np.minimum(np.arange(count) // ratio, most - 1)


def _shifted(grid: Array, axis: int) -> Array:
    """What is before and behind along an axis, added up."""
    out = grid * 0
    if axis == 0:
        out[1:] += grid[:-1]
        out[:-1] += grid[1:]
    else:
        out[:, 1:] += grid[:, :-1]
        out[:, :-1] += grid[:, 1:]
    return out
