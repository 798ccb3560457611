"""The doctor on real runs: what is noticed, and that going back goes back."""

from __future__ import annotations

from collections.abc import Callable

import torch

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SampledSignal
from sirendesk.core.training import Trainer

Small = Callable[..., Experiment]


def advance_to(trainer: Trainer, step: int) -> None:
    while trainer.step < step:
        trainer.step_once()
        trainer.resume()


def kinds(trainer: Trainer) -> list[str]:
    return [finding.kind for finding in trainer.snapshot().findings]


def test_a_fit_that_gets_worse_is_told_and_goes_back_to_its_best(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(budget=Budget.of(steps=2000)), wave)
    advance_to(trainer, 200)
    assert kinds(trainer) == []
    good = trainer.estimate
    weights = trainer.solver.weights()  # a live view
    best = weights.copy()
    weights += torch.randn(weights.size, generator=torch.Generator().manual_seed(0)).numpy() * 3.0
    trainer.set_live("learning_rate", 1e-6)
    advance_to(trainer, 225)
    told = kinds(trainer)
    assert told in (["unstable"], ["silent"])
    assert trainer.estimate < good - 8
    rate = trainer.solver.base_rate
    trainer.go_back()
    assert trainer.solver.base_rate == rate / 2
    assert abs(trainer.solver.weights() - best).max() < 0.5
    advance_to(trainer, 241)
    assert trainer.estimate > good - 3


def test_going_back_after_the_end_measures_the_best_state(small: Small, wave: SampledSignal) -> None:
    trainer = Trainer(small(budget=Budget.of(steps=120)), wave)
    while trainer.advance(0.1):
        pass
    assert trainer.metrics is not None
    finished = dict(trainer.metrics)
    trainer.go_back()
    assert trainer.metrics is None
    while trainer.advance(0.1):
        pass
    assert trainer.finished
    assert trainer.metrics is not None
    assert abs(trainer.metrics["psnr"] - finished["psnr"]) < 3  # the state of step 100 instead of 120
    assert trainer.step == 120


def test_a_rate_too_high_for_omega_is_said_before_the_first_step(small: Small, wave: SampledSignal) -> None:
    hopeless = small(field=SirenOptions(hidden_features=64, hidden_layers=2), optimizer=AdamOptions(learning_rate=0.05))
    trainer = Trainer(hopeless, wave)
    findings = trainer.snapshot().findings
    assert [finding.kind for finding in findings] == ["rate"]
    assert findings[0].repair is not None
    assert findings[0].repair.parts is not None
    assert Experiment().updated(findings[0].repair.parts).optimizer.learning_rate < 0.005


def test_saturated_units_are_seen_inside_the_network(small: Small, wave: SampledSignal) -> None:
    from sirendesk.core.fields.mlp import MlpOptions

    field = MlpOptions(encoding="none", activation="sigmoid", hidden_features=16, hidden_layers=2)
    trainer = Trainer(small(field=field, budget=Budget.of(steps=5000)), wave)
    weights = trainer.solver.weights()
    weights *= 3000.0
    trainer.set_live("learning_rate", 1e-6)
    advance_to(trainer, 200)
    assert "saturated" in kinds(trainer)
