"""Layers: each remembers what it saw going forward, because it needs that going backward."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.encodings import encode
from sirendesk.core.numpy_net.activations import Activation

Array = NDArray[Any]


class Layer(ABC):
    """Something that values pass through on their way forward, and slopes on their way back."""

    @abstractmethod
    def forward(self, values: Array) -> Array:
        """What the layer makes of values (n, fan_in): (n, fan_out)."""

    @abstractmethod
    def backward(self, slope: Array) -> Array:
        """From dL/d(what it gave out) to dL/d(what it was given), for the values it saw last."""


class Dense(Layer):
    """z = x Wᵀ + b. The arrays are views into the network's flat vectors, so they are filled and never replaced."""

    def __init__(self, weight: Array, bias: Array, weight_slope: Array, bias_slope: Array) -> None:
        self.weight, self.bias = weight, bias
        self.weight_slope, self.bias_slope = weight_slope, bias_slope
        # the first layer's input is data, and nobody asks for its slope
        self.needs_input_slope = True

    def forward(self, values: Array) -> Array:
        self._values = values
        return values @ self.weight.T + self.bias

    def backward(self, slope: Array) -> Array:
        # z_ik = sum_j W_kj x_ij + b_k, hence
        # dL/dW_kj = sum_i s_ik x_ij,  dL/db_k = sum_i s_ik,  dL/dx_ij = sum_k s_ik W_kj
        np.matmul(slope.T, self._values, out=self.weight_slope)
        np.sum(slope, axis=0, out=self.bias_slope)
        return slope @ self.weight if self.needs_input_slope else slope


class Elementwise(Layer):
    """a = f(z) for every number by itself, so the slope is multiplied by f'(z)."""

    def __init__(self, function: Activation) -> None:
        self.function = function

    def forward(self, values: Array) -> Array:
        self._z, self._a = values, self.function.value(values)
        return self._a

    def backward(self, slope: Array) -> Array:
        return slope * self.function.derivative(self._z, self._a)


class FourierEncoding(Layer):
    """Features [cos 2πBv, sin 2πBv] of coordinates; there is nothing to learn in it and nothing before it."""

    def __init__(self, frequencies: Array) -> None:
        self.frequencies = frequencies

    def forward(self, values: Array) -> Array:
        return encode(values, self.frequencies)

    def backward(self, slope: Array) -> Array:
        return slope
