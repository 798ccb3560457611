"""The filling of one hole: the race of the methods that learn, and the rivals that need no learning beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.lanes import lane_experiments
from sirendesk.core.mask import Mask, check_mask
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.gui.inpainting.baselines import BaselineJobs, Hole
from sirendesk.gui.inpainting.lanes import learning
from sirendesk.gui.inpainting.observing import MaskObserver
from sirendesk.gui.inpainting.questions import make_race
from sirendesk.gui.session import Session

NO_METHOD = "No method that learns is ticked; tick one under Methods. Picture and mask are as they were."


class HoleFilling(QObject):
    """Begins a race, and lets it and the rivals follow the mask while that is painted.

    The rivals work in a session of their own: a large hole must not keep files from being opened.
    """

    refused = Signal(str)

    def __init__(self, session: Session, workshop: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hole: Hole | None = None
        self._ticked: Sequence[str] = ()
        self.observer = MaskObserver(session, self)
        self.rivals = BaselineJobs(workshop, self)
        self.observer.taken.connect(self._take_up)
        self.observer.refused.connect(self.refused)

    @property
    def busy(self) -> bool:
        """Whether the race does not know the mask yet, or a rival has not answered."""
        return self.observer.busy or self.rivals.busy

    @property
    def mask(self) -> Mask | None:
        """What is being filled."""
        return self._hole.mask if self._hole is not None else None

    def begin(self, experiment: Experiment, signal: SampledSignal, mask: Mask, ticked: Sequence[str]) -> None:
        """Let the ticked methods fill this hole from the beginning."""
        task = experiment.task
        assert isinstance(task, InpaintOptions), "an inpainting"
        self._hole, self._ticked = Hole(task, signal, mask), ticked
        self.observer.forget()
        lanes = lane_experiments(experiment, learning(ticked))
        self._session.begin(partial(make_race, lanes, signal, mask))
        self.rivals.fill(self._hole, ticked)

    def follow(self, mask: Mask) -> None:
        """The mask was painted on: all go on with it, if it leaves anything to fill and to learn from."""
        if self._hole is not None and mask.shape == self._hole.mask.shape:
            self.observer.observe(mask)

    def forget(self) -> None:
        """There is nothing to fill any more."""
        self._hole = None
        self.observer.forget()
        self.rivals.forget()

    @Slot(object)
    def _take_up(self, mask: Mask) -> None:
        if self._hole is not None and mask.shape == self._hole.mask.shape:
            self._hole = Hole(self._hole.task, self._hole.signal, mask)
            self.rivals.fill(self._hole, self._ticked)


def why_not(mask: Mask | None, ticked: Sequence[str]) -> str:
    """Why these methods cannot begin to fill this hole, in a sentence; nothing if they can."""
    if not learning(ticked):
        return NO_METHOD
    try:
        if mask is not None:
            check_mask(mask)
    except UsageError as error:
        return str(error)
    return ""
