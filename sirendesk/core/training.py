"""The one training loop: drives any solver, keeps its history, guards it, and reports in snapshots.

The command line, the window, the tests and the benchmarks all call `advance` and read `snapshot`.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Generator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.doctor import creeps
from sirendesk.core.experiment import Experiment
from sirendesk.core.film import FilmRecorder
from sirendesk.core.guards import StalledStartGuard
from sirendesk.core.hardware import apply_threads, choose_threads, memory_errors
from sirendesk.core.history import History
from sirendesk.core.horizon import TargetHorizon
from sirendesk.core.insight.inquiry import Inquiry
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.metrics import psnr
from sirendesk.core.onlooker import Onlooker
from sirendesk.core.rounds import Rounds
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.solver import NotFiniteError
from sirendesk.core.solvers import build_solver
from sirendesk.core.stopwatch import Clock, Stopwatch
from sirendesk.core.weight_path import PathRecorder

MOST_RECOVERIES = 3
SAMPLES_TO_JUDGE_BY = 1024


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
        self.metrics: dict[str, float] | None = None
        self.reconstruction: NDArray[np.float32] | None = None
        self.diverged = False
        self.live_changes: dict[str, str] = {}
        self._clock = clock
        with memory_errors("setting up the fit"):
            self.problem = experiment.task.prepare(signal)
            self.solver = build_solver(experiment, self.problem)
            self._watch = Stopwatch(clock)
            values, parameters = self.problem.signal.values, self.solver.parameters
            self._onlooker = Onlooker(values, parameters, self._watch, clock) if watch else None
        self._variance = self.problem.variance
        self._stall = StalledStartGuard(self._variance, self._batches(40))
        self._base_progress = 0.0
        self._recoveries = 0
        self._rounds = Rounds(experiment, self._variance, len(self.problem.shape), self.solver)
        self._inquiry = Inquiry(signal.values, experiment.training.end_points, clock=clock)
        self._inquiry.begin(self._first_weights())
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

    @property
    def notes(self) -> list[str]:
        """What was noticed and done about it, in words."""
        return [finding.sentence for finding in self._rounds.findings]

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
        return self.history.recent_psnr(min(self._batches(16), self.solver.steps_per_epoch))

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
        return self._onlooker is not None and self._onlooker.may_draw

    @property
    def film(self) -> FilmRecorder:
        """Pictures of the run; none when nobody watches."""
        return self._onlooker.film if self._onlooker is not None else FilmRecorder()

    @property
    def settled(self) -> bool:
        """Whether training is held or over and its result has been measured."""
        return self._job is None and (self._training_over or self._paused)

    @property
    def weight_record(self) -> PathRecorder | None:
        """The weights that the run went through; None when nobody watches."""
        return self._onlooker.record if self._onlooker is not None else None

    @property
    def has_insight(self) -> bool:
        """Whether the next snapshot brings something new of what `set_insight` asked for."""
        return self._inquiry.ready

    def advance(self, seconds: float) -> bool:
        """Train, measure or look inside for about `seconds`; False when there is nothing to do (settled, and seen)."""
        deadline = self._clock() + seconds
        looking = self.settled
        while self._has_work:
            self._advance_once()
            # what was measured is told before the closer look begins
            if self._clock() >= deadline or self.settled != looking:
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

    def go_back(self) -> None:
        """Take the best state there was again, with half the learning rate, and go on from there or measure it."""
        self.solver.load_state_dict(self._rounds.best_state)
        self.solver.calm()
        self._rounds.went_back()
        self._inquiry.see_again()
        self.metrics = self.reconstruction = None
        if self._onlooker is not None:
            self._onlooker.forget_result()
        if self._training_over or self._paused:
            self._job = self._measure() if self.step else None

    def hold_clock(self) -> None:
        """Stop counting seconds until the next step: something else is using the time."""
        self._watch.stop()

    def drop(self) -> None:
        """Let go of work that is under way; the trainer is not used any more."""
        self._inquiry.ask(None)
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

    def set_insight(self, request: InsightRequest | None) -> None:
        """Look at something inside the network from now on, or at nothing; what is seen rides in the snapshots.

        While training it takes at most a twentieth of the time; when held or over, it is looked at once and closely.
        """
        self._inquiry.ask(request)

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
        if frame and self._onlooker is not None and self.step:
            weights, loss = self.solver.weights(), float(self.history.losses[-1])
            drawn, path = self._onlooker.draw(self.step, self.seconds, estimate, loss, weights, finished=self.finished)
        findings = tuple(self._rounds.findings[self._told :])
        self._told = len(self._rounds.findings)
        progress = self.progress
        budget = self.experiment.budget
        return Snapshot(
            run=self.run,
            step=self.step,
            seconds=self.seconds,
            losses=self.history.losses[start:].copy(),
            times=self.history.times[start:].copy(),
            learning_rate=self.solver.learning_rate,
            steps_per_second=self.history.steps_per_second,
            psnr=estimate,
            progress=budget.progress(self.step, self.seconds, estimate),
            seconds_left=self.seconds * (1 - progress) / progress if 0.0 < progress < 1.0 else None,
            drawing_share=self._onlooker.share if self._onlooker is not None else 0.0,
            parameters=self.solver.parameters,
            finished=self.finished,
            frame=drawn,
            path=path,
            metrics=dict(self.metrics) if self.metrics else None,
            findings=findings,
            insight=self._inquiry.take(),
        )

    @property
    def _has_work(self) -> bool:
        return not self.settled or self._inquiry.wanted(self.step)

    def _advance_once(self) -> None:
        job = self._job
        if job is not None:
            # the check of a target may have put the final measurement in its own place
            if next(job, None) is None and self._job is job:
                self._job = None
        elif self._stop_asked and self.step and not self._training_over:
            self.stop()
        elif self.settled:
            self._inquiry.work_alone(self.solver, self.step)
        elif not self._inquiry.work_beside(self.solver, self.step, self.seconds):
            self._watch.start()
            self._train_step()

    def _train_step(self) -> None:
        try:
            with memory_errors("learning"):
                report = self.solver.step(self._schedule_progress())
        except NotFiniteError:
            self._recover()
            return
        self.metrics = self.reconstruction = None
        self.history.append(report.loss, report.squared_error, self.seconds)
        if self._onlooker is not None:
            self._onlooker.see_step(report)
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
        errors, window = self.history.squared_errors, self._batches(8)
        recent = float(errors[-window:].mean(dtype=np.float64))
        progress = self.progress
        # a target alone has no progress of its own; its guessed horizon has
        waited = progress if self._horizon is None else max(progress, self._horizon.progress(step))
        # what has no rate has nothing to be tamed
        may_start_again = self.experiment.training.start_again and self.solver.base_rate > 0.0
        creeping = partial(creeps, self.tamed, window=window, variance=self._variance)
        if may_start_again and self._stall.stalled(waited, errors, window, creeping):
            self._restart_safer()
        self._rounds.visit(self.solver, errors, waited, window)
        if progress >= 1.0:
            self._end_training()
        elif self._reached(recent):
            self._job = self._check_target()

    def _batches(self, least: int) -> int:
        """How many recent batches tell the error: of small ones, as many as come to about 1,024 samples."""
        return max(least, math.ceil(SAMPLES_TO_JUDGE_BY * self.solver.steps_per_epoch / self.problem.samples.shape[0]))

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
            if self._onlooker is not None:
                self._onlooker.see_result(reconstruction)
                yield 0.9
            self.metrics = self.experiment.task.measure(self.problem, reconstruction)
            self.reconstruction = reconstruction
        yield 1.0

    def _recover(self) -> None:
        self._recoveries += 1
        self.solver.load_state_dict(self._rounds.safe_state)
        self.solver.calm()
        self.diverged = self._recoveries > MOST_RECOVERIES
        self._rounds.tell_recovery(self.step, ended=self.diverged)
        if self.diverged:
            self._end_training()

    def _restart_safer(self) -> None:
        field = self.tamed.field.safer()
        # from the rate in use, which a live change or a recovery may have moved
        rate = float(f"{self.solver.base_rate / 3:.2g}")
        optimizer = dataclasses.replace(self.tamed.optimizer, learning_rate=rate)
        self.tamed = dataclasses.replace(self.tamed, field=field or self.tamed.field, optimizer=optimizer)
        self._base_progress = self.progress
        if self._horizon is not None:
            self._horizon.begin_again(self.step)
        with memory_errors("starting again"):
            self.solver = build_solver(self.tamed, self.problem)
        if self._onlooker is not None:
            self._onlooker.begin_again(self.solver.parameters)
        self._rounds.begin_again(self.tamed, self.solver)
        self._rounds.tell_restart(self.step, tamer_start=field is not None)
        self._inquiry.begin(self._first_weights())

    def _first_weights(self) -> NDArray[np.float32] | None:
        """The weights in the safe state, which is that of the start; nobody looks at them in a run not watched."""
        weights = self._rounds.safe_state.get("weights") if self._onlooker is not None else None
        return None if weights is None else weights.astype(np.float32, copy=False)
