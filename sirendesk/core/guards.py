"""What can go wrong at the start, noticed from the errors of the batches alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# nothing is learnt while the error is above this share of what answering the mean everywhere would give
NOTHING_LEARNT = 0.8
# a signal that varies less than this is one flat colour, and the mean is all there is to learn
LEAST_VARIANCE = 1e-6
STILL_FALLING = 0.97
UNCHANGED = 0.05


def knows_nothing(error: float, variance: float) -> bool:
    """Whether an error is that of answering little more than the mean."""
    return variance > LEAST_VARIANCE and error > NOTHING_LEARNT * variance


def is_slow(errors: NDArray[np.float32], window: int, variance: float) -> bool:
    """Whether a fit that knows nothing is merely slow: its error still falls, or has not moved from where it began.

    A fit whose steps are too large leaves its beginning at once and then hovers about the mean's error. `errors` (n,)
    are those of all batches so far; `window` of them together tell an error.
    """
    count = errors.size
    if count < 4 * window:
        return False
    first, now = _mean(errors[:window]), _mean(errors[-window:])
    if first > 1.15 * variance and abs(now - first) < UNCHANGED * first:
        return True
    second, third, last = (_mean(errors[k * count // 4 : (k + 1) * count // 4]) for k in (1, 2, 3))
    return second > third > last and last < STILL_FALLING * second


@dataclass
class StalledStartGuard:
    """A fit that has learnt nothing in the first tenth of its budget never will: its rate or its scale is too high.

    `fewest_steps` keeps a slow but healthy fit from being judged on a handful of batches.
    """

    variance: float
    fewest_steps: int = 40
    latest: float = 0.5
    judgements: tuple[float, ...] = (0.1, 0.25, 0.45)

    def __post_init__(self) -> None:
        self._begun = 0

    def stalled(
        self, progress: float, errors: NDArray[np.float32], window: int, creeps: Callable[[NDArray[np.float32]], bool]
    ) -> bool:
        """True at the first step past a tenth of the budget if nothing was learnt; a fit that learns is left alone.

        `errors` (n,) are those of all batches so far; `window` of them together tell an error. A fit that was started
        again is judged again, a little later each time, three times at most; after half of the budget a new start
        could no longer make up for what it throws away. One that merely `creeps` is left alone: gentler steps would
        make it slower.
        """
        step = errors.size
        if not self.judgements or progress < self.judgements[0] or step < self.fewest_steps:
            return False
        if progress > self.latest:
            return False
        bad = knows_nothing(_mean(errors[-window:]), self.variance)
        if bad and creeps(errors[self._begun :]):
            return False
        self.judgements = self.judgements[1:] if bad else ()
        self._begun = step
        self.fewest_steps += step
        return bad


def _mean(errors: NDArray[np.float32]) -> float:
    return float(errors.mean(dtype=np.float64))
