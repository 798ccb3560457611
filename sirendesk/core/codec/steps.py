"""How finely each array of a network's weights is rounded: as finely as what it draws is sensitive to it.

Rounding to steps d adds errors of d^2 / 12, which cost the sum of h d^2 / 12 in squared error, h being the diagonal of
the Gauss-Newton matrix; bits are log2 of the steps. The cheapest choice makes h d^2 the same for all arrays (as reverse
water-filling does for components: Cover and Thomas, "Elements of Information Theory", section 10.3.3).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.container import pack
from sirendesk.core.codec.weights import (
    MOST_NUMBER,
    Integers,
    Network,
    RoundedWeights,
    Values,
    encode,
    in_one_turn,
    round_weights,
)

if TYPE_CHECKING:
    from torch import Tensor

    from sirendesk.core.fields.base import Field

# eighths of an octave
FINEST, COARSEST = -128, 127
PROBES = 8
# measured on photos: weights crowd in the middle of their range; each layer brings its law along
SAVED_BITS, LEAST_BITS, HEAD_BYTES, BYTES_A_LAYER = 0.9, 0.6, 70, 10
# an array to which nothing is sensitive is not rounded beyond so many octaves more than the most sensitive one
_WIDEST = 6.0


def sensitivities(field: Field, coords: Tensor, probes: int = PROBES) -> NDArray[np.float64]:
    """Mean diagonal of J'J for each array of a field, J being the slopes of its values at coords (n, d).

    By random signs v: the expectation of (J'v)^2 is that diagonal (Bekas, Kokiopoulou and Saad 2007).
    """
    import torch

    generator = torch.Generator().manual_seed(0)

    def probe(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        signs = torch.randint(0, 2, predictions.shape, generator=generator).to(predictions) * 2 - 1
        return predictions.new_zeros(()), signs

    total = torch.zeros_like(field.weights)
    with torch.no_grad():
        for _ in range(probes):
            field.fit_step(coords, coords[:, :1], probe)
            total += field.gradients.square()
    means = [float(part.mean()) / (probes * len(coords)) for part in field.split(total)]
    return np.array(means)


def relative_exponents(sensitive: NDArray[np.float64]) -> Integers:
    """Exponents (as `weights.step_of` reads them) that make the cost of every array's rounding the same."""
    least = float(sensitive.max()) * 4.0**-_WIDEST
    if least <= 0:
        return np.zeros(len(sensitive), np.int64)
    return np.rint(-4.0 * np.log2(np.maximum(sensitive, least))).astype(np.int64)


def for_bits(weights: Values, network: Network, relative: Integers, bits: float) -> Integers:
    """Exponents at which a weight has 2^bits steps from its array's least to its largest, in the mean of logarithms."""
    spans = [float(np.ptp(part)) for part in np.split(in_one_turn(weights, network), np.cumsum(network.sizes)[:-1])]
    sizes = np.array(network.sizes, np.float64)
    there = np.array(spans) > 0
    octaves = np.log2(np.where(there, spans, 1.0)) - relative / 8
    mean = float((sizes * octaves)[there].sum() / max(1.0, sizes[there].sum()))
    # a number has no more than its bits, however sensitive it is
    peaks = np.log2(np.maximum(np.array(spans), 1e-30) / (MOST_NUMBER / 2))
    return _bounded(np.maximum(relative + round(8 * (mean - bits)), np.ceil(8 * peaks).astype(np.int64)))


def for_bytes(weights: Values, rounder: Rounder, exponents: Integers, most: int) -> Integers:
    """The finest exponents, no finer than those given, at which the file has at most so many bytes.

    When there are none, the coarsest.
    """
    fine, coarse = 0, COARSEST - FINEST
    while fine < coarse:
        middle = (fine + coarse) // 2
        if len(rounder.file(weights, _bounded(exponents + middle))) <= most:
            coarse = middle
        else:
            fine = middle + 1
    return _bounded(exponents + fine)


class Rounder:
    """From a network's weights to the bytes of its file."""

    def __init__(
        self, network: Network, shape: tuple[int, int], shift: float, unit: float, sample_rate: int | None
    ) -> None:
        self.network = network
        self._shape, self._shift, self._unit, self._rate = shape, shift, unit, sample_rate

    def file(self, weights: Values, exponents: Integers) -> bytes:
        """The file of weights (n,) rounded at these exponents."""
        numbers = round_weights(in_one_turn(weights, self.network), self.network, exponents)
        rounded = RoundedWeights(self.network, numbers, exponents, self._shift, self._unit)
        return pack(encode(rounded, self._shape, self._rate))


def guessed_bytes(network: Network, bits: float) -> int:
    """About how large a file with `bits` for each weight becomes, before anything was learnt."""
    return (
        math.ceil(network.parameters * max(MIN_BITS, bits - SAVED_BITS) / 8)
        + OVERHEAD_BYTES
        + 12 * network.hidden_layers
    )


# measured on photos: a weight's law is narrower in the middle, and the file has a head
SAVED_BITS, MIN_BITS, OVERHEAD_BYTES = 0.9, 0.6, 120


def _bounded(exponents: Integers) -> Integers:
    return np.clip(exponents, FINEST, COARSEST).astype(np.int64)
