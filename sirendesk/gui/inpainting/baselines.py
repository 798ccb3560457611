"""The rivals that need no learning, worked out off the window's thread whenever the hole is another one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.canvas import to_uint8
from sirendesk.core.lanes import BASELINES, baseline
from sirendesk.core.mask import Mask
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.inpaint import InpaintOptions, pose
from sirendesk.gui.answers import Answer
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.session import Session

Values = NDArray[np.float32]


@dataclass(frozen=True)
class BaselineFilling:
    """What a rival made of a hole: the picture (H, W, c), the same to be drawn, scores of the region, seconds."""

    key: str
    filled: Values
    picture: NDArray[np.uint8]
    scores: Mapping[str, float]
    seconds: float


@dataclass(frozen=True)
class Hole:
    """A picture with a hole, and what is asked about it."""

    task: InpaintOptions
    signal: SampledSignal
    mask: Mask


class BaselineJobs(QObject):
    """Fills one hole after the other with the rivals that are wanted; of holes asked for faster, the last one."""

    arrived = Signal(object)
    failed = Signal(str, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hole: Hole | None = None
        self._wanted: Collection[str] = ()
        self._found: dict[str, BaselineFilling] = {}
        self._jobs = {key: LatestJob(session, f"baseline {key}", partial(self._make, key), self) for key in BASELINES}
        for job in self._jobs.values():
            job.answered.connect(self._take)

    @property
    def found(self) -> Mapping[str, BaselineFilling]:
        """What there is of the present hole, by key."""
        return self._found

    @property
    def busy(self) -> bool:
        """Whether one is still to come."""
        return any(job.busy for job in self._jobs.values())

    def fill(self, hole: Hole, wanted: Collection[str]) -> None:
        """Fill this hole; what is known of another one is forgotten."""
        self._hole, self._wanted = hole, wanted
        self._found = {}
        for key in wanted:
            if key in self._jobs:
                self._jobs[key].ask()

    def forget(self) -> None:
        """There is no hole any more."""
        self._hole = None
        self._found = {}

    def _make(self, key: str) -> Callable[[], Any] | None:
        return partial(_fill, key, self._hole) if self._hole is not None and key in self._wanted else None

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        key = answer.key.split(" ")[1]
        if answer.failure is not None:
            self.failed.emit(key, answer.failure)
            return
        hole, made = answer.value
        if hole is self._hole:
            self._found[key] = made
            self.arrived.emit(made)


def _fill(key: str, hole: Hole) -> tuple[Hole, BaselineFilling]:
    made = baseline(key, hole.task, pose(hole.task, hole.signal, hole.mask))
    picture = np.ascontiguousarray(to_uint8(made.picture))
    return hole, BaselineFilling(key, made.picture, picture, made.scores, made.seconds)
