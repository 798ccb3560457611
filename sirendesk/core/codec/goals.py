"""What a compressed picture shall be, at most so large or at least so good, and the low-rank file nearest to that."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import lowrank
from sirendesk.core.codec.container import pack, unpack
from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr

HALVINGS = 13


@dataclass(frozen=True)
class Goal:
    """Exactly one of the most `bytes` a file may have and the least `psnr` (dB, whole picture)."""

    bytes: int | None = None
    psnr: float | None = None


@dataclass(frozen=True)
class Encoded:
    """A file and what it gives back: `decoded` (H, W, c) in [0, 1] and its PSNR in dB."""

    data: bytes
    decoded: NDArray[np.float32]
    psnr: float


def lowrank_for(values: NDArray[np.float32], goal: Goal, rank: int | None = None) -> Encoded:
    """The best low-rank file of a picture (H, W, c) within a goal, by halving the quantisation step's exponent.

    Raises:
        UsageError: when no step reaches the goal, with the number that can be reached.
    """
    planes = lowrank.analyse(values)
    coarse, fine = math.log2(lowrank.COARSEST_STEP), math.log2(lowrank.FINEST_STEP)

    def at(exponent: float) -> Encoded:
        data = pack(lowrank.encode(planes, 2.0**exponent, rank))
        decoded = lowrank.decode(unpack(data, "the new file"), "the new file")
        return Encoded(data, decoded, psnr(values, decoded))

    if goal.bytes is not None:
        best = at(coarse)
        if len(best.data) > goal.bytes:
            raise UsageError(
                f"No low-rank file of this picture is smaller than {len(best.data):,} bytes, so {goal.bytes:,} (bytes) "
                "cannot be met; allow more, or make the picture smaller (size)."
            )
        for _ in range(HALVINGS):
            middle = (coarse + fine) / 2
            tried = at(middle)
            if len(tried.data) > goal.bytes:
                fine = middle
            else:
                coarse, best = middle, max(best, tried, key=_psnr)
        return best
    assert goal.psnr is not None, "a goal has one of the two"
    best = at(fine)
    if best.psnr < goal.psnr:
        raise UsageError(
            f"The finest low-rank file of this kind has {best.psnr:.2f} dB, so {goal.psnr:g} dB (psnr) cannot be met; "
            "ask for less, or leave out the rank."
        )
    for _ in range(HALVINGS):
        middle = (coarse + fine) / 2
        tried = at(middle)
        if tried.psnr < goal.psnr:
            coarse = middle
        else:
            fine, best = middle, min(best, tried, key=_size)
    return best


def _psnr(encoded: Encoded) -> float:
    return encoded.psnr


def _size(encoded: Encoded) -> int:
    return len(encoded.data)
