"""One method of a race: its trainer, or why there is none (any more)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.findings import Finding
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.training import Trainer


class Lane:
    """Holds a trainer that may fail without anybody else noticing.

    `spent` are the seconds of its turns, `drawn` is when it was drawn last.
    """

    def __init__(self, run: int) -> None:
        self.trainer: Trainer | None = None
        self.spent = 0.0
        self.drawn = -math.inf
        none = np.empty(0, np.float32)
        self._last = Snapshot(run, 0, 0.0, none, none, 0.0, 0.0, math.nan, 1.0, None, 0.0, 0)
        self._failures: tuple[Finding, ...] = ()
        # the exact result is on the screen
        self._shown = False

    @property
    def may_draw(self) -> bool:
        """Whether there is something to draw that was not drawn yet, and time for it."""
        trainer = self.trainer
        return trainer is not None and trainer.step > 0 and not self._shown and (trainer.settled or trainer.may_draw)

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do."""
        return self.trainer is None or self.trainer.settled

    def do(self, job: Callable[[], object]) -> None:
        """Do something with the trainer. If it cannot be done the lane ends here, with what it had, and says why."""
        self._shown = False
        try:
            job()
        except SirenDeskError as error:
            self._failures = (Finding("lane", str(error)),)
            if self.trainer is not None:
                self._last = self.trainer.snapshot()
                self.trainer.drop()
                self.trainer = None

    def report(self, now: float, *, frame: bool) -> Snapshot:
        """What happened since the report before; with `frame` also the picture, if it may be drawn."""
        if self.trainer is None:
            last, none = self._last, np.empty(0, np.float32)
            failures, self._failures = self._failures, ()
            self._last = dataclasses.replace(last, losses=none, times=none, findings=(), trials=None)
            return dataclasses.replace(last, finished=True, findings=(*last.findings, *failures))
        snapshot = self.trainer.snapshot(frame=frame and self.may_draw)
        if snapshot.frame is not None:
            self.drawn = now
            self._shown = snapshot.frame.exact
        return snapshot
