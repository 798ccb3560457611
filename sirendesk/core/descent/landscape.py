"""What every landscape of two parameters has: heights, gradients, curvature, and samples that a batch is drawn from.

A landscape is the mean of `samples` functions, so that descent on batches means the same everywhere. Of data it is the
mean over the points. A named surface or a formula f pretends to be such a mean: sample i stands for
f(x, y) + a_i x + b_i y, where the tilts (a_i, b_i) are drawn once from a normal distribution and moved so that they
cancel in the mean. The gradient of a batch of b of N samples is then that of f plus noise that shrinks like
sqrt((1/b)(N - b)/(N - 1)).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.options import option

# left, right, bottom, top of what is worth drawing
Bounds = tuple[float, float, float, float]
Point = tuple[float, float]
# what a landscape needs to know of one batch to give its gradient
Token = tuple[float, ...]

PRETENDED = 100


@dataclass(frozen=True)
class LandscapeGrid:
    """Heights on a regular grid: `xs` (columns,), `ys` (rows,) upwards, `values` (rows, columns), NaN if undefined."""

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def bounds(self) -> Bounds:
        """Left, right, bottom, top."""
        return float(self.xs[0]), float(self.xs[-1]), float(self.ys[0]), float(self.ys[-1])


@dataclass(frozen=True)
class LandscapeOptions(ABC):
    """Options of one landscape."""

    title: ClassVar[str]
    summary: ClassVar[str]

    @abstractmethod
    def build(self) -> Landscape:
        """The landscape itself.

        Raises:
            UsageError: when the options describe none.
        """


@dataclass(frozen=True)
class SurfaceOptions(LandscapeOptions):
    """What the landscapes without data have: how much a pretended sample's gradient differs from the mean."""

    noise: float = option(
        1.0,
        label="Gradient noise",
        help="How much the gradient of one sample differs from the mean over all 100. A batch of b differs about "
        "1/√b as much, and the whole batch not at all. Zero makes every batch size walk the same path.",
        minimum=0.0,
        maximum=1000.0,
        live=True,
    )


class Landscape(ABC):
    """A function of two parameters. `x` and `y` below are the first and the second of them, whatever their names."""

    axes: tuple[str, str] = ("x", "y")
    # a learning rate at which plain descent gets along
    rate: float = 0.1
    # whether the curvature is the same everywhere
    quadratic: bool = False

    def __init__(self, bounds: Bounds, start: Point, minima: tuple[Point, ...], samples: int) -> None:
        self.bounds = bounds
        self.start = start
        self.minima = minima
        self.samples = samples

    @abstractmethod
    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Heights at arrays of any shapes that broadcast; NaN where the function is undefined."""

    @abstractmethod
    def gradient(self, x: float, y: float) -> Point:
        """Both derivatives of the whole function at one point; NaN where they are undefined."""

    @abstractmethod
    def batch_gradient(self, x: float, y: float, token: Token) -> Point:
        """Both derivatives of the mean over one batch."""

    @abstractmethod
    def whole(self) -> Token:
        """The batch of all samples."""

    @abstractmethod
    def epoch(self, batch_size: int, rng: np.random.Generator) -> list[Token]:
        """The batches of one pass over all samples in a new order; the last one may be smaller."""

    def value(self, x: float, y: float) -> float:
        """Height at one point."""
        return float(self.values(np.array(x, np.float64), np.array(y, np.float64)))

    def hessian(self, x: float, y: float) -> NDArray[np.float64]:
        """Second derivatives (2, 2) at a point, by central differences of the gradient."""
        h = 1e-5 * max(1.0, abs(x), abs(y))
        with np.errstate(all="ignore"):  # where it overflows it is not finite, and that is all there is to say
            across = np.subtract(self.gradient(x + h, y), self.gradient(x - h, y)) / (2 * h)
            up = np.subtract(self.gradient(x, y + h), self.gradient(x, y - h)) / (2 * h)
            matrix = np.stack([across, up])
            return (matrix + matrix.T) / 2

    def floor(self) -> float:
        """Lowest height that is known, from which the logarithmic levels are counted."""
        if self.minima:
            return min(self.value(*place) for place in self.minima)
        return float(np.nanmin(self.grid(81, 81).values))

    def grid(self, columns: int, rows: int, bounds: Bounds | None = None) -> LandscapeGrid:
        """Heights over `bounds`, or over those of the landscape."""
        left, right, bottom, top = bounds or self.bounds
        xs, ys = np.linspace(left, right, columns), np.linspace(bottom, top, rows)
        values = np.broadcast_to(self.values(xs[None, :], ys[:, None]), (rows, columns))
        return LandscapeGrid(xs, ys, np.where(np.isfinite(values), values, np.nan))

    def distance(self, x: float, y: float) -> float:
        """Distance to the nearest known minimum; NaN where none is known."""
        return min((math.hypot(x - a, y - b) for a, b in self.minima), default=math.nan)


class Surface(Landscape):
    """Abstract: a landscape without data, as the mean of PRETENDED tilted copies of itself."""

    def __init__(self, bounds: Bounds, start: Point, minima: tuple[Point, ...], noise: float) -> None:
        super().__init__(bounds, start, minima, PRETENDED)
        tilts = np.random.default_rng(0).normal(size=(PRETENDED, 2))
        self._tilts = noise * (tilts - tilts.mean(axis=0))

    def batch_gradient(self, x: float, y: float, token: Token) -> Point:
        across, up = self.gradient(x, y)
        return across + token[0], up + token[1]

    def whole(self) -> Token:
        return (0.0, 0.0)

    def epoch(self, batch_size: int, rng: np.random.Generator) -> list[Token]:
        return list(batch_means(self._tilts, batch_size, rng))


def batch_means(table: NDArray[np.float64], batch_size: int, rng: np.random.Generator) -> Iterator[Token]:
    """Means over the batches of the rows of `table` (n, columns) in a new order, each batch a tuple of `columns`."""
    shuffled = table[rng.permutation(len(table))]
    starts = np.arange(0, len(table), batch_size)
    sizes = np.diff(np.append(starts, len(table)))
    means = np.add.reduceat(shuffled, starts, axis=0) / sizes[:, None]
    return map(tuple, means.tolist())
