"""Linear regression as a landscape: the mean squared error of a line, over its intercept and its slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import Landscape, LandscapeOptions, Point, Token, batch_means
from sirendesk.core.errors import UsageError
from sirendesk.core.options import option

HALF_WIDTH = 2.0
MOST_POINTS = 10_000


@dataclass(frozen=True)
class RegressionOptions(LandscapeOptions):
    """Where the data comes from: points about a line, x uniform on [-2, 2], normal noise on y."""

    title: ClassVar[str] = "Linear regression"
    summary: ClassVar[str] = "The mean squared error of a line over data, as a function of its intercept and slope."

    slope: float = option(
        3.0,
        label="True slope θ₁",
        help="Slope of the line that the points are scattered about. The noise makes the best line a slightly "
        "different one.",
        minimum=-100.0,
        maximum=100.0,
        step=0.1,
        advanced=False,
    )
    intercept: float = option(
        4.0,
        label="True intercept θ₀",
        help="Height of that line at x = 0.",
        minimum=-100.0,
        maximum=100.0,
        step=0.1,
        advanced=False,
    )
    noise: float = option(
        1.5,
        label="Noise",
        help="Standard deviation of the points about the line. More noise makes single points disagree more, so small "
        "batches walk more jaggedly.",
        minimum=0.0,
        maximum=100.0,
        step=0.1,
        advanced=False,
    )
    count: int = option(
        100,
        label="Points",
        help="How many points there are. An epoch goes through all of them once.",
        minimum=2,
        maximum=MOST_POINTS,
        advanced=False,
    )
    data_seed: int = option(
        1,
        label="Data seed",
        help="Where the points come from. Another number gives other points of the same kind.",
        minimum=0,
        maximum=2**31 - 1,
        advanced=False,
    )

    def build(self) -> Regression:
        """The landscape of freshly drawn points."""
        return Regression(self.points())

    def points(self) -> NDArray[np.float64]:
        """The points (count, 2), x and y."""
        rng = np.random.default_rng(self.data_seed)
        x = rng.uniform(-HALF_WIDTH, HALF_WIDTH, self.count)
        y = self.slope * x + self.intercept + self.noise * rng.normal(size=self.count)
        return np.stack([x, y], axis=1)


class Regression(Landscape):
    """L(θ₀, θ₁) = mean of (θ₁ x + θ₀ - y)² over points (n, 2): quadratic, so its minimum and Hessian are exact."""

    axes = ("θ₀", "θ₁")
    rate = 0.1
    quadratic = True

    def __init__(self, points: NDArray[np.float64]) -> None:
        """Take points (n, 2), x and y, n from 1 to MOST_POINTS.

        Raises:
            UsageError: for no points, too many, or one that is not finite.
        """
        points = np.array(points, np.float64).reshape(-1, 2)
        if not 1 <= len(points) <= MOST_POINTS:
            raise UsageError(f"A line is fitted to 1 to {MOST_POINTS:,} points, not to {len(points):,}.")
        if not np.isfinite(points).all() or np.abs(points).max() > 1e6:
            raise UsageError("Every point needs two finite coordinates within ±1,000,000.")
        points.flags.writeable = False
        self.points = points
        x, y = points.T
        # of a batch, these four means are all that its gradient depends on
        self._moments = np.stack([x, x * x, y, x * y], axis=1)
        self._whole: Token = tuple(self._moments.mean(axis=0).tolist())
        best = self._least_squares()
        reach = max(abs(best[0]), abs(best[1]), 2.5)
        # the usual start (0, 0) is always in the picture, and there is room to overshoot
        left, bottom = (min(0.0, b - 0.35 * reach) - 0.3 * reach for b in best)
        right, top = (max(0.0, b + 0.35 * reach) + 0.3 * reach for b in best)
        super().__init__((left, right, bottom, top), (0.0, 0.0), (best,), len(points))

    @property
    def best(self) -> Point:
        """The least-squares answer (θ₀, θ₁); the one nearest to (0, 0) where several lines fit equally."""
        return self.minima[0]

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        mx, mxx, _, _ = self._whole
        # about the minimum, so that nothing cancels near it
        a, b = x - self.best[0], y - self.best[1]
        return self._least + a * a + 2 * mx * a * b + mxx * b * b

    def gradient(self, x: float, y: float) -> Point:
        return self.batch_gradient(x, y, self._whole)

    def batch_gradient(self, x: float, y: float, token: Token) -> Point:
        mx, mxx, my, mxy = token
        return 2.0 * (x + y * mx - my), 2.0 * (x * mx + y * mxx - mxy)

    def whole(self) -> Token:
        return self._whole

    def epoch(self, batch_size: int, rng: np.random.Generator) -> list[Token]:
        return list(batch_means(self._moments, batch_size, rng))

    def hessian(self, x: float = 0.0, y: float = 0.0) -> NDArray[np.float64]:
        """2 [[1, mean x], [mean x, mean x²]], the same everywhere."""
        mx, mxx, _, _ = self._whole
        return 2.0 * np.array([[1.0, mx], [mx, mxx]])

    def _least_squares(self) -> Point:
        x, y = self.points.T
        design = np.stack([np.ones_like(x), x], axis=1)
        answer, *_ = np.linalg.lstsq(design, y, rcond=None)
        residuals = y - design @ answer
        self._least = float((residuals * residuals).mean())
        return float(answer[0]), float(answer[1])
