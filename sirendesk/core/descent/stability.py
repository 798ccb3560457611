"""How large a learning rate may be: what the curvature allows, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sirendesk.core.descent.landscape import Bounds, Landscape, Point
from sirendesk.core.descent.recipes import Recipe
from sirendesk.core.descent.walk import Walk


@dataclass(frozen=True)
class Stability:
    """The largest stable learning rate of a recipe and where it was read; None where the rule has no such limit.

    `curvature` is the largest eigenvalue of the Hessian at `place`, which is a known minimum if `at_minimum`. `exact`
    where the limit holds everywhere: on a quadratic, for the whole batch. Elsewhere it is one near `place`; the
    samples of a small batch disagree, which only lowers it. `frame` is the part of the landscape worth drawing.
    """

    limit: float | None
    curvature: float
    place: Point
    at_minimum: bool
    exact: bool
    frame: Bounds


def stability(landscape: Landscape, recipe: Recipe, near: Point | None = None) -> Stability:
    """Largest stable η: 2/λ, with momentum 2(1+γ)/λ (Polyak 1964), λ the largest curvature at the minimum.

    It is read at the known minimum nearest to `near` (the landscape's start if None), and at `near` itself where no
    minimum is known.
    """
    x, y = landscape.start if near is None else near
    place = min(landscape.minima, key=lambda m: (m[0] - x) ** 2 + (m[1] - y) ** 2, default=(x, y))
    matrix = landscape.hessian(*place)
    curvature = float(np.linalg.eigvalsh(matrix)[-1]) if np.isfinite(matrix).all() else float("nan")
    limit = recipe.rule.largest_rate(curvature) if curvature > 0 else None
    exact = landscape.quadratic and recipe.batch_of(landscape.samples) == landscape.samples
    return Stability(limit, curvature, place, bool(landscape.minima), exact, landscape.bounds)


def stability_text(walk: Walk, found: Stability) -> str:
    """One sentence on whether the rate is safe, for under the picture; empty when there is nothing to say."""
    rate, title, limit = walk.recipe.rule.learning_rate, walk.recipe.title, found.limit
    above = limit is not None and rate > limit
    if above and found.exact:
        return (
            f"{title}: η = {rate:.4g} is above {limit:.4g}, the largest stable rate here (curvature "
            f"{found.curvature:.4g}), so across the steepest direction every step makes it worse."
        )
    if walk.ending == "undefined":
        return f"{title}: after {walk.steps:,} updates the function has no value ahead; lower η or start elsewhere."
    where = "near the minimum" if found.at_minimum else "in a bowl as curved as where it started"
    if walk.ending == "left":
        most = "" if limit is None else f"; {where} η may be {limit:.4g} at most"
        return f"{title}: left for infinity after {walk.steps:,} updates with η = {rate:.4g}{most}."
    if above and _went_wrong(walk, found.frame):
        return (
            f"{title}: {where} (curvature {found.curvature:.4g}) steps this long would not settle: η = {rate:.4g} is "
            f"above {limit:.4g}."
        )
    return ""


def _went_wrong(walk: Walk, frame: Bounds) -> bool:
    """Whether it ended higher than it began, or outside of what is drawn."""
    (x, y), (left, right, bottom, top) = walk.end, frame
    inside = left <= x <= right and bottom <= y <= top
    return not inside or not walk.losses[-1] <= walk.losses[0]
