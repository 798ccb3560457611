"""The spectrum tells what it is made of."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FinerOptions, SirenOptions
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.signals import AudioSignal, SampledSignal, SignalSource, load_signal
from sirendesk.core.sounds.suiting import suited_field
from sirendesk.core.suggest import spectral_edge, suggest
from sirendesk.core.tasks.upscale import UpscaleOptions


def grating(cycles: float, side: int = 128) -> np.ndarray:
    across = np.arange(side) / side
    return np.broadcast_to(0.5 + 0.5 * np.sin(2 * np.pi * cycles * across), (side, side))[:, :, None].astype(np.float32)


@pytest.mark.parametrize("cycles", [4, 12, 31])
def test_the_edge_of_a_grating_is_its_frequency(cycles: int) -> None:
    assert spectral_edge(grating(cycles)) == pytest.approx(cycles, abs=1.5)


def test_a_constant_picture_has_no_edge() -> None:
    assert spectral_edge(np.full((32, 32, 1), 0.3, np.float32)) == 0.0


def test_finer_detail_asks_for_a_higher_omega() -> None:
    omegas = []
    for cycles in (8, 16, 30):
        made = suggest(SampledSignal(grating(cycles), None, "g", "g"), Experiment())
        assert isinstance(made.field, SirenOptions)
        assert f"{made.field.first_omega_0:.0f}" in made.reason
        omegas.append(made.field.first_omega_0)
    assert omegas == sorted(set(omegas))


def test_only_omega_is_touched() -> None:
    before = SirenOptions(hidden_features=77, weight_scale=1.25)
    made = suggest(SampledSignal(grating(20), None, "g", "g"), dataclasses.replace(Experiment(), field=before))
    assert isinstance(made.field, SirenOptions)
    assert dataclasses.replace(made.field, first_omega_0=before.first_omega_0) == before


def test_what_would_never_start_is_not_suggested() -> None:
    made = suggest(SampledSignal(grating(60), None, "g", "g"), Experiment(field=SirenOptions(weight_scale=2.0)))
    assert isinstance(made.field, SirenOptions)
    assert made.field.first_omega_0 == 62
    assert "up to 62" in made.reason


def test_a_gaussian_encoding_gets_its_sigma_and_other_models_keep_theirs() -> None:
    signal = load_signal(SignalSource("sample:camera", size=256, gray=True))
    gaussian = suggest(signal, Experiment(field=MlpOptions(encoding="gaussian", sigma=50.0)))
    assert isinstance(gaussian.field, MlpOptions)
    assert gaussian.field.sigma == 6.0
    assert "σ = 6" in gaussian.reason
    for field in (MlpOptions(encoding="none"), FinerOptions()):
        assert suggest(signal, Experiment(field=field)).field == field


def test_upscaling_is_suggested_what_is_right_between_the_pixels() -> None:
    signal = SampledSignal(grating(20), None, "g", "g")
    memorising = suggest(signal, Experiment())
    made = suggest(signal, Experiment(task=UpscaleOptions(protocol="area", scale=2.0)))
    assert isinstance(made.field, SirenOptions)
    assert isinstance(memorising.field, SirenOptions)
    assert made.field.first_omega_0 < memorising.field.first_omega_0
    assert made.field.weight_scale < memorising.field.weight_scale
    assert "64 × 64" in made.reason
    assert f"{made.field.first_omega_0:g}" in made.reason
    other = suggest(signal, Experiment(task=UpscaleOptions(), field=FinerOptions()))
    assert other.field == FinerOptions()


def test_a_sound_gets_an_omega_in_the_thousands_and_the_reason_in_hertz() -> None:
    time = np.arange(16000) / 8000
    tone = AudioSignal(0.3 * np.sin(2 * np.pi * 440 * time).astype(np.float32)[:, None], 8000, "tone", "tone")
    made = suggest(tone, Experiment())
    assert isinstance(made.field, SirenOptions)
    assert made.field == suited_field(SirenOptions(), tone)
    assert "Hz" in made.reason
    assert f"ω₀ = {made.field.first_omega_0:,.0f}" in made.reason
    finer = suggest(tone, Experiment(field=FinerOptions()))
    assert isinstance(finer.field, FinerOptions)
    assert finer.field.first_omega_0 > FinerOptions().first_omega_0
    other = suggest(tone, Experiment(field=MlpOptions()))
    assert other.field == MlpOptions()
    silent = dataclasses.replace(tone, values=np.zeros((100, 1), np.float32))
    assert "silent" in suggest(silent, Experiment()).reason
