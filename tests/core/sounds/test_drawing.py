"""A stored sound at any rate: the same at its own, the same function in between."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sirendesk.core.budget import Budget
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.model_file import StoredModel, load_model, save_model
from sirendesk.core.report import stored_model
from sirendesk.core.signals import AudioSignal, SampledSignal
from sirendesk.core.sounds.drawing import coords_at, draw_sound, samples_at, write_drawn_sound
from sirendesk.core.sounds.resampling import resampled
from sirendesk.core.tiles import StoppedError
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

Learnt = tuple[StoredModel, np.ndarray]


@pytest.fixture(scope="module", params=[False, True], ids=["centres", "end points"])
def learnt(request: pytest.FixtureRequest) -> Learnt:
    t = np.arange(2000) / 8000
    values = np.stack([0.3 * np.sin(2 * np.pi * 220 * t), 0.2 * np.cos(2 * np.pi * 330 * t)], axis=1)
    experiment = Experiment(
        field=SirenOptions(hidden_features=32, hidden_layers=1, first_omega_0=400.0),
        training=TrainingOptions(batch_size=128, threads=1, end_points=request.param),
        budget=Budget.of(steps=60),
    )
    trainer = Trainer(experiment, AudioSignal(values.astype(np.float32), 8000, "tune", "tune"), watch=False)
    while trainer.advance(1.0):
        pass
    assert trainer.reconstruction is not None
    return stored_model(trainer), trainer.reconstruction


def drawn(model: StoredModel, rate: int) -> np.ndarray:
    return np.concatenate(list(draw_sound(model, rate)))


def test_it_comes_back_from_its_file_to_the_bit(learnt: Learnt, tmp_path: Path) -> None:
    model, reconstruction = learnt
    save_model(tmp_path / "m.safetensors", model)
    again = load_model(tmp_path / "m.safetensors")
    assert (again.shape, again.channels, again.sample_rate) == ((2000,), 2, 8000)
    np.testing.assert_array_equal(drawn(again, 8000), reconstruction)


@pytest.mark.parametrize("rate", [16_000, 11_025, 4000])
def test_another_rate_asks_at_the_moments_of_its_samples(learnt: Learnt, rate: int) -> None:
    model, _ = learnt
    count = samples_at(model, rate)
    assert count == len(resampled(np.zeros((2000, 1), np.float32), 8000, rate))
    own, found = coords_at(model, 8000, 0, 2000)[:, 0], coords_at(model, rate, 0, count)[:, 0]
    seconds, wanted = np.arange(2000) / 8000, np.arange(count) / rate
    inside = wanted <= seconds[-1]
    np.testing.assert_allclose(found[inside], np.interp(wanted[inside], seconds, own), atol=2e-7)
    assert drawn(model, rate).shape == (count, 2)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_into_a_file(learnt: Learnt, tmp_path: Path, suffix: str) -> None:
    model, _ = learnt
    path, shares = tmp_path / f"a{suffix}", []
    job = write_drawn_sound(path, model, 48_000, 24)
    while True:
        try:
            shares.append(next(job).share)
        except StopIteration as done:
            size, clipped = done.value
            break
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert (size, clipped) == (path.stat().st_size, 0)
    values, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate == 48_000
    np.testing.assert_allclose(values, drawn(model, 48_000), atol=2.0**-23)


def test_who_stops_leaves_nothing(learnt: Learnt, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        list(write_drawn_sound(tmp_path / "a.wav", learnt[0], 8000, stop=lambda: True))
    job = write_drawn_sound(tmp_path / "a.wav", learnt[0], 8000)
    next(job)
    job.close()
    assert not list(tmp_path.iterdir())


def test_a_picture_has_no_rate(learnt: Learnt) -> None:
    with pytest.raises(UsageError, match="picture"):
        samples_at(dataclasses.replace(learnt[0], sample_rate=None), 8000)


@pytest.mark.parametrize("change", [{"sample_rate": 10**9}, {"channels": 3}, {"shape": (10, 10)}, {"shape": (0,)}])
def test_impossible_sounds_are_refused(learnt: Learnt, change: dict, tmp_path: Path) -> None:
    save_model(tmp_path / "m.safetensors", dataclasses.replace(learnt[0], **change))
    with pytest.raises(InputRefusedError, match="sound of impossible size"):
        load_model(tmp_path / "m.safetensors")


def test_a_picture_is_written_as_older_versions_read_it(
    small: Callable[..., Experiment], wave: SampledSignal, tmp_path: Path
) -> None:
    trainer = Trainer(small(), wave, watch=False)
    save_model(tmp_path / "m.safetensors", stored_model(trainer))
    data = (tmp_path / "m.safetensors").read_bytes()
    assert b'\\"format\\": 2' in data
    assert b"sample_rate" not in data
