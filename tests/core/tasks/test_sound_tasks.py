"""Upscaling, denoising and inpainting of a sound: what is posed, what a fit may see, how a result is judged."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.signals import AudioSignal, SampledSignal
from sirendesk.core.sounds.decimation import decimate, sinc
from sirendesk.core.sounds.guiding import guiding
from sirendesk.core.sounds.scores import snr
from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks import SOUND_TASKS, TASKS
from sirendesk.core.tasks.denoise_sound import DenoiseSoundOptions
from sirendesk.core.tasks.inpaint_sound import InpaintSoundOptions
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

RATE = 8000


def sound(count: int = 2400, channels: int = 1, seed: int = 0) -> AudioSignal:
    """Tones and a little noise, most of it below 1 kHz."""
    places = np.arange(count)[:, None] / RATE
    tones = sum(np.sin(2 * np.pi * f * places + np.arange(channels)) for f in (110.0, 330.0, 700.0, 950.0))
    noise = np.random.default_rng(seed).standard_normal((count, channels))
    return AudioSignal((0.1 * np.asarray(tones) + 0.01 * noise).astype(np.float32), RATE, "tones", "tones.wav")


def fitted(task: Any, signal: AudioSignal, steps: int, **field: Any) -> Trainer:
    plain = Experiment(
        task=task, budget=Budget.of(steps=steps), training=TrainingOptions(device="cpu", precision="fp32")
    )
    experiment = guiding(plain, signal)
    if field and isinstance(experiment.field, SirenOptions):
        experiment = dataclasses.replace(experiment, field=dataclasses.replace(experiment.field, **field))
    problem = task.prepare(signal)
    trainer = Trainer(experiment, problem.signal, problem=problem, watch=False)
    while trainer.advance(10.0):
        pass
    return trainer


@pytest.mark.parametrize("name", SOUND_TASKS)
def test_a_picture_is_refused_and_a_sound_is_there_before_any_fit(name: str) -> None:
    task: Any = TASKS[name]()
    assert isinstance(task, TaskOptions)
    with pytest.raises(InputRefusedError, match="picture"):
        task.prepare(SampledSignal(np.zeros((8, 8, 1), np.float32), None, "grey", "grey.png"))
    stereo = sound(channels=2)
    problem = task.prepare(stereo)
    assert problem.score_name == "snr"
    assert problem.given.shape[1] == 2
    assert problem.given_rate == RATE
    assert problem.reference.shape == (*problem.output_shape, 2)
    tracks = [track for track in task.tracks(problem) if track is not None]
    rivals = task.baselines(problem, 1, 1)
    assert list(rivals) == [track.name for track in tracks]
    for track in tracks:
        assert track.values.shape == problem.reference.shape
        assert track.sample_rate == problem.output_rate
        assert set(task.measure(problem, problem.reference)) >= {"snr", "lsd"}
        assert {key: rivals[track.name][key] for key in track.scores} == pytest.approx(track.scores, nan_ok=True)


def test_upscaling_with_truth_learns_every_fourth_sample_and_nothing_else() -> None:
    signal = sound()
    task = UpscaleSoundOptions(scale=4, protocol="filtered")
    problem = task.prepare(signal)
    assert (problem.given_rate, problem.output_rate, problem.output_shape) == (2000, RATE, (2400,))
    assert np.array_equal(problem.samples, decimate(signal.values, 4, "filtered"))
    assert np.array_equal(UpscaleSoundOptions(protocol="stride").prepare(signal).samples, signal.values[::4])
    assert task.measure(problem, signal.values) == {"snr": math.inf, "lsd": 0.0}
    assert [task.hears(problem), dataclasses.replace(task, observation="point").hears(problem)] == [True, False]


def test_upscaling_an_own_sound_is_judged_by_what_was_given() -> None:
    signal = sound(channels=2)
    task = UpscaleSoundOptions(scale=3)
    problem = task.prepare(signal)
    assert (problem.output_rate, problem.output_shape, problem.has_truth) == (3 * RATE, (7200,), False)
    between = sinc(signal.values, 3, 7200)
    between[::3] = signal.values
    assert task.measure(problem, between)["snr"] == math.inf
    assert task.measure(problem, np.zeros_like(between))["snr"] == 0.0


def test_upscaling_has_its_limits() -> None:
    with pytest.raises(UsageError, match="too little to learn"):
        UpscaleSoundOptions(scale=64, protocol="filtered").prepare(sound(900))
    with pytest.raises(UsageError, match="too much"):
        UpscaleSoundOptions(scale=64).prepare(dataclasses.replace(sound(), sample_rate=44_100))


def test_a_fit_is_nearer_to_the_truth_than_the_windowed_sinc() -> None:
    trainer = fitted(UpscaleSoundOptions(scale=4, protocol="filtered"), sound(), 250)
    assert trainer.metrics is not None
    rivals = trainer.baselines(1)
    assert trainer.metrics["snr"] > rivals["linear"]["snr"]
    assert trainer.metrics["snr"] >= rivals["sinc"]["snr"] - 0.05


def test_an_own_sound_keeps_its_samples_when_it_is_upscaled() -> None:
    trainer = fitted(UpscaleSoundOptions(scale=2), sound(1200), 200)
    assert trainer.metrics is not None
    assert trainer.reconstruction is not None
    assert trainer.reconstruction.shape == (2400, 1)
    assert trainer.metrics["snr"] > 25


def test_denoising_shows_a_fit_neither_the_truth_nor_what_is_held_out() -> None:
    signal = sound(channels=2)
    task = DenoiseSoundOptions(add="gaussian:10dB", held_out=0.1)
    problem = task.prepare(signal)
    assert problem.observed is not None
    assert snr(signal.values, problem.noisy) == pytest.approx(10.0, abs=0.01)
    assert problem.held_out.sum() == 240
    assert np.array_equal(problem.observed, ~problem.held_out)
    assert np.array_equal(problem.samples[problem.observed], problem.noisy[problem.observed])
    assert len(np.unique(problem.samples[problem.held_out], axis=0)) == 1
    again = task.prepare(signal)
    assert np.array_equal(again.noisy, problem.noisy)
    other = dataclasses.replace(task, noise_seed=1).prepare(signal)
    assert not np.array_equal(other.held_out, problem.held_out)


def test_without_truth_denoising_is_judged_by_what_is_held_out() -> None:
    task = DenoiseSoundOptions()
    problem = task.prepare(sound())
    made = problem.noisy.copy()
    made[problem.held_out] = 0
    assert task.measure(problem, made)["snr"] == pytest.approx(0.0)
    assert "noisy" not in task.baselines(problem, 1, 1)
    assert not problem.has_truth


def test_a_denoising_fit_takes_noise_away_and_looks_at_what_it_never_saw() -> None:
    trainer = fitted(DenoiseSoundOptions(add="gaussian:5dB"), sound(1600), 120, hidden_features=48, hidden_layers=2)
    watcher = trainer.watcher
    assert watcher is not None
    assert watcher.stop is not None
    assert trainer.metrics is not None
    assert trainer.metrics["snr"] > 8
    assert set(watcher.stop.scores) == {"held out", "noisy", "truth"}
    # the looks are at all samples here: what they say of the truth is what the result is worth
    assert watcher.stop.scores["truth"] == pytest.approx(trainer.metrics["snr"], abs=1.0)


def test_inpainting_hides_the_gap_and_keeps_the_rest_to_the_bit() -> None:
    signal = sound(channels=2)
    task = InpaintSoundOptions(gap="100ms-120ms,200ms-210ms")
    problem = task.prepare(signal)
    assert problem.mask.sum() == 240
    assert np.array_equal(problem.judged, problem.mask)
    assert np.array_equal(problem.observed, ~problem.mask)
    assert not problem.given[problem.mask].any()
    made = np.full_like(signal.values, 0.7)
    filled = task.compose(problem, made)
    assert np.array_equal(filled[~problem.mask], signal.values[~problem.mask])
    assert (filled[problem.mask] == np.float32(0.7)).all()
    assert np.array_equal(task.pictures(problem, made)["filled"], filled)
    # nothing of what is hidden is in what a method gets
    other = dataclasses.replace(signal, values=np.where(problem.mask[:, None], np.float32(-1), signal.values))
    assert np.array_equal(task.prepare(other).samples, problem.samples)


def test_the_gap_is_scored_first_and_then_the_whole() -> None:
    signal = sound()
    task = InpaintSoundOptions(gap="100ms-120ms")
    problem = task.prepare(signal)
    scores = task.measure(problem, np.zeros_like(signal.values))
    assert scores["snr"] == 0.0
    power = np.square(signal.values.astype(np.float64))
    assert scores["whole_snr"] == pytest.approx(10 * math.log10(power.sum() / power[problem.mask].sum()))
    assert scores["whole_lsd"] < scores["lsd"]


def test_without_truth_known_stretches_as_long_are_held_out() -> None:
    task = InpaintSoundOptions(gap="100ms-110ms,200ms-205ms", truth=False)
    problem = task.prepare(sound())
    assert problem.judged.sum() == problem.mask.sum() == 120
    assert not (problem.judged & problem.mask).any()
    assert set(task.measure(problem, problem.known)) == {"snr", "lsd"}
    with pytest.raises(UsageError, match="Too little is known"):
        InpaintSoundOptions(gap="0s-299.5ms", truth=False).prepare(sound())


def test_a_fit_fills_a_short_gap_better_than_silence() -> None:
    trainer = fitted(InpaintSoundOptions(gap="100ms-100.5ms"), sound(1600), 150, hidden_features=48, hidden_layers=2)
    assert trainer.metrics is not None
    assert trainer.metrics["snr"] > 3


@pytest.mark.parametrize("name", SOUND_TASKS)
def test_guiding_keeps_a_budget_that_was_said(name: str) -> None:
    plain = Experiment(task=TASKS[name]())
    assert guiding(plain, sound()).budget == Budget.of(seconds=60.0)
    said = dataclasses.replace(plain, budget=Budget.of(steps=7))
    assert guiding(said, sound()).budget == Budget.of(steps=7)
    guiding(plain, sound()).check()
