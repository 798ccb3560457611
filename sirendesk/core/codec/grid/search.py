"""The grid file of a picture within a goal: the step is searched, and at each the numbers are rounded anew."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.container import pack
from sirendesk.core.codec.encoding import Encoded, Encoding, Goal, Progress, found
from sirendesk.core.codec.grid import format as grid_format
from sirendesk.core.codec.grid import rounding, wavelet
from sirendesk.core.codec.grid.format import COARSEST_STEP, FINEST_STEP, Manner
from sirendesk.core.codec.grid.walk import LawGrids, walking
from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr
from sirendesk.core.pieces import to_end

Values = NDArray[np.float32]

# looks at the bits at each step, and steps that are tried
EFFORTS = {0: (0, 6), 1: (1, 6), 2: (3, 7), 3: (6, 9)}
DEFAULT_EFFORT = 2
_NEAR_ENOUGH = 0.998


@dataclass(frozen=True)
class Picture:
    """A picture (H, W, c) taken apart: its mix and the numbers of its planes."""

    values: Values
    mix: NDArray[np.int8]
    planes: list[grid_format.Plane]
    pyramids: list[wavelet.Pyramid]

    @classmethod
    def of(cls, values: Values) -> Picture:
        """All of a picture with values in [0, 1]."""
        mix = grid_format.mixing(values)
        planes = grid_format.unmixed(values, mix)
        return cls(values, mix, planes, [wavelet.analyse(plane) for plane in planes])

    def at(self, step: float, looks: int) -> Encoded:
        """The file at one step, its numbers rounded again after each of so many looks at their bits."""
        return to_end(self.encoding(step, looks))

    def encoding(self, step: float, looks: int) -> Generator[float, None, Encoded]:
        """The same, grid by grid; yields the share done."""
        import torch

        step = float(np.float32(min(COARSEST_STEP, max(FINEST_STEP, step))))
        rounder = rounding.Rounder(self.pyramids, step)
        before = torch.get_num_threads()
        # the operations are small: a second thread waits more than it works
        torch.set_num_threads(1)
        try:
            for look in range(looks):
                for share in rounder.looking():
                    yield (look + share) / (looks + 1)
        finally:
            torch.set_num_threads(before)
        encoded = yield from self._file(rounder, looks / (looks + 1))
        return encoded

    def file(self, rounder: rounding.Rounder) -> Encoded:
        """The file of numbers as they are rounded now."""
        return to_end(self._file(rounder, 0.0))

    def _file(self, rounder: rounding.Rounder, done: float) -> Generator[float, None, Encoded]:
        shape = self.values.shape[0], self.values.shape[1]
        latents = rounder.latents()
        writer = grid_format.Writer()
        walk = walking(writer, shape, len(self.pyramids), latents)
        while True:
            try:
                next(walk)
                yield done
            except StopIteration as end:
                laws: LawGrids = end.value[1]
                break
        exact = {place: self.pyramids[place.plane].details[place.order][place.direction] for place in laws}
        step = rounder.step
        shifts = grid_format.best_shifts(latents, laws, exact, step)
        planes = grid_format.planes_of(latents, laws, shifts)
        yield done
        corrections = grid_format.corrections_of(planes)
        yield done
        strengths = grid_format.best_strengths(planes, corrections, self.planes, step)
        manner = Manner(step, shifts, self.mix, strengths)
        decoded = grid_format.picture(planes, corrections, manner)
        data = pack(grid_format.container_of(writer, manner, shape))
        return Encoded(data, decoded, psnr(self.values, decoded))


def grid_for(values: Values, goal: Goal, effort: int = DEFAULT_EFFORT) -> Encoded:
    """The best grid file of a picture (H, W, c) within a goal; `effort` 0 to 3 is how long is searched.

    Raises:
        UsageError: when no step reaches the goal, with the number that can be reached.
    """
    return to_end(search(values, goal, effort))


def search(values: Values, goal: Goal, effort: int = DEFAULT_EFFORT) -> Encoding:
    """Look for the grid file of a picture (H, W, c) that a goal asks for; `effort` 0 to 3 is how long is searched.

    Raises:
        UsageError: without a goal, or when no step reaches it, with the number that can be reached.
    """
    if goal == Goal():
        raise UsageError("Say how large or how good the file shall be: give bytes, a PSNR or lambda.")
    yield Progress(0.0, "taking apart")
    picture = Picture.of(values)
    looks, tries = EFFORTS[effort]
    if goal.lambda_ is not None:
        step = math.sqrt(values.shape[2] * goal.lambda_ / rounding.LAMBDA)
        encoded = yield from _telling(picture.encoding(step, looks), 0.0, 1.0)
        return encoded
    # beyond the goal and within it, by the logarithms of the step and of what has to be reached
    wrong: tuple[float, float] | None = None
    right: tuple[float, float] | None = None
    best: Encoded | None = None
    exponent = _first_guess(values, goal)
    for number in range(tries):
        tried = yield from _telling(picture.encoding(2.0**exponent, looks), number / tries, 1 / tries)
        enough = yield found(tried, (number + 1) / tries, "looking for the step")
        excess = _excess(tried, goal)
        if excess <= 0:
            right = (exponent, excess)
            best = tried if best is None else _better(best, tried, goal)
            if enough or _excess_is_small(tried, goal):
                break
        else:
            wrong = (exponent, excess)
        exponent = _next(wrong, right, goal, number)
    if best is None:
        best = yield from _last_resort(picture, goal, looks)
    return best


def _telling(encoding: Generator[float, None, Encoded], start: float, part: float) -> Encoding:
    """One step's encoding as a part of the whole work."""
    while True:
        try:
            yield Progress(start + part * next(encoding), "weighing bits")
        except StopIteration as done:
            return done.value


