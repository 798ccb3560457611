"""The network: layers in a row, with all their weights in one flat vector."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.encodings import encoded_features
from sirendesk.core.numpy_net.activations import OUTPUTS, make_activation
from sirendesk.core.numpy_net.initialisation import draw_weights
from sirendesk.core.numpy_net.layers import Dense, Elementwise, FourierEncoding, Layer
from sirendesk.core.numpy_net.losses import Loss

Array = NDArray[Any]


class Network:
    """A multi-layer perceptron of coordinates (n, in_features), any depth and width.

    `weights` and `gradients` are flat; every layer holds views into them, in the order weight (fan_out, fan_in), bias
    (fan_out,), from the first layer to the last.
    """

    def __init__(
        self,
        in_features: int,
        hidden_features: int,
        hidden_layers: int,
        out_features: int,
        *,
        activation: str = "relu",
        omega_0: float = 30.0,
        output: str = "linear",
        frequencies: NDArray[np.floating] | None = None,
        dtype: Any = np.float32,
    ) -> None:
        fan_in = encoded_features(in_features, frequencies)
        self.widths = [fan_in, *[hidden_features] * hidden_layers, out_features]
        size = sum(b * a + b for a, b in itertools.pairwise(self.widths))
        self.weights: Array = np.zeros(size, dtype)
        self.gradients: Array = np.zeros(size, dtype)
        self.activation, self.omega_0 = activation, omega_0
        self.layers: list[Layer] = []
        if frequencies is not None:
            self.layers.append(FourierEncoding(frequencies.astype(dtype)))
        for weights, slopes in zip(self._pairs(self.weights), self._pairs(self.gradients), strict=True):
            self.layers += [Dense(*weights, *slopes), Elementwise(make_activation(activation, omega_0))]
        self.layers[-1] = Elementwise(OUTPUTS[output]())
        self.dense[0].needs_input_slope = False

    @property
    def dense(self) -> list[Dense]:
        """The layers that have weights, first to last."""
        return [layer for layer in self.layers if isinstance(layer, Dense)]

    def initialise(self, initialisation: str, generator: np.random.Generator) -> None:
        """Draw all weights anew, as `draw_weights` says."""
        self.weights[...] = draw_weights(initialisation, self.widths, generator, self.activation, self.omega_0)

    def forward(self, coords: Array) -> Array:
        """Predictions (n, out_features)."""
        values = coords
        for layer in self.layers:
            values = layer.forward(values)
        return values

    def backward(self, slope: Array) -> None:
        """Fill `gradients`, given the slope (n, out_features) of the loss at the last forward pass."""
        for layer in reversed(self.layers):
            slope = layer.backward(slope)

    def fit_step(self, coords: Array, targets: Array, loss: Loss) -> tuple[float, Array]:
        """Loss and predictions of one batch; fills `gradients`."""
        predictions = self.forward(coords)
        value, slope = loss(predictions, targets)
        self.backward(slope)
        return value, predictions

    def _pairs(self, flat: Array) -> list[tuple[Array, Array]]:
        """Views of each layer's weight and bias in a flat vector."""
        pairs, start = [], 0
        for fan_in, fan_out in itertools.pairwise(self.widths):
            arrays = []
            for shape in ((fan_out, fan_in), (fan_out,)):
                stop = start + math.prod(shape)
                arrays.append(flat[start:stop].reshape(shape))
                start = stop
            pairs.append((arrays[0], arrays[1]))
        return pairs
