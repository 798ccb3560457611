"""What the window works on: the signal that is open, the experiment being drafted, and the run of it.

Wishes of the transport, the menu and the tab arrive here and go to the session; facts leave as signals. It owns no
widget and knows none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.signals import AnySignal, SignalSource
from sirendesk.core.suggest import Suggestion, suggest
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.opening import Opened, open_array, open_signal, opened_as
from sirendesk.gui.session import Session

Launch = Callable[[Experiment, AnySignal], Any]


class Workbench(QObject):
    """One signal, one draft, at most one run. `launch` begins a run that is not just one fit of the draft.

    `kind` is that of the signals it works on; `misfit` brings what turned out to be another once it was read.
    """

    loading_began = Signal()
    signal_opened = Signal(object)
    opening_failed = Signal(object)
    misfit = Signal(object)
    draft_changed = Signal(object)
    draft_edited = Signal(object)
    run_started = Signal(object)
    suggestion_made = Signal(object)

    def __init__(
        self,
        session: Session,
        experiment: Experiment,
        parent: QObject | None = None,
        *,
        launch: Launch | None = None,
        kind: str = "image",
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._kind = kind
        self._launch = launch or session.start
        self._draft = experiment
        self._run_experiment = experiment
        self._opened: Opened | None = None
        self._opening = 0
        self._loading = False
        self._start_when_open = False
        self._restart_wanted = False
        self._awaiting_first_picture = False
        session.answered.connect(self._take_answer)
        session.snapshot_arrived.connect(self._see_snapshot)
        session.failed.connect(self._see_failure)
        session.state_changed.connect(self._see_state)

    @property
    def draft(self) -> Experiment:
        """The experiment that Start would run."""
        return self._draft

    @property
    def repeatable(self) -> Experiment:
        """The experiment of the run there is, or else the draft: what is copied, saved and repeated."""
        return self._run_experiment if self._session.state != "empty" else self._draft

    @property
    def opened(self) -> Opened | None:
        """The signal that is open."""
        return self._opened

    @property
    def loading(self) -> bool:
        """Whether a signal is being read."""
        return self._loading

    def open(self, source: SignalSource, *, as_it_is: bool = True) -> None:
        """Read a signal off the window's thread; `signal_opened` or `opening_failed` follows.

        Unless `as_it_is`, a large one is made small enough to be learnt while one watches.
        """
        self._load(partial(open_signal, source, as_it_is))

    def open_pixels(self, pixels: NDArray[np.uint8], name: str) -> None:
        """Take a picture from the clipboard, (H, W, 4) RGBA."""
        self._load(partial(open_array, pixels, name))

    @Slot()
    def start(self) -> None:
        """Run the draft on the open signal, or go on with a held run."""
        if self._loading:
            self._start_when_open = True
        elif self._session.state == "paused":
            self._session.resume()
        elif self._opened is not None:
            self._begin()

    @Slot()
    def restart(self) -> None:
        """Run the draft from its beginning. Asked for faster than pictures come, only the last wish counts."""
        if self._opened is None:
            return
        if self._awaiting_first_picture:
            self._restart_wanted = True
        else:
            self._begin()

    @Slot()
    def reset(self) -> None:
        """Drop the run."""
        self._restart_wanted = self._awaiting_first_picture = False
        self._session.reset()

    def take(self, opened: Opened) -> None:
        """Work on a signal that has been read elsewhere."""
        self._opening += 1  # what is still being read has been overtaken
        self._take_opened(Answer("", opened))

    @Slot(object)
    def edit_task(self, options: Any) -> None:
        """A change of the task starts the fit again at once if one has been started."""
        self._replace(task=options)
        if self._session.state != "empty":
            self.restart()

    def revise(self, **parts: Any) -> None:
        """Other settings that follow from what a person chose: nothing starts again for them."""
        self._draft = dataclasses.replace(self._draft, **parts)
        self.draft_changed.emit(self._draft)

    @Slot(object)
    def edit_field(self, options: Any) -> None:
        """A change of the model starts the fit again at once if one has been started."""
        self._replace(field=options)
        if self._session.state != "empty":
            self.restart()

    @Slot(object)
    def edit_loss(self, options: Any) -> None:
        """A change of the loss starts a fit again that is going on."""
        self._replace(loss=options)
        self._restart_if_going()

    @Slot(object)
    def edit_optimizer(self, options: Any) -> None:
        """A change of the optimiser starts a fit again that is going on."""
        self._replace(optimizer=options)
        self._restart_if_going()

    @Slot(object)
    def edit_training(self, options: Any) -> None:
        """A change of the training starts a fit again that is going on."""
        self._replace(training=options)
        self._restart_if_going()

    @Slot(str, object)
    def edit_live(self, name: str, value: float) -> None:
        """A live option changes the draft and the running fit, which goes on."""
        self._replace(optimizer=dataclasses.replace(self._draft.optimizer, **{name: value}))
        self._session.set_live(name, value)

    @Slot(object)
    def look_into(self, request: InsightRequest | None) -> None:
        """Someone looks at something inside the network, or no longer."""
        self._session.set_insight(request)

    @Slot(object)
    def edit_budget(self, budget: Budget) -> None:
        """The budget counts from the next Start."""
        self._replace(budget=budget)

    @Slot(object)
    def edit_seed(self, seed: int) -> None:
        """Another seed is another run: one that is going on starts again."""
        self._replace(seed=int(seed))
        self._restart_if_going()

    @Slot(object)
    def edit_source(self, source: SignalSource) -> None:
        """Another size or colour of what is open."""
        if source != self._draft.signal and self._opened is not None:
            self._load(partial(opened_as, source, self._opened.whole))

    def adopt(self, experiment: Experiment) -> None:
        """Take over a whole experiment (a preset, a file); its signal is opened if it is another one."""
        moved = experiment.signal != self._draft.signal
        self._draft = dataclasses.replace(experiment, signal=self._draft.signal)
        self.draft_changed.emit(self._draft)
        if moved:
            self.open(experiment.signal)
        else:
            self._restart_if_going()

    def rerun(self, experiment: Experiment) -> None:
        """Take over other settings for the signal that is open, and run them at once."""
        self._draft = dataclasses.replace(experiment, signal=self._draft.signal)
        self.draft_changed.emit(self._draft)
        self.restart()

    @Slot()
    def suggest(self) -> None:
        """Ask the signal's own spectrum for options."""
        if self._opened is not None:
            self._session.submit("suggest", partial(suggest, self._opened.signal, self._draft))

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key == f"open {self._opening}":
            self._take_opened(answer)
        elif answer.key == "suggest" and answer.failure is None:
            self._take_suggestion(answer.value)

    @Slot(object)
    def _see_snapshot(self, snapshot: Any) -> None:
        # of one fit or of several: a report without a picture tells of curves only
        if getattr(snapshot, "frame", snapshot) is not None and self._awaiting_first_picture:
            self._awaiting_first_picture = False
            if self._restart_wanted:
                self._begin()

    @Slot(str)
    def _see_state(self, state: str) -> None:
        if state not in ("starting", "running"):
            self._awaiting_first_picture = False

    @Slot(object)
    def _see_failure(self, failure: Failure) -> None:
        self._restart_wanted = self._awaiting_first_picture = False

    def _load(self, job: Callable[[], Opened]) -> None:
        self._opening += 1
        self._loading = True
        self._start_when_open = False
        self.loading_began.emit()
        self._session.submit(f"open {self._opening}", job)

    def _take_opened(self, answer: Answer) -> None:
        self._loading = False
        if answer.failure is not None:
            self.opening_failed.emit(answer.failure)
            # the form shows what is open, not what was refused
            self.draft_changed.emit(self._draft)
            return
        opened: Opened = answer.value
        if opened.kind != self._kind:
            self.draft_changed.emit(self._draft)
            self.misfit.emit(opened)
            return
        if self._session.state != "empty":
            self.reset()
        self._opened = opened
        self._draft = dataclasses.replace(self._draft, signal=opened.source)
        self.signal_opened.emit(opened)
        self.draft_changed.emit(self._draft)
        if self._start_when_open:
            self.start()

    def _take_suggestion(self, suggestion: Suggestion) -> None:
        self._draft = dataclasses.replace(self._draft, field=suggestion.field)
        self.draft_changed.emit(self._draft)
        if self._session.state != "empty":
            self.restart()
        # a new run clears what was said before it
        self.suggestion_made.emit(suggestion)

    def _begin(self) -> None:
        assert self._opened is not None, "a run needs a signal"
        self._restart_wanted = False
        self._awaiting_first_picture = True
        self._run_experiment = self._draft
        self.run_started.emit(self._draft)
        self._launch(self._draft, self._opened.signal)

    def _restart_if_going(self) -> None:
        if self._session.state in ("starting", "running", "paused"):
            self.restart()

    def _replace(self, **parts: Any) -> None:
        self._draft = dataclasses.replace(self._draft, **parts)
        self.draft_edited.emit(self._draft)
