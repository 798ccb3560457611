"""The step of a fit: what its report says, when it clips, and what an optimiser may ask of its batch."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.losses.spectral import SpectralOptions
from sirendesk.core.optimizers import OPTIMIZERS, AdamOptions
from sirendesk.core.optimizers.lbfgs import LbfgsOptions
from sirendesk.core.optimizers.sgd import SgdOptions
from sirendesk.core.problem import Problem
from sirendesk.core.sampling import FullSampler, build_sampler
from sirendesk.core.signals import SampledSignal
from sirendesk.core.solver import NotFiniteError
from sirendesk.core.solvers import build_solver
from sirendesk.core.target_transform import TARGETS, TargetTransform
from sirendesk.core.training import Trainer

Small = Callable[..., Experiment]


def training(experiment: Experiment, **options: Any) -> Experiment:
    return dataclasses.replace(experiment, training=dataclasses.replace(experiment.training, **options))


def solver_of(experiment: Experiment, signal: SampledSignal) -> FieldSolver:
    solver = build_solver(experiment, experiment.task.prepare(signal))
    assert isinstance(solver, FieldSolver)
    return solver


def run(experiment: Experiment, signal: SampledSignal) -> Trainer:
    trainer = Trainer(experiment, signal)
    while trainer.advance(1.0):
        pass
    return trainer


@pytest.mark.parametrize("targets", TARGETS)
def test_the_reported_error_is_that_of_the_reported_values(small: Small, wave: SampledSignal, targets: str) -> None:
    solver = solver_of(training(small(), targets=targets), wave)
    for _ in range(3):
        report = solver.step(0.1)
        truth = wave.values.reshape(-1, 1)[report.indices.numpy()].astype(np.float64)
        found = float(((report.values.numpy() - truth) ** 2).mean())
        assert report.squared_error == pytest.approx(found, rel=1e-4)


@pytest.mark.parametrize("targets", TARGETS)
def test_every_scale_of_targets_learns(small: Small, wave: SampledSignal, targets: str) -> None:
    trainer = run(training(small(budget=Budget.of(steps=200)), targets=targets), wave)
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > 30


@pytest.mark.parametrize("name", [name for name, options in LOSSES.items() if options().run == 1])
def test_every_loss_learns(small: Small, wave: SampledSignal, name: str) -> None:
    trainer = run(small(loss=LOSSES[name](), budget=Budget.of(steps=200)), wave)
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > 30


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_learns(small: Small, wave: SampledSignal, name: str) -> None:
    # the defaults of some suit networks of width 256, whose steps count for more
    rates = {"muon": 2e-3, "sgd": 1e-2, "rmsprop": 1e-3}
    options = OPTIMIZERS[name]()
    options = dataclasses.replace(options, learning_rate=rates.get(name, options.learning_rate))
    experiment = small(optimizer=options, budget=Budget.of(steps=300))
    trainer = run(training(experiment, sampling="full") if name == "lbfgs" else experiment, wave)
    assert trainer.metrics is not None
    assert not trainer.notes
    assert trainer.metrics["psnr"] > 20


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_goes_on_from_a_state_to_the_bit(small: Small, wave: SampledSignal, name: str) -> None:
    experiment = training(small(optimizer=OPTIMIZERS[name]()), sampling="full")
    first, second = solver_of(experiment, wave), solver_of(experiment, wave)
    for _ in range(5):
        first.step(0.1)
    second.load_state_dict(first.state_dict())
    for solver in (first, second):
        for _ in range(3):
            solver.step(0.2)
    assert np.array_equal(first.weights(), second.weights())


def test_a_long_gradient_is_shortened_and_a_short_one_left(small: Small, wave: SampledSignal) -> None:
    def move(clip_norm: float | None) -> torch.Tensor:
        optimizer = SgdOptions(learning_rate=1.0, momentum=0.0, warm_up=0.0, schedule="constant", clip_norm=clip_norm)
        solver = solver_of(small(optimizer=optimizer), wave)
        before = solver.field.weights.clone()
        solver.step(0.5)
        folded = solver.field.folded
        assert folded is not None
        return (solver.field.weights - before) / folded

    free, held = move(None), move(1e-3)
    assert held.norm().item() == pytest.approx(1e-3, rel=1e-3)
    assert torch.allclose(held / held.norm(), free / free.norm(), atol=1e-3)
    assert torch.equal(move(1e6), free)


def test_the_search_along_a_step_sees_the_loss_itself(small: Small, wave: SampledSignal) -> None:
    experiment = training(small(optimizer=LbfgsOptions()), sampling="full")
    solver = solver_of(experiment, wave)
    values = [solver.step(0.5).loss for _ in range(15)]
    assert all(after < before for before, after in itertools.pairwise(values))


def test_what_is_not_finite_is_refused_before_anything_changes(small: Small, wave: SampledSignal) -> None:
    solver = solver_of(small(), wave)
    solver.field.weights[-1] = torch.nan
    before = solver.weights().copy()
    with pytest.raises(NotFiniteError):
        solver.step(0.5)
    assert np.array_equal(solver.weights(), before, equal_nan=True)


def test_one_sample_at_a_time_is_learnt_from(small: Small, wave: SampledSignal) -> None:
    experiment = training(small(optimizer=SgdOptions(learning_rate=1e-3, momentum=0.0)), batch_size=1)
    solver = solver_of(experiment, wave)
    assert solver.steps_per_epoch == wave.size
    errors = [solver.step(k / 3000).squared_error for k in range(3000)]
    assert np.mean(errors[-500:]) < 0.5 * np.mean(errors[:100])


def test_a_fit_by_single_samples_is_judged_by_many_of_them(small: Small, wave: SampledSignal) -> None:
    optimizer = SgdOptions(learning_rate=3e-3, momentum=0.0)
    trainer = run(training(small(optimizer=optimizer, budget=Budget.of(steps=2000)), batch_size=1), wave)
    mean = trainer.history.squared_errors[-wave.size :].mean(dtype=np.float64)
    assert trainer.estimate == pytest.approx(-10 * np.log10(mean), abs=0.05)
    assert not any("started again" in note for note in trainer.notes)


def test_a_loss_of_sounds_is_refused_for_a_picture(small: Small, wave: SampledSignal) -> None:
    with pytest.raises(UsageError, match=r"\(loss\).*picture"):
        Trainer(small(loss=SpectralOptions()), wave)


def test_a_sound_is_learnt_by_runs_of_it() -> None:
    """The solver is put together by hand."""
    sound = np.sin(np.arange(4000) / 7.0).astype(np.float32)[:, None]
    generator = torch.Generator().manual_seed(0)

    class OneAxis:
        shape = (4000,)

    problem = Problem(OneAxis(), sound, "whole sound")  # type: ignore[arg-type]
    field = SirenOptions(first_omega_0=400.0, hidden_features=64, hidden_layers=1, weight_scale=1.0).build(
        1, 1, generator, torch.device("cpu")
    )
    sampler = build_sampler("stratified", (4000,), 512, generator, run=128)
    loss = SpectralOptions(fft_sizes="64, 128").build()
    transform = TargetTransform.of("symmetric", sound)
    solver = FieldSolver(
        field, problem, transform, AdamOptions(learning_rate=3e-3), sampler, loss, False, torch.device("cpu")
    )
    reports = [solver.step(k / 400) for k in range(400)]
    assert all(
        torch.equal(run.diff(), torch.ones(127, dtype=torch.int64)) for r in reports for run in r.indices.split(128)
    )
    assert len({int(r.indices[0]) for r in reports}) > 100
    assert np.mean([r.loss for r in reports[-20:]]) < 0.5 * reports[0].loss


def test_runs_stay_inside_and_full_stays_full() -> None:
    generator = torch.Generator().manual_seed(0)
    sampler = build_sampler("random", (100,), 90, generator, run=90)
    starts = {int(sampler.next()[0]) for _ in range(300)}
    assert min(starts) == 0
    assert max(starts) == 10
    assert isinstance(build_sampler("full", (100,), 90, generator, run=90), FullSampler)
    assert isinstance(build_sampler("stratified", (100,), 100, generator, run=90), FullSampler)
