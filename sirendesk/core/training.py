"""The one training loop: drives any solver, keeps its history, guards it, and reports in snapshots.

The command line, the window, the tests and the benchmarks all call `advance` and read `snapshot`.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator, Mapping

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import LiveCanvas
from sirendesk.core.experiment import Experiment
from sirendesk.core.film import FilmRecorder
from sirendesk.core.guards import SilenceGuard, StalledStartGuard
from sirendesk.core.hardware import apply_threads, choose_threads, memory_errors
from sirendesk.core.history import History
from sirendesk.core.horizon import TargetHorizon
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Frame, Snapshot, WeightPath
from sirendesk.core.solver import NotFiniteError
from sirendesk.core.solvers import build_solver
from sirendesk.core.stopwatch import Clock, DrawingAccount, Stopwatch
from sirendesk.core.weight_path import PathRecorder

STEPS_BETWEEN_SAFE_STATES = 50
MOST_RECOVERIES = 3
SECONDS_BETWEEN_PATH_POINTS = 0.5


class Trainer:
    """One run of one experiment on one signal.

    Build it in the thread that trains. `watch` keeps the live picture, the path of the weights and the film; without
    it a run does nothing but learn.

    Raises:
        UsageError: when an option cannot be used on this machine.
        OutOfMemoryError: when there is no room for the network.
    """

    def __init__(
        self,
        experiment: Experiment,
        signal: SampledSignal,
        run: int = 0,
        *,
        watch: bool = True,
        clock: Clock = time.perf_counter,
    ) -> None:
        experiment.check()
        apply_threads(choose_threads(experiment.training.threads))
        self.experiment = experiment
        # what the solver was built from: the experiment, or a gentler one after a stalled start
        self.tamed = experiment
        self.run = run
        self.history = History()
        self.film = FilmRecorder()
        self.metrics: dict[str, float] | None = None
        self.reconstruction: NDArray[np.float32] | None = None
        self.diverged = False
        self.notes: list[str] = []
        self.live_changes: dict[str, str] = {}
        self._clock = clock
        with memory_errors("setting up the fit"):
            self.problem = experiment.task.prepare(signal)
            self.solver = build_solver(experiment, self.problem)
            self._canvas = LiveCanvas(self.problem.signal.values) if watch else None
        self._path = PathRecorder(self.solver.parameters) if watch else None
        self._watch = Stopwatch(clock)
        self._drawing = DrawingAccount(self._watch, clock=clock)
        self._variance = self.problem.variance
        self._stall = StalledStartGuard(self._variance)
        self._silence = SilenceGuard(self._variance)
        self._base_progress = 0.0
        self._recoveries = 0
        self._safe_state = self.solver.state_dict()
        self._target_check = 0
        target = experiment.budget.target_psnr
        self._horizon = TargetHorizon(target) if target is not None else None
        self._job: Generator[float, None, None] | None = None
        self._training_over = False
        self._stop_asked = False
        self._paused = False
        self._reported = 0
        self._told = 0
        self._baselines: Mapping[str, Mapping[str, float]] | None = None
        self._exact_frame: Frame | None = None
        self._next_path_point = 0.0

    @property
    def step(self) -> int:
        """Steps taken."""
        return len(self.history)

    @property
    def seconds(self) -> float:
        """Seconds of training, pauses left out."""
        return self._watch.seconds

    @property
    def progress(self) -> float:
        """Share of the budget's steps or seconds that is spent; a target alone has no known end and stays at 0."""
        return self.experiment.budget.progress(self.step, self.seconds)

    @property
    def arithmetic(self) -> str:
        """Device, threads and precision the run uses, in words."""
        return self.solver.arithmetic

    @property
    def estimate(self) -> float:
        """PSNR (dB) of the recent batches: an estimate that costs nothing."""
        return self.history.recent_psnr(min(16, self.solver.steps_per_epoch))

    @property
    def measuring(self) -> bool:
        """Whether an exact render is under way."""
        return self._job is not None

    @property
    def training_over(self) -> bool:
        """Whether the budget is spent, the run was stopped, or it cannot go on."""
        return self._training_over

    @property
    def finished(self) -> bool:
        """Whether training is over and its result has been measured."""
        return self._training_over and self._job is None

    @property
    def may_draw(self) -> bool:
        """Whether a frame now keeps drawing within its share of the time."""
        return self._drawing.may_draw

    def advance(self, seconds: float) -> bool:
        """Train or measure for about `seconds`; False when there is nothing to do (finished, or held and measured)."""
        deadline = self._clock() + seconds
        while self._has_work:
            self._advance_once()
            if self._clock() >= deadline:
                break
        return self._has_work

    def step_once(self) -> None:
        """One step, then hold and measure."""
        if not self._training_over:
            self._job = None
            self._watch.start()
            self._train_step()
            self.pause()

    def pause(self) -> None:
        """Hold the clock; the next slices measure exactly what was learnt so far."""
        self._watch.stop()
        self._paused = True
        if not self._training_over and self.step:
            self._job = self._measure()

    def resume(self) -> None:
        """Go on training; a measurement under way is dropped."""
        self._paused = False
        if not self._training_over:
            self._job = None

    def stop(self) -> None:
        """End training here and measure the result."""
        if not self._training_over:
            self._end_training()

    def hold_clock(self) -> None:
        """Stop counting seconds until the next step: something else is using the time."""
        self._watch.stop()

    def drop(self) -> None:
        """Let go of work that is under way; the trainer is not used any more."""
        if self._job is not None:
            self._job.close()
            self._job = None

    def ask_to_stop(self) -> None:
        """End training before the next step, but not before the first; safe to call from a signal handler."""
        self._stop_asked = True

    def set_live(self, name: str, value: float) -> None:
        """Change a live option of the running fit from its next step on."""
        self.solver.set_live(name, value)
        self.live_changes[name] = f"{name} was changed while it ran, last to {value:g} at step {self.step:,}."

    def baselines(self, stored_bytes: int) -> Mapping[str, Mapping[str, float]]:
        """Scores of the trivial rivals; they depend on the signal alone, so they are worked out once a run."""
        if self._baselines is None:
            self._baselines = self.experiment.task.baselines(self.problem, stored_bytes, self.solver.parameters)
        return self._baselines

    def snapshot(self, *, frame: bool = False) -> Snapshot:
        """What happened since the snapshot before; with `frame` also the picture and the path."""
        start, self._reported = self._reported, self.step
        estimate = self.metrics["psnr"] if self.metrics else self.estimate
        drawn = path = None
        if frame and self._canvas is not None and self.step:
            with self._drawing.drawing(a_frame=True):
                drawn = self._exact_frame or self._canvas.frame()
                self.film.offer(drawn.picture, self.step, self.seconds, estimate, last=self.finished)
                path = self._path_so_far()
        notes = tuple(self.notes[self._told :])
        self._told = len(self.notes)
        progress = self.progress
        budget = self.experiment.budget
        return Snapshot(
            run=self.run,
            step=self.step,
            seconds=self.seconds,
            losses=self.history.losses[start:].copy(),
            times=self.history.times[start:].copy(),
            learning_rate=self.solver.learning_rate,
            steps_per_second=self._speed(),
            psnr=estimate,
            progress=budget.progress(self.step, self.seconds, estimate),
            seconds_left=self.seconds * (1 - progress) / progress if 0.0 < progress < 1.0 else None,
            drawing_share=self._drawing.share,
            parameters=self.solver.parameters,
            finished=self.finished,
            frame=drawn,
            path=path,
            metrics=dict(self.metrics) if self.metrics else None,
            notes=notes,
        )

    @property
    def _has_work(self) -> bool:
        return self._job is not None or not (self._training_over or self._paused)

    def _advance_once(self) -> None:
        job = self._job
        if job is not None:
            # the check of a target may have put the final measurement in its own place
            if next(job, None) is None and self._job is job:
                self._job = None
        elif self._stop_asked and self.step:
            self.stop()
        elif not self._training_over:
            self._watch.start()
            self._train_step()

    def _train_step(self) -> None:
        try:
            with memory_errors("learning"):
                report = self.solver.step(self._schedule_progress())
        except NotFiniteError:
            self._recover()
            return
        self.metrics = self.reconstruction = self._exact_frame = None
        self.history.append(report.loss, report.squared_error, self.seconds)
        if self._canvas is not None:
            with self._drawing.drawing():
                self._canvas.paint(report.indices, report.values)
        self._look_after()

    def _schedule_progress(self) -> float:
        """Where the schedule stands: through what is left of the budget since the last start, or towards a target."""
        left = 1.0 - self._base_progress
        progress = (self.progress - self._base_progress) / left if left > 0 else 1.0
        if self._horizon is not None:
            progress = max(progress, self._horizon.progress(self.step))
        return min(1.0, max(0.0, progress))

    def _look_after(self) -> None:
        step = self.step
        recent = float(self.history.squared_errors[-8:].mean(dtype=np.float64))
        progress = self.progress
        # a target alone has no progress of its own; its guessed horizon has
        waited = progress if self._horizon is None else max(progress, self._horizon.progress(step))
        if self._stall.stalled(waited, step, recent):
            self._restart_safer()
        elif self._silence.collapsed(recent):
            self.notes.append(
                "The network fell silent: it answers the mean everywhere. A lower learning rate usually cures that."
            )
        if step % STEPS_BETWEEN_SAFE_STATES == 0:
            self._safe_state = self.solver.state_dict()
        if progress >= 1.0:
            self._end_training()
        elif self._reached(recent):
            self._job = self._check_target()

    def _reached(self, recent: float) -> bool:
        target = self.experiment.budget.target_psnr
        return target is not None and self.step >= self._target_check and recent < 10 ** (-target / 10)

    def _check_target(self) -> Generator[float, None, None]:
        """The batches say the target is reached: ask the whole picture."""
        reconstruction = yield from self.solver.render(self.problem.shape)
        target = self.experiment.budget.target_psnr
        if target is not None and psnr(self.problem.signal.values, np.clip(reconstruction, 0, 1)) >= target:
            self._end_training(reconstruction)
        self._target_check = self.step + max(1, self.solver.steps_per_epoch // 4)

    def _end_training(self, reconstruction: NDArray[np.float32] | None = None) -> None:
        self._training_over = True
        self._watch.stop()
        self._job = self._measure(reconstruction) if self.step else None

    def _measure(self, reconstruction: NDArray[np.float32] | None = None) -> Generator[float, None, None]:
        with memory_errors("drawing the result"):
            if reconstruction is None:
                reconstruction = yield from self.solver.render(self.problem.shape)
            if self._canvas is not None:
                self._exact_frame = self._canvas.exact_frame(reconstruction, self.problem.signal.values)
                yield 0.9
            self.metrics = self.experiment.task.measure(self.problem, reconstruction)
            self.reconstruction = reconstruction
        yield 1.0

    def _recover(self) -> None:
        self._recoveries += 1
        self.solver.load_state_dict(self._safe_state)
        self.solver.calm()
        if self._recoveries > MOST_RECOVERIES:
            self.diverged = True
            self.notes.append(
                f"Training became unstable again at step {self.step:,} and was ended. The last good state is kept."
            )
            self._end_training()
            return
        self.notes.append(
            f"Training became unstable at step {self.step:,}: went back to the last good state and halved the learning "
            "rate."
        )

    def _restart_safer(self) -> None:
        field = self.tamed.field.safer()
        # from the rate in use, which a live change or a recovery may have moved
        rate = self.solver.base_rate / 3
        optimizer = dataclasses.replace(self.tamed.optimizer, learning_rate=rate)
        self.tamed = dataclasses.replace(self.tamed, field=field or self.tamed.field, optimizer=optimizer)
        self._base_progress = self.progress
        if self._horizon is not None:
            self._horizon.begin_again(self.step)
        with memory_errors("starting again"):
            self.solver = build_solver(self.tamed, self.problem)
        if self._path is not None:
            self._path = PathRecorder(self.solver.parameters)
        self._safe_state = self.solver.state_dict()
        self.notes.append(
            f"Nothing was learnt in the first {self.step:,} steps, so the fit started again with a gentler start: "
            f"learning rate {rate:g}" + (", smaller initial weights." if field else ".")
        )

    def _path_so_far(self) -> WeightPath | None:
        if self._path is None:
            return None
        if self.seconds >= self._next_path_point or self.finished:
            self._next_path_point = self.seconds + SECONDS_BETWEEN_PATH_POINTS
            self._path.offer(self.solver.weights(), float(self.history.losses[-1]))
            return self._path.path()
        return None

    def _speed(self) -> float:
        times = self.history.times
        if times.size < 2:
            return 0.0
        first = int(np.searchsorted(times, times[-1] - 1.0))
        first = min(first, times.size - 2)
        span = float(times[-1] - times[first])
        return (times.size - 1 - first) / span if span > 0 else 0.0
