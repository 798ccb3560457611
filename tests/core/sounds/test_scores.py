"""The scores of sounds against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.sounds.scores import FLOOR, log_spectral_distance, snr

RATE = 16_000


def _noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32) * np.float32(0.1)


def test_the_ratio_of_a_scaled_sound_is_that_of_what_is_missing() -> None:
    sound = _noise(0, 1000, 2)
    # half of it is missing: 10 log10(1 / 0.25)
    assert snr(sound, sound / 2) == pytest.approx(20 * math.log10(2), abs=1e-5)
    assert snr(sound, np.zeros_like(sound)) == pytest.approx(0.0, abs=1e-9)


def test_white_noise_at_a_tenth_of_the_amplitude_is_twenty_decibels_down() -> None:
    sound, noise = _noise(1, 200_000, 1).astype(np.float64), _noise(2, 200_000, 1)
    assert snr(sound, sound + noise / 10) == pytest.approx(20.0, abs=0.05)


def test_equal_sounds_and_silent_ones() -> None:
    sound, silence = _noise(3, 50, 1), np.zeros((50, 1), np.float32)
    assert snr(sound, sound) == math.inf == snr(silence, silence)
    assert snr(silence, sound) == -math.inf


def test_a_region_is_all_that_counts() -> None:
    sound = _noise(4, 100, 1)
    other, region = sound.copy(), np.zeros(100, bool)
    other[50:] = 0
    region[:50] = True
    assert snr(sound, other, region) == math.inf
    assert snr(sound, other, ~region) == 0.0
    assert math.isnan(snr(sound, other, np.zeros(100, bool)))


def test_long_sounds_are_added_up_in_portions() -> None:
    sound = np.ones((600_000, 1), np.float32)
    assert snr(sound, sound * np.float32(0.9)) == pytest.approx(20.0, abs=1e-4)


@pytest.mark.parametrize("gain", [0.5, 0.1, 2.0])
def test_a_quieter_copy_is_as_many_decibels_away_at_every_frequency(gain: float) -> None:
    sound = _noise(5, 8000, 2)
    distance = log_spectral_distance(sound, (sound * gain).astype(np.float32), RATE)
    assert distance == pytest.approx(abs(20 * math.log10(gain)), abs=0.01)


def test_equal_sounds_have_no_distance_and_it_is_the_same_both_ways() -> None:
    one, other = _noise(6, 5000, 1), _noise(7, 5000, 1)
    assert log_spectral_distance(one, one, RATE) == 0.0
    assert log_spectral_distance(one, other, RATE) == log_spectral_distance(other, one, RATE)


def test_independent_noise_is_as_far_as_the_logarithms_of_two_exponential_variables() -> None:
    # 10 log10 of a unit exponential variable has deviation (10 / ln 10) pi / sqrt 6 = 5.57 dB, of two √2 as much
    distance = log_spectral_distance(_noise(8, 60_000, 1), _noise(9, 60_000, 1), RATE)
    assert distance == pytest.approx(10 / math.log(10) * math.pi / math.sqrt(3), rel=0.03)


def test_silence_counts_as_the_floor() -> None:
    sine = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    # a Hann window's sine on a bin fills three bins: its own at 0 dB and its neighbours at -6.02
    middle = np.zeros(RATE, bool)
    middle[RATE // 4 : 3 * RATE // 4] = True
    three = np.array([0.0, -20 * math.log10(2), -20 * math.log10(2)]) - FLOOR
    expected = math.sqrt((three**2).sum() / 257)
    assert log_spectral_distance(sine, np.zeros_like(sine), RATE, middle) == pytest.approx(expected, rel=0.002)


def test_a_sound_shorter_than_a_window_and_one_in_many_blocks() -> None:
    short, long = _noise(10, 3, 1), _noise(11, 200_000, 1)
    assert log_spectral_distance(short, short / 2, RATE) == pytest.approx(20 * math.log10(2), abs=0.1)
    half = np.concatenate([long[:100_000], long[100_000:] / 10])
    assert log_spectral_distance(long, half, RATE) == pytest.approx(10.0, abs=0.05)


def test_an_empty_region_has_no_distance_and_shapes_must_fit() -> None:
    sound = _noise(12, 1000, 1)
    assert math.isnan(log_spectral_distance(sound, sound, RATE, np.zeros(1000, bool)))
    with pytest.raises(ValueError, match="differ"):
        log_spectral_distance(sound, sound[:-1], RATE)
    with pytest.raises(ValueError, match="differ"):
        snr(sound, sound[:, 0])
    with pytest.raises(ValueError, match="does not fit"):
        snr(sound, sound, np.ones(999, bool))
