"""What suits a sound: its band by closed forms, omega_0 in Hz, and that no seed of the suited start stays silent."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS, SirenOptions
from sirendesk.core.fields.hash_grid import HashGridOptions
from sirendesk.core.losses.spectral import SpectralOptions
from sirendesk.core.signals import AudioSignal
from sirendesk.core.sounds import suiting
from sirendesk.core.training import Trainer

RATE = 8000


def sound(values: np.ndarray, rate: int = RATE) -> AudioSignal:
    return AudioSignal(np.asarray(values, np.float32).reshape(len(values), -1), rate, "made", "made")


def tones(*hertz: float, seconds: float = 1.0, loud: float = 0.3) -> AudioSignal:
    time = np.arange(int(seconds * RATE)) / RATE
    return sound(loud * np.sum([np.sin(2 * np.pi * f * time + f) for f in hertz], axis=0))


@pytest.mark.parametrize("hertz", [100.0, 440.0, 3000.0])
@pytest.mark.parametrize("loud", [1e-4, 0.9])
def test_the_band_of_a_tone_is_its_frequency(hertz: float, loud: float) -> None:
    assert suiting.band(tones(hertz, loud=loud)) == pytest.approx(hertz, abs=2.5 * RATE / suiting.STRETCH)


def test_the_band_is_a_share_of_the_energy() -> None:
    two = sound(tones(200.0).values * 3 + tones(2000.0).values)  # nine tenths and one tenth
    assert suiting.band(two, 0.85) == pytest.approx(200, abs=10)
    assert suiting.band(two, 0.95) == pytest.approx(2000, abs=10)


def test_silence_and_a_constant_have_no_band() -> None:
    assert suiting.band(sound(np.zeros(500))) == 0.0
    assert suiting.band(sound(np.full(9000, 0.5))) == 0.0


def test_two_samples_are_a_sound() -> None:
    made = suiting.guiding(Experiment(), sound(np.array([0.5, -0.5])))
    made.check()


def test_of_a_long_sound_a_bounded_number_of_samples_is_read() -> None:
    class Counted(np.ndarray):
        read = 0

        def __getitem__(self, key: Any) -> Any:
            found = super().__getitem__(key)
            Counted.read += found.size
            return found

    long = tones(440.0, seconds=120.0)
    object.__setattr__(long, "values", long.values.view(Counted))
    assert suiting.band(long) == pytest.approx(440, abs=5)
    assert 0 < Counted.read <= 3 * suiting.STRETCHES * suiting.STRETCH


@settings(max_examples=20, deadline=None)
@given(st.floats(50, 1000), st.floats(0.2, 300), st.floats(1, 3))
def test_omega_and_the_frequency_it_reaches_are_inverse(hertz: float, seconds: float, scale: float) -> None:
    omega = suiting.first_omega_0(hertz, seconds, scale)
    found = suiting.reach_of(SirenOptions(first_omega_0=omega, weight_scale=scale), seconds)
    assert found == pytest.approx(hertz, rel=0.006)


def test_the_fastest_sine_makes_the_frequency_that_was_asked_for() -> None:
    import torch

    made = suiting.guiding(Experiment(), tones(1000.0, seconds=2.0))
    assert isinstance(made.field, SirenOptions)
    field = made.field.build(1, 1, torch.Generator().manual_seed(0), torch.device("cpu"))
    # radians over a unit of the coordinate, which is half the sound
    fastest = float(field.split(field.weights)[0].abs().max()) / (2 * math.pi * 1.0)
    assert fastest == pytest.approx(suiting.first_reach(tones(1000.0, seconds=2.0)), rel=0.05)


@pytest.mark.parametrize("name", FIELDS)
def test_every_model_gets_an_experiment_that_can_run_and_keeps_its_size(name: str) -> None:
    before = FIELDS[name]()
    made = suiting.guiding(Experiment(field=before), tones(440.0, 900.0))
    made.check()
    assert type(made.field) is type(before)
    for option in ("hidden_features", "hidden_layers", "rank"):
        assert getattr(made.field, option, None) == getattr(before, option, None)


def test_a_chosen_budget_stays_and_the_usual_one_is_longer() -> None:
    chosen = Budget.of(steps=7)
    assert suiting.guiding(Experiment(budget=chosen), tones(440.0)).budget == chosen
    assert suiting.guiding(Experiment(), tones(440.0)).budget == Budget.of(seconds=suiting.SECONDS)


def test_a_loss_that_listens_gets_several_runs_in_a_batch() -> None:
    made = suiting.guiding(Experiment(loss=SpectralOptions(fft_sizes="512, 2048")), tones(440.0))
    assert made.training.batch_size >= 4 * 2048


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("loud", [0.002, 0.5])
def test_no_seed_stays_silent_however_quiet_the_sound(seed: int, loud: float) -> None:
    chord = tones(220.0, 331.0, 1243.0, seconds=0.5, loud=loud)
    made = suiting.guiding(Experiment(seed=seed, budget=Budget.of(steps=60)), chord)
    small = dataclasses.replace(made.field, hidden_features=64)
    threads = dataclasses.replace(made.training, threads=1, batch_size=512)
    trainer = Trainer(dataclasses.replace(made, field=small, training=threads), chord, watch=False)
    while trainer.advance(10.0):
        pass
    assert trainer.metrics is not None
    assert trainer.metrics["snr"] > 1.0
    assert trainer.notes == []


def test_a_grid_gets_a_cell_for_every_two_samples_and_learns_at_once() -> None:
    chord = tones(220.0, 550.0, 1300.0)
    made = suiting.guiding(Experiment(field=HashGridOptions(features_per_level=1), budget=Budget.of(steps=150)), chord)
    assert isinstance(made.field, HashGridOptions)
    assert made.field.finest_resolution == chord.size // 2
    assert 2**made.field.log2_table_size > made.field.finest_resolution  # no two cells share an entry
    trainer = Trainer(made, chord, watch=False)
    while trainer.advance(1.0):
        pass
    assert trainer.metrics is not None
    assert trainer.metrics["snr"] > 20  # 0 with the grid that suits a picture
