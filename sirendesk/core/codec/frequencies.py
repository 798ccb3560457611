"""Probabilities of whole numbers as tables of integers, worked out in integers: the same on every machine.

A table has `TOTAL` to share out and at least 1 for each number. Two are described by one parameter: the decay `q` of a
geometric law, t[i + 1] = t[i] q, and of a normal one, t[i + 1] = t[i] q^(2 i + 1), both away from `centre`.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BITS = 16
TOTAL = 2**BITS
MOST_NUMBERS = 2**12
ONE = 2**32

Table = NDArray[np.int64]


def counted(values: NDArray[np.integer], low: int, span: int) -> Table:
    """The table of how often each of low .. low + span - 1 occurs in `values`."""
    return shared_out(np.bincount(values.astype(np.int64) - low, minlength=span))


def shared_out(weights: NDArray[np.integer]) -> Table:
    """TOTAL shared out in proportion to whole `weights` (n,), n <= MOST_NUMBERS, nobody left without 1."""
    weights = weights.astype(np.int64)
    spare = TOTAL - len(weights)
    table = 1 + weights * spare // max(1, int(weights.sum()))
    table[int(np.argmax(weights))] += TOTAL - int(table.sum())
    return table


@lru_cache(maxsize=256)
def geometric(centre: int, span: int, q: int) -> Table:
    """Frequencies of 0 .. span - 1 that fall by q / 2^32 with each step away from `centre`."""
    return _decaying(centre, span, q, ONE)


@lru_cache(maxsize=256)
def normal(centre: int, span: int, q: int) -> Table:
    """Frequencies of 0 .. span - 1 of a normal law around `centre`: q / 2^32 is exp(-1 / (2 sigma^2))."""
    return _decaying(centre, span, q, q * q // ONE)


def decay_of_geometric(values: NDArray[np.integer], centre: int) -> int:
    """The q that suits `values` best under `geometric`: from their mean distance m, q = m / (1 + m)."""
    mean = float(np.abs(values - centre).mean())
    # two-sided: P(0) = (1 - q) / (1 + q), mean distance 2 q / (1 - q^2)
    q = (math.sqrt(1.0 + mean * mean) - 1.0) / mean if mean > 0 else 0.0
    return _fixed(q)


def decay_of_normal(values: NDArray[np.integer], centre: int) -> int:
    """The q that suits `values` best under `normal`: from their mean square."""
    square = float(np.square(values - centre, dtype=np.float64).mean())
    return _fixed(math.exp(-0.5 / max(square, 1e-3)))


def _decaying(centre: int, span: int, ratio: int, change: int) -> Table:
    reach = max(centre, span - 1 - centre)
    falling, term = [ONE], ONE
    for _ in range(reach):
        term = term * ratio // ONE
        ratio = ratio * change // ONE
        falling.append(term)
    weights = np.array(falling, np.int64)[np.abs(np.arange(span) - centre)]
    # below 2^32, and times 2^16 within 63 bits
    table = shared_out(weights)
    table.setflags(write=False)
    return table


def _fixed(q: float) -> int:
    return min(ONE - 1, max(0, round(q * ONE)))
