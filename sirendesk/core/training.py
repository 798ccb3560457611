"""The one training loop: drives any solver, keeps its history, guards it, and reports in snapshots.

The command line, the window, the tests and the benchmarks all call `advance` and read `snapshot`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.experiment import Experiment
from sirendesk.core.film import FilmRecorder
from sirendesk.core.hardware import apply_threads, choose_threads, memory_errors
from sirendesk.core.history import History
from sirendesk.core.insight.inquiry import Inquiry
from sirendesk.core.insight.values import InsightRequest
from sirendesk.core.onlooker import Nobody, Onlooker
from sirendesk.core.pace import Pace
from sirendesk.core.problem import Problem
from sirendesk.core.rounds import Rounds
from sirendesk.core.signals import AnySignal
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.solver import NotFiniteError
from sirendesk.core.solvers import build_solver, observe
from sirendesk.core.stopwatch import Clock, Stopwatch
from sirendesk.core.weight_path import PathRecorder

SAMPLES_TO_JUDGE_BY = 1024


class Trainer:
    """One run of one experiment on one signal.

    Build it in the thread that trains. `watch` keeps the live picture, the path of the weights and the film; without
    it a run does nothing but learn. `problem` is what the experiment's task made of the signal, if that is at hand.

    Raises:
        UsageError: when an option cannot be used on this machine.
        OutOfMemoryError: when there is no room for the network.
    """

    def __init__(
        self,
        experiment: Experiment,
        signal: AnySignal,
        run: int = 0,
        *,
        problem: Problem | None = None,
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
            self.problem = experiment.task.prepare(signal) if problem is None else problem
            self.solver = build_solver(experiment, self.problem)
            self._watch = Stopwatch(clock)
            parameters = self.solver.parameters
            self._onlooker = Onlooker(self.problem, parameters, self._watch, clock) if watch else Nobody()
        self._pace = Pace(experiment.budget, self.solver)
        self._rounds = Rounds(experiment, self.problem, self.solver, fewest_steps=self._batches(40))
        batch = experiment.training.batch(len(self.problem.samples))
        self.watcher = experiment.task.watcher(self.problem, batch, experiment.seed)
        self._inquiry = Inquiry(signal.values, experiment.training.end_points, clock=clock)
        self._inquiry.begin(self._first_weights())
        self._target_check = 0
        self._job: Generator[float, None, None] | None = None
        self._training_over = self._stop_asked = self._paused = False
        self._reported = self._shown_since = 0
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
        return self._pace.progress(self.step, self.seconds)

    @property
    def arithmetic(self) -> str:
        """Device, threads and precision the run uses, in words."""
        return self.solver.arithmetic

    @property
    def estimate(self) -> float:
        """Score (dB) of the recent batches, or of the live picture where they say nothing: it costs nothing."""
        seen, window = self._onlooker.estimate, min(self._batches(16), self.solver.steps_per_epoch)
        return self.history.recent_psnr(window) + self.problem.score_offset if seen is None else seen

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
        return self._onlooker.may_draw

    @property
    def film(self) -> FilmRecorder:
        """Pictures of the run; none when nobody watches."""
        return self._onlooker.film

    @property
    def settled(self) -> bool:
        """Whether training is held or over and its result has been measured."""
        return self._job is None and (self._training_over or self._paused)

    @property
    def weight_record(self) -> PathRecorder | None:
        """The weights that the run went through; None when nobody watches."""
        return self._onlooker.record

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
        self._rounds.go_back(self.solver)
        if self.watcher is not None:  # the best by its batches has learnt the noise best
            self.watcher.keep_best(self.solver)
        self._inquiry.see_again()
        self.metrics = self.reconstruction = None
        self._onlooker.forget_result()
        if self._training_over or self._paused:
            self._job = self._measure() if self.step else None

    def observe(self, problem: Problem) -> None:
        """From the next step on learn from what is left by another hole in the same picture, without a new start.

        A run that is over goes on for a while; one that is held stays so.
        """
        self.problem = problem
        with memory_errors("looking at the new mask"):
            if self.step:
                observe(self.solver, self.tamed, problem)
            else:
                self.solver = build_solver(self.tamed, problem)
        self._rounds.observe(problem, self.solver)
        self._pace.go_on(self.step, self.seconds, self.solver)
        self._shown_since = self._target_check = self.step
        self._stop_asked = self._stop_asked and not self._training_over
        self._training_over = self.diverged = False
        self.metrics = self.reconstruction = self._baselines = None
        self._onlooker.observe(problem, self.solver.parameters)
        self._job = self._measure() if self._paused and self.step else None

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
        drawn = path = None
        frame = frame and self.step > 0
        if frame:
            self._onlooker.look(self.solver)
        estimate = self.metrics[self.problem.score_name] if self.metrics else self.estimate
        if frame:
            loss, finished = float(self.history.losses[-1]), self.finished
            drawn, path = self._onlooker.draw(self.step, self.seconds, estimate, loss, self.solver, finished=finished)
        return Snapshot(
            run=self.run,
            step=self.step,
            seconds=self.seconds,
            losses=self.history.losses[start:].copy(),
            times=self.history.times[start:].copy(),
            learning_rate=self.solver.learning_rate,
            steps_per_second=self.history.steps_per_second,
            psnr=estimate,
            progress=self._pace.progress(self.step, self.seconds, estimate),
            seconds_left=self._pace.seconds_left(self.step, self.seconds),
            drawing_share=self._onlooker.share,
            parameters=self.solver.parameters,
            finished=self.finished,
            frame=drawn,
            path=path,
            metrics=dict(self.metrics) if self.metrics else None,
            findings=self._rounds.take(),
            insight=self._inquiry.take(),
            trials=self.watcher.take() if self.watcher is not None else None,
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
                report = self.solver.step(self._pace.schedule(self.step, self.seconds))
        except NotFiniteError:
            self._recover()
            return
        self.metrics = self.reconstruction = None
        self.history.append(report.loss, report.squared_error, self.seconds)
        self._onlooker.see_step(report)
        self._look_after()

    def _look_after(self) -> None:
        step = self.step
        errors, window = self.history.squared_errors, self._batches(8)
        recent = float(errors[-window:].mean(dtype=np.float64))
        waited = self._pace.waited(step, self.seconds)
        if self._rounds.stalled(self.solver, errors, waited, window):
            self._restart_safer()
        # errors about another part of the signal are no measure
        self._rounds.visit(self.solver, errors[self._shown_since :], waited, window)
        learnt_enough = self.watcher is not None and self.watcher.see(self.solver, step, self.seconds)
        if learnt_enough or self.progress >= 1.0:
            self._end_training()
        elif self._reached(recent):
            self._job = self._check_target()

    def _batches(self, least: int) -> int:
        """How many recent batches tell the error: of small ones, as many as come to about 1,024 samples."""
        return max(least, math.ceil(SAMPLES_TO_JUDGE_BY * self.solver.steps_per_epoch / self.problem.samples.shape[0]))

    def _reached(self, recent: float) -> bool:
        target = self.experiment.budget.target_psnr
        if target is None or self.step < self._target_check:
            return False
        return recent < 10 ** ((self.problem.score_offset - target) / 10)

    def _check_target(self) -> Generator[float, None, None]:
        """The batches say the target is reached: ask about all of it."""
        reconstruction = yield from self.solver.render(self.problem.output_shape)
        target = self.experiment.budget.target_psnr
        if target is not None and self.problem.score(reconstruction) >= target:
            self._end_training(reconstruction)
        self._target_check = self.step + max(1, self.solver.steps_per_epoch // 4)

    def _end_training(self, reconstruction: NDArray[np.float32] | None = None) -> None:
        self._training_over = True
        self._watch.stop()
        if self.watcher is not None and self.step:
            self.watcher.keep_best(self.solver)
        self._job = self._measure(reconstruction) if self.step else None

    def _measure(self, reconstruction: NDArray[np.float32] | None = None) -> Generator[float, None, None]:
        with memory_errors("drawing the result"):
            if reconstruction is None:
                reconstruction = yield from self.solver.render(self.problem.output_shape)
            self._onlooker.see_result(reconstruction)
            yield 0.9
            self.metrics = self.experiment.task.measure(self.problem, reconstruction)
            self.reconstruction = reconstruction
        yield 1.0

    def _recover(self) -> None:
        self.diverged = not self._rounds.recover(self.solver, self.step)
        if self.diverged:
            self._end_training()

    def _restart_safer(self) -> None:
        self.tamed = self._rounds.gentler(self.solver)
        self._pace.begin_again(self.step, self.seconds)
        with memory_errors("starting again"):
            self.solver = build_solver(self.tamed, self.problem)
        if self.watcher is not None:
            self.watcher.begin_again()
        self._onlooker.begin_again(self.solver.parameters)
        self._rounds.begin_again(self.tamed, self.solver, self.step)
        self._inquiry.begin(self._first_weights())

    def _first_weights(self) -> NDArray[np.float32] | None:
        """The weights in the safe state, which is that of the start; nobody looks at them in a run not watched."""
        weights = self._rounds.safe_state.get("weights") if self._onlooker.record is not None else None
        return None if weights is None else weights.astype(np.float32, copy=False)
