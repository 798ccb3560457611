"""A walk: everything that happened while one recipe descended a landscape, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import Landscape, Point, Token
from sirendesk.core.descent.recipes import MOST_UPDATES, Recipe

# in widths of what is drawn, from its middle
FAR = 1000.0


@dataclass(frozen=True)
class Walk:
    """One descent of n updates; all arrays are float64 unless said, and read-only.

    `positions` (n+1, 2) and `losses` (n+1,) of the whole landscape begin with the start. Of each update: `gradients`
    (n, 2) of its batch, `velocities` (n, 2) the direction v that the rule made of it, `updates` (n, 2) = -η v; `means`
    and `squares` (n, 2), the running means of adaptive rules; `epochs` (n,) from 1 and `batches` (n,) sizes, int64.
    `ending` is "finished", "left" (so far away that it was cut) or "undefined" (the function has no value ahead).
    """

    recipe: Recipe
    axes: tuple[str, str]
    samples: int
    seed: int
    positions: NDArray[np.float64]
    losses: NDArray[np.float64]
    gradients: NDArray[np.float64]
    velocities: NDArray[np.float64]
    updates: NDArray[np.float64]
    means: NDArray[np.float64]
    squares: NDArray[np.float64]
    epochs: NDArray[np.int64]
    batches: NDArray[np.int64]
    ending: str
    distance: float

    @property
    def steps(self) -> int:
        """Updates that were made."""
        return len(self.updates)

    @property
    def end(self) -> Point:
        """The last position."""
        return float(self.positions[-1, 0]), float(self.positions[-1, 1])

    @property
    def diverged(self) -> bool:
        """Whether the walk was cut because it left for infinity or for where the function is undefined."""
        return self.ending != "finished"


def descend(
    landscape: Landscape, recipe: Recipe, start: Point | None = None, seed: int = 0, updates: int | None = None
) -> Walk:
    """Walk down from `start` (the landscape's own if None) for as many updates as the recipe says, or for `updates`.

    All randomness is the order of the samples and comes from `seed`: two recipes of one batch size see the same
    batches. The walk is cut before the first update that is not finite, and after one that leaves FAR behind.
    """
    batch = recipe.batch_of(landscape.samples)
    count = recipe.updates(landscape.samples) if updates is None else max(0, min(updates, MOST_UPDATES))
    x, y = landscape.start if start is None else (float(start[0]), float(start[1]))
    rows: list[tuple[float, ...]] = []
    places = [(x, y)]
    ending = "finished"
    rule, rate = recipe.rule.begin(), recipe.rule.learning_rate
    left, right, bottom, top = landscape.bounds
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    far = FAR * max(right - left, top - bottom)
    gradient_of, step, ahead = landscape.batch_gradient, rule.step, rule.ahead
    for token in _tokens(landscape, batch, count, seed):
        off_x, off_y = ahead()
        gx, gy = gradient_of(x + off_x, y + off_y, token)
        vx, vy = step(gx, gy)
        dx, dy = -rate * vx, -rate * vy
        if not math.isfinite(x + dx) or not math.isfinite(y + dy):
            ending = "undefined"
            break
        x, y = x + dx, y + dy
        rows.append((gx, gy, vx, vy, dx, dy, *rule.mean, *rule.square))
        places.append((x, y))
        if abs(x - middle_x) > far or abs(y - middle_y) > far:
            ending = "left"
            break
    return _walk(landscape, recipe, seed, places, rows, ending)


def _tokens(landscape: Landscape, batch: int, count: int, seed: int) -> list[Token]:
    if batch >= landscape.samples:
        return [landscape.whole()] * count
    rng = np.random.default_rng(seed)
    tokens: list[Token] = []
    while len(tokens) < count:
        tokens += landscape.epoch(batch, rng)
    return tokens[:count]


def _walk(
    landscape: Landscape,
    recipe: Recipe,
    seed: int,
    places: list[Point],
    rows: list[tuple[float, ...]],
    ending: str,
) -> Walk:
    positions = np.array(places, np.float64)
    table = np.array(rows, np.float64).reshape(-1, 10)
    with np.errstate(all="ignore"):
        losses = np.array(np.broadcast_to(landscape.values(positions[:, 0], positions[:, 1]), len(positions)))
    batch = recipe.batch_of(landscape.samples)
    each = -(-landscape.samples // batch)
    numbers = np.arange(len(rows))
    last = numbers % each == each - 1
    batches = np.where(last, landscape.samples - (each - 1) * batch, batch)
    gradients, velocities, updates, means, squares = np.split(table, 5, axis=1)
    walk = Walk(
        recipe,
        landscape.axes,
        landscape.samples,
        seed,
        positions,
        losses,
        gradients,
        velocities,
        updates,
        means,
        squares,
        numbers // each + 1,
        batches,
        ending,
        landscape.distance(*places[-1]),
    )
    for name in ("positions", "losses", "gradients", "velocities", "updates", "means", "squares", "epochs", "batches"):
        getattr(walk, name).flags.writeable = False
    return walk
