"""The NumPy engine beside the torch one: the same start, the same curve, the same model, and what it refuses."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.encodings import ENCODINGS
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.losses import LOSSES, LossOptions, MseOptions
from sirendesk.core.losses.pointwise import HuberOptions, MaeOptions
from sirendesk.core.model_file import load_model
from sirendesk.core.numpy_solver import NumpySolver, build_numpy_solver
from sirendesk.core.optimizers import OPTIMIZERS, AdamOptions, OptimizerOptions, SgdOptions
from sirendesk.core.report import write_results
from sirendesk.core.signals import SampledSignal
from sirendesk.core.solver import NotFiniteError, Solver
from sirendesk.core.solvers import build_solver
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

SMALL = MlpOptions(hidden_features=24, hidden_layers=2, frequencies=16, sigma=2.0)


def experiment(engine: str = "numpy", steps: int = 60, **parts: Any) -> Experiment:
    training = {"batch_size": 128, "threads": 1, "precision": "fp32", "device": "cpu", "engine": engine}
    training.update(parts.pop("training", {}))
    given = {"field": SMALL, "optimizer": AdamOptions(learning_rate=5e-3), "budget": Budget.of(steps=steps), **parts}
    return Experiment(training=TrainingOptions(**training), **given)


def solver_of(signal: SampledSignal, **parts: Any) -> Solver:
    asked = experiment(**parts)
    return build_solver(asked, asked.task.prepare(signal))


def picture_of(solver: Solver, shape: tuple[int, int]) -> np.ndarray:
    drawing = solver.render(shape)
    while True:
        try:
            next(drawing)
        except StopIteration as done:
            return done.value


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_both_engines_start_alike(wave: SampledSignal, encoding: str) -> None:
    field = dataclasses.replace(SMALL, encoding=encoding)
    ours, theirs = (solver_of(wave, engine=engine, field=field) for engine in ("numpy", "torch"))
    assert isinstance(ours, NumpySolver)
    assert np.array_equal(ours.weights(), theirs.weights())
    assert ours.constants.keys() == theirs.constants.keys()
    assert all(np.array_equal(ours.constants[name], theirs.constants[name]) for name in theirs.constants)
    assert np.abs(picture_of(ours, (24, 32)) - picture_of(theirs, (24, 32))).max() < 1e-4


@pytest.mark.parametrize("loss", [MseOptions(), MaeOptions(), HuberOptions(delta=0.2)], ids=lambda o: type(o).__name__)
@pytest.mark.parametrize(
    "optimizer",
    [
        AdamOptions(learning_rate=1e-3),
        SgdOptions(learning_rate=3e-2),
        SgdOptions(learning_rate=3e-2, momentum=0.0, clip_norm=0.05),
        SgdOptions(learning_rate=3e-2, nesterov=True, schedule="steps"),
    ],
    ids=["adam", "momentum", "plain, clipped", "nesterov"],
)
def test_both_engines_walk_the_same_curve(wave: SampledSignal, loss: LossOptions, optimizer: OptimizerOptions) -> None:
    parts = {"loss": loss, "optimizer": optimizer, "training": {"targets": "standardised"}}
    ours, theirs = (solver_of(wave, engine=engine, **parts) for engine in ("numpy", "torch"))
    for step in range(25):
        one, other = ours.step(step / 25), theirs.step(step / 25)
        assert np.array_equal(one.indices.numpy(), other.indices.numpy())
        assert one.loss == pytest.approx(other.loss, rel=2e-3)
        assert one.squared_error == pytest.approx(other.squared_error, rel=4e-3)
    assert ours.learning_rate == theirs.learning_rate
    assert np.abs(ours.weights() - theirs.weights()).max() < 2e-3


@pytest.mark.parametrize("targets", ["symmetric", "unit", "standardised", "power"])
def test_it_learns_live_through_the_one_training_loop(wave: SampledSignal, targets: str) -> None:
    trainer = Trainer(experiment(steps=200, training={"targets": targets}), wave)
    frames = 0
    while trainer.advance(0.02):
        snapshot = trainer.snapshot(frame=True)
        frames += snapshot.frame is not None
    assert frames
    assert trainer.arithmetic == "numpy, fp32"
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > 24


def test_the_same_seed_gives_the_same_bits(wave: SampledSignal) -> None:
    def weights(seed: int) -> np.ndarray:
        solver = solver_of(wave, seed=seed)
        for step in range(10):
            solver.step(step / 10)
        return solver.weights().copy()

    assert np.array_equal(weights(3), weights(3))
    assert not np.array_equal(weights(3), weights(4))


@pytest.mark.parametrize("optimizer", [AdamOptions(), SgdOptions()], ids=["adam", "sgd"])
def test_a_state_brings_back_the_next_step_to_the_bit(wave: SampledSignal, optimizer: OptimizerOptions) -> None:
    solver = solver_of(wave, optimizer=optimizer, training={"sampling": "full"})
    for _ in range(5):
        solver.step(0.5)
    state = solver.state_dict()
    solver.step(0.5)
    expected = solver.weights().copy()
    for _ in range(3):
        solver.step(0.5)
    solver.load_state_dict(state)
    solver.step(0.5)
    assert np.array_equal(solver.weights(), expected)


def test_the_saved_model_is_drawn_by_torch(wave: SampledSignal, tmp_path: Path) -> None:
    trainer = Trainer(experiment(steps=30), wave, watch=False)
    while trainer.advance(1.0):
        pass
    report = write_results(trainer, tmp_path)
    stored = load_model(tmp_path / "model.safetensors")
    assert report["device"] == "numpy, fp32"
    assert stored.constants.keys() == {"frequencies"}
    field = stored.build()
    import torch

    from sirendesk.core.field_solver import render_field
    from sirendesk.core.grid import Grid

    drawing = render_field(field, Grid((24, 32)), stored.transform, torch.device("cpu"))
    while True:
        try:
            next(drawing)
        except StopIteration as done:
            picture = done.value
            break
    assert trainer.reconstruction is not None
    assert np.abs(picture - trainer.reconstruction).max() < 1e-4


def test_views_look_at_the_very_weights(wave: SampledSignal) -> None:
    solver = solver_of(wave)
    assert isinstance(solver, NumpySolver)
    field = solver.field
    solver.step(0.5)
    assert np.shares_memory(field.weights.numpy(), solver.weights())
    assert np.array_equal(field.weights.numpy(), solver.weights())


def test_live_changes_and_calm(wave: SampledSignal) -> None:
    solver = solver_of(wave, optimizer=AdamOptions(learning_rate=1e-2, schedule="constant", warm_up=0.0))
    solver.set_live("learning_rate", 4e-3)
    solver.step(0.5)
    assert solver.learning_rate == solver.base_rate == 4e-3
    solver.calm()
    assert solver.base_rate == 2e-3


def test_what_is_not_finite_changes_nothing(wave: SampledSignal) -> None:
    solver = solver_of(wave)
    solver.step(0.5)
    state = solver.state_dict()
    solver.weights()[0] = np.inf
    solver.weights()[1] = -np.inf
    before = solver.state_dict()
    with pytest.raises(NotFiniteError):
        solver.step(0.5)
    after = solver.state_dict()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    solver.load_state_dict(state)
    assert np.isfinite(solver.step(0.5).loss)


def _others(catalogue: Any, known: tuple[str, ...]) -> list[Any]:
    return [options for name, options in catalogue.items() if name not in known]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"field": SirenOptions()}, "model"),
        *(({"optimizer": o()}, "optimiser") for o in _others(OPTIMIZERS, ("adam", "sgd"))),
        *(({"loss": o()}, "loss") for o in _others(LOSSES, ("mse", "mae", "huber", "spectral"))),
        ({"training": {"precision": "bf16"}}, "bf16"),
        ({"training": {"device": "cuda"}}, "cuda"),
        ({"field": dataclasses.replace(SMALL, encoding="multiscale", sigmas="4, -2")}, "sigmas"),
    ],
)
def test_what_it_does_not_know_is_refused_by_one_sentence(wave: SampledSignal, change: dict, said: str) -> None:
    asked = experiment(**change)
    with pytest.raises(UsageError) as refusal:
        build_numpy_solver(asked, asked.task.prepare(wave))
    sentence = str(refusal.value)
    assert said in sentence
    assert sentence.count(". ") == 0
    if said != "sigmas":
        assert all(word in sentence for word in ("mlp", "mse", "huber", "adam", "sgd"))


@pytest.mark.parametrize("sampling", ["stratified", "random", "full"])
def test_what_is_hidden_is_never_looked_at(wave: SampledSignal, sampling: str) -> None:
    asked = experiment(training={"sampling": sampling})
    problem = asked.task.prepare(wave)
    observed = np.random.default_rng(0).random(len(problem.samples)) < 0.5
    poisoned = np.where(observed[:, None], problem.samples, np.nan).astype(np.float32)
    solver = build_numpy_solver(asked, dataclasses.replace(problem, samples=poisoned, observed=observed))
    for step in range(20):
        report = solver.step(step / 20)
        assert observed[report.indices.numpy()].all()
        assert np.isfinite(report.loss)


def test_any_depth_and_width(wave: SampledSignal, small: Callable[..., Experiment]) -> None:
    for layers, width in ((1, 1), (5, 7)):
        solver = solver_of(wave, field=dataclasses.replace(SMALL, hidden_layers=layers, hidden_features=width))
        assert np.isfinite(solver.step(0.5).loss)
