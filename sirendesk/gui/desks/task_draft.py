"""The part of a draft that is a tab's own: its task, what that makes of the signal, and the settings that suit it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.experiment import Experiment
from sirendesk.gui.answers import Answer
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session
from sirendesk.gui.tabs.fit_tab import FitTab
from sirendesk.gui.workbench import Workbench

SUITED = ("field", "loss", "optimizer", "training")

Preview = Callable[[Any, Any], Any]
Suit = Callable[[Experiment, Any], Experiment]


class TaskDraft(QObject):
    """`preview(task, signal)` is done in the jobs thread after each change of either; `made` brings what it gave.

    `suit(experiment, signal)` gives the settings that suit a task and a signal. They follow both, but for those that a
    person has set. `reasons` say why for each class of tasks that belongs here: ends of sentences that `suggested`
    brings.
    """

    made = Signal(object)
    refused = Signal(str)
    suggested = Signal(str)

    def __init__(
        self,
        bench: Workbench,
        session: Session,
        preview: Preview,
        suit: Suit,
        reasons: Mapping[type, str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._session = session
        self._reasons = reasons
        self._task = bench.draft.task
        self._preview = preview
        self._suit = suit
        self._suited: dict[str, Any] = {}
        self._own: set[str] = set()
        self._given: tuple[Any, Opened] | None = None
        self._shown = False
        self._job = LatestJob(session, "preview", self._make_job, self)
        self._job.answered.connect(self._take_answer)
        bench.signal_opened.connect(self._see_signal)
        bench.draft_changed.connect(self._see_draft)
        bench.draft_edited.connect(self._see_draft)

    @property
    def task(self) -> Any:
        """The options of the tab's own task."""
        return self._task

    @property
    def settled(self) -> bool:
        """Whether what there is to see before a fit has been told."""
        return self._shown and not self._job.busy

    @property
    def to_remember(self) -> Experiment:
        """The draft without what only suits this signal: the next one may ask for something else."""
        draft, plain = self._bench.draft, Experiment()
        own = {name: getattr(plain, name) for name, value in self._suited.items() if getattr(draft, name) == value}
        return dataclasses.replace(draft, **own)

    @Slot(object)
    def edit(self, options: Any) -> None:
        """Other options were chosen: the draft has them, with all that suits them, and a run starts again."""
        self._task = options
        self._suit_draft()
        self._bench.edit_task(options)

    def follow(self, tab: FitTab) -> None:
        """What a person sets there follows nothing any more."""
        tab.forms.field_edited.connect(self._keep_field)
        tab.forms.loss_edited.connect(self._keep_loss)
        tab.forms.optimizer_edited.connect(self._keep_optimizer)
        tab.forms.live_edited.connect(self._keep_optimizer)
        tab.forms.training_edited.connect(self._keep_training)

    @Slot()
    def _keep_field(self) -> None:
        self._own.add("field")

    @Slot()
    def _keep_loss(self) -> None:
        self._own.add("loss")

    @Slot()
    def _keep_optimizer(self) -> None:
        self._own.add("optimizer")

    @Slot()
    def _keep_training(self) -> None:
        self._own.add("training")

    @Slot()
    def suggest(self) -> None:
        """All that suits, whatever a person had set; a run starts again with it."""
        if self._bench.opened is None:
            return
        self._own.clear()
        self._suited = {name: getattr(self._bench.draft, name) for name in SUITED}
        self._suit_draft()
        if self._session.state != "empty":
            self._bench.restart()
        # a new run clears what was said before it
        self.suggested.emit(f"{_words_of(self._bench.draft)}: {self._reasons[type(self._task)]}")

    @Slot(object)
    def _see_signal(self, opened: Opened) -> None:
        self._suit_draft()
        self._see_draft(self._bench.draft)

    @Slot(object)
    def _see_draft(self, draft: Experiment) -> None:
        if type(draft.task) not in self._reasons:
            # an experiment about something else: all but what this tab is about is taken over
            self._bench.revise(task=self._task)
            return
        self._task = draft.task
        if self._bench.opened is not None and not self._is_given:
            self._shown = False
            self._job.ask()

    @property
    def _is_given(self) -> bool:
        """Whether what is told, or being made to be, is of this task and signal."""
        given = self._given
        return given is not None and given[0] == self._task and given[1] is self._bench.opened

    def _suit_draft(self) -> None:
        draft, opened = dataclasses.replace(self._bench.draft, task=self._task), self._bench.opened
        if opened is None:
            return
        plain = Experiment()
        free = [
            name
            for name in SUITED
            if name not in self._own and getattr(draft, name) in (self._suited.get(name), getattr(plain, name))
        ]
        try:
            # what suited another task must not be taken for what a person wants
            unset = dataclasses.replace(draft, **{name: getattr(plain, name) for name in free})
            target = self._suit(unset, opened.signal)
        except SirenDeskError:  # the preview says what is wrong
            return
        if "field" not in free and type(target.field) is not type(draft.field):
            return  # rates and batches that suit a model of another kind do not suit the one that was chosen
        self._suited = {name: getattr(target, name) for name in free}
        new = {name: value for name, value in self._suited.items() if getattr(draft, name) != value}
        if new:
            self._bench.revise(task=draft.task, **new)

    def _make_job(self) -> Callable[[], Any] | None:
        opened = self._bench.opened
        if opened is None:
            return None
        self._given = (self._task, opened)
        return partial(self._preview, self._task, opened.signal)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if not self._is_given:
            return  # overtaken
        self._shown = True
        if answer.failure is not None:
            self.refused.emit(answer.failure.sentence)
        else:
            self.made.emit(answer.value)


def _words_of(experiment: Experiment) -> str:
    """Model and optimiser in a few words."""
    field, optimizer = experiment.field, experiment.optimizer
    omega = getattr(field, "first_omega_0", None)
    model = field.title if omega is None else f"{field.title} with ω₀ = {omega:g}"
    return f"{model}, {optimizer.title} at rate {optimizer.learning_rate:g}"


def remembered(data: Mapping[str, Any], otherwise: Experiment) -> Experiment:
    """The experiment that was kept as JSON, or the other one: if it cannot be read, or is about another task."""
    if not data:
        return otherwise
    try:
        experiment = Experiment().updated(data)
    except SirenDeskError:
        return otherwise
    return experiment if type(experiment.task) is type(otherwise.task) else otherwise
