"""The low-rank file of a picture within a goal, by halving the quantisation step's exponent."""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import lowrank
from sirendesk.core.codec.colour import to_planes
from sirendesk.core.codec.container import pack, unpack
from sirendesk.core.codec.descent import MOST_STEPS, descend
from sirendesk.core.codec.encoding import Encoded, Encoding, Every, Goal, Progress, found
from sirendesk.core.codec.lowrank import COARSEST_STEP, FINEST_STEP, Factors
from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr, psnr_from_mse

Values = NDArray[np.float32]

WAYS = ("svd", "descent")
HALVINGS = 13
# how many patterns gradient descent learns when nobody says
DESCENT_RANK = 50


def search(
    values: Values, goal: Goal, rank: int | None = None, by: str = "svd", space: str = "ycbcr", seed: int = 0
) -> Encoding:
    """Encode a picture (H, W, c) with `rank` patterns of each plane, or with as many as are worth their bytes.

    Raises:
        UsageError: when no step reaches the goal, with the number that can be reached, or without goal and rank.
    """
    if goal.lambda_ is not None:
        raise UsageError("Lambda is for the grid codec; give low rank bytes, a PSNR or a rank.")
    if rank is not None and rank < 1:
        raise UsageError("The rank (rank) has to be at least 1.")
    if rank is None and goal == Goal():
        raise UsageError(
            "Say how large or how good the file shall be (bytes, psnr), or how many patterns it has (rank)."
        )
    if by == "descent":
        rank = rank or DESCENT_RANK
    planes = yield from factors_of(values, by, space, rank, seed)
    if goal == Goal():
        assert rank is not None, "there is a goal or a rank"
        return at_step(values, planes, lowrank.faithful_step(planes, rank), rank, space)
    encoded = yield from _halved(values, planes, goal, rank, space)
    return encoded


def factors_of(
    values: Values, by: str, space: str, rank: int | None, seed: int
) -> Generator[Progress, bool | None, list[Factors]]:
    """Factors of the planes of a picture, decomposed or learnt; this is the first third of the work."""
    every, found_planes = Every(), []
    planes = to_planes(values, space)
    for number, plane in enumerate(planes):
        yield Progress(number / len(planes) / 3, "taking apart")
        if by == "svd":
            found_planes.append(Factors.of(plane))
            continue
        assert rank is not None, "gradient descent learns a number of patterns"
        learning, steps = descend(plane, rank, seed), 0
        while True:
            try:
                error = next(learning)
            except StopIteration as done:
                found_planes.append(done.value)
                break
            steps += 1
            if every.due():
                share = (number + steps / MOST_STEPS) / len(planes) / 3
                yield Progress(share, "descending", None, psnr_from_mse(error / plane.size))
    return found_planes


def at_step(values: Values, planes: list[Factors], step: float, rank: int | None, space: str) -> Encoded:
    """The file at a quantisation step."""
    data = pack(lowrank.encode(planes, step, rank, space))
    decoded = lowrank.decode(unpack(data, "the new file"), "the new file")
    return Encoded(data, decoded, psnr(values, decoded))


def _halved(values: Values, planes: list[Factors], goal: Goal, rank: int | None, space: str) -> Encoding:
    """The best file within a goal: `good` steps are within it, `bad` ones are not."""
    ends = math.log2(COARSEST_STEP), math.log2(FINEST_STEP)
    good, bad = ends if goal.bytes is not None else ends[::-1]
    best = at_step(values, planes, 2.0**good, rank, space)
    if not _within(best, goal):
        raise UsageError(_out_of_reach(best, goal))
    every = Every()
    for number in range(HALVINGS):
        middle = (good + bad) / 2
        tried = at_step(values, planes, 2.0**middle, rank, space)
        if _within(tried, goal):
            good = middle
            best = _better(best, tried, goal)
        else:
            bad = middle
        share = 1 / 3 + (number + 1) / HALVINGS * 2 / 3
        yield found(best, share, "looking for the step") if every.due() else Progress(share, "looking for the step")
    return best


def _within(encoded: Encoded, goal: Goal) -> bool:
    if goal.bytes is not None:
        return len(encoded.data) <= goal.bytes
    assert goal.psnr is not None, "a goal has one of the two"
    return encoded.psnr >= goal.psnr


def _better(one: Encoded, other: Encoded, goal: Goal) -> Encoded:
    if goal.bytes is not None:
        return other if other.psnr > one.psnr else one
    return other if len(other.data) < len(one.data) else one


def _out_of_reach(best: Encoded, goal: Goal) -> str:
    if goal.bytes is not None:
        return (
            f"No low-rank file of this picture is smaller than {len(best.data):,} bytes, so {goal.bytes:,} (bytes) "
            "cannot be met; allow more, take a lower rank, or make the picture smaller (size)."
        )
    return (
        f"The finest low-rank file of this kind has {best.psnr:.2f} dB, so {goal.psnr:g} dB (psnr) cannot be met; "
        "ask for less, or for a higher rank."
    )