def _excess(encoded: Encoded, goal: Goal) -> float:
    """How far a file is beyond the goal, in octaves of bytes or in dB; at most 0 within it."""
    if goal.bytes is not None:
        return math.log2(len(encoded.data) / goal.bytes)
    assert goal.psnr is not None, "a goal has one of the two"
    return goal.psnr - encoded.psnr


def _excess_is_small(encoded: Encoded, goal: Goal) -> bool:
    if goal.bytes is not None:
        return len(encoded.data) >= _NEAR_ENOUGH * goal.bytes
    assert goal.psnr is not None, "a goal has one of the two"
    return encoded.psnr <= goal.psnr + 0.01


def _better(one: Encoded, other: Encoded, goal: Goal) -> Encoded:
    if goal.bytes is not None:
        return one if one.psnr > other.psnr else other
    return one if len(one.data) < len(other.data) else other


def _first_guess(values: Values, goal: Goal) -> float:
    if goal.bytes is not None:
        bits = 8 * goal.bytes / (values.shape[0] * values.shape[1])
        return math.log2(0.1) - 0.9 * math.log2(max(bits, 1e-3))
    assert goal.psnr is not None, "a goal has one of the two"
    return math.log2(6.0) - goal.psnr / 6.02


def _next(wrong: tuple[float, float] | None, right: tuple[float, float] | None, goal: Goal, tries: int) -> float:
    """Where the goal is met, by a straight line through what is known; a little inside it."""
    low, high = math.log2(FINEST_STEP), math.log2(COARSEST_STEP)
    finer = -1.0 if goal.bytes is not None else 1.0
    slope = 1.1 if goal.bytes is not None else 5.0
    if wrong is None or right is None:
        known = wrong or right
        assert known is not None, "one of the two was just found"
        # in a small picture the head weighs, and the slope is less than it looks: every miss doubles the stride
        away = abs(known[1]) / slope * 2**tries
        # excess falls with a coarser step for bytes and with a finer one for PSNR
        direction = -finer if known is wrong else finer
        return min(high, max(low, known[0] + direction * (away + 0.02)))
    share = -right[1] / (wrong[1] - right[1])
    return right[0] + (wrong[0] - right[0]) * min(0.98, max(0.02, 0.97 * share))


def _last_resort(picture: Picture, goal: Goal, looks: int) -> Encoding:
    """The coarsest or the finest there is.

    Raises:
        UsageError: when that is not within the goal either.
    """
    step = COARSEST_STEP if goal.bytes is not None else FINEST_STEP
    encoded = yield from _telling(picture.encoding(step, looks), 0.99, 0.01)
    if _excess(encoded, goal) <= 0:
        return encoded
    if goal.bytes is not None:
        raise UsageError(
            f"No grid file of this picture is smaller than {len(encoded.data):,} bytes, so {goal.bytes:,} (bytes) "
            "cannot be met; allow more, or make the picture smaller (size)."
        )
    raise UsageError(
        f"The finest grid file has {encoded.psnr:.2f} dB, so {goal.psnr:g} dB (psnr) cannot be met; ask for less."
    )
