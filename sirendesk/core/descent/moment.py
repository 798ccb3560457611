"""One update in numbers, and how numbers are written for a person who follows it with a pocket calculator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sirendesk.core.descent.landscape import Point


@dataclass(frozen=True)
class Moment:
    """Update `number` (from 1) of a walk at `place`: its gradient, and what the rule remembered before and after it.

    What a rule does not keep is (0, 0), as in `Walk`.
    """

    number: int
    place: Point
    gradient: Point
    velocity: Point
    mean: Point
    square: Point
    last_velocity: Point
    last_mean: Point
    last_square: Point


def pair_text(pair: Sequence[float]) -> str:
    """A place or a direction."""
    first, second = pair
    return f"({number_text(first)}, {number_text(second)})"


def number_text(value: float) -> str:
    """Four decimals while that says something, otherwise four digits and a power of ten; with a true minus."""
    if not math.isfinite(value):
        return "undefined"
    text = f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 1e5 else f"{value:.3e}"
    return text.replace("-", "−")
