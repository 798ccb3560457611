"""A short end of training in which the weights are looked at as they will be stored."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.weights import round_weights
from sirendesk.core.field_solver import FieldSolver

# where on the schedule the rates begin: what is left of the cosine there is a seventh of the base rate
FROM = 0.75


def finish(solver: FieldSolver, bits: int, steps: int) -> None:
    """Take `steps` more steps whose loss is that of the weights rounded to `bits` (straight-through gradients)."""
    sizes = tuple(part.numel() for part in solver.field.split(solver.field.weights))
    solver.rounding = partial(_rounded, sizes=sizes, bits=bits)
    try:
        for step in range(steps):
            solver.step(FROM + (1.0 - FROM) * step / steps)
    finally:
        solver.rounding = None


def _rounded(weights: NDArray[np.float32], sizes: tuple[int, ...], bits: int) -> NDArray[np.float32]:
    return round_weights(weights, sizes, bits).weights
