"""Is the gradient right? Compared, layer by layer, with what the loss really does when one weight is moved a little.

The central difference (L(w + ε) - L(w - ε)) / 2ε is wrong by about ε² and by the rounding of L over ε, so in float64 a
step of 1e-5 leaves some eight digits that count. A weight that disagrees is tried again with other steps: smaller ones
clear a kink (of ReLU, of |r|) that lay between the two sides, larger ones rise above the rounding where the gradient
itself is tiny. A wrong gradient stays as wrong as it was.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.numpy_net.losses import Loss
from sirendesk.core.numpy_net.network import Network

Array = NDArray[Any]

TOLERANCE = 1e-7
_STEPS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class LayerCheck:
    """Both gradients of one layer at the weights numbered `places` of it (weights first, then biases)."""

    name: str
    shape: tuple[int, int]
    places: NDArray[np.int64]
    analytic: NDArray[np.float64]
    numeric: NDArray[np.float64]

    @property
    def relative_error(self) -> float:
        """Largest difference over the largest gradient of the layer; 0 where both are zero throughout."""
        largest = max(np.abs(self.analytic).max(), np.abs(self.numeric).max())
        return float(np.abs(self.analytic - self.numeric).max() / largest) if largest > 0 else 0.0


@dataclass(frozen=True)
class GradientCheck:
    """Outcome of a check, first layer to last."""

    loss: float
    epsilon: float
    layers: tuple[LayerCheck, ...]

    @property
    def relative_error(self) -> float:
        """The worst of the layers."""
        return max(layer.relative_error for layer in self.layers)

    def passed(self, tolerance: float = TOLERANCE) -> bool:
        """Whether every layer agrees to within `tolerance`."""
        return self.relative_error <= tolerance


def check_gradients(
    network: Network,
    coords: Array,
    targets: Array,
    loss: Loss,
    epsilon: float = 1e-5,
    *,
    most: int = 400,
    seed: int = 0,
) -> GradientCheck:
    """Compare the gradients of `network` (which should be float64) with central differences of step `epsilon`.

    coords (n, in_features) and targets (n, out_features) are one batch. Of a layer with more than `most` weights that
    many are drawn by `seed`. The weights are left as they were.
    """
    value, _ = network.fit_step(coords, targets, loss)
    gradients = network.gradients.copy()
    generator = np.random.default_rng(seed)
    layers, start = [], 0
    for k, layer in enumerate(network.dense):
        size = layer.weight.size + layer.bias.size
        places = np.arange(size) if size <= most else np.sort(generator.choice(size, most, replace=False))
        analytic = gradients[start + places]
        numeric = np.array([_central(network, start + int(p), coords, targets, loss, epsilon) for p in places])
        scale = max(np.abs(analytic).max(), np.abs(numeric).max())
        for n in np.flatnonzero(np.abs(analytic - numeric) > 0.5 * TOLERANCE * scale):
            numeric[n] = _steadiest(network, start + int(places[n]), coords, targets, loss, epsilon)
        name = "output" if k == len(network.dense) - 1 else f"hidden {k + 1}"
        layers.append(LayerCheck(name, layer.weight.shape, places, analytic, numeric))
        start += size
    return GradientCheck(value, epsilon, tuple(layers))


def _steadiest(network: Network, place: int, coords: Array, targets: Array, loss: Loss, epsilon: float) -> float:
    """The difference quotient on which two neighbouring steps agree best, whatever the analytic value says.

    A step too long crosses a fold of the loss, one too short drowns in rounding: the one shows by disagreeing, of the
    other the size is known.
    """
    steps = [factor * epsilon for factor in _STEPS]
    quotients = [_central(network, place, coords, targets, loss, step) for step in steps]
    value = abs(loss(network.forward(coords), targets)[0])
    rounding = [np.finfo(np.float64).eps * value / step for step in steps]
    gaps = [abs(a - b) for a, b in itertools.pairwise(quotients)]
    best = int(np.argmin([gap + noise for gap, noise in zip(gaps, rounding, strict=False)]))
    return (quotients[best] + quotients[best + 1]) / 2


def _central(network: Network, place: int, coords: Array, targets: Array, loss: Loss, epsilon: float) -> float:
    before = network.weights[place]
    sides = []
    for shift in (epsilon, -epsilon):
        network.weights[place] = before + shift
        sides.append(loss(network.forward(coords), targets)[0])
    network.weights[place] = before
    return (sides[0] - sides[1]) / (2 * epsilon)
