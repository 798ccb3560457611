"""A line search to the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

DECREASE = 1e-4
CURVATURE = 0.9
GROWTH = 3.0


@dataclass(frozen=True)
class Point:
    """What was found `step` along a direction: the loss, its slope along the direction, and its gradient."""

    step: float
    value: float
    slope: float
    gradient: Tensor


def strong_wolfe(probe: Callable[[float], Point], start: Point, first: float, most: int) -> Point:
    """The best point found with at most `most` probes, the first of them at step `first`.

    It meets value ≤ start + 1e-4 · step · slope and |slope| ≤ 0.9 |start's| unless the probes ran out; `start` itself
    comes back when nothing lower was found. A value that is no number counts as infinitely high.
    """
    below, step = start, first
    for used in range(1, most + 1):
        point = probe(step)
        if _too_high(point, start) or (used > 1 and point.value >= below.value):
            return _zoom(probe, start, below, point, most - used)
        if abs(point.slope) <= -CURVATURE * start.slope:
            return point
        if point.slope >= 0.0:
            return _zoom(probe, start, point, below, most - used)
        below, step = point, GROWTH * step
    return below


def _zoom(probe: Callable[[float], Point], start: Point, low: Point, high: Point, most: int) -> Point:
    """Narrow an interval that holds an acceptable step; `low` is its better end."""
    for _ in range(most):
        point = probe(_between(low, high))
        if _too_high(point, start) or point.value >= low.value:
            high = point
            continue
        if abs(point.slope) <= -CURVATURE * start.slope:
            return point
        if point.slope * (high.step - low.step) >= 0.0:
            high = low
        low = point
    return low


def _too_high(point: Point, start: Point) -> bool:
    limit = start.value + DECREASE * point.step * start.slope
    return not (math.isfinite(point.slope) and point.value <= limit)


def _between(low: Point, high: Point) -> float:
    """Minimum of the cubic through both ends, not too near to either; half way where there is none."""
    width = high.step - low.step
    step = low.step + width / 2
    if math.isfinite(high.value) and math.isfinite(high.slope):
        bend = low.slope + high.slope - 3 * (high.value - low.value) / width
        inside = bend * bend - low.slope * high.slope
        if inside >= 0.0:
            root = math.copysign(math.sqrt(inside), width)
            rise = high.slope - low.slope + 2 * root
            step = high.step - width * (high.slope + root - bend) / rise if rise else step
    nearest, farthest = sorted((low.step + 0.1 * width, low.step + 0.9 * width))
    return min(max(step, nearest), farthest)
