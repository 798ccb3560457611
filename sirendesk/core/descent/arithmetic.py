"""The arithmetic of one update in numbers that a person can follow with a pocket calculator."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.rules import (
    AdaGradOptions,
    AdamOptions,
    MomentumOptions,
    NesterovOptions,
    PlainOptions,
    RMSPropOptions,
)
from sirendesk.core.descent.walk import Walk


def arithmetic_text(walk: Walk, step: int) -> str:
    """Lines on update `step` (1 to walk.steps), or on the start for step 0: where, gradient, velocity, update, loss."""
    step = max(0, min(step, walk.steps))
    names = f"({walk.axes[0]}, {walk.axes[1]})"
    if step == 0:
        return f"Start\nθ = {names} = {_pair(walk.positions[0])}\nloss = {_number(walk.losses[0])}"
    k = step - 1
    rule, rate = walk.recipe.rule, walk.recipe.rule.learning_rate
    update, after = walk.updates[k], walk.positions[step]
    used, letter = (walk.gradients[k], "g") if isinstance(rule, PlainOptions) else (walk.velocities[k], "v")
    lines = [
        f"Update {step:,} of {walk.steps:,} · epoch {walk.epochs[k]:,} · {_batch(walk, k)}",
        f"θ = {names} = {_pair(walk.positions[k])}",
        *_direction(walk, k),
        f"update = −η {letter} = −{rate:g} · {_pair(used)} = {_pair(update)}",
        f"θ ← θ + update = {_pair(after)}",
        f"loss {_number(walk.losses[k])} → {_number(walk.losses[step])}",
    ]
    return "\n".join(lines)


def _direction(walk: Walk, k: int) -> list[str]:
    """The gradient and what the rule makes of it."""
    rule, g, v = walk.recipe.rule, walk.gradients[k], walk.velocities[k]
    before = walk.velocities[k - 1] if k else (0.0, 0.0)
    gradient = f"gradient g = {_pair(g)}"
    if isinstance(rule, NesterovOptions):
        reach = rule.learning_rate * rule.momentum
        place = walk.positions[k] - reach * walk.velocities[k - 1] if k else walk.positions[0]
        gradient = f"gradient g at θ − ηγv = {_pair(place)}: {_pair(g)}"
    if isinstance(rule, MomentumOptions | NesterovOptions):
        return [gradient, f"velocity v ← γ v + g = {rule.momentum:g} · {_pair(before)} + {_pair(g)} = {_pair(v)}"]
    s = walk.squares[k]
    old = walk.squares[k - 1] if k else (0.0, 0.0)
    if isinstance(rule, AdaGradOptions):
        return [
            gradient,
            f"squares s ← s + g² = {_pair(old)} + {_pair(g * g)} = {_pair(s)}",
            f"direction v = g/√s = {_pair(v)}",
        ]
    if isinstance(rule, RMSPropOptions):
        rest = f"{1 - rule.memory:.4g}"
        return [
            gradient,
            f"squares s ← ρ s + (1−ρ) g² = {rule.memory:g} · {_pair(old)} + {rest} · {_pair(g * g)} = {_pair(s)}",
            f"direction v = g/√s = {_pair(v)}",
        ]
    if isinstance(rule, AdamOptions):
        first, second = 1 - rule.beta1 ** (k + 1), 1 - rule.beta2 ** (k + 1)
        mean = walk.means[k - 1] if k else (0.0, 0.0)
        return [
            gradient,
            f"mean m ← β₁ m + (1−β₁) g = {rule.beta1:g} · {_pair(mean)} + {1 - rule.beta1:.4g} · {_pair(g)} "
            f"= {_pair(walk.means[k])}",
            f"squares s ← β₂ s + (1−β₂) g² = {_pair(s)}",
            f"direction v = (m / {first:.4g}) / √(s / {second:.4g}) = {_pair(v)}",
        ]
    return [gradient]


def _batch(walk: Walk, k: int) -> str:
    size = int(walk.batches[k])
    if size == walk.samples:
        return f"all {size:,} samples"
    return "1 sample" if size == 1 else f"{size:,} samples"


def _pair(pair: Sequence[float] | NDArray[np.float64]) -> str:
    first, second = pair
    return f"({_number(float(first))}, {_number(float(second))})"


def _number(value: float) -> str:
    """Four decimals while that says something, otherwise four digits and a power of ten; with a true minus."""
    if not math.isfinite(value):
        return "undefined"
    text = f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 1e5 else f"{value:.3e}"
    return text.replace("-", "−")
