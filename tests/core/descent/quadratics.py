"""A quadratic landscape with a closed form for every iterate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import Surface


class Quadratic(Surface):
    """(p - m)ᵀ A (p - m) / 2 with its minimum at m."""

    quadratic = True

    def __init__(self, matrix: NDArray[np.float64], minimum: tuple[float, float], noise: float = 0.0) -> None:
        self.matrix = matrix
        self.minimum = np.array(minimum)
        super().__init__((-5.0, 5.0, -5.0, 5.0), (-3.0, 2.0), (minimum,), noise)

    def values(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        a, b = x - self.minimum[0], y - self.minimum[1]
        (p, q), (_, r) = self.matrix
        return (p * a * a + r * b * b) / 2 + q * a * b

    def gradient(self, x: float, y: float) -> tuple[float, float]:
        g = self.matrix @ (np.array([x, y]) - self.minimum)
        return float(g[0]), float(g[1])
