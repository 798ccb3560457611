"""Activation functions and their derivatives, element by element."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

Array = NDArray[Any]


class Activation(ABC):
    """A function of every sum z that a layer forms. The derivative may use z and the value a, whichever is simpler."""

    @abstractmethod
    def value(self, z: Array) -> Array:
        """a = f(z)."""

    @abstractmethod
    def derivative(self, z: Array, a: Array) -> Array:
        """f'(z), where a = f(z)."""


class ReLU(Activation):
    """max(0, z): its derivative is a step."""

    def value(self, z: Array) -> Array:
        return np.maximum(z, 0)

    def derivative(self, z: Array, a: Array) -> Array:
        return (z > 0).astype(z.dtype)


class GELU(Activation):
    """z Φ(z) (Hendrycks and Gimpel 2016), in the form with tanh: z (1 + tanh √(2/π) (z + 0.044715 z³)) / 2."""

    _slope = math.sqrt(2 / math.pi)
    _cubic = 0.044715

    def value(self, z: Array) -> Array:
        return 0.5 * z * (1 + np.tanh(self._slope * z * (1 + self._cubic * z * z)))

    def derivative(self, z: Array, a: Array) -> Array:
        t = np.tanh(self._slope * z * (1 + self._cubic * z * z))
        inner = self._slope * (1 + 3 * self._cubic * z * z)
        return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * inner


class Tanh(Activation):
    """tanh z: its derivative is 1 - a²."""

    def value(self, z: Array) -> Array:
        return np.tanh(z)

    def derivative(self, z: Array, a: Array) -> Array:
        return 1 - a * a


class Sigmoid(Activation):
    """1 / (1 + exp(-z)): its derivative is a (1 - a)."""

    def value(self, z: Array) -> Array:
        return 0.5 * (1 + np.tanh(0.5 * z))  # the same function, without an exponential that can overflow

    def derivative(self, z: Array, a: Array) -> Array:
        return a * (1 - a)


@dataclass(frozen=True)
class Sine(Activation):
    """sin(omega_0 z) (Sitzmann et al. 2020, section 3.2): its derivative is omega_0 cos(omega_0 z)."""

    omega_0: float = 30.0

    def value(self, z: Array) -> Array:
        return np.sin(self.omega_0 * z)

    def derivative(self, z: Array, a: Array) -> Array:
        return self.omega_0 * np.cos(self.omega_0 * z)


class Linear(Activation):
    """z itself: an output that may take any value."""

    def value(self, z: Array) -> Array:
        return z

    def derivative(self, z: Array, a: Array) -> Array:
        return np.ones_like(z)


class Forgetful(Activation):
    """A function whose author forgot its derivative: what a wrong backward pass looks like, for lessons and tests."""

    def __init__(self, function: Activation) -> None:
        self._function = function

    def value(self, z: Array) -> Array:
        return self._function.value(z)

    def derivative(self, z: Array, a: Array) -> Array:
        return np.ones_like(z)


ACTIVATIONS: Mapping[str, type[Activation]] = {
    "relu": ReLU,
    "gelu": GELU,
    "tanh": Tanh,
    "sigmoid": Sigmoid,
    "sine": Sine,
}
OUTPUTS: Mapping[str, type[Activation]] = {"linear": Linear, "tanh": Tanh, "sigmoid": Sigmoid}


def make_activation(name: str, omega_0: float = 30.0) -> Activation:
    """The activation called `name`; `omega_0` counts for sines only.

    Raises:
        UsageError: when there is none of that name.
    """
    if name not in ACTIVATIONS:
        raise UsageError(f"There is no activation called {name!r}; choose one of {', '.join(ACTIVATIONS)}.")
    return Sine(omega_0) if name == "sine" else ACTIVATIONS[name]()
