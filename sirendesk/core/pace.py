"""Where a run stands: through its budget, which can be extended, and through the schedule of its rates."""

from __future__ import annotations

import dataclasses

from sirendesk.core.budget import Budget
from sirendesk.core.horizon import TargetHorizon
from sirendesk.core.solver import Solver

LEAST_SECONDS_MORE = 2.0
# of the first budget and of the schedule, what a new hole gets: a field has to turn little, and a rate that falls to
# nothing must not stay there; low rank comes to a new hole by a path of thresholds
MORE, RESUME = 0.2, 0.6
MORE_SWEEPS, RESUME_SWEEPS = 0.5, 0.5


class Pace:
    """Progress of one run.

    The budget of a solver that has a `sweep`, of so many steps, counts those.
    """

    def __init__(self, budget: Budget, solver: Solver) -> None:
        self._wanted = budget
        self._budget = _in_steps(budget, solver)
        self._horizon = TargetHorizon(budget.target_psnr) if budget.target_psnr is not None else None
        # the schedule goes from `_first` to 1 while the budget goes from `_begun` to 1
        self._begun = self._first = 0.0

    def progress(self, step: int, seconds: float, psnr: float | None = None) -> float:
        """Share of the budget that is spent, as `Budget.progress`."""
        return self._budget.progress(step, seconds, psnr)

    def seconds_left(self, step: int, seconds: float) -> float | None:
        """Seconds to the end of the budget, as fast as so far; None where nobody can tell."""
        progress = self.progress(step, seconds)
        return seconds * (1 - progress) / progress if 0.0 < progress < 1.0 else None

    def waited(self, step: int, seconds: float) -> float:
        """Share of the budget or, towards a target that has no share of its own, of the guessed way to it."""
        progress = self.progress(step, seconds)
        return progress if self._horizon is None else max(progress, self._horizon.progress(step))

    def schedule(self, step: int, seconds: float) -> float:
        """Where the schedule stands in [0, 1]: through what is left of the budget since the last start."""
        left = 1.0 - self._begun
        along = (self.progress(step, seconds) - self._begun) / left if left > 0 else 1.0
        along = self._first + (1.0 - self._first) * along
        if self._horizon is not None:
            along = max(along, self._horizon.progress(step))
        return min(1.0, max(0.0, along))

    def begin_again(self, step: int, seconds: float) -> None:
        """The fit starts from nothing: so does the schedule."""
        self._begun, self._first = self.progress(step, seconds), 0.0
        if self._horizon is not None:
            self._horizon.begin_again(step)

    def go_on(self, step: int, seconds: float, solver: Solver) -> None:
        """There is something new to learn: leave time for it, and take the rate up again if it had fallen."""
        sweeps = hasattr(solver, "sweep")
        more, resume = (MORE_SWEEPS, RESUME_SWEEPS) if sweeps else (MORE, RESUME)
        stands = min(self.schedule(step, seconds), resume)
        wanted, now = _in_steps(self._wanted, solver), self._budget
        steps, limit = wanted.steps, now.seconds
        if steps is not None:
            steps = max(steps, step + max(1, round(more * steps)))
        if limit is not None and wanted.seconds is not None:
            limit = max(limit, seconds + max(LEAST_SECONDS_MORE, more * wanted.seconds))
        self._budget = dataclasses.replace(now, steps=steps, seconds=limit)
        self._begun, self._first = self.progress(step, seconds), stands


def _in_steps(budget: Budget, solver: Solver) -> Budget:
    sweep: int = getattr(solver, "sweep", 1)
    return budget if budget.steps is None else dataclasses.replace(budget, steps=budget.steps * sweep)
