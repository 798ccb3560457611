"""The desk of a fit that has something to show before it begins, and settings that suit its task and its signal."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from sirendesk.core.experiment import Experiment
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.fit import FitDesk
from sirendesk.gui.desks.task_draft import TaskDraft

CAUSE = "task"


class TaskDesk(FitDesk):
    """Abstract: a tab's own desk says which task it is, and shows what that makes of the signal."""

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        self.task_draft = draft = self.make_task_draft()
        draft.follow(self._tab)
        draft.made.connect(self._take_given)
        draft.refused.connect(self._take_refusal)
        draft.suggested.connect(self.messages.raise_info)

    def make_task_draft(self) -> TaskDraft:
        """The task's part of the draft, on the workbench there is."""
        raise NotImplementedError

    def show_given(self, preview: Any) -> None:
        """What there is to see before a fit."""
        raise NotImplementedError

    def forget_given(self) -> None:
        """The task asks for something that cannot be: nothing is there to see."""
        self.tab.compare.clear_fit()

    @property
    def settled(self) -> bool:
        """Whether what there is before a fit is on the screen."""
        return self.task_draft.settled

    @property
    def to_remember(self) -> Experiment:
        """The draft without what only suits this signal."""
        return self.task_draft.to_remember

    @Slot(object)
    def edit_task(self, options: Any) -> None:
        """Other options of the task may ask for another model."""
        self.task_draft.edit(options)

    @Slot()
    def suggest(self) -> None:
        """All that suits the task and the signal, and why."""
        self.task_draft.suggest()

    @Slot(object)
    def _take_given(self, preview: Any) -> None:
        self.messages.dismiss(CAUSE)
        self.show_given(preview)

    @Slot(str)
    def _take_refusal(self, sentence: str) -> None:
        self.forget_given()
        self.raise_once(sentence, CAUSE)
