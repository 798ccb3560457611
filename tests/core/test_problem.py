"""What errors are held against: a peak of 1 for a picture, its own power for a sound."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.metrics import mse, psnr
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AudioSignal, SampledSignal
from sirendesk.core.sounds.scores import snr


def posed(signal: SampledSignal | AudioSignal, **parts: np.ndarray) -> Problem:
    return Problem(signal, signal.values.reshape(-1, signal.channels), region="all", **parts)


def test_a_picture_has_a_psnr(wave: SampledSignal) -> None:
    problem = posed(wave)
    assert (problem.score_name, problem.peak_power, problem.score_offset, problem.output_rate) == (
        "psnr",
        1.0,
        0.0,
        None,
    )
    wrong = wave.values + np.float32(0.3)
    assert problem.score(wrong) == psnr(wave.values, np.clip(wrong, 0, 1))


def test_a_sound_has_an_snr(tune: AudioSignal) -> None:
    problem = posed(tune)
    assert (problem.score_name, problem.output_rate, problem.shape) == ("snr", 8000, (2000,))
    assert problem.peak_power == pytest.approx((0.3**2 + 0.2**2) / 4, rel=1e-3)
    wrong = tune.values * np.float32(0.9)
    assert problem.score(wrong) == snr(tune.values, wrong) == pytest.approx(20.0, abs=1e-3)
    assert problem.score_offset - 10 * np.log10(mse(tune.values, wrong)) == pytest.approx(20.0, abs=1e-3)
    # what is louder than full scale is not cut
    assert problem.score(tune.values * np.float32(10)) == pytest.approx(-20 * np.log10(9), abs=1e-3)


def test_only_what_is_observed_counts(tune: AudioSignal) -> None:
    observed = np.arange(2000) < 1000
    assert posed(tune, observed=observed).peak_power == pytest.approx(np.square(tune.values[:1000]).mean(), rel=1e-6)


def test_silence_has_no_power() -> None:
    problem = posed(AudioSignal(np.zeros((9, 1), np.float32), 8000, "a", "a"))
    assert (problem.peak_power, problem.score_offset) == (0.0, -np.inf)
