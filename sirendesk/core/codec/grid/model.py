"""How likely each magnitude is: a small network from what is around a number to one of many laws, all in whole numbers.

The network's products and sums stay below 2^24 and are therefore exact in single precision, in any order; its answer is
the number of a law, and a law is a table of whole frequencies. So an encoder and a decoder on different machines agree.
The laws learn on: after each pass, what has been decoded is counted in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.grid.contexts import FEATURES, PASSES, Array

LAWS = 64
# magnitudes 0 .. MAGNITUDES - 2 and one for all larger ones
MAGNITUDES = 20
TOTAL = 2**22
# the sums, and how busy the whole grid is
INPUTS = FEATURES + 1
# one input that is 1 for each pass, direction, plane and level
DIRECTIONS, PLANES, LEVELS = 3, 3, 6
KINDS = len(PASSES) + DIRECTIONS + PLANES + LEVELS
# where in those the one of each sort begins
FIRST_KINDS = (0, len(PASSES), len(PASSES) + DIRECTIONS, len(PASSES) + DIRECTIONS + PLANES)
HIDDEN = 32
HIDDEN_SHIFT, LAW_SHIFT = 10, 12
MOST_INPUT = 255
MOST_WEIGHT = 1023
MOST_BIAS = 2**22
MOST_SUM = 1023
PER_OCTAVE = 24
BUSY_LEVELS = 16
# how many numbers the shipped laws count for, against those that are counted
TRUST = 256
MOST_COUNTED = 2**39

# float logarithms, but rounded far from any tie: log2 of a whole number times 24 is whole only for powers of two
SQUEEZED = np.minimum(MOST_INPUT, np.round(PER_OCTAVE * np.log2(1 + np.arange(MOST_SUM + 1)))).astype(np.float32)
_ROWS = 2**13

Laws = NDArray[np.int64]
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Network:
    """Whole numbers in single precision: `inputs` (INPUTS, HIDDEN), `kinds` (KINDS, HIDDEN), `outputs` (HIDDEN,) and
    `offset`."""

    inputs: Weights
    kinds: Weights
    outputs: Weights
    offset: float

    def bias(self, lattice: int, direction: int, plane: int, level: int, busy: int) -> Weights:
        """What all numbers of a pass have in common (HIDDEN,); `level` counts from the finest, `busy` to 15."""
        sorts = (lattice, direction, plane, min(level, LEVELS - 1))
        chosen = [first + kind for first, kind in zip(FIRST_KINDS, sorts, strict=True)]
        return self.kinds[chosen].sum(axis=0) + self.inputs[-1] * np.float32(busy * BUSY_LEVELS)

    def laws(self, sums: list[NDArray[np.int32] | None], bias: Weights, count: int) -> NDArray[np.int64]:
        """The law of each of `count` numbers, from the FEATURES sums around them, each (count,) or None."""
        used = [k for k, values in enumerate(sums) if values is not None]
        present = [values for values in sums if values is not None]
        weights = np.ascontiguousarray(self.inputs[used].T)
        laws = np.full(count, self._answer(np.zeros((len(bias), 1), np.float32), bias)[0])
        if not present:
            return laws
        # most numbers have nothing but zeros around them
        busy = np.flatnonzero(sum(present[1:], present[0]))
        inputs = np.empty((len(used), _ROWS), np.float32)
        for start in range(0, len(busy), _ROWS):
            some = busy[start : start + _ROWS]
            for row, values in zip(inputs, present, strict=True):
                np.take(SQUEEZED, values[some], out=row[: len(some)], mode="clip")
            laws[some] = self._answer(weights @ inputs[:, : len(some)], bias)
        return laws

    def _answer(self, hidden: Weights, bias: Weights) -> NDArray[np.int64]:
        """The laws for what the inputs add to the hidden units (HIDDEN, n)."""
        hidden = hidden + bias[:, None]
        hidden *= np.float32(2.0**-HIDDEN_SHIFT)
        np.floor(hidden, out=hidden)
        np.clip(hidden, 0, MOST_INPUT, out=hidden)
        answer = np.floor((self.outputs @ hidden + np.float32(self.offset)) * np.float32(2.0**-LAW_SHIFT))
        return np.clip(answer, 0, LAWS - 1).astype(np.int64)


def squeezed(values: Array) -> Array:
    """The network's input for sums as tensors of torch: smooth, so that it has a slope."""
    return (PER_OCTAVE * (1 + values).log2()).clamp(max=MOST_INPUT)


def busy(grid: NDArray[np.integer]) -> int:
    """How busy a grid is, 0 (nothing but zeros) to 15: about two steps for each doubling of the mean magnitude."""
    total = int(np.abs(grid).sum())
    if total == 0:
        return 0
    return min(BUSY_LEVELS - 1, 1 + round(2 * float(np.log2(1 + 64 * total / grid.size))))


def shared_out(weights: NDArray[np.int64]) -> Laws:
    """TOTAL shared out in proportion to each row of whole `weights` (n, m), nobody left without 1."""
    spare = TOTAL - weights.shape[1]
    table = 1 + weights * spare // np.maximum(1, weights.sum(axis=1, keepdims=True))
    table[np.arange(len(table)), weights.argmax(axis=1)] += TOTAL - table.sum(axis=1)
    return table


class LearningLaws:
    """Frequencies (LAWS, MAGNITUDES) that begin as `shipped` and go where what is counted goes."""

    def __init__(self, shipped: Laws) -> None:
        self._weights = shipped.copy()
        self.table = shared_out(self._weights)

    def count(self, laws: NDArray[np.int64], magnitudes: NDArray[np.int64]) -> None:
        """Learn from a pass: magnitudes of at most MAGNITUDES - 1 under their laws, both (n,)."""
        seen = np.bincount(laws * MAGNITUDES + magnitudes, minlength=LAWS * MAGNITUDES)
        self._weights += seen.reshape(LAWS, MAGNITUDES) * (TOTAL // TRUST)
        # times TOTAL they have to stay within 63 bits
        self._weights[self._weights.sum(axis=1) > MOST_COUNTED] >>= 1
        self.table = shared_out(self._weights)
