"""The doctor's rules, on histories made for each, and that healthy ones are left alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sirendesk.core.doctor import Vitals, examine, examine_options, gentler, idle_share, repair
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS, SirenOptions
from sirendesk.core.findings import Finding
from sirendesk.core.optimizers import OPTIMIZERS, AdamOptions

VARIANCE = 0.05


def vitals(
    errors: np.ndarray, progress: float = 0.6, experiment: Experiment | None = None, idle: float = 0.0
) -> Vitals:
    return Vitals(experiment or Experiment(), errors.astype(np.float32), VARIANCE, progress, idle)


def repaired(finding: Finding, experiment: Experiment | None = None) -> Experiment:
    assert finding.repair is not None
    assert finding.repair.parts is not None
    return (experiment or Experiment()).updated(finding.repair.parts)


def falling(count: int, last_db: float, seed: int = 0) -> np.ndarray:
    """A healthy fit: steadily from 12 dB to `last_db`, with the noise of batches."""
    decibels = np.linspace(12, last_db, count) + np.random.default_rng(seed).normal(0, 0.5, count)
    return 10 ** (-decibels / 10)


@pytest.mark.parametrize("seed", range(20))
def test_a_healthy_fit_is_left_alone(seed: int) -> None:
    errors = falling(900, 40, seed)
    for count in range(10, 900, 20):
        assert examine(vitals(errors[:count], count / 900), set()) is None


def test_a_stalled_start_is_told_once_and_starts_gentler() -> None:
    errors = np.full(300, VARIANCE)
    finding = examine(vitals(errors), set())
    assert finding is not None
    assert finding.kind == "stalled"
    assert finding.repair is not None
    assert repaired(finding) == gentler(Experiment())
    assert examine(vitals(errors), {"stalled"}) is None
    assert examine(vitals(errors, 0.2), set()) is None  # the trainer's own new starts come first


def test_silence_is_the_gravest() -> None:
    errors = np.concatenate([falling(200, 30), np.full(40, VARIANCE)])
    finding = examine(vitals(errors), set())
    assert finding is not None
    assert finding.kind == "silent"
    assert finding.repair is not None
    assert finding.repair.parts is None  # back to the best state


def test_an_error_that_climbs_is_unstable() -> None:
    errors = np.concatenate([falling(200, 30), falling(16, 20)[-8:]])
    errors[-8:] = 10 ** (-20 / 10)
    finding = examine(vitals(errors), set())
    assert finding is not None
    assert finding.kind == "unstable"
    assert "10 dB" in finding.sentence


def test_a_plateau_under_a_constant_rate_asks_for_a_falling_one_and_else_for_a_wider_network() -> None:
    errors = np.concatenate([falling(300, 25), 10 ** (-(25 + np.random.default_rng(1).normal(0, 0.3, 900)) / 10)])
    for schedule, wanted in (("constant", "Let the rate fall"), ("cosine", "Make it larger")):
        experiment = Experiment(optimizer=AdamOptions(schedule=schedule))
        finding = examine(vitals(errors, 0.5, experiment), set())
        assert finding is not None
        assert finding.kind == "plateau"
        assert finding.repair is not None
        assert finding.repair.label.startswith(wanted)
        repaired(finding, experiment).check()
    assert examine(vitals(errors, 0.9), set()) is None  # nothing to be done any more


def test_idle_units_are_those_that_do_not_react() -> None:
    g = np.random.default_rng(0)
    here = g.normal(size=(64, 8)).astype(np.float32)
    there = here + g.normal(0, 0.1, size=(64, 8)).astype(np.float32)
    half = there.copy()
    half[:, ::2] = here[:, ::2]
    assert idle_share([here], [there]) == 0.0
    assert idle_share([here, here], [there, half]) == 0.5
    assert idle_share([], []) == 0.0
    finding = examine(vitals(falling(50, 14), idle=0.5), set())
    assert finding is not None
    assert finding.kind == "saturated"


@pytest.mark.parametrize(
    ("rate", "alpha", "omega", "width", "starts"),
    # measured on camera 128², 120 to 160 steps with warm-up: more than 20 dB, or 11 to 16 dB
    [
        (6e-4, 1.85, 30.0, 256, True),
        (1e-3, 1.85, 30.0, 256, False),
        (1.5e-3, 1.0, 30.0, 256, True),
        (2e-3, 1.0, 30.0, 256, False),
        (1e-3, 1.0, 60.0, 256, False),
        (6e-4, 1.0, 60.0, 256, True),
        (0.3 / (30 * (64 / 6) ** 0.5), 1.0, 30.0, 64, True),
        (0.4 / (30 * 1.85 * (512 / 6) ** 0.5), 1.85, 30.0, 512, False),
    ],
)
def test_a_rate_too_high_for_omega_is_known_beforehand(
    rate: float, alpha: float, omega: float, width: int, starts: bool
) -> None:
    field = SirenOptions(weight_scale=alpha, hidden_omega_0=omega, hidden_features=width)
    experiment = Experiment(field=field, optimizer=AdamOptions(learning_rate=rate))
    finding = examine_options(experiment)
    assert (finding is None) == starts
    if finding is not None:
        assert examine_options(repaired(finding, experiment)) is None


def test_a_cold_start_bears_less() -> None:
    experiment = Experiment(field=SirenOptions(weight_scale=1.0), optimizer=AdamOptions(learning_rate=1.5e-3))
    assert examine_options(experiment) is None
    cold = dataclasses.replace(
        experiment, optimizer=AdamOptions(learning_rate=1.5e-3, schedule="constant", warm_up=0.0)
    )
    assert examine_options(cold) is not None


def plateau() -> np.ndarray:
    return np.concatenate([falling(300, 25), 10 ** (-(25 + np.random.default_rng(1).normal(0, 0.3, 900)) / 10)])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_can_be_told_of_a_plateau(name: str) -> None:
    experiment = Experiment(optimizer=OPTIMIZERS[name]())
    finding = examine(vitals(plateau(), 0.5, experiment), set())
    assert finding is not None
    assert finding.kind == "plateau"
    assert repaired(finding, experiment) != experiment


@pytest.mark.parametrize("name", ["adam", "adamw", "rmsprop"])
def test_a_rate_is_too_high_for_whoever_steps_by_it(name: str) -> None:
    assert examine_options(Experiment(optimizer=OPTIMIZERS[name](learning_rate=0.05))) is not None


@pytest.mark.parametrize("name", FIELDS)
def test_every_model_can_be_made_larger_and_gentler(name: str) -> None:
    experiment = Experiment(field=FIELDS[name]())
    finding = examine(vitals(plateau(), 0.5, experiment), set())
    assert finding is not None
    assert repaired(finding, experiment).field != experiment.field
    stalled = examine(vitals(np.full(300, VARIANCE), 0.6, experiment), set())
    assert stalled is not None
    rate = repaired(stalled, experiment).optimizer.learning_rate
    assert rate == pytest.approx(experiment.optimizer.learning_rate / 3)


def test_what_cannot_be_run_or_changes_nothing_is_no_repair() -> None:
    largest = Experiment(field=SirenOptions(hidden_features=2048))
    assert repair("Larger", largest, largest) is None
    least = Experiment(optimizer=AdamOptions(learning_rate=2e-6))
    assert repair("Gentler", least, gentler(least)) is None


def test_a_repair_leaves_alone_what_it_is_not_about() -> None:
    finding = examine(vitals(np.full(300, VARIANCE)), set())
    assert finding is not None
    assert finding.repair is not None
    assert finding.repair.parts is not None
    assert set(finding.repair.parts) <= {"optimizer", "field"}


def test_small_steps_are_not_called_large() -> None:
    creeping = VARIANCE * np.linspace(2.0, 1.2, 300)
    unmoved = np.full(300, 1.4 * VARIANCE)
    hovering = np.concatenate([np.full(10, 2 * VARIANCE), np.full(290, VARIANCE)])
    descent = Experiment(optimizer=OPTIMIZERS["sgd"]())
    for errors, kind in ((creeping, "slow"), (unmoved, "slow"), (hovering, "stalled")):
        finding = examine(vitals(errors, experiment=descent), set())
        assert finding is not None
        assert finding.kind == kind
        assert examine(vitals(errors, experiment=descent), {kind}) is None
    slow = examine(vitals(creeping, experiment=descent), set())
    assert slow is not None
    assert repaired(slow, descent).optimizer.learning_rate == pytest.approx(10 * descent.optimizer.learning_rate)


def test_a_wild_start_that_only_learns_to_be_quiet_is_no_small_step() -> None:
    # Xavier's weights under sines, measured: the error falls from 3.7 to 1.2 times the variance and stays there
    quieter = VARIANCE * (1.2 + 2.5 * np.exp(-np.arange(400) / 100))
    finding = examine(vitals(quieter), set())
    assert finding is not None
    assert finding.kind == "stalled"
    tiny = examine(vitals(quieter, experiment=Experiment(optimizer=AdamOptions(learning_rate=1e-5))), set())
    assert tiny is not None
    assert tiny.kind == "slow"
