"""The textbook's landscapes: narrow valleys, several minima, a saddle, a ravine as narrow as one likes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import Point, Surface, SurfaceOptions
from sirendesk.core.options import option


@dataclass(frozen=True)
class RosenbrockOptions(SurfaceOptions):
    """(1 - x)² + 100 (y - x²)² (Rosenbrock 1960)."""

    title: ClassVar[str] = "Rosenbrock's valley"
    summary: ClassVar[str] = "A curved valley: steep walls, and a floor that hardly falls. Its minimum is at (1, 1)."

    def build(self) -> Rosenbrock:
        return Rosenbrock(self.noise)


class Rosenbrock(Surface):
    """Minimum 0 at (1, 1); the curvature there is 1001.6 across the valley and 0.4 along it."""

    rate = 0.001

    def __init__(self, noise: float) -> None:
        super().__init__((-2.0, 2.0, -1.0, 3.0), (-1.5, 2.0), ((1.0, 1.0),), noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2

    def gradient(self, x: float, y: float) -> Point:
        off = y - x * x
        return -2 * (1 - x) - 400 * x * off, 200 * off


@dataclass(frozen=True)
class BealeOptions(SurfaceOptions):
    """(1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)² (Beale 1958)."""

    title: ClassVar[str] = "Beale's function"
    summary: ClassVar[str] = "Flat in the middle and steep at the corners. Its minimum is at (3, 0.5)."

    def build(self) -> Beale:
        return Beale(self.noise)


class Beale(Surface):
    """Minimum 0 at (3, 0.5)."""

    rate = 0.01

    def __init__(self, noise: float) -> None:
        super().__init__((-1.0, 4.5, -2.0, 2.0), (1.0, 1.5), ((3.0, 0.5),), noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2

    def gradient(self, x: float, y: float) -> Point:
        y2, y3 = y * y, y * y * y
        a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
        return 2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y2)


@dataclass(frozen=True)
class HimmelblauOptions(SurfaceOptions):
    """(x² + y - 11)² + (x + y² - 7)² (Himmelblau 1972)."""

    title: ClassVar[str] = "Himmelblau's function"
    summary: ClassVar[str] = "Four minima of the same height: where one starts decides where one ends."

    def build(self) -> Himmelblau:
        return Himmelblau(self.noise)


class Himmelblau(Surface):
    """Four minima of height 0; (3, 2) is the one of whole numbers."""

    rate = 0.01

    def __init__(self, noise: float) -> None:
        minima = (
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        )
        super().__init__((-5.0, 5.0, -5.0, 5.0), (-0.5, -1.0), minima, noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2

    def gradient(self, x: float, y: float) -> Point:
        a, b = x * x + y - 11, x + y * y - 7
        return 4 * x * a + 2 * b, 2 * a + 4 * y * b


@dataclass(frozen=True)
class RastriginOptions(SurfaceOptions):
    """20 + x² - 10 cos(2πx) + y² - 10 cos(2πy) (Rastrigin 1974)."""

    title: ClassVar[str] = "Rastrigin's function"
    summary: ClassVar[str] = "An egg box: a hollow at every pair of whole numbers, the deepest at (0, 0)."

    def build(self) -> Rastrigin:
        return Rastrigin(self.noise)


class Rastrigin(Surface):
    """Minimum 0 at (0, 0) among many that are higher."""

    rate = 0.002

    def __init__(self, noise: float) -> None:
        super().__init__((-3.2, 3.2, -3.2, 3.2), (2.4, 1.7), ((0.0, 0.0),), noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return 20 + x * x - 10 * np.cos(2 * math.pi * x) + y * y - 10 * np.cos(2 * math.pi * y)

    def gradient(self, x: float, y: float) -> Point:
        turn = 2 * math.pi
        return 2 * x + 10 * turn * math.sin(turn * x), 2 * y + 10 * turn * math.sin(turn * y)


@dataclass(frozen=True)
class SaddleOptions(SurfaceOptions):
    """x² - y² + y⁴/2."""

    title: ClassVar[str] = "Saddle"
    summary: ClassVar[str] = (
        "Started on the ridge y = 0, descent stops at the saddle, where the gradient is zero; noise falls off it."
    )

    def build(self) -> Saddle:
        return Saddle(self.noise)


class Saddle(Surface):
    """A saddle of height 0 at (0, 0) between two minima of height -1/2 at (0, -1) and (0, 1)."""

    rate = 0.05

    def __init__(self, noise: float) -> None:
        super().__init__((-2.0, 2.0, -1.8, 1.8), (1.6, 0.0), ((0.0, 1.0), (0.0, -1.0)), noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return x * x - y * y + y**4 / 2

    def gradient(self, x: float, y: float) -> Point:
        return 2 * x, 2 * y * (y * y - 1)


@dataclass(frozen=True)
class RavineOptions(SurfaceOptions):
    """(x² + κ y²)/2 turned by 30°."""

    title: ClassVar[str] = "Ravine"
    summary: ClassVar[str] = "A long valley, κ times as curved across as along it: plain descent zigzags or crawls."

    condition: float = option(
        30.0,
        label="Condition number κ",
        help="How many times the valley is more curved across than along. The steep side limits the learning rate, "
        "and the flat one then needs about κ times as many steps.",
        minimum=1.0,
        maximum=10_000.0,
        logarithmic=True,
        live=True,
        advanced=False,
    )

    def build(self) -> Ravine:
        return Ravine(self.condition, self.noise)


class Ravine(Surface):
    """Minimum 0 at (0, 0); eigenvalues of the Hessian 1 and κ."""

    quadratic = True

    def __init__(self, condition: float, noise: float) -> None:
        c, s = math.cos(math.pi / 6), math.sin(math.pi / 6)
        self._xx = c * c + condition * s * s
        self._xy = (1 - condition) * c * s
        self._yy = s * s + condition * c * c
        self.rate = 1.8 / (condition + 1)
        # along the valley, and a little up its side
        start = (-2.6 * c - 0.7 * s, -2.6 * s + 0.7 * c)
        super().__init__((-3.2, 3.2, -2.6, 2.6), start, ((0.0, 0.0),), noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return (self._xx * x * x + self._yy * y * y) / 2 + self._xy * x * y

    def gradient(self, x: float, y: float) -> Point:
        return self._xx * x + self._xy * y, self._xy * x + self._yy * y

    def hessian(self, x: float = 0.0, y: float = 0.0) -> NDArray[np.float64]:
        """The same everywhere."""
        return np.array([[self._xx, self._xy], [self._xy, self._yy]])
