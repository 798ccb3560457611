"""The task: what the solver gets, what is measured, which sizes are refused, and small odd pictures to their end."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sirendesk.core.budget import Budget
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import Experiment, parse_experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.metrics import psnr
from sirendesk.core.report import make_report, stored_model
from sirendesk.core.resampling import area_means
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.upscale import (
    BASELINES,
    MOST_DRAWN,
    UpscaleOptions,
    enlarged,
    guiding,
    losing,
    scores,
)
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions


def run(experiment: Experiment, signal: SampledSignal, **options: bool) -> Trainer:
    trainer = Trainer(experiment, signal, **options)
    while trainer.advance(1.0):
        pass
    return trainer


def signal_of(values: np.ndarray, alpha: np.ndarray | None = None) -> SampledSignal:
    return SampledSignal(values.astype(np.float32), alpha, "picture", "picture")


def test_the_solver_gets_the_small_picture_and_nothing_of_the_truth(wave: SampledSignal) -> None:
    problem = UpscaleOptions(protocol="area").prepare(wave)
    assert problem.shape == (12, 16)
    assert problem.output_shape == problem.final_shape == wave.shape
    assert problem.samples.shape == (192, 1)
    assert np.allclose(problem.signal.values, area_means(wave.values, (12, 16)), atol=1e-6)
    assert problem.truth is not None
    assert np.array_equal(problem.reference, wave.values)
    assert problem.scale == pytest.approx(2.0)


def test_own_pictures_have_no_truth_and_are_held_against_bicubic(wave: SampledSignal) -> None:
    problem = UpscaleOptions(scale=2.5).prepare(wave)
    assert problem.truth is None
    assert problem.signal is wave
    assert problem.output_shape == (60, 80)
    assert np.array_equal(problem.reference, np.clip(enlarged(problem, "bicubic"), 0, 1))
    assert "no truth" in problem.region


@pytest.mark.parametrize("protocol", ["area", "bicubic", "stride"])
@pytest.mark.parametrize("scale", [2, 3, 4])
def test_scores_are_those_of_the_whole_picture(wave: SampledSignal, protocol: str, scale: int) -> None:
    task = UpscaleOptions(protocol=protocol, scale=scale)
    problem = task.prepare(wave)
    found = task.measure(problem, wave.values + 0.1)
    assert found["psnr"] == pytest.approx(20.0, abs=0.5)  # cut to [0, 1]
    assert found["rmse"] == pytest.approx(10 ** (-found["psnr"] / 20))
    rivals = task.baselines(problem, 0, 0)
    assert list(rivals) == list(BASELINES)
    for name, score in rivals.items():
        assert score["psnr"] == pytest.approx(psnr(wave.values, np.clip(enlarged(problem, name), 0, 1)))
    assert rivals["bicubic"]["psnr"] > rivals["nearest"]["psnr"]


@pytest.mark.parametrize("protocol", ["none", "area", "bicubic"])
@pytest.mark.parametrize("scale", [1.3, 1.7, 1.8, 2.6])
def test_rivals_are_observed_at_the_small_pictures_own_size(protocol: str, scale: float) -> None:
    for shape in ((60, 90), (59, 31), (7, 200)):
        signal = signal_of(np.random.default_rng(0).random((*shape, 1)))
        problem = UpscaleOptions(protocol=protocol, scale=scale).prepare(signal)
        assert problem.observe(problem.rival).shape == problem.signal.values.shape
        assert enlarged(problem, "back_projection").shape[:2] == problem.drawn_shape


def test_without_truth_the_score_is_about_the_known_pixels(wave: SampledSignal) -> None:
    task = UpscaleOptions(scale=2)
    problem = task.prepare(wave)
    doubled = np.repeat(np.repeat(wave.values, 2, 0), 2, 1)
    assert task.measure(problem, doubled)["psnr"] > 120
    assert scores(problem, doubled + 0.01)["rmse"] == pytest.approx(0.01, rel=1e-3)


def test_losing_names_the_better_ones_best_first() -> None:
    rivals = {"a": {"psnr": 30.0}, "b": {"psnr": 32.0}, "c": {"psnr": 20.0}, "d": {"psnr": None}}
    assert losing(25.0, rivals) == ["d", "b", "a"]
    assert losing(None, rivals) == []


def test_places_follow_the_observation() -> None:
    assert UpscaleOptions(protocol="area").places() == (2, UpscaleOptions().jitter)
    assert UpscaleOptions(protocol="stride").places() == (1, 0.0)
    assert UpscaleOptions(protocol="bicubic").places() == (1, 0.0)
    assert UpscaleOptions(observation="point").places() == (1, 0.0)
    assert UpscaleOptions(observation="footprint", protocol="stride", subsamples=5, jitter=0.5).places() == (3, 0.5)


@pytest.mark.parametrize(("shape", "scale"), [((300, 300), 1000.0), ((2, 1100), 950.0)])
def test_a_scale_beyond_any_file_is_refused_with_the_number(shape: tuple[int, int], scale: float) -> None:
    with pytest.raises(UsageError, match=f"{round(shape[1] * scale):,} x {round(shape[0] * scale):,}"):
        UpscaleOptions(scale=scale).prepare(signal_of(np.zeros((*shape, 1))))


def test_a_very_large_result_is_drawn_smaller_by_the_fit(wave: SampledSignal) -> None:
    problem = UpscaleOptions(scale=100.0).prepare(wave)
    assert problem.final_shape == (2400, 3200)
    height, width = problem.output_shape
    assert height * width <= MOST_DRAWN
    assert width / height == pytest.approx(4 / 3, rel=0.01)


def test_a_picture_too_small_for_its_scale_is_refused(wave: SampledSignal) -> None:
    with pytest.raises(UsageError, match="smaller scale"):
        UpscaleOptions(protocol="area", scale=20.0).prepare(wave)


def test_the_truth_may_come_from_a_file(wave: SampledSignal, tmp_path: Path) -> None:
    path = tmp_path / "truth.png"
    Image.new("RGB", (96, 72), (255, 0, 0)).save(path)
    problem = UpscaleOptions(reference=str(path)).prepare(wave)
    assert problem.output_shape == (72, 96)
    assert problem.scale == pytest.approx(3.0)
    assert problem.truth is not None
    assert problem.truth.shape == (72, 96, 1)
    with pytest.raises(UsageError, match="reference"):
        UpscaleOptions(reference=str(path), protocol="area").prepare(wave)
    Image.new("L", (96, 96)).save(path)
    with pytest.raises(InputRefusedError, match="96 x 96"):
        UpscaleOptions(reference=str(path)).prepare(wave)


def test_a_fit_beats_bicubic_on_what_it_can_learn(small: Callable[..., Experiment]) -> None:
    rows, columns = np.mgrid[0:48, 0:48] / 47
    signal = signal_of((0.5 + 0.4 * np.sin(40 * rows + 9) * np.cos(33 * columns))[..., None])
    task = UpscaleOptions(protocol="area")
    trainer = run(small(task=task, budget=Budget.of(steps=600)), signal)
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > trainer.baselines(0)["bicubic"]["psnr"] + 1
    report = make_report(trainer)
    assert report["task"] == "upscale"
    assert stored_model(trainer).shape == (48, 48)


@pytest.mark.parametrize("protocol", ["none", "area", "stride"])
def test_the_live_picture_is_on_the_drawn_grid(
    small: Callable[..., Experiment], wave: SampledSignal, protocol: str
) -> None:
    trainer = Trainer(small(task=UpscaleOptions(protocol=protocol)), wave)
    trainer.step_once()
    live = trainer.snapshot(frame=True).frame
    assert live is not None
    shape = (48, 64) if protocol == "none" else (24, 32)
    assert live.picture.shape == live.error.shape == shape
    while trainer.advance(1.0):
        pass
    exact = trainer.snapshot(frame=True).frame
    assert exact is not None
    assert exact.exact
    assert exact.picture.shape == shape


def test_the_same_seed_gives_the_same_result_jitter_and_all(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    experiment = small(task=UpscaleOptions(protocol="area", jitter=1.0, smoothness=0.01))
    first, again = run(experiment, wave), run(experiment, wave)
    other = run(dataclasses.replace(experiment, task=UpscaleOptions(protocol="area", jitter=0.0)), wave)
    assert first.reconstruction is not None
    assert np.array_equal(first.reconstruction, again.reconstruction)
    assert not np.array_equal(first.reconstruction, other.reconstruction)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_constant_picture_comes_out_constant(small: Callable[..., Experiment], channels: int) -> None:
    trainer = run(small(task=UpscaleOptions(protocol="area")), signal_of(np.full((8, 8, channels), 0.25)))
    assert trainer.reconstruction is not None
    assert np.abs(trainer.reconstruction - 0.25).max() < 0.2
    assert not trainer.diverged


def test_the_smallest_pictures_work(small: Callable[..., Experiment]) -> None:
    signal = signal_of(np.array([[0.0, 1.0], [1.0, 0.0]])[..., None])
    trainer = run(small(task=UpscaleOptions(scale=4.0, smoothness=0.01)), signal)
    assert trainer.reconstruction is not None
    assert trainer.reconstruction.shape == (8, 8, 1)


def test_transparency_is_enlarged_beside_what_is_learnt() -> None:
    alpha = np.zeros((8, 8), np.float32)
    alpha[:, 4:] = 1.0
    problem = UpscaleOptions(scale=2).prepare(signal_of(np.full((8, 8, 3), 0.5), alpha))
    large = problem.alpha((16, 16))
    assert large is not None
    assert large.shape == (16, 16)
    assert large[:, :4].max() == 0.0
    assert large[:, -4:].min() == pytest.approx(1.0)
    assert 0.0 <= large.min() <= large.max() <= 1.0
    halved = UpscaleOptions(scale=2, protocol="area").prepare(signal_of(np.full((8, 8, 3), 0.5), alpha))
    assert halved.signal.alpha is not None
    assert halved.signal.alpha.shape == (4, 4)
    assert UpscaleOptions().prepare(signal_of(np.full((8, 8, 3), 0.5))).alpha((16, 16)) is None


@pytest.mark.parametrize(
    ("training", "word"),
    [
        (TrainingOptions(end_points=True), "end_points"),
        (TrainingOptions(engine="numpy"), "engine"),
        (TrainingOptions(total_variation=0.1), "total_variation"),
    ],
)
def test_what_cannot_go_together_is_refused(
    small: Callable[..., Experiment], wave: SampledSignal, training: TrainingOptions, word: str
) -> None:
    task = UpscaleOptions(protocol="area", smoothness=0.01)
    with pytest.raises(UsageError, match=word):
        Trainer(small(task=task, training=training), wave, watch=False)


def test_it_is_saved_and_read_again() -> None:
    experiment = Experiment(task=UpscaleOptions(scale=3.5, protocol="bicubic", jitter=0.25))
    assert parse_experiment(json.dumps(experiment.to_json())) == experiment


def test_what_guides_is_slower_than_what_memorises() -> None:
    field = guiding(SirenOptions(), (200, 200), 2.0)
    assert isinstance(field, SirenOptions)
    assert field.first_omega_0 < SirenOptions().first_omega_0
