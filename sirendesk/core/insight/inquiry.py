"""A standing question to a run: answered again and again between its steps, within a small share of its time.

The weights are copied when a look begins, so that it shows one step although training goes on beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.hardware import memory_errors
from sirendesk.core.insight import INSIGHTS
from sirendesk.core.insight.subject import Subject, frozen_copy
from sirendesk.core.insight.values import Insight, InsightRequest, Unavailable
from sirendesk.core.solver import Solver, field_of

# a question just asked is answered at once unless earlier ones have run up this much (seconds)
MOST_DEBT = 0.5
# a close look at these takes a second or two, so a coarse one comes before it
DRAFTED = ("derivatives",)
NO_FIELD = "This engine has no network that this view could look into; choose the torch engine to see it."
NO_PICTURE = "This view looks into networks of pictures; it has nothing to say of a sound yet."
FAILED = (
    "This view could not be worked out for the network as it is now; the fit is unharmed, so look again after more "
    "steps or choose another view."
)


class Inquiry:
    """What someone wants to see of a run, and the work on it.

    `values` (H, W, C) are the signal's; of a sound nothing can be seen. While training, `work_beside` does one portion
    after a step, and all looks together take at most `most_share` of the run's seconds; each begins when the one before
    is paid for, the first at once. When held or over, `work_alone` does portions of one look at the best resolution,
    where that takes long after a coarse one.
    """

    def __init__(
        self,
        values: NDArray[np.float32],
        end_points: bool,
        most_share: float = 0.05,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._values = values
        self._end_points = end_points
        self._most_share = most_share
        self._clock = clock
        self._request: InsightRequest | None = None
        self._job: Generator[float, None, Insight] | None = None
        self._job_step = -1
        self._job_alone = False
        self._job_full = False
        self._drafted_step = -1
        self._result: Insight | None = None
        self._new = False
        self._settled_step = -1
        self._portion_step = -1
        self._spent = 0.0
        self._start: NDArray[np.float32] | None = None
        self._memory: dict[str, Any] = {}
        self._moment: tuple[int, bool, dict[str, Any]] = (-1, False, {})

    @property
    def request(self) -> InsightRequest | None:
        """What is asked for."""
        return self._request

    @property
    def ready(self) -> bool:
        """Whether there is an answer that nobody has taken yet."""
        return self._result is not None

    def ask(self, request: InsightRequest | None) -> None:
        """Ask for something else, for the same anew, or for nothing."""
        self.drop()
        self._request = request
        self._new = True
        self._settled_step = self._drafted_step = -1
        self._portion_step = -1

    def begin(self, start: NDArray[np.float32] | None) -> None:
        """A run begins, or begins again, with these weights (kept, not copied)."""
        self.see_again()
        self._start = start
        self._memory = {}

    def see_again(self) -> None:
        """The weights are others although no step was taken."""
        self.drop()
        self._settled_step = self._drafted_step = -1
        self._moment = (-1, False, {})

    def drop(self) -> None:
        """Let go of the work under way and of an answer not taken."""
        self._result = None
        self._end_job()

    def take(self) -> Insight | None:
        """The newest answer, once."""
        result, self._result = self._result, None
        return result

    def wanted(self, step: int) -> bool:
        """Whether `work_alone` has something to do for a run that is held or over after `step`."""
        return self._request is not None and self._settled_step != step

    def work_beside(self, solver: Solver, step: int, seconds: float) -> bool:
        """A portion of work beside training, at most one for each step; False when nothing was done.

        `seconds` is the time of the run so far, with the work itself.
        """
        if self._request is None or self._portion_step == step:
            return False
        if self._job is not None and self._job_alone:
            self._end_job()
        if self._job is None and not self._may_begin(seconds):
            return False
        start = self._clock()
        self._work(solver, step, alone=False)
        self._spent += self._clock() - start
        self._portion_step = step
        return True

    def work_alone(self, solver: Solver, step: int) -> None:
        """A portion of work while nobody trains; the time is nobody's."""
        if self._job is not None and not (self._job_alone and self._job_step == step):
            self._end_job()
        self._work(solver, step, alone=True)

    def _may_begin(self, seconds: float) -> bool:
        # time in which nothing was asked is no credit for a rush later
        self._spent = max(self._spent, self._most_share * seconds)
        debt = self._spent - self._most_share * seconds
        return debt <= (MOST_DEBT if self._new else 0.0)

    def _work(self, solver: Solver, step: int, *, alone: bool) -> None:
        request = self._request
        assert request is not None, "someone asked"
        try:
            with memory_errors("looking into the network"):
                answer = self._portion(solver, step, request, alone)
        # a view that fails must not take the run with it, whether torch, NumPy or Python gave up
        except SirenDeskError as error:
            answer = Unavailable(self._job_step, request.kind, str(error))
        except (RuntimeError, ValueError, ArithmeticError, np.linalg.LinAlgError):
            answer = Unavailable(self._job_step, request.kind, FAILED)
        if answer is not None:
            self._end_job()
            self._result = answer
            if self._job_alone and (self._job_full or isinstance(answer, Unavailable)):
                self._settled_step = self._job_step
            elif self._job_alone:
                self._drafted_step = self._job_step

    def _portion(self, solver: Solver, step: int, request: InsightRequest, alone: bool) -> Insight | None:
        if self._job is None:
            self._new = False
            self._job_step, self._job_alone = step, alone
            self._job_full = alone and (request.kind not in DRAFTED or self._drafted_step == step)
            if self._values.ndim != 3:
                return Unavailable(step, request.kind, NO_PICTURE)
            subject = self._look_at(solver, step, self._job_full)
            if subject is None:
                return Unavailable(step, request.kind, NO_FIELD)
            self._job = INSIGHTS[request.kind](subject, request)
        try:
            next(self._job)
        except StopIteration as done:
            return done.value
        return None

    def _look_at(self, solver: Solver, step: int, full: bool) -> Subject | None:
        network = field_of(solver)
        if network is None:
            return None
        if self._moment[:2] != (step, full):
            self._moment = (step, full, {})
        transform = solver.transform
        return Subject(
            network=frozen_copy(network),
            decode=lambda answer: transform.decode(answer.clone()),
            device=network.weights.device,
            values=self._values,
            end_points=self._end_points,
            step=step,
            full=full,
            start=self._start,
            memory=self._memory,
            moment=self._moment[2],
        )

    def _end_job(self) -> None:
        if self._job is not None:
            self._job.close()
            self._job = None
