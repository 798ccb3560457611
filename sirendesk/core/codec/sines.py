"""A network of sines worked out in numbers that every machine agrees on.

Weights and what flows between the layers are whole numbers, and no sum of products reaches 2^53: in double precision a
matrix product is then exact, in whatever order and by however many threads it is summed. Everything else is done one
addition, product or rounding at a time on whole arrays, which IEEE 754 settles to the last bit. The sine is the
polynomial below, never the system's own.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# sines are whole numbers of this unit between the layers
UNIT = 2.0**-20
MOST_SUM = 2.0**52
CHUNK = 512

# odd minimax polynomial of sin(2 pi v) for |v| <= 1/4, off by at most 4e-9
_SINE = (6.28318516002221, -41.34165495418775, 81.60099902123184, -76.54967450527211, 39.53595911885326)


@dataclass(frozen=True)
class WholeLayer:
    """Weights (out, in) and biases (out,) that are whole numbers, and what one of each is worth."""

    weight: Numbers
    bias: Numbers
    weight_step: float
    bias_step: float

    @property
    def largest_sum(self) -> float:
        """What no sum of products with sines goes beyond."""
        return float(np.abs(self.weight).sum(axis=1).max(initial=0.0)) / UNIT


def drawn(
    layers: list[WholeLayer], shape: tuple[int, ...], unit: float, shift: float
) -> Generator[float, None, NDArray[np.float32]]:
    """`unit` times the network plus `shift`, (*shape, c), at the centres of a grid on [-1, 1]; yields the share done.

    All layers but the last end in a sine. The first takes one coordinate for each axis.

    Raises:
        ValueError: when a sum could leave the numbers that are exact.
    """
    if any(not layer.largest_sum < MOST_SUM for layer in layers[1:]):
        raise ValueError("weights are beyond what is exact")
    first, last = layers[0], layers[-1]
    size = math.prod(shape)
    axes = [_phases_along(first, axis, length) for axis, length in enumerate(shape)]
    start_turns = first.bias * (first.bias_step / math.tau)
    values = np.empty((size, len(last.bias)), np.float32)
    for start in range(0, size, CHUNK):
        places = np.unravel_index(np.arange(start, min(size, start + CHUNK)), shape)
        turns = axes[0][places[0]]
        for axis, place in zip(axes[1:], places[1:], strict=True):
            turns += axis[place]
        turns += start_turns
        for layer in layers[1:]:
            turns = _product(whole_sines(turns), layer, math.tau if layer is not last else 1.0)
        turns *= unit
        turns += shift
        values[start : start + CHUNK] = turns
        yield min(1.0, (start + CHUNK) / size)
    return values.reshape(*shape, -1)


def whole_sines(turns: Numbers) -> Numbers:
    """round(sin(2 pi turns) / UNIT), in place."""
    # sin(2 pi t) = cos(2 pi s) with s = t - 1/4, which is even and has period 1; and cos(2 pi s) = sin(2 pi (1/4 - s))
    turns -= 0.25
    turns -= np.rint(turns)
    np.abs(turns, out=turns)
    np.subtract(0.25, turns, out=turns)
    square = turns * turns
    sine = square * _SINE[-1]
    for coefficient in _SINE[-2:0:-1]:
        sine += coefficient
        sine *= square
    sine += _SINE[0]
    sine *= turns
    sine *= 1.0 / UNIT
    np.rint(sine, out=sine)
    return sine


def _phases_along(layer: WholeLayer, axis: int, length: int) -> Numbers:
    """What one coordinate adds to the first phases (length, out), in turns."""
    # centres lie at (2 i + 1 - n) / n
    whole = np.arange(1 - length, length, 2, dtype=np.float64)[:, None] * layer.weight[:, axis]
    whole *= layer.weight_step / (length * math.tau)
    return whole


def _product(sines: Numbers, layer: WholeLayer, unit: float) -> Numbers:
    """Sums of weights times sines and the bias, in units of `unit`."""
    sums = sines @ layer.weight.T
    sums *= layer.weight_step * UNIT / unit
    sums += layer.bias * (layer.bias_step / unit)
    return sums
