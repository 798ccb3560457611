"""Shapes as rows of pixels: a pixel belongs to a shape when its centre does.

Places are (x, y) in pixels of the picture, the centre of the pixel in row r and column c is (c + 0.5, r + 0.5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Place = tuple[float, float]
Shape = tuple[int, int]
# flatter than this is flat: dividing by it would overflow
LEAST_SLOPE = 1e-100


@dataclass(frozen=True)
class Box:
    """Pixels from (top, left) to before (bottom, right)."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Indices of the box in an array (H, W)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def shape(self) -> Shape:
        """(height, width)."""
        return self.bottom - self.top, self.right - self.left

    def joined(self, other: Box | None) -> Box:
        """The smallest box around both."""
        if other is None:
            return self
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )


@dataclass(frozen=True)
class Spans:
    """Pixels `first[k]` to before `stop[k]` of row `rows[k]`, all within the picture; a row may come several times."""

    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    stop: NDArray[np.int64]

    @property
    def box(self) -> Box | None:
        """The smallest box around them, None for no pixels at all."""
        if not self.rows.size:
            return None
        return Box(int(self.rows.min()), int(self.first.min()), int(self.rows.max()) + 1, int(self.stop.max()))


def capsule(shape: Shape, start: Place, end: Place, radius: float) -> Spans:
    """Every pixel of a picture (H, W) whose centre is within `radius` of the straight line from `start` to `end`.

    A capsule is convex, so each row of it is one span: from the leftmost to the rightmost of what the two discs and the
    strip between them reach there.
    """
    (x0, y0), (x1, y1) = start, end
    top, bottom = min(y0, y1) - radius, max(y0, y1) + radius
    rows = np.arange(max(0, math.ceil(top - 0.5)), min(shape[0] - 1, math.floor(bottom - 0.5)) + 1)
    centres = rows + 0.5
    low, high = np.full(rows.shape, np.inf), np.full(rows.shape, -np.inf)
    for x, y in (start, end):
        square = radius * radius - (centres - y) ** 2
        reach = np.sqrt(np.maximum(square, 0.0))
        low = np.where(square >= 0, np.minimum(low, x - reach), low)
        high = np.where(square >= 0, np.maximum(high, x + reach), high)
    length = math.hypot(x1 - x0, y1 - y0)
    if length > 0:
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        # 0 <= along <= length and -radius <= across <= radius, each a range of x in this row
        left, right = _range_of_x(dx, (centres - y0) * dy - x0 * dx, 0.0, length)
        left_too, right_too = _range_of_x(-dy, (centres - y0) * dx + x0 * dy, -radius, radius)
        left, right = np.maximum(left, left_too), np.minimum(right, right_too)
        low = np.where(left <= right, np.minimum(low, left), low)
        high = np.where(left <= right, np.maximum(high, right), high)
    known = low <= high
    low, high = np.where(known, low, 0.0), np.where(known, high, -1.0)
    return _within(shape, rows, np.ceil(low - 0.5), np.floor(high - 0.5) + 1)


def pixel_line(shape: Shape, start: Place, end: Place) -> Spans:
    """The pixels from the one under `start` to the one under `end`, each touching the next: a brush of one pixel."""
    columns, rows = ([math.floor(p[axis]) for p in (start, end)] for axis in (0, 1))
    count = max(abs(columns[1] - columns[0]), abs(rows[1] - rows[0])) + 1
    along = np.rint(np.linspace(columns[0], columns[1], count))
    across = np.rint(np.linspace(rows[0], rows[1], count)).astype(np.int64)
    inside = (across >= 0) & (across < shape[0])
    return _within(shape, across[inside], along[inside], along[inside] + 1)


def rectangle(shape: Shape, one: Place, other: Place) -> Spans:
    """Pixels in the upright rectangle between two corners."""
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    rows = np.arange(max(0, math.ceil(y0 - 0.5)), min(shape[0], math.ceil(y1 - 0.5)))
    return _within(
        shape, rows, np.full(rows.shape, math.ceil(x0 - 0.5)), np.full(rows.shape, math.ceil(x1 - 0.5), np.int64)
    )


def polygon(shape: Shape, corners: Sequence[Place]) -> Spans:
    """Pixels that the closed outline goes around at least once: where it crosses itself nothing falls out."""
    points = np.asarray(corners, np.float64).reshape(-1, 2)
    begin, end = points, np.roll(points, -1, axis=0)
    upper, lower = np.minimum(begin[:, 1], end[:, 1]), np.maximum(begin[:, 1], end[:, 1])
    first = np.maximum(np.ceil(upper - 0.5), 0).astype(np.int64)
    stop = np.minimum(np.ceil(lower - 0.5), shape[0]).astype(np.int64)
    counts = np.maximum(stop - first, 0)
    edge = np.repeat(np.arange(len(points)), counts)
    rows = first[edge] + np.arange(edge.size) - np.repeat(np.cumsum(counts) - counts, counts)
    slope = (end - begin)[edge]
    crossings = begin[edge, 0] + (rows + 0.5 - begin[edge, 1]) * slope[:, 0] / slope[:, 1]
    order = np.lexsort((crossings, rows))
    rows, crossings = rows[order], crossings[order]
    # a closed outline crosses each row as often down as up, so the count is zero again at each row's end
    turns = np.cumsum(np.where(slope[order, 1] > 0, 1, -1))
    before = np.concatenate(([0], turns[:-1])) if turns.size else turns
    enters, leaves = (before == 0) & (turns != 0), (before != 0) & (turns == 0)
    return _within(shape, rows[enters], np.ceil(crossings[enters] - 0.5), np.ceil(crossings[leaves] - 0.5))


def _range_of_x(factor: float, rest: NDArray[Any], low: float, high: float) -> list[NDArray[Any]]:
    """Where low <= factor * x + rest <= high, as [from, to]; from > to where nowhere."""
    if abs(factor) < LEAST_SLOPE:
        holds = (rest >= low) & (rest <= high)
        return [np.where(holds, -np.inf, np.inf), np.where(holds, np.inf, -np.inf)]
    ends = (low - rest) / factor, (high - rest) / factor
    return [np.minimum(*ends), np.maximum(*ends)]


def _within(shape: Shape, rows: NDArray[np.int64], first: NDArray[Any], stop: NDArray[Any]) -> Spans:
    """Spans cut to the picture's width, without those of which nothing is left."""
    first = np.clip(first, 0, shape[1]).astype(np.int64)
    stop = np.clip(stop, 0, shape[1]).astype(np.int64)
    some = first < stop
    return Spans(rows[some], first[some], stop[some])
