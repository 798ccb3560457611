"""Painting while it trains: what a new mask hides reaches no solver, and a run goes on from what it knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.lowrank import METHODS
from sirendesk.core.mask import block, random_pixels
from sirendesk.core.pace import Pace
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.inpaint import InpaintOptions, InpaintProblem, pose
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

EVERY = ("field", *METHODS)
FIRST = block((24, 32), 6, (2, 3))
SECOND = block((24, 32), 7, (12, 16)) | FIRST


def settle(trainer: Trainer) -> Trainer:
    while trainer.advance(1.0):
        pass
    return trainer


def steps(trainer: Trainer, count: int) -> None:
    wanted = trainer.step + count
    while trainer.step < wanted and not trainer.training_over:
        trainer.advance(0.0)


def problem_of(trainer: Trainer, signal: SampledSignal, mask: np.ndarray) -> InpaintProblem:
    task = trainer.experiment.task
    assert isinstance(task, InpaintOptions)
    return pose(task, signal, mask)


def trainer_of(experiment: Experiment, signal: SampledSignal, mask: np.ndarray) -> Trainer:
    task = experiment.task
    assert isinstance(task, InpaintOptions)
    return Trainer(experiment, signal, problem=pose(task, signal, mask))


@pytest.fixture
def lane(small: Callable[..., Experiment]) -> Callable[..., Experiment]:
    def make(method: str, **parts: Any) -> Experiment:
        task = InpaintOptions(method=method, fill_rank=4)
        field = dataclasses.replace(small().field, first_omega_0=8.0)
        return small(**{"task": task, "field": field, "budget": Budget.of(steps=40), **parts})

    return make


@pytest.mark.parametrize("method", EVERY)
def test_a_value_that_is_always_hidden_reaches_no_solver(
    method: str, lane: Callable[..., Experiment], wave: SampledSignal
) -> None:
    poisoned = dataclasses.replace(wave, values=np.where(FIRST[..., None], 1 - wave.values, wave.values))
    found = []
    for signal in (wave, poisoned):
        trainer = trainer_of(lane(method), signal, FIRST)
        steps(trainer, 15)
        trainer.observe(problem_of(trainer, signal, SECOND))
        steps(trainer, 10)
        trainer.observe(problem_of(trainer, signal, FIRST))
        settle(trainer)
        assert trainer.reconstruction is not None
        found.append((trainer.reconstruction, trainer.history.losses.copy()))
    assert np.array_equal(found[0][0], found[1][0])
    assert np.array_equal(found[0][1], found[1][1])


@pytest.mark.parametrize(
    ("method", "targets"), [*((m, "symmetric") for m in EVERY), ("field", "standardised"), ("field", "power")]
)
def test_what_is_hidden_before_the_first_step_was_never_there(
    method: str, targets: str, lane: Callable[..., Experiment], wave: SampledSignal
) -> None:
    experiment = lane(method)
    experiment = dataclasses.replace(experiment, training=dataclasses.replace(experiment.training, targets=targets))
    late, fresh = (trainer_of(experiment, wave, mask) for mask in (FIRST, SECOND))
    late.observe(problem_of(late, wave, SECOND))
    settle(late)
    settle(fresh)
    assert late.reconstruction is not None
    assert fresh.reconstruction is not None
    assert np.array_equal(late.reconstruction, fresh.reconstruction)


def test_the_batches_after_a_new_mask_are_of_what_it_leaves(
    lane: Callable[..., Experiment], wave: SampledSignal, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainer_of(lane("field"), wave, FIRST)
    seen: list[np.ndarray] = []
    step = trainer.solver.step
    steps(trainer, 5)

    def noted(progress: float) -> Any:
        report = step(progress)
        seen.append(report.indices.numpy())
        return report

    monkeypatch.setattr(trainer.solver, "step", noted)
    mask = random_pixels(wave.shape, 0.5, np.random.default_rng(0))
    trainer.observe(problem_of(trainer, wave, mask))
    settle(trainer)
    drawn = np.unique(np.concatenate(seen))
    assert np.array_equal(drawn, np.flatnonzero(~mask))


@pytest.mark.parametrize("method", [m for m in EVERY if m != "naive-factors"])
def test_going_on_comes_to_what_a_new_start_comes_to(
    method: str, lane: Callable[..., Experiment], wave: SampledSignal
) -> None:
    budget = Budget.of(steps=8 if method == "patches" else 300)
    late, fresh = (trainer_of(lane(method, budget=budget), wave, mask) for mask in (FIRST, SECOND))
    settle(late)
    settle(fresh)
    late.observe(problem_of(late, wave, SECOND))
    settle(late)
    assert late.metrics is not None
    assert fresh.metrics is not None
    assert late.metrics["psnr"] > fresh.metrics["psnr"] - 1.0


@pytest.mark.parametrize("method", ["svd", "soft-svd", "patches"])
def test_low_rank_forgets_what_is_hidden_from_now_on(
    method: str, lane: Callable[..., Experiment], wave: SampledSignal
) -> None:
    # noise cannot be guessed: whoever answers it has remembered it
    noise = np.random.default_rng(1).random((24, 32, 1), dtype=np.float32)
    signal = dataclasses.replace(wave, values=np.where(SECOND[..., None], noise, wave.values))
    trainer = settle(trainer_of(lane(method), signal, FIRST))
    fresh = SECOND & ~FIRST
    trainer.observe(problem_of(trainer, signal, SECOND))
    settle(trainer)
    assert trainer.reconstruction is not None
    answered, there = trainer.reconstruction[fresh][:, 0], noise[fresh][:, 0]
    assert abs(np.corrcoef(answered, there)[0, 1]) < 0.35


@pytest.mark.parametrize("method", EVERY)
def test_a_run_that_is_over_goes_on_for_a_while_and_is_measured_again(
    method: str, lane: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer = settle(trainer_of(lane(method), wave, FIRST))
    before, psnr = trainer.step, trainer.metrics
    trainer.observe(problem_of(trainer, wave, SECOND))
    assert not trainer.finished
    assert trainer.metrics is None
    settle(trainer)
    assert trainer.finished
    assert before < trainer.step < 2 * before
    assert trainer.metrics is not None
    assert trainer.metrics != psnr
    assert len(trainer.history.losses) == trainer.step
    frame = trainer.snapshot(frame=True).frame
    assert frame is not None
    assert frame.exact


def test_a_run_that_is_held_stays_so_and_is_measured_again(
    lane: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer = trainer_of(lane("svd"), wave, FIRST)
    steps(trainer, 5)
    trainer.pause()
    settle(trainer)
    trainer.observe(problem_of(trainer, wave, SECOND))
    assert not trainer.settled
    settle(trainer)
    assert trainer.step == 5
    assert trainer.metrics is not None
    trainer.resume()
    settle(trainer)
    assert trainer.step == 40


def test_guards_judge_by_what_is_shown_now(lane: Callable[..., Experiment], wave: SampledSignal) -> None:
    # a bright half, hidden at first, that no state from before knows of
    values = wave.values.copy()
    values[12:] = np.random.default_rng(0).random((12, 32, 1), dtype=np.float32)
    signal = dataclasses.replace(wave, values=values)
    lower = np.zeros(wave.shape, bool)
    lower[12:] = True
    trainer = trainer_of(lane("field", budget=Budget.of(steps=900)), signal, lower)
    steps(trainer, 500)
    trainer.observe(problem_of(trainer, signal, FIRST))
    settle(trainer)
    assert not [note for note in trainer.notes if "getting worse" in note or "started again" in note]
    state = trainer.solver.state_dict()["weights"]
    trainer.go_back()  # to a state that was kept after the mask came
    assert not np.array_equal(trainer.solver.state_dict()["weights"], np.zeros_like(state))
    settle(trainer)
    assert trainer.metrics is not None


def test_an_order_to_stop_is_not_forgotten(lane: Callable[..., Experiment], wave: SampledSignal) -> None:
    trainer = trainer_of(lane("field"), wave, FIRST)
    steps(trainer, 3)
    trainer.ask_to_stop()
    trainer.observe(problem_of(trainer, wave, SECOND))
    settle(trainer)
    assert trainer.step == 3


def test_the_numpy_engine_says_that_it_cannot(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    plain = TrainingOptions(engine="numpy", threads=1, precision="fp32", batch_size=128)
    trainer = Trainer(small(field=MlpOptions(hidden_features=8), training=plain), wave)
    steps(trainer, 2)
    with pytest.raises(UsageError, match="NumPy engine"):
        trainer.observe(pose(InpaintOptions(), wave, FIRST))


class _Plain:
    """A solver whose budget counts its steps."""


class _Sweeping:
    sweep = 5


def pace(budget: Budget, solver: Any) -> Pace:
    return Pace(budget, solver)


def test_a_budget_of_sweeps_counts_their_steps() -> None:
    assert pace(Budget.of(steps=8), _Sweeping()).progress(20, 0.0) == 0.5
    assert pace(Budget.of(steps=8), _Plain()).progress(4, 0.0) == 0.5


def test_going_on_never_shortens_and_the_schedule_falls_back_once_it_was_beyond() -> None:
    plain: Any = _Plain()
    early = pace(Budget.of(seconds=10.0), plain)
    early.go_on(100, 3.0, plain)
    assert early.progress(100, 3.0) == pytest.approx(0.3)
    assert [early.schedule(0, t) for t in (3.0, 6.5, 10.0)] == pytest.approx([0.3, 0.65, 1.0])
    late = pace(Budget.of(seconds=10.0), plain)
    late.go_on(100, 10.0, plain)
    assert [late.schedule(0, t) for t in (10.0, 11.0, 12.0)] == pytest.approx([0.6, 0.8, 1.0])
    assert late.progress(0, 12.0) == 1.0
    sweeping: Any = _Sweeping()
    swept = pace(Budget.of(steps=10), sweeping)
    swept.go_on(50, 0.0, sweeping)
    assert [swept.schedule(n, 0.0) for n in (50, 75)] == pytest.approx([0.5, 1.0])


def test_a_target_alone_goes_on_as_it_was() -> None:
    plain: Any = _Plain()
    towards = pace(Budget.of(target_psnr=35.0), plain)
    towards.go_on(100, 3.0, plain)
    assert towards.progress(100, 3.0) == 0.0
