"""The arithmetic of one update in numbers that a person can follow with a pocket calculator."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import Point
from sirendesk.core.descent.moment import Moment, number_text, pair_text
from sirendesk.core.descent.walk import Walk


def arithmetic_text(walk: Walk, step: int) -> str:
    """Lines on update `step` (1 to walk.steps), or on the start for step 0: where, gradient, velocity, update, loss."""
    step = max(0, min(step, walk.steps))
    names = f"({walk.axes[0]}, {walk.axes[1]})"
    if step == 0:
        return f"Start\nθ = {names} = {pair_text(walk.positions[0])}\nloss = {number_text(walk.losses[0])}"
    k = step - 1
    rule, moment = walk.recipe.rule, moment_of(walk, step)
    lines = [
        f"Update {step:,} of {walk.steps:,} · epoch {walk.epochs[k]:,} · {_batch(walk, k)}",
        f"θ = {names} = {pair_text(moment.place)}",
        *rule.lines(moment),
        f"update = −η {rule.symbol} = −{rule.learning_rate:g} · {pair_text(moment.velocity)} "
        f"= {pair_text(walk.updates[k])}",
        f"θ ← θ + update = {pair_text(walk.positions[step])}",
        f"loss {number_text(walk.losses[k])} → {number_text(walk.losses[step])}",
    ]
    return "\n".join(lines)


def moment_of(walk: Walk, step: int) -> Moment:
    """Update `step` (1 to walk.steps) of a walk."""
    kept = (walk.velocities, walk.means, walk.squares)
    now = [_pair(rows, step - 1) for rows in kept]
    before = [_pair(rows, step - 2) if step > 1 else (0.0, 0.0) for rows in kept]
    return Moment(step, _pair(walk.positions, step - 1), _pair(walk.gradients, step - 1), *now, *before)


def _pair(rows: NDArray[np.float64], k: int) -> Point:
    return float(rows[k, 0]), float(rows[k, 1])


def _batch(walk: Walk, k: int) -> str:
    size = int(walk.batches[k])
    if size == walk.samples:
        return f"all {size:,} samples"
    return "1 sample" if size == 1 else f"{size:,} samples"
