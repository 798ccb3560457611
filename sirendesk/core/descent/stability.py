"""How large a learning rate may be: what the curvature allows, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sirendesk.core.descent.landscape import Landscape, Point
from sirendesk.core.descent.recipes import Recipe
from sirendesk.core.descent.walk import Walk


@dataclass(frozen=True)
class Stability:
    """The largest stable learning rate of a recipe and where it was read; None where the rule has no such limit.

    `curvature` is the largest eigenvalue of the Hessian at `place`. It holds for the whole batch; the samples of a
    small batch disagree, which only lowers it.
    """

    limit: float | None
    curvature: float
    place: Point


def stability(landscape: Landscape, recipe: Recipe, near: Point | None = None) -> Stability:
    """Largest stable η: 2/λ, with momentum 2(1+γ)/λ (Polyak 1964), λ the largest curvature at the minimum.

    It is read at the known minimum nearest to `near` (the landscape's start if None), and at `near` itself where no
    minimum is known. For a quadratic landscape that is the exact threshold; elsewhere it is one near the minimum.
    """
    x, y = landscape.start if near is None else near
    place = min(landscape.minima, key=lambda m: (m[0] - x) ** 2 + (m[1] - y) ** 2, default=(x, y))
    matrix = landscape.hessian(*place)
    curvature = float(np.linalg.eigvalsh(matrix)[-1]) if np.isfinite(matrix).all() else float("nan")
    limit = recipe.rule.largest_rate(curvature) if curvature > 0 else None
    return Stability(limit, curvature, place)


def stability_text(walk: Walk, found: Stability) -> str:
    """One sentence on whether the rate is safe, for under the picture; empty when there is nothing to say."""
    rate, title = walk.recipe.rule.learning_rate, walk.recipe.title
    if found.limit is not None and rate > found.limit:
        return (
            f"{title}: η = {rate:.4g} is above {found.limit:.4g}, the largest stable rate here (curvature "
            f"{found.curvature:.4g}), so every step makes it worse."
        )
    if walk.ending == "undefined":
        return f"{title}: after {walk.steps:,} updates the function has no value ahead; lower η or start elsewhere."
    if walk.ending == "left":
        limit = "" if found.limit is None else f"; near the minimum η up to {found.limit:.4g} would be stable"
        return f"{title}: left for infinity after {walk.steps:,} updates with η = {rate:.4g}{limit}."
    return ""
