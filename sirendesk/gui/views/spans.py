"""Which part of the axes is seen: ends that move in leaps, so that a growing curve does not draw its axes anew."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sirendesk.gui.views.curve_plot import Curve

# what curves are drawn over: name of the axis, and what stands after its numbers
AXES = {"steps": ("step", ""), "seconds": ("time", " s")}
NICE = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def nice_above(value: float) -> float:
    """The next round number above."""
    power = 10.0 ** math.floor(math.log10(value))
    if value >= 9.98 * power:
        return 12.5 * power
    return next(step * power for step in NICE if step * power >= value * 1.001)


def bounds(curves: Sequence[Curve], span: tuple[float, float], grain: float) -> tuple[float, float] | None:
    """Least and most of what the curves are between the ends of `span`, widened to whole `grain`; None of nothing."""
    seen = [y[(x >= span[0]) & (x <= span[1])] for x, y in curves if x.size]
    seen = [y for y in seen if y.size]
    if not seen:
        return None
    low, high = min(float(y.min()) for y in seen), max(float(y.max()) for y in seen)
    margin = 0.1 * grain
    return grain * math.floor((low - margin) / grain), grain * math.ceil((high + margin) / grain)


def within(wanted: tuple[float, float], reach: float) -> tuple[float, float]:
    """A part of the axis that a hand asked for, kept on the curves and no smaller than can be drawn."""
    most = reach * 1.5
    low, high = wanted
    span = min(max(high - low, most * 1e-5), most)
    low = min(max(low, 0.0), most - span)
    return low, low + span
