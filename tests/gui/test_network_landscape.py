"""The landscape of a real network: whose loss it is, over which samples, and which runs share it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.descent.network_plane import PlaneProgress
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import MlpOptions, SirenOptions
from sirendesk.core.fields.base import Field, FieldOptions
from sirendesk.core.signals import SampledSignal, SignalSource, load_signal
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.network_landscape import NetworkLandscape, facts_of, survey
from sirendesk.gui.network_question import SAMPLES, NetworkScene, ask_scene
from sirendesk.gui.session import Session

SIREN = SirenOptions(hidden_features=8, hidden_layers=1)


def signal_of(name: str = "camera", size: int = 16) -> SampledSignal:
    return load_signal(SignalSource(f"sample:{name}", size=size, gray=True))


def trained(
    field: FieldOptions = SIREN, signal: SampledSignal | None = None, run: int = 1, seed: int = 0, **training: object
) -> Trainer:
    experiment = Experiment(
        field=field,
        training=TrainingOptions(batch_size=64, threads=1, **training),  # type: ignore[arg-type]
        seed=seed,
        budget=Budget.of(steps=12),
    )
    trainer = Trainer(experiment, signal or signal_of(), run=run)
    record = trainer.weight_record
    assert record is not None
    while not trainer.finished:
        trainer.advance(0.0)
        record.offer(trainer.solver.weights(), 0.0)  # the clock of a short run would keep too few
    return trainer


def field_of(trainer: Trainer) -> Field:
    field = trainer.solver.field  # type: ignore[attr-defined]
    assert isinstance(field, Field)
    return field


def loss_now(trainer: Trainer, chosen: np.ndarray) -> float:
    """Mean squared error of the trainer's render over some samples."""
    work = trainer.solver.render(trainer.problem.shape)
    while True:
        try:
            next(work)
        except StopIteration as end:
            rendered = end.value.reshape(len(trainer.problem.samples), -1)
            return float(((rendered - trainer.problem.samples)[chosen] ** 2).mean())


def test_the_last_height_is_the_error_of_the_fit() -> None:
    trainer = trained()
    scene = ask_scene(trainer)
    assert (scene.samples, scene.total) == (256, 256)
    assert scene.loss_of(scene.vectors[-1]) == pytest.approx(loss_now(trainer, np.arange(256)), rel=1e-4)


def test_weights_are_those_of_the_paper() -> None:
    trainer = trained()
    folded = field_of(trainer).folded
    assert folded is not None
    assert float(folded.max()) == SIREN.first_omega_0 > 1
    scene = ask_scene(trainer)
    assert np.allclose(scene.vectors[-1] * folded.numpy(), trainer.solver.weights(), atol=1e-6)


def test_what_the_fit_may_not_see_has_no_part_in_it() -> None:
    trainer = trained(signal=signal_of(size=64))
    observed = np.zeros(64 * 64, bool)
    observed[::3] = True
    trainer.problem = dataclasses.replace(trainer.problem, observed=observed)
    scene = ask_scene(trainer)
    assert (scene.samples, scene.total) == (1366, 1366)
    assert scene.loss_of(scene.vectors[-1]) == pytest.approx(loss_now(trainer, observed), rel=1e-4)


def test_asking_and_working_leave_the_precision_of_products_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = ask_scene(trained())

    def refuse(precision: str) -> None:
        raise AssertionError("a fit trains in another thread")

    monkeypatch.setattr(torch, "set_float32_matmul_precision", refuse)
    assert np.isfinite(scene.loss_of(scene.vectors[0]))


def test_runs_that_differ_in_their_start_only_are_alike() -> None:
    first, second = ask_scene(trained(seed=0)), ask_scene(trained(seed=5, run=2))
    assert first.likeness == second.likeness
    assert not np.allclose(first.vectors[0], second.vectors[0])
    weights = second.vectors[-1]
    assert first.loss_of(weights) == second.loss_of(weights)


@pytest.mark.parametrize(
    "other",
    [
        {"field": dataclasses.replace(SIREN, first_omega_0=20.0)},
        {"field": dataclasses.replace(SIREN, output="tanh")},
        {"signal": signal_of("astronaut")},
        {"end_points": True},
        {"targets": "standardised"},
    ],
)
def test_another_network_or_picture_or_scale_is_another_landscape(other: dict[str, object]) -> None:
    first, second = ask_scene(trained()), ask_scene(trained(**other))  # type: ignore[arg-type]
    assert first.vectors.shape[1] == second.vectors.shape[1], "as large"
    assert first.likeness != second.likeness


def test_the_same_values_at_other_places_are_another_landscape() -> None:
    signal = signal_of()
    turned = dataclasses.replace(signal, values=np.ascontiguousarray(signal.values[::-1]))
    first, second = ask_scene(trained()), ask_scene(trained(signal=turned))
    assert first.likeness.transform == second.likeness.transform
    assert first.likeness != second.likeness


def test_other_frequencies_are_another_network() -> None:
    options = MlpOptions(hidden_features=8, hidden_layers=1)
    first, same, other = (ask_scene(trained(options, seed=seed)) for seed in (0, 0, 1))
    assert first.likeness == same.likeness
    assert bool(field_of(trained(options)).constants) == (first.likeness != other.likeness)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


def test_only_runs_of_one_landscape_are_kept(session: Session) -> None:
    landscape = NetworkLandscape(session)
    landscape._together = True
    plain, again, wild = (
        ask_scene(trained(run=1)),
        ask_scene(trained(run=2, seed=4)),
        ask_scene(trained(dataclasses.replace(SIREN, first_omega_0=20.0), run=3)),
    )
    for scene, kept in ((plain, [1]), (again, [1, 2]), (again, [1, 2]), (wild, [3]), (plain, [1])):
        landscape._keep(scene)
        assert [one.run for one in landscape.scenes] == kept


def test_the_work_can_be_left_between_any_two_losses() -> None:
    calls: list[int] = []
    scene = ask_scene(trained())
    loss_of = scene.loss_of

    def counted(weights: np.ndarray) -> float:
        calls.append(1)
        return loss_of(weights)

    work = survey((dataclasses.replace(scene, loss_of=counted),))
    snapshots, progress = 0, next(work)
    while progress is None:
        snapshots += 1
        assert len(calls) == snapshots
        progress = next(work)
    assert snapshots == len(scene.vectors)
    assert isinstance(progress, PlaneProgress)
    assert progress.done == 1
    assert len(calls) == snapshots + 1


def facts(scenes: tuple[NetworkScene, ...]) -> str:
    progress = next(one for one in survey(scenes) if one is not None)
    return facts_of(progress.plane, scenes, 0.5)


def test_the_facts_say_whose_heights_they_are_and_over_what() -> None:
    small = facts((ask_scene(trained(run=1)), ask_scene(trained(run=2, seed=4))))
    assert "heights are those of run 2: the mean squared error over all 256 given samples" in small
    assert "Run 1 (blue)" in small
    large = facts((ask_scene(trained(signal=signal_of(size=64), run=7)),))
    assert f"over {SAMPLES:,} drawn of the 4,096 given samples" in large


def test_a_fit_without_snapshots_is_told_so() -> None:
    trainer = Trainer(Experiment(field=SIREN, training=TrainingOptions(threads=1)), signal_of())
    with pytest.raises(UsageError, match="snapshots"):
        ask_scene(trainer)
