"""What an inpainting works on: picture, mask, methods and settings, and the race that fills the hole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FieldOptions
from sirendesk.core.mask import Mask
from sirendesk.core.signals import AnySignal, as_picture
from sirendesk.core.tasks.inpaint import InpaintOptions, guiding
from sirendesk.gui.answers import Failure
from sirendesk.gui.inpainting.drafts import adopted, is_plain_siren, with_mask
from sirendesk.gui.inpainting.filling import HoleFilling, why_not
from sirendesk.gui.inpainting.mask_keeper import MaskKeeper, Prepared, Words
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session
from sirendesk.gui.workbench import Workbench

GOING = ("starting", "running", "paused", "stopping")


class InpaintBench(QObject):
    """Joins a workbench, the mask that is kept and the filling of the hole; it owns no widget and knows none.

    `prepared` brings a picture with its mask, `begun` the experiment of a race that begins now, `refused` why none
    does, `draft_changed` settings that a person has not just made.
    """

    prepared = Signal(object)
    begun = Signal(object)
    refused = Signal(str)
    draft_changed = Signal(object)

    def __init__(
        self, session: Session, workshop: Session, draft: Experiment, ticked: Sequence[str], parent: QObject
    ) -> None:
        super().__init__(parent)
        assert isinstance(draft.task, InpaintOptions), "made for it"
        self._session = session
        self._task = draft.task
        self._ticked = tuple(ticked)
        self._adopted: Words | None = None
        self._guided: FieldOptions | None = None
        self._loading = False
        self._launch_waiting = False
        self.work = Workbench(session, draft, self, launch=self._launch)
        self.keeper = MaskKeeper(session, Words(draft.task.mask, draft.task.mask_seed), self)
        self.filling = HoleFilling(session, workshop, self)
        self.work.loading_began.connect(self._see_loading)
        self.work.signal_opened.connect(self._see_opened)
        self.work.opening_failed.connect(self._see_opening_failure)
        self.work.draft_changed.connect(self._see_draft)
        self.keeper.prepared.connect(self._see_prepared)

    @property
    def task(self) -> InpaintOptions:
        """The task's options; what counts as the mask is what is kept."""
        return self._task

    @property
    def ticked(self) -> tuple[str, ...]:
        """The methods that run, rivals included."""
        return self._ticked

    @property
    def experiment(self) -> Experiment:
        """The draft with the mask as it stands."""
        return with_mask(self.work.draft, self._task, self.keeper.mask, self.keeper.words)

    @Slot()
    def start(self) -> None:
        """Fill the hole, or say why that cannot be begun; a held race goes on."""
        if self._session.state == "paused" or self._may_begin():
            self.work.start()

    @Slot()
    def reset(self) -> None:
        """Forget what was filled."""
        self._launch_waiting = False
        self.work.reset()
        self.filling.forget()

    @Slot(object)
    def edit_methods(self, ticked: Sequence[str]) -> None:
        """Another set of methods starts a race again that is going on."""
        self._ticked = tuple(ticked)
        if self._session.state in GOING and not why_not(None, ticked):
            self.work.restart()

    @Slot(object)
    def edit_task(self, task: InpaintOptions) -> None:
        """A change of the task starts a race again if one has been started."""
        self._task = task
        self.work.edit_task(task)

    def take_mask(self, mask: Mask, words: Words | None) -> None:
        """The mask is another one now, by a generator's `words` or by hand; a race goes on with it."""
        if self.keeper.busy or self.work.opened is None:
            return
        self.keeper.take(mask, words)
        if self._session.state != "empty":
            self.filling.follow(mask)

    def _launch(self, experiment: Experiment, signal: AnySignal) -> None:
        """Begin the race, as soon as there is a mask; one that cannot be filled leaves the hole that was."""
        mask = self.keeper.mask
        if self.keeper.busy or mask is None:
            self._launch_waiting = True
            return
        if why_not(mask, self._ticked):
            mask = self.filling.mask
            if mask is None or why_not(mask, self._ticked):
                self._may_begin()
                self.work.reset()
                return
        self.begun.emit(experiment)
        self.filling.begin(experiment, as_picture(signal), mask, self._ticked)

    def _may_begin(self) -> bool:
        problem = why_not(self.keeper.mask, self._ticked)
        if problem:
            self.refused.emit(problem)
        return not problem

    @Slot()
    def _see_loading(self) -> None:
        self._loading = True

    @Slot(object)
    def _see_opening_failure(self, failure: Failure) -> None:
        self._loading = False

    @Slot(object)
    def _see_opened(self, opened: Opened) -> None:
        self._loading = self._launch_waiting = False
        self.filling.forget()
        draft = self.work.draft
        if is_plain_siren(draft) or draft.field == self._guided:
            # one that nobody chose follows the picture's size into its holes
            self._guided = guiding(draft.field, opened.image.shape)
            self.work.edit_field(self._guided)
        self.keeper.prepare(opened, self._adopted)

    @Slot(object)
    def _see_prepared(self, made: Prepared) -> None:
        if not self._loading:  # else the mask that came with an experiment is still wanted, for its own picture
            self._adopted = None
        self.prepared.emit(made)
        if self._launch_waiting:
            self._launch_waiting = False
            self._launch(self.work.draft, made.opened.image)
        elif self._session.state != "empty":
            self.filling.follow(made.mask)

    @Slot(object)
    def _see_draft(self, experiment: Experiment) -> None:
        if experiment.task is self._task:
            self.draft_changed.emit(experiment)
            return
        # from a file, or of another task: its mask comes with it
        draft, words, self._ticked = adopted(experiment, self._task, self._ticked)
        assert isinstance(draft.task, InpaintOptions), "seen to"
        if isinstance(experiment.task, InpaintOptions):
            self._adopted = words
            if self.work.opened is not None:
                self.keeper.prepare(self.work.opened, words)
        self._task = draft.task
        self.work.adopt(draft)
