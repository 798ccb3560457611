"""Optimisers: how the weights move, given the gradient. Both work on one flat vector, in place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Optimiser(ABC):
    """Moves weights (size,) by gradients (size,) of the same place in the list."""

    @abstractmethod
    def step(self, weights: Array, gradients: Array, learning_rate: float) -> None:
        """One update of `weights`, in place."""

    @abstractmethod
    def state(self) -> dict[str, Array]:
        """The arrays that the next step depends on, by name; a state is restored by copying into them."""


class SGD(Optimiser):
    """w ← w - η v with v ← momentum v + g (Polyak 1964; Sutskever et al. 2013); without momentum v is g.

    Nesterov looks ahead: it moves by g + momentum v, as if the gradient had been taken where v is about to lead.
    Which samples made the gradient decides whether this is batch, stochastic or mini-batch descent.
    """

    def __init__(self, size: int, dtype: Any, momentum: float = 0.0, nesterov: bool = False) -> None:
        self._momentum, self._nesterov = momentum, nesterov
        self._velocity = np.zeros(size if momentum else 0, dtype)

    def step(self, weights: Array, gradients: Array, learning_rate: float) -> None:
        move = gradients
        if self._momentum:
            self._velocity *= self._momentum
            self._velocity += gradients
            move = gradients + self._momentum * self._velocity if self._nesterov else self._velocity
        weights -= learning_rate * move

    def state(self) -> dict[str, Array]:
        return {"velocity": self._velocity}


class Adam(Optimiser):
    """Steps scaled weight by weight (Kingma and Ba 2015, algorithm 1).

    m ← β₁ m + (1 - β₁) g and s ← β₂ s + (1 - β₂) g² are running means that start at zero; dividing by 1 - βᵗ undoes
    that start. w ← w - η m̂ / (√ŝ + ε).
    """

    def __init__(self, size: int, dtype: Any, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        self._beta1, self._beta2, self._epsilon = beta1, beta2, epsilon
        self._mean, self._square = np.zeros(size, dtype), np.zeros(size, dtype)
        self._count = np.zeros(1, np.int64)

    def step(self, weights: Array, gradients: Array, learning_rate: float) -> None:
        self._count += 1
        count = int(self._count[0])
        self._mean += (1 - self._beta1) * (gradients - self._mean)
        self._square += (1 - self._beta2) * (gradients * gradients - self._square)
        mean = self._mean / (1 - self._beta1**count)
        square = self._square / (1 - self._beta2**count)
        weights -= learning_rate * mean / (np.sqrt(square) + self._epsilon)

    def state(self) -> dict[str, Array]:
        return {"mean": self._mean, "square": self._square, "count": self._count}
