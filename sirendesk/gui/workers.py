"""The objects that live in the other threads. They know nothing of the window, only wishes and facts."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.signals import SampledSignal
from sirendesk.gui.answers import Answer, Failure, attempt

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer

SLICE_SECONDS = 0.02
SECONDS_BETWEEN_PICTURES = 1 / 22
SECONDS_BETWEEN_CURVES = 0.25


class TrainingWorker(QObject):
    """Owns the trainer. A zero timer runs one slice of training a tick; timer off means nothing to do."""

    warmed_up = Signal()
    snapshot_taken = Signal(object)
    state_changed = Signal(int, str)
    failed = Signal(int, object)
    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._trainer: Trainer | None = None
        self._question: tuple[str, Generator[float, None, Any]] | None = None
        self._request: InsightRequest | None = None
        self._in_flight = False
        self._settled = False
        self._picture_due = 0.0
        self._reported = 0.0
        # a child moves to the training thread together with this object
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tick)

    @Slot()
    def warm_up(self) -> None:
        """Load torch and touch what a first step touches, so that the first Start does not wait for it."""
        from sirendesk.core.warm_up import warm_up

        warm_up()
        self.warmed_up.emit()

    @Slot(object)
    def start(self, order: tuple[int, Experiment, SampledSignal]) -> None:
        """Drop the run there is and begin another one."""
        run, experiment, signal = order
        self.forget()
        made = attempt("start", partial(_make_trainer, run, experiment, signal))
        if made.failure is not None:
            self.failed.emit(run, made.failure)
            return
        trainer: Trainer = made.value
        trainer.set_insight(self._request)
        self._trainer = trainer
        self._in_flight = self._settled = False
        self.state_changed.emit(run, "running")
        self._timer.start()

    @Slot()
    def pause(self) -> None:
        """Hold, and measure exactly what there is."""
        if self._trainer is not None and not self._trainer.training_over:
            self._settled = False
            self._trainer.pause()
            self.state_changed.emit(self._trainer.run, "paused")
            self._timer.start()

    @Slot()
    def resume(self) -> None:
        """Go on."""
        if self._trainer is not None and not self._trainer.training_over:
            self._settled = False
            self._trainer.resume()
            self.state_changed.emit(self._trainer.run, "running")
            self._timer.start()

    @Slot()
    def step(self) -> None:
        """One step, then hold."""
        trainer = self._trainer
        if trainer is None or trainer.training_over:
            return
        self._settled = False
        self._or_fail(trainer.step_once)
        if self._trainer is not None:
            self.state_changed.emit(trainer.run, "paused")
            self._report(trainer)
            self._timer.start()

    @Slot()
    def stop(self) -> None:
        """End training here."""
        if self._trainer is not None and not self._trainer.training_over:
            self._settled = False
            self._trainer.ask_to_stop()
            self._trainer.resume()
            self.state_changed.emit(self._trainer.run, "stopping")
            self._timer.start()

    @Slot()
    def go_back(self) -> None:
        """Take the best state there was again; a fit that is going on goes on from there."""
        if self._trainer is not None:
            self._settled = False
            self._or_fail(self._trainer.go_back)
            self._timer.start()

    @Slot()
    def forget(self) -> None:
        """Drop the run there is and everything asked of it."""
        self._timer.stop()
        if self._trainer is not None:
            self._trainer.drop()
        self._trainer = None
        if self._question is not None:
            self.answered.emit(Answer(self._question[0], failure=Failure("The fit it was asked of is gone.")))
            self._question = None

    @Slot()
    def end(self) -> None:
        """Drop the run and leave the thread."""
        self.forget()
        self.thread().quit()

    @Slot(str, object)
    def set_live(self, name: str, value: float) -> None:
        """Change a live option."""
        if self._trainer is not None:
            self._trainer.set_live(name, value)

    @Slot(object)
    def set_insight(self, request: InsightRequest | None) -> None:
        """Look at something inside the network of this run and those to come, or at nothing."""
        self._request = request
        if self._trainer is not None:
            self._trainer.set_insight(request)
            self._timer.start()

    @Slot()
    def acknowledge(self) -> None:
        """The view is ready for another snapshot."""
        self._in_flight = False

    @Slot(str, object)
    def answer(self, key: str, question: Callable[[Trainer], Any]) -> None:
        """Put a question to the trainer; one that answers with a generator is worked off slice by slice."""
        if self._trainer is None:
            self.answered.emit(Answer(key, failure=Failure("There is no fit to ask yet: press Start first.")))
        elif self._question is not None:
            sentence = "Another picture is still being drawn for export; try again when it is done."
            self.answered.emit(Answer(key, failure=Failure(sentence)))
        else:
            answer = attempt(key, partial(question, self._trainer))
            if isinstance(answer.value, Generator):
                self._question = (key, answer.value)
                self._trainer.hold_clock()
                self._timer.start()
            else:
                self.answered.emit(answer)

    @Slot()
    def _tick(self) -> None:
        if self._question is not None:
            self._work_on_question(*self._question)
        elif self._trainer is not None:
            self._or_fail(partial(self._work_on_run, self._trainer))
        else:
            self._timer.stop()

    def _work_on_run(self, trainer: Trainer) -> None:
        # asked at the start of a slice, when the word that the last picture is drawn has just been taken in
        now = time.perf_counter()
        if now >= self._picture_due and trainer.step > 0 and not (self._in_flight or self._settled):
            if trainer.may_draw:
                self._report(trainer)
            elif now - self._reported >= SECONDS_BETWEEN_CURVES:  # no time for a picture, but the curves go on
                self._report(trainer, frame=False)
        working = trainer.advance(SLICE_SECONDS)
        if trainer.settled and not self._settled:
            self._settled = True
            self._report(trainer)
            if trainer.finished:
                self.state_changed.emit(trainer.run, "finished")
        elif trainer.settled and trainer.has_insight:
            self._report(trainer, frame=False)
        if not working:
            self._timer.stop()

    def _work_on_question(self, key: str, generator: Generator[float, None, Any]) -> None:
        worked = attempt(key, partial(_work, generator))
        if worked.failure is not None or worked.value is not None:
            self._question = None
            self.answered.emit(worked)

    def _or_fail(self, job: Callable[[], None]) -> None:
        failure = attempt("run", job).failure
        if failure is not None:
            run = self._trainer.run if self._trainer is not None else 0
            self.forget()
            self.failed.emit(run, failure)

    def _report(self, trainer: Trainer, *, frame: bool = True) -> None:
        self._in_flight = True
        self._reported = time.perf_counter()
        # due times keep their own beat, so that the rate holds on average whatever a step takes
        self._picture_due = max(self._picture_due + SECONDS_BETWEEN_PICTURES, time.perf_counter())
        self.snapshot_taken.emit(trainer.snapshot(frame=frame))


class JobsWorker(QObject):
    """Does one short job after the other."""

    answered = Signal(object)

    @Slot(str, object)
    def do(self, key: str, job: Callable[[], Any]) -> None:
        """Do a job and answer with what it returned."""
        self.answered.emit(attempt(key, job))

    @Slot()
    def end(self) -> None:
        """Leave the thread, after the jobs that were asked for before."""
        self.thread().quit()


def _make_trainer(run: int, experiment: Experiment, signal: SampledSignal) -> Trainer:
    from sirendesk.core.training import Trainer

    return Trainer(experiment, signal, run)


def _work(generator: Generator[float, None, Any]) -> Any:
    """A slice of a generator's work: None while it goes on, else what it returned."""
    until = time.perf_counter() + SLICE_SECONDS
    try:
        while time.perf_counter() < until:
            next(generator)
    except StopIteration as done:
        return done.value
    return None
