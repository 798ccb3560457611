"""The training loop: what it promises of budgets, seeds, snapshots, holding, guards and drawing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.metrics import psnr
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SampledSignal
from sirendesk.core.solver import NotFiniteError
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

Small = Callable[..., Experiment]


class TickingClock:
    """A clock that only moves when told to, or a little at every look."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now = 0.0
        self._tick = tick

    def __call__(self) -> float:
        self.now += self._tick
        return self.now


def finish(trainer: Trainer) -> Trainer:
    while trainer.advance(0.5):
        pass
    return trainer


def test_a_budget_of_steps_is_kept_to_the_step(small: Small, wave: SampledSignal) -> None:
    trainer = finish(Trainer(small(budget=Budget.of(steps=37)), wave))
    assert trainer.step == 37
    assert trainer.finished
    assert not trainer.advance(1.0)


def test_it_learns(small: Small, wave: SampledSignal) -> None:
    trainer = finish(Trainer(small(budget=Budget.of(steps=400)), wave))
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > 35
    assert trainer.reconstruction is not None
    assert trainer.metrics["psnr"] == pytest.approx(psnr(wave.values, trainer.reconstruction.clip(0, 1)))


def test_same_experiment_same_weights_to_the_bit(small: Small, wave: SampledSignal) -> None:
    first, second = (finish(Trainer(small(seed=3), wave, watch=w)) for w in (True, False))
    assert np.array_equal(first.solver.weights(), second.solver.weights())
    other = finish(Trainer(small(seed=4), wave))
    assert not np.array_equal(first.solver.weights(), other.solver.weights())


def test_a_budget_of_seconds_ends_by_the_clock(small: Small, wave: SampledSignal) -> None:
    clock = TickingClock(tick=0.01)
    trainer = finish(Trainer(small(budget=Budget.of(seconds=5.0)), wave, clock=clock))
    assert 5.0 <= trainer.seconds < 5.5


def test_a_target_ends_the_run_only_when_the_whole_picture_reaches_it(small: Small, wave: SampledSignal) -> None:
    trainer = finish(Trainer(small(budget=Budget.of(target_psnr=28.0, steps=3000)), wave))
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] >= 28.0
    assert trainer.step < 3000


def test_every_loss_is_reported_once_however_often_one_looks(small: Small, wave: SampledSignal) -> None:
    clock = TickingClock(tick=0.001)
    trainer = Trainer(small(budget=Budget.of(steps=100)), wave, clock=clock)
    collected = []
    while trainer.advance(0.02):
        snapshot = trainer.snapshot(frame=trainer.may_draw)
        collected.append(snapshot.losses)
        assert snapshot.step == sum(part.size for part in collected)
    collected.append(trainer.snapshot().losses)
    assert np.array_equal(np.concatenate(collected), trainer.history.losses)
    assert trainer.history.losses.size == 100


def test_holding_stops_the_clock_and_measures(small: Small, wave: SampledSignal) -> None:
    clock = TickingClock()
    trainer = Trainer(small(), wave, clock=clock)
    trainer.step_once()
    held = trainer.seconds
    clock.now += 100
    assert trainer.seconds == held
    while trainer.advance(0.1):
        pass
    assert trainer.step == 1
    assert trainer.metrics is not None
    assert not trainer.finished
    trainer.resume()
    finish(trainer)
    assert trainer.step == 60


def test_stop_keeps_what_was_learnt(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(budget=Budget.of(seconds=1e5)), wave)
    for _ in range(5):
        trainer.step_once()
    trainer.resume()
    trainer.ask_to_stop()
    finish(trainer)
    assert trainer.step == 5
    assert trainer.metrics is not None


def test_a_live_rate_counts_from_the_next_step(small: Small, wave: SampledSignal) -> None:
    plain = AdamOptions(schedule="constant")
    trainer = Trainer(small(optimizer=plain), wave)
    trainer.step_once()
    trainer.set_live("learning_rate", 0.0)
    weights = trainer.solver.weights().copy()
    trainer.step_once()
    assert np.array_equal(weights, trainer.solver.weights())
    assert trainer.snapshot().learning_rate == 0.0


