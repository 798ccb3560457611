"""The task: what a fit may see, what it is scored by with and without truth."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.denoising import guiding
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment, parse_experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.training import Trainer


def run(experiment: Experiment, signal: SampledSignal) -> Trainer:
    trainer = Trainer(experiment, signal)
    while trainer.advance(1.0):
        pass
    return trainer


def test_neither_the_truth_nor_what_is_held_out_reaches_a_solver(wave: SampledSignal) -> None:
    problem = DenoiseOptions(add="gaussian:25", held_out=0.1, noise_seed=3).prepare(wave)
    hidden = problem.held_out
    assert hidden.sum() == round(0.1 * wave.size)
    assert problem.observed is not None
    assert np.array_equal(problem.observed, ~hidden.reshape(-1))
    samples = problem.samples.reshape(wave.values.shape)
    assert np.array_equal(samples[~hidden], problem.noisy[~hidden])
    assert np.unique(samples[hidden]).size == 1
    assert psnr(problem.noisy, wave.values) == pytest.approx(20 * math.log10(255 / 25), abs=0.4)
    assert problem.sigma == pytest.approx(25 / 255, rel=0.25)  # of 192 numbers


def test_seeds_are_of_the_noise_and_of_the_place_of_what_is_held_out(wave: SampledSignal) -> None:
    first, again, other = (DenoiseOptions(add="salt:0.2", noise_seed=seed).prepare(wave) for seed in (0, 0, 1))
    assert np.array_equal(first.noisy, again.noisy)
    assert np.array_equal(first.held_out, again.held_out)
    assert not np.array_equal(first.noisy, other.noisy)
    assert not np.array_equal(first.held_out, other.held_out)


def test_a_noisy_picture_of_ones_own_has_no_truth_and_a_score_of_what_was_held_out(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer = run(small(task=DenoiseOptions(add="none")), wave)
    problem = trainer.problem
    assert "held out" in problem.region
    assert "unknown" in problem.region
    assert trainer.metrics is not None
    assert set(trainer.metrics) == {"psnr"}
    assert trainer.reconstruction is not None
    hidden = DenoiseOptions().prepare(wave).held_out
    assert trainer.metrics["psnr"] == pytest.approx(psnr(wave.values, trainer.reconstruction.clip(0, 1), hidden))
    baselines = trainer.baselines(0)
    assert set(baselines) == {"median", "total_variation", "non_local_means"}
    # what they are scored with has not seen the held-out samples either: noise in those alone costs them everything
    spoilt = dataclasses.replace(wave, values=np.where(hidden[..., None], 1 - wave.values, wave.values))
    assert run(small(task=DenoiseOptions()), spoilt).baselines(0)["median"]["psnr"] < 15


def test_with_truth_the_scores_are_against_it(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    trainer = run(small(task=DenoiseOptions(add="gaussian:25")), wave)
    assert trainer.metrics is not None
    assert trainer.reconstruction is not None
    assert trainer.metrics["psnr"] == pytest.approx(psnr(wave.values, trainer.reconstruction.clip(0, 1)))
    assert trainer.metrics["held_out_psnr"] < 22
    baselines = trainer.baselines(0)
    assert baselines["noisy"]["psnr"] < baselines["median"]["psnr"]
    assert "held_out_psnr" not in baselines["noisy"]
    assert "weight" in str(baselines["total_variation"]["note"])


def test_the_suited_options_denoise_and_beat_the_noise_well(wave: SampledSignal) -> None:
    plain = Experiment(task=DenoiseOptions(add="gaussian:25"), budget=Budget.of(steps=250))
    guided = guiding(plain, wave.shape)
    assert isinstance(guided.field, SirenOptions)
    assert guided.field.weight_scale == 1.0
    assert guided.budget == plain.budget
    guided = dataclasses.replace(guided, field=dataclasses.replace(guided.field, hidden_features=32, hidden_layers=2))
    trainer = run(guided, wave)
    assert trainer.metrics is not None
    assert trainer.metrics["psnr"] > trainer.baselines(0)["noisy"]["psnr"] + 5
    assert parse_experiment(json.dumps(guided.to_json())) == guided


def test_salt_asks_for_a_loss_that_lets_outliers_be(wave: SampledSignal) -> None:
    salted = guiding(Experiment(task=DenoiseOptions(add="salt:0.1")), wave.shape)
    assert type(salted.loss).__name__ == "MaeOptions"
    assert type(guiding(Experiment(task=DenoiseOptions(add="photon:30")), wave.shape).loss).__name__ == "MseOptions"


@pytest.mark.parametrize("words", ["gaussian:25", "photon:30", "salt:0.05", "none"])
def test_a_constant_picture_works(small: Callable[..., Experiment], words: str) -> None:
    flat = SampledSignal(np.full((9, 7, 3), 0.5, np.float32), None, "flat", "flat")
    trainer = run(small(task=DenoiseOptions(add=words), budget=Budget.of(steps=30)), flat)
    assert trainer.metrics is not None
    assert trainer.reconstruction is not None
    assert np.isfinite(trainer.reconstruction).all()


def test_the_smallest_picture_works_and_impossible_options_are_refused(small: Callable[..., Experiment]) -> None:
    tiny = SampledSignal(np.random.default_rng(0).random((2, 2, 1), np.float32), None, "tiny", "tiny")
    assert run(small(task=DenoiseOptions(add="gaussian:25"), budget=Budget.of(steps=5)), tiny).metrics is not None
    with pytest.raises(UsageError, match="held_out"):
        small(task=DenoiseOptions(held_out=0.9)).check()
    with pytest.raises(UsageError, match="add"):
        DenoiseOptions(add="gaussian:many").prepare(tiny)
