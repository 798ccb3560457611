"""A lower rate and the interpolations back, against sines whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.sounds.decimation import decimate, linear, low_pass, sinc
from sirendesk.core.sounds.resampling import resampled
from sirendesk.core.sounds.scores import snr

SCALE, COUNT = 4, 4001


def tone(cycles_a_sample: float, channels: int = 1) -> np.ndarray:
    """A sine; the second channel is a quarter of a turn ahead."""
    phase = np.arange(channels) * np.pi / 2
    return np.sin(2 * np.pi * cycles_a_sample * np.arange(COUNT)[:, None] + phase).astype(np.float32)


@pytest.mark.parametrize("scale", [2, 3, 4, 8])
def test_the_filter_is_one_at_the_bottom_half_at_the_cut_and_nothing_above(scale: int) -> None:
    taps = low_pass(scale)
    assert len(taps) == 20 * scale + 1
    assert np.allclose(taps, taps[::-1])
    at = np.abs([np.sum(taps * np.exp(-2j * np.pi * f * np.arange(len(taps)))) for f in (0, 0.5 / scale, 0.75 / scale)])
    assert at == pytest.approx([1.0, 0.5, 0.0], abs=0.003)


def test_a_low_tone_comes_through_sample_for_sample() -> None:
    sound = tone(0.02, 2)
    low = decimate(sound, SCALE, "filtered")
    assert low.shape == (1001, 2)
    # all but the ends, which stand still beyond themselves
    assert np.allclose(low[20:-20], sound[::SCALE][20:-20], atol=1e-4)


def test_a_tone_that_the_low_rate_cannot_carry_is_gone_unless_nothing_is_done_about_it() -> None:
    sound = tone(0.19)
    assert np.abs(decimate(sound, SCALE, "filtered")[20:-20]).max() < 1e-3
    assert np.array_equal(decimate(sound, SCALE, "stride"), sound[::SCALE])


def test_it_is_the_resampling_of_sounds_but_for_the_ends() -> None:
    sound = np.random.default_rng(0).standard_normal((COUNT, 2)).astype(np.float32)
    ours, theirs = decimate(sound, SCALE, "filtered"), resampled(sound, 16_000, 4_000)
    assert np.allclose(ours[20:-20], theirs[20:-20], atol=1e-5)


def test_the_sinc_gives_a_low_tone_back_and_straight_lines_do_not() -> None:
    sound = tone(0.08, 2)
    low = decimate(sound, SCALE, "filtered")
    inside = slice(200, -200)
    assert snr(sound[inside], sinc(low, SCALE, COUNT)[inside]) > 50
    assert 5 < snr(sound[inside], linear(low, SCALE, COUNT)[inside]) < 15


def test_both_pass_through_what_is_given() -> None:
    low = np.random.default_rng(1).standard_normal((300, 1)).astype(np.float32)
    assert np.array_equal(linear(low, SCALE, 1200)[::SCALE], low)
    assert np.allclose(sinc(low, SCALE, 1200)[::SCALE], low, atol=2e-3)


def test_a_constant_stays_one_to_its_ends() -> None:
    sound = np.full((101, 1), 0.3, np.float32)
    low = decimate(sound, SCALE, "filtered")
    assert np.allclose(low, 0.3, atol=1e-6)
    assert np.allclose(sinc(low, SCALE, 101), 0.3, atol=1e-4)
