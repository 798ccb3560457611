"""Schedules: the share of the learning rate at each point of the budget. `progress` runs from 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

FLOOR = 0.02


def constant(progress: float) -> float:
    """The same rate throughout."""
    return 1.0


def cosine(progress: float) -> float:
    """Half a cosine from 1 down to 1/50 (Loshchilov and Hutter 2017, SGDR, eq. 5, without restarts)."""
    return FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))


def exponential(progress: float) -> float:
    """From 1 down to 0.1 over the budget, the same factor each step."""
    return 0.1 ** min(1.0, progress)


def steps(progress: float) -> float:
    """The full rate for the first half of the budget, half of it for the second (1e-4, then 5e-5)."""
    return 1.0 if progress < 0.5 else 0.5


def warmed_up(progress: float, warm_up: float) -> float:
    """A straight rise to 1 over the share `warm_up` of the budget; it lets running means settle before full steps."""
    return min(1.0, (progress + 0.001) / warm_up) if warm_up > 0 else 1.0


SCHEDULES: Mapping[str, Callable[[float], float]] = {
    "cosine": cosine,
    "exponential": exponential,
    "steps": steps,
    "constant": constant,
}
