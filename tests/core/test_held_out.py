"""Stopping by what no fit has seen: the looks, the state that is kept, and that the truth decides nothing."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.held_out import HELD_OUT, NOISY, TRUTH
from sirendesk.core.metrics import psnr
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Trials
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.training import Trainer

MEMORISING = AdamOptions(learning_rate=1e-3, schedule="constant")
STEPS = 900
TASK = DenoiseOptions(add="gaussian:25", held_out=0.2, smoothness=0.0)


def run(experiment: Experiment, signal: SampledSignal) -> tuple[Trainer, list[Trials]]:
    trainer, trials = Trainer(experiment, signal), []
    while trainer.advance(1e-9):
        seen = trainer.snapshot().trials
        trials += [seen] if seen is not None else []
    seen = trainer.snapshot().trials
    return trainer, trials + ([seen] if seen is not None else [])


def joined(trials: list[Trials], name: str) -> np.ndarray:
    return np.concatenate([part.curves[name] for part in trials])


def memorising(small: Callable[..., Experiment], **task: object) -> Experiment:
    field = SirenOptions(hidden_features=48, hidden_layers=2, first_omega_0=10.0, weight_scale=1.0)
    training = dataclasses.replace(small().training, batch_size=256)
    task_options = dataclasses.replace(TASK, **task)
    budget = Budget.of(steps=STEPS)
    return small(task=task_options, optimizer=MEMORISING, field=field, training=training, budget=budget)


def test_a_fit_that_learns_the_noise_is_ended_near_its_best(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer, trials = run(memorising(small), wave)
    watcher = trainer.watcher
    assert watcher is not None
    assert watcher.stop is not None
    assert watcher.oracle is not None
    assert watcher.stop.step < trainer.step < STEPS
    truth, noisy, steps = joined(trials, TRUTH), joined(trials, NOISY), np.concatenate([part.steps for part in trials])
    assert (np.diff(steps) > 0).all()
    assert steps[-1] == trainer.step
    assert noisy[-1] > noisy[truth.argmax()]  # the noise was being learnt
    assert watcher.oracle.step == steps[truth.argmax()]
    assert trials[-1].stop == watcher.stop.step
    assert trials[-1].oracle == watcher.oracle.step
    assert watcher.stop.scores[TRUTH] > truth.max() - 0.5
    assert truth[-1] < truth.max() - 0.2


def test_what_is_kept_is_the_look_and_the_whole_picture_says_so(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer, _ = run(memorising(small), wave)
    watcher, problem = trainer.watcher, TASK.prepare(wave)
    assert watcher is not None
    assert watcher.stop is not None
    assert watcher.oracle is not None
    assert np.array_equal(trainer.solver.weights(), watcher.stop.weights)
    assert trainer.reconstruction is not None
    shown = trainer.reconstruction.clip(0, 1)
    # the picture is smaller than the most samples of a look, so these are the same pixels
    assert watcher.stop.scores[TRUTH] == pytest.approx(psnr(wave.values, shown), abs=1e-3)
    assert watcher.stop.scores[HELD_OUT] == pytest.approx(psnr(problem.noisy, shown, problem.held_out), abs=1e-3)
    assert watcher.stop.scores[NOISY] == pytest.approx(psnr(problem.noisy, shown, ~problem.held_out), abs=1e-3)
    before = trainer.solver.weights().copy()
    oracle = watcher.picture_at(watcher.oracle, trainer.solver).clip(0, 1)
    assert psnr(wave.values, oracle) == pytest.approx(watcher.oracle.scores[TRUTH], abs=1e-3)
    assert np.array_equal(trainer.solver.weights(), before)


def test_the_truth_decides_nothing(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    """The same noisy picture with and without truth is the same run to the bit, and the same stop."""
    noisy = TASK.prepare(wave).noisy
    own = SampledSignal(noisy, None, "noisy", "noisy")
    known, _ = run(memorising(small), wave)
    unknown, trials = run(memorising(small, add="none"), own)
    assert known.watcher is not None
    assert unknown.watcher is not None
    assert known.watcher.stop is not None
    assert unknown.watcher.stop is not None
    assert known.watcher.stop.step == unknown.watcher.stop.step
    assert np.array_equal(known.solver.weights(), unknown.solver.weights())
    assert unknown.watcher.oracle is None
    assert set(trials[-1].curves) == {HELD_OUT, NOISY}
    assert trials[-1].oracle is None


def test_a_run_that_goes_on_keeps_the_same_best(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    trainer, trials = run(memorising(small, stop_early=False), wave)
    assert trainer.step == STEPS
    assert trainer.watcher is not None
    assert trainer.watcher.stop is not None
    found = joined(trials, HELD_OUT)
    smooth = np.convolve(10 ** (-found / 10), np.ones(3) / 3, "valid")
    steps = np.concatenate([part.steps for part in trials])
    assert trainer.watcher.stop.step == steps[1 + smooth.argmin()]
    assert found[-1] < found.max() - 1
    trainer.go_back()  # the best by its batches would be the one that knows the noise
    assert np.array_equal(trainer.solver.weights(), trainer.watcher.stop.weights)


def test_looking_changes_nothing_and_is_seldom(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    watched = Trainer(memorising(small), wave)
    alone = Trainer(memorising(small), wave)
    alone.watcher = None
    for _ in range(90):
        watched.step_once()
        alone.step_once()
    assert np.array_equal(watched.solver.weights(), alone.solver.weights())
    trials = watched.snapshot().trials
    assert trials is not None
    assert trials.steps.tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90]


def test_late_looks_take_a_twentieth_of_the_time(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    _, trials = run(memorising(small, stop_early=False), wave)
    steps = np.concatenate([part.steps for part in trials])
    # a look at 768 samples of the truth, 154 held out and 614 others beside there and back for 256
    assert steps[-1] - steps[-2] == math.ceil(2 * 768 / (3 * 0.05 * 256))


def test_a_run_stopped_before_any_look_is_measured_all_the_same(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer, trials = run(small(task=TASK, budget=Budget.of(steps=5)), wave)
    assert trainer.metrics is not None
    assert not trials
    assert trainer.watcher is not None
    assert trainer.watcher.stop is None


def test_other_tasks_are_not_watched(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    trainer, trials = run(small(), wave)
    assert trainer.watcher is None
    assert not trials
