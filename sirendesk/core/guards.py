"""What can go wrong while learning, noticed from the numbers alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class StalledStartGuard:
    """A fit that has learnt nothing in the first tenth of its budget never will: its rate or its scale is too high.

    Nothing learnt means that the error is still above 80 % of what predicting the mean everywhere would give.
    `fewest_steps` keeps a slow but healthy fit from being judged on a handful of batches.
    """

    variance: float
    fewest_steps: int = 40
    latest: float = 0.5
    judgements: tuple[float, ...] = (0.1, 0.25, 0.45)

    def stalled(self, progress: float, step: int, recent_error: float) -> bool:
        """True at the first step past a tenth of the budget if nothing was learnt; a fit that learns is left alone.

        A fit that was started again is judged again, a little later each time, three times at most; after half of the
        budget a new start could no longer make up for what it throws away.
        """
        if not self.judgements or progress < self.judgements[0] or step < self.fewest_steps:
            return False
        if progress > self.latest:
            return False
        bad = self.variance > 1e-6 and recent_error > 0.8 * self.variance
        self.judgements = self.judgements[1:] if bad else ()
        self.fewest_steps += step
        return bad