def test_a_step_that_is_not_finite_changes_nothing_and_is_recovered(
    small: Small, wave: SampledSignal, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(small(optimizer=AdamOptions(schedule="constant")), wave)
    healthy = trainer.solver.step
    faults = iter([False] * 55 + [True] + [False] * 100)

    def step(progress: float) -> object:
        if next(faults):
            raise NotFiniteError("made for this test")
        return healthy(progress)

    monkeypatch.setattr(trainer.solver, "step", step)
    finish(trainer)
    assert trainer.step == 60
    assert not trainer.diverged
    assert np.isfinite(trainer.solver.weights()).all()
    assert any("unstable" in note for note in trainer.notes)
    assert trainer.snapshot().learning_rate == pytest.approx(3e-4)


def test_a_poisoned_sample_never_reaches_the_weights(small: Small, wave: SampledSignal) -> None:
    values = wave.values.copy()
    values[3, 3] = np.nan
    trainer = Trainer(small(), wave)
    trainer.solver._samples = values.reshape(-1, 1)
    finish(trainer)
    assert trainer.diverged
    assert np.isfinite(trainer.solver.weights()).all()


def test_a_fit_that_never_starts_is_started_again_more_gently(small: Small, wave: SampledSignal) -> None:
    hopeless = small(
        field=SirenOptions(hidden_features=64, hidden_layers=3, weight_scale=3.0),
        optimizer=AdamOptions(learning_rate=0.05),
        budget=Budget.of(steps=600),
    )
    trainer = finish(Trainer(hopeless, wave))
    assert any("started again" in note for note in trainer.notes)
    assert trainer.experiment == hopeless


def test_a_flat_picture_is_no_stall(small: Small) -> None:
    flat = SampledSignal(np.full((16, 16, 1), 0.5, np.float32), None, "flat", "flat")
    trainer = finish(Trainer(small(), flat))
    assert trainer.notes == []
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > 20


def test_drawing_is_counted_and_held_within_its_share(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(budget=Budget.of(steps=400)), wave)
    frames = 0
    while trainer.advance(0.0):
        if trainer.may_draw:
            frames += trainer.snapshot(frame=True).frame is not None
    assert frames > 3
    assert 0 < trainer.snapshot().drawing_share < 0.5


def test_nothing_is_drawn_unwatched(small: Small, wave: SampledSignal) -> None:
    trainer = finish(Trainer(small(), wave, watch=False))
    snapshot = trainer.snapshot(frame=True)
    assert snapshot.frame is None
    assert snapshot.path is None
    assert trainer.film.frames == ()


def test_the_last_frame_is_exact(small: Small, wave: SampledSignal) -> None:
    trainer = finish(Trainer(small(), wave))
    snapshot = trainer.snapshot(frame=True)
    assert snapshot.finished
    assert snapshot.frame is not None
    assert snapshot.frame.exact
    assert snapshot.metrics == trainer.metrics


def test_an_option_out_of_bounds_is_refused(small: Small, wave: SampledSignal) -> None:
    with pytest.raises(UsageError, match="Batch"):
        Trainer(small(training=TrainingOptions(batch_size=0)), wave)


def test_state_goes_back_exactly(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(), wave)
    for _ in range(10):
        trainer.step_once()
    state = trainer.solver.state_dict()
    weights = trainer.solver.weights().copy()
    trainer.step_once()
    assert not np.array_equal(weights, trainer.solver.weights())
    trainer.solver.load_state_dict(state)
    assert np.array_equal(weights, trainer.solver.weights())


def test_colour_and_odd_sizes(small: Small) -> None:
    rng = np.random.default_rng(0)
    signal = SampledSignal(rng.random((13, 29, 3), dtype=np.float32), None, "noise", "noise")
    trainer = finish(Trainer(small(training=dataclasses.replace(small().training, batch_size=100)), signal))
    assert trainer.reconstruction is not None
    assert trainer.reconstruction.shape == (13, 29, 3)


def test_stopped_before_its_first_step_it_takes_one(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(), wave)
    trainer.ask_to_stop()
    finish(trainer)
    assert trainer.step == 1
    assert trainer.metrics is not None


def test_a_stall_is_noticed_on_the_way_to_a_target_too(small: Small, wave: SampledSignal) -> None:
    hopeless = small(
        field=SirenOptions(hidden_features=64, hidden_layers=3, weight_scale=3.0),
        optimizer=AdamOptions(learning_rate=0.05),
        budget=Budget.of(target_psnr=60.0),
    )
    trainer = Trainer(hopeless, wave)
    while trainer.step < 400:
        trainer.advance(0.05)
    assert any("started again" in note for note in trainer.notes)


def test_turning_a_live_option_raises_no_message(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(), wave)
    for rate in (0.1, 0.01, 0.002):
        trainer.set_live("learning_rate", rate)
    trainer.step_once()
    assert trainer.snapshot().findings == ()
    assert "0.002" in trainer.live_changes["learning_rate"]
