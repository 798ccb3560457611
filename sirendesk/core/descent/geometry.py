"""Boxes, axes and lines on paper: mapping, clipping, thinning, dashing and ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import Bounds


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def grown(self, by: float) -> Box:
        """With a margin all around."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True)
class Axes:
    """Where the values of `bounds` (left, right, bottom, top) lie in a box."""

    box: Box
    bounds: Bounds

    def places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels (n, 2) of points (n, 2); what is far outside stays within a million pixels."""
        left, right, bottom, top = self.bounds
        scale = np.array([self.box.width / (right - left), -self.box.height / (top - bottom)])
        made = (points - (left, bottom)) * scale + (self.box.left, self.box.bottom)
        return np.clip(np.nan_to_num(made, nan=1e6), -1e6, 1e6)

    def lines(self, points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """The parts of a line through points that lie in the box, in pixels, without points that nobody can tell."""
        return self.inside(self.places(points))

    def inside(self, places: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """The same of a line that is in pixels already."""
        return clipped(thinned(places), self.box)


def thinned(points: NDArray[np.float64], spacing: float = 0.4) -> NDArray[np.float64]:
    """Points (n, 2) without those nearer than `spacing` to the kept one before; the ends stay."""
    if len(points) < 1000:
        return points
    kept = [0]
    last_x, last_y = points[0]
    for k, (x, y) in enumerate(points.tolist()):
        if abs(x - last_x) + abs(y - last_y) >= spacing:
            kept.append(k)
            last_x, last_y = x, y
    return points[[*kept, len(points) - 1]]


def clipped(points: NDArray[np.float64], box: Box) -> list[NDArray[np.float64]]:
    """The parts of a line through points (n, 2) inside a box (Liang and Barsky 1984)."""
    if len(points) < 2:
        return []
    start, step = points[:-1], np.diff(points, axis=0)
    enter, leave = np.zeros(len(step)), np.ones(len(step))
    for axis, low, high in ((0, box.left, box.right), (1, box.top, box.bottom)):
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (low - start[:, axis]) / step[:, axis], (high - start[:, axis]) / step[:, axis]
        still = step[:, axis] == 0
        inside = (start[:, axis] >= low) & (start[:, axis] <= high)
        enter = np.maximum(enter, np.where(still, np.where(inside, 0.0, 2.0), np.minimum(one, other)))
        leave = np.minimum(leave, np.where(still, 1.0, np.maximum(one, other)))
    seen = enter <= leave
    lines: list[list[NDArray[np.float64]]] = []
    going = False
    for k in np.flatnonzero(seen).tolist():
        first, last = start[k] + enter[k] * step[k], start[k] + leave[k] * step[k]
        if not (going and k > 0 and seen[k - 1] and enter[k] == 0.0 and leave[k - 1] == 1.0):
            lines.append([first])
        lines[-1].append(last)
        going = True
    return [np.array(line) for line in lines]


def dashes(points: NDArray[np.float64], pattern: tuple[float, ...], phase: float = 0.0) -> list[NDArray[np.float64]]:
    """A line through points (n, 2) cut into the dashes of a pattern (dash, gap, dash, gap ...)."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    keep = np.concatenate([[True], lengths > 0])
    points, along = points[keep], along[keep]
    total, period = float(along[-1]), sum(pattern)
    if total <= 0 or total / period > 20_000:
        return [points]
    made = []
    place = -(phase % period)
    while place < total:
        for k, length in enumerate(pattern):
            low, high = max(place, 0.0), min(place + length, total)
            if k % 2 == 0 and high > low:
                inner = (along > low) & (along < high)
                ends = [(np.interp(t, along, points[:, 0]), np.interp(t, along, points[:, 1])) for t in (low, high)]
                made.append(np.vstack([ends[0], points[inner], ends[1]]))
            place += length
    return made


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers between two ends, about `count` of them."""
    raw = (high - low) / max(count, 1)
    if not raw > 0 or not math.isfinite(raw):
        return []
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.7)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_text(value: float) -> str:
    """A tick's number, short, with a true minus."""
    text = f"{0.0 if abs(value) < 1e-12 else value:.4g}"
    return text.replace("-", "−")
