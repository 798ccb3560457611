"""The objects that live in the other threads. They know nothing of the window, only wishes and facts."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.runner import Runner
from sirendesk.core.signals import AnySignal
from sirendesk.gui.answers import Answer, Failure, attempt

SLICE_SECONDS = 0.02
SECONDS_BETWEEN_PICTURES = 1 / 22
SECONDS_BETWEEN_CURVES = 0.25
# about a quarter of the time of a processor that is shared with a fit
NICENESS = 5


class TrainingWorker(QObject):
    """Owns the runner. A zero timer runs one slice of training a tick; timer off means nothing to do."""

    warmed_up = Signal()
    snapshot_taken = Signal(object)
    state_changed = Signal(int, str)
    failed = Signal(int, object)
    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._runner: Runner | None = None
        self._questions: list[tuple[str, Generator[float, None, Any]]] = []
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
    def start(self, order: tuple[int, Callable[[int], Runner]]) -> None:
        """Drop the run there is and begin another one."""
        run, make = order
        self.forget()
        made = attempt("start", partial(make, run))
        if made.failure is not None:
            self.failed.emit(run, made.failure)
            return
        runner: Runner = made.value
        runner.set_insight(self._request)
        self._runner = runner
        self._in_flight = self._settled = False
        self.state_changed.emit(run, "running")
        self._timer.start()

    @Slot()
    def pause(self) -> None:
        """Hold, and measure exactly what there is."""
        if self._runner is not None and not self._runner.training_over:
            self._settled = False
            self._runner.pause()
            self.state_changed.emit(self._runner.run, "paused")
            self._timer.start()

    @Slot()
    def resume(self) -> None:
        """Go on."""
        if self._runner is not None and not self._runner.training_over:
            self._settled = False
            self._runner.resume()
            self.state_changed.emit(self._runner.run, "running")
            self._timer.start()

    @Slot()
    def step(self) -> None:
        """One step, then hold."""
        runner = self._runner
        if runner is None or runner.training_over:
            return
        self._settled = False
        self._or_fail(runner.step_once)
        if self._runner is not None:
            self.state_changed.emit(runner.run, "paused")
            self._report(runner)
            self._timer.start()

    @Slot()
    def stop(self) -> None:
        """End training here."""
        if self._runner is not None and not self._runner.training_over:
            self._settled = False
            self._runner.ask_to_stop()
            self._runner.resume()
            self.state_changed.emit(self._runner.run, "stopping")
            self._timer.start()

    @Slot()
    def go_back(self) -> None:
        """Take the best state there was again; a fit that is going on goes on from there."""
        if self._runner is not None:
            self._settled = False
            self._or_fail(self._runner.go_back)
            self._timer.start()

    @Slot()
    def forget(self) -> None:
        """Drop the run there is and everything asked of it."""
        self._timer.stop()
        if self._runner is not None:
            self._runner.drop()
        self._runner = None
        asked, self._questions = self._questions, []
        for key, _ in asked:
            self.answered.emit(Answer(key, failure=Failure("The fit it was asked of is gone.")))

    @Slot()
    def end(self) -> None:
        """Drop the run and leave the thread."""
        self.forget()
        self.thread().quit()

    @Slot(str, object)
    def set_live(self, name: str, value: float) -> None:
        """Change a live option."""
        if self._runner is not None:
            self._runner.set_live(name, value)

    @Slot(object)
    def set_insight(self, request: InsightRequest | None) -> None:
        """Look at something inside the network of this run and those to come, or at nothing."""
        self._request = request
        if self._runner is not None:
            self._runner.set_insight(request)
            self._timer.start()

    @Slot()
    def acknowledge(self) -> None:
        """The view is ready for another snapshot."""
        self._in_flight = False

    @Slot(str, object)
    def answer(self, key: str, question: Callable[[Any], Any]) -> None:
        """Put a question to the runner; those that answer with a generator are worked off slice by slice, in turn."""
        if self._runner is None:
            self.answered.emit(Answer(key, failure=Failure("There is no fit to ask yet: press Start first.")))
        else:
            was_finished = self._runner.finished
            answer = attempt(key, partial(question, self._runner))
            if isinstance(answer.value, Generator):
                self._questions.append((key, answer.value))
                self._runner.hold_clock()
                self._timer.start()
            else:
                self.answered.emit(answer)
                self._go_on(self._runner, was_finished)

    def _go_on(self, runner: Runner, was_finished: bool) -> None:
        """A question may have given a settled run something to do (a mask that was painted on)."""
        if runner.settled:
            return
        self._settled = False
        if was_finished:
            self.state_changed.emit(runner.run, "running")
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        if self._questions:
            self._work_on_question(*self._questions[0])
        elif self._runner is not None:
            self._or_fail(partial(self._work_on_run, self._runner))
        else:
            self._timer.stop()

    def _work_on_run(self, runner: Runner) -> None:
        # asked at the start of a slice, when the word that the last picture is drawn has just been taken in
        now = time.perf_counter()
        if now >= self._picture_due and runner.step > 0 and not (self._in_flight or self._settled):
            if runner.may_draw:
                self._report(runner)
            elif now - self._reported >= SECONDS_BETWEEN_CURVES:  # no time for a picture, but the curves go on
                self._report(runner, frame=False)
        working = runner.advance(SLICE_SECONDS)
        if runner.settled and not self._settled:
            self._settled = True
            self._report(runner)
            if runner.finished:
                self.state_changed.emit(runner.run, "finished")
        elif runner.settled and runner.has_insight:
            self._report(runner, frame=False)
        if not working:
            self._timer.stop()

    def _work_on_question(self, key: str, generator: Generator[float, None, Any]) -> None:
        worked = attempt(key, partial(_work, generator))
        if worked.failure is not None or worked.value is not None:
            self._questions.pop(0)
            self.answered.emit(worked)

    def _or_fail(self, job: Callable[[], None]) -> None:
        failure = attempt("run", job).failure
        if failure is not None:
            run = self._runner.run if self._runner is not None else 0
            self.forget()
            self.failed.emit(run, failure)

    def _report(self, runner: Runner, *, frame: bool = True) -> None:
        self._in_flight = True
        self._reported = time.perf_counter()
        # due times keep their own beat, so that the rate holds on average whatever a step takes
        self._picture_due = max(self._picture_due + SECONDS_BETWEEN_PICTURES, time.perf_counter())
        self.snapshot_taken.emit(runner.snapshot(frame=frame))


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


class LongWorker(QObject):
    """Does one long job and leaves its thread. The job is a generator: what it yields says how far it has come.

    It is made with a function to ask whether it should stop, which it does as it sees fit.
    """

    progressed = Signal(str, object)
    answered = Signal(object)

    def __init__(self, key: str, job: Callable[[Callable[[], bool]], Generator[Any, None, Any]]) -> None:
        super().__init__()
        self._key = key
        self._job = job

    @Slot()
    def work(self) -> None:
        """Do it; tell how far it is some times a second, and at the end what came of it."""
        _give_way()
        self.answered.emit(attempt(self._key, self._follow))
        self.thread().quit()

    def _follow(self) -> Any:
        job, told = self._job(self.thread().isInterruptionRequested), 0.0
        while True:
            try:
                progress = next(job)
            except StopIteration as done:
                return done.value
            if time.perf_counter() - told >= SECONDS_BETWEEN_CURVES:
                told = time.perf_counter()
                self.progressed.emit(self._key, progress)


def make_trainer(experiment: Experiment, signal: AnySignal, run: int) -> Runner:
    """A trainer; call it in the thread that trains."""
    from sirendesk.core.training import Trainer

    return Trainer(experiment, signal, run)


def _give_way() -> None:
    """Let the thread this is called in have the time that others leave: a fit beside it hardly notices it then.

    On Linux threads have a niceness each and hand it on to those they start; elsewhere the thread's priority must do.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _work(generator: Generator[float, None, Any]) -> Any:
    """A slice of a generator's work: None while it goes on, else what it returned."""
    until = time.perf_counter() + SLICE_SECONDS
    try:
        while time.perf_counter() < until:
            next(generator)
    except StopIteration as done:
        return done.value
    return None
