"""The one file that knows QThread: a training thread that owns the trainer, and a thread for short jobs.

Wishes travel to a thread as queued signals; facts come back as queued signals to bound methods of objects of the
window's thread. Every fact carries the number of the run it is about, so that a late one can be dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.runner import Runner
from sirendesk.core.signals import AnySignal
from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.workers import JobsWorker, LongWorker, TrainingWorker, make_trainer

# macOS gives a thread half a megabyte, too little for its linear algebra
STACK_BYTES = 16 * 2**20


class Session(QObject):
    """What the window holds of its threads: wishes in, facts out, both in the window's thread."""

    warmed_up = Signal()
    snapshot_arrived = Signal(object)
    state_changed = Signal(str)
    failed = Signal(object)
    answered = Signal(object)
    progressed = Signal(str, object)

    _start_requested = Signal(object)
    _pause_requested = Signal()
    _resume_requested = Signal()
    _step_requested = Signal()
    _stop_requested = Signal()
    _forget_requested = Signal()
    _go_back_requested = Signal()
    _end_requested = Signal()
    _live_requested = Signal(str, object)
    _insight_requested = Signal(object)
    _question_asked = Signal(str, object)
    _acknowledged = Signal()
    _job_requested = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        self._closed = False
        self._state = "empty"
        self._training_thread = _thread("training")
        self._jobs_thread = _thread("jobs")
        self._trainer = TrainingWorker()
        self._jobs = JobsWorker()
        self._long: dict[str, tuple[QThread, LongWorker]] = {}
        self._trainer.moveToThread(self._training_thread)
        self._jobs.moveToThread(self._jobs_thread)
        self._connect_signals()
        self._jobs_thread.start()

    @property
    def run(self) -> int:
        """Number of the run there is, or of the last one."""
        return self._run

    @property
    def state(self) -> str:
        """ "empty", "starting", "running", "paused", "stopping" or "finished"."""
        return self._state

    def warm_up(self) -> None:
        """Start the training thread and let it load torch."""
        if not self._training_thread.isRunning() and not self._closed:
            self._training_thread.start()

    def start(self, experiment: Experiment, signal: AnySignal) -> int:
        """Begin a run of one experiment, dropping the one there is; returns its number."""
        return self.begin(partial(make_trainer, experiment, signal))

    def begin(self, make: Callable[[int], Runner]) -> int:
        """Begin the run that `make(number)` builds in the training thread, dropping the one there is."""
        if self._closed:
            return self._run
        self.warm_up()
        self._run += 1
        self._set_state("starting")
        self._start_requested.emit((self._run, make))
        return self._run

    def pause(self) -> None:
        """Hold the run between two steps."""
        self._pause_requested.emit()

    def resume(self) -> None:
        """Go on with a held run."""
        self._resume_requested.emit()

    def step(self) -> None:
        """Take one step and hold."""
        self._step_requested.emit()

    def stop(self) -> None:
        """End the run and measure what it learnt."""
        self._stop_requested.emit()

    def reset(self) -> None:
        """Forget the run; facts still under way are dropped."""
        self._run += 1
        self._forget_requested.emit()
        self._set_state("empty")

    def go_back(self) -> None:
        """Let the run take the best state it had, with half the rate."""
        self._go_back_requested.emit()

    def set_live(self, name: str, value: float) -> None:
        """Change a live option of the run."""
        self._live_requested.emit(name, value)

    def set_insight(self, request: InsightRequest | None) -> None:
        """Look at something inside the network, of this run and of those to come, or at nothing.

        What is seen arrives as the `insight` of snapshots. Asking for the same again brings it anew.
        """
        self._insight_requested.emit(request)

    def acknowledge(self) -> None:
        """The last snapshot is on the screen; the next one may come."""
        self._acknowledged.emit()

    def ask_trainer(self, key: str, question: Callable[[Any], Any]) -> None:
        """Ask the runner in its own thread between two slices; the answer comes as `answered`."""
        self._question_asked.emit(key, question)

    def submit(self, key: str, job: Callable[[], Any]) -> None:
        """Do a short job (decode, encode, write) off the window's thread; the answer comes as `answered`."""
        if not self._closed:
            self._job_requested.emit(key, job)

    def work(self, key: str, job: Callable[[Callable[[], bool]], Generator[Any, None, Any]]) -> None:
        """Do a long job in a thread of its own that gives way to the others.

        The job is called with a function that says whether it should stop. What it yields comes as `progressed`, what
        it returns as `answered`.
        """
        if self._closed:
            return
        thread, worker = _thread(key), LongWorker(key, job)
        worker.moveToThread(thread)
        thread.started.connect(worker.work)
        worker.progressed.connect(self._take_progress)
        worker.answered.connect(self._take_answer)
        thread.finished.connect(self._forget_ended)
        self._long[key] = (thread, worker)
        thread.start(QThread.Priority.LowPriority)

    def give_up(self, key: str) -> None:
        """Ask a long job to stop; its answer comes all the same."""
        if key in self._long:
            self._long[key][0].requestInterruption()

    def close(self) -> None:
        """End all threads and wait for them. Nothing can be started afterwards."""
        if self._closed:
            return
        self._closed = True
        self._run += 1
        # each worker ends its own thread, after what it is doing: quitting from here would overtake its last orders
        self._end_requested.emit()
        long = [thread for thread, _ in self._long.values()]
        for thread in long:
            thread.requestInterruption()
        for thread in (self._training_thread, self._jobs_thread, *long):
            if thread.isRunning():
                thread.wait()

    @Slot(object)
    def _take_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.run == self._run:
            self.snapshot_arrived.emit(snapshot)

    @Slot(int, str)
    def _take_state(self, run: int, state: str) -> None:
        if run == self._run:
            self._set_state(state)

    @Slot(int, object)
    def _take_failure(self, run: int, failure: Failure) -> None:
        if run == self._run:
            self._set_state("empty")
            self.failed.emit(failure)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if not self._closed:
            self.answered.emit(answer)

    @Slot(str, object)
    def _take_progress(self, key: str, progress: object) -> None:
        if not self._closed:
            self.progressed.emit(key, progress)

    @Slot()
    def _forget_ended(self) -> None:
        for key in [key for key, (thread, _) in self._long.items() if thread.isFinished()]:
            thread, _ = self._long.pop(key)
            thread.wait()  # the word of its end comes a moment before it

    def _set_state(self, state: str) -> None:
        self._state = state
        self.state_changed.emit(state)

    def _connect_signals(self) -> None:
        worker = self._trainer
        self._training_thread.started.connect(worker.warm_up)
        self._start_requested.connect(worker.start)
        self._pause_requested.connect(worker.pause)
        self._resume_requested.connect(worker.resume)
        self._step_requested.connect(worker.step)
        self._stop_requested.connect(worker.stop)
        self._forget_requested.connect(worker.forget)
        self._go_back_requested.connect(worker.go_back)
        self._live_requested.connect(worker.set_live)
        self._insight_requested.connect(worker.set_insight)
        self._question_asked.connect(worker.answer)
        self._acknowledged.connect(worker.acknowledge)
        self._job_requested.connect(self._jobs.do)
        self._end_requested.connect(worker.end)
        self._end_requested.connect(self._jobs.end)
        worker.warmed_up.connect(self.warmed_up)
        worker.snapshot_taken.connect(self._take_snapshot)
        worker.state_changed.connect(self._take_state)
        worker.failed.connect(self._take_failure)
        worker.answered.connect(self._take_answer)
        self._jobs.answered.connect(self._take_answer)


def _thread(name: str) -> QThread:
    thread = QThread()
    thread.setObjectName(name)
    thread.setStackSize(STACK_BYTES)
    return thread
