"""Losses: the value, and its slope with respect to every prediction. Means are over all n * c numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Loss(ABC):
    """A measure of how far predictions f (n, c) are from targets y (n, c)."""

    @abstractmethod
    def __call__(self, predictions: Array, targets: Array) -> tuple[float, Array]:
        """The loss and its slope (n, c)."""


class MSE(Loss):
    """Mean of (f - y)²; the slope is 2 (f - y) / (n c)."""

    def __call__(self, predictions: Array, targets: Array) -> tuple[float, Array]:
        residual = predictions - targets
        return float(np.mean(residual * residual)), residual * (2 / residual.size)


class MAE(Loss):
    """Mean of |f - y|; the slope is sign(f - y) / (n c), and 0 where they agree."""

    def __call__(self, predictions: Array, targets: Array) -> tuple[float, Array]:
        residual = predictions - targets
        return float(np.mean(np.abs(residual))), np.sign(residual) / residual.size


@dataclass(frozen=True)
class Huber(Loss):
    """Mean of r²/2 where |r| ≤ δ and of δ (|r| - δ/2) beyond (Huber 1964): a square that turns into a line.

    The slope is r cut off at ±δ, over n c: one wild sample pulls no harder than a residual of δ.
    """

    delta: float = 0.1

    def __call__(self, predictions: Array, targets: Array) -> tuple[float, Array]:
        residual = predictions - targets
        cut = np.clip(residual, -self.delta, self.delta)
        return float(np.mean(cut * (residual - 0.5 * cut))), cut / residual.size
