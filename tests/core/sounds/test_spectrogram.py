"""Spectrograms of sounds whose spectrum is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sirendesk.core.sounds.spectrogram import (
    FLOOR,
    LOG_ROWS,
    MOST_COLUMNS,
    decibels_of,
    hann,
    hop_for,
    make_spectrogram,
    mean_power,
    window_for,
)

RATE = 16_000
STEP = -FLOOR / 255


def sine(frequency: float, seconds: float = 0.5, amplitude: float = 1.0) -> NDArray[np.float32]:
    times = np.arange(int(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * frequency * times)).astype(np.float32)[:, None]


@pytest.mark.parametrize("bin_", [20, 100, 333])
@pytest.mark.parametrize("amplitude", [1.0, 0.1, 0.001])
def test_a_sine_is_in_its_bin_and_as_loud_as_it_is(bin_: int, amplitude: float) -> None:
    window = window_for(RATE)
    frequency = bin_ * RATE / window
    spectrogram = make_spectrogram(sine(frequency, amplitude=amplitude), RATE)
    picture = spectrogram.linear.bytes
    rows, columns = picture.shape
    middle = picture[:, columns // 2]
    assert rows == window // 2 + 1
    assert rows - 1 - int(middle.argmax()) == bin_
    assert decibels_of(int(middle.max())) == pytest.approx(20 * np.log10(amplitude), abs=STEP)
    # a Hann window has three bins; all others are silent
    assert np.count_nonzero(middle > 255 + (FLOOR / 2) / STEP * amplitude) <= 3
    told = spectrogram.decibels(0.25, frequency)
    assert told == pytest.approx(20 * np.log10(amplitude), abs=STEP)


def test_parseval_holds_in_every_window() -> None:
    values = np.random.default_rng(1).normal(size=(4096, 1)).astype(np.float32)
    taper, hop, count = hann(512), 128, 20
    power = mean_power(values, 0, hop, count, taper).astype(np.float64)
    for k in range(count):
        energy = np.sum((values[k * hop : k * hop + 512, 0] * taper).astype(np.float64) ** 2)
        total = power[k, 0] + power[k, -1] + 2 * power[k, 1:-1].sum()
        assert total == pytest.approx(512 * energy, rel=1e-5)


def test_all_windows_together_hold_the_energy_of_the_sound() -> None:
    # the squares of Hann windows an eighth apart add up to a constant, 3/8 of eight
    values = np.zeros((6000, 1), np.float32)
    values[2000:4000, 0] = np.random.default_rng(2).normal(size=2000)
    taper, hop = hann(512), 64
    power = mean_power(values, 0, hop, 80, taper).astype(np.float64)
    total = power[:, 0].sum() + power[:, -1].sum() + 2 * power[:, 1:-1].sum()
    assert total / 512 / 3.0 == pytest.approx(float((values**2).sum()), rel=1e-5)


def test_power_of_channels_is_averaged_and_does_not_cancel() -> None:
    one = sine(1000.0)
    alone = make_spectrogram(one, RATE).linear.bytes.astype(int)
    both = make_spectrogram(np.concatenate([one, -one], axis=1), RATE).linear.bytes.astype(int)
    assert np.abs(alone - both).max() <= 1
    half = make_spectrogram(np.concatenate([one, 0 * one], axis=1), RATE).linear.bytes.astype(int)
    assert alone.max() - half.max() == pytest.approx(10 * np.log10(2) / STEP, abs=1)


def test_a_click_is_in_the_column_of_its_moment() -> None:
    values = np.zeros((RATE, 1), np.float32)
    values[8010] = 1.0
    spectrogram = make_spectrogram(values, RATE)
    loudest = int(spectrogram.linear.bytes.sum(axis=0, dtype=int).argmax())
    begins = spectrogram.start + loudest * spectrogram.column_seconds
    assert begins <= 8010 / RATE < begins + spectrogram.column_seconds
    assert spectrogram.seconds == pytest.approx(1.0, abs=spectrogram.column_seconds)


@pytest.mark.parametrize("frequency", [60.0, 220.0, 1000.0, 5000.0])
def test_both_axes_show_the_same_pitch(frequency: float) -> None:
    spectrogram = make_spectrogram(sine(frequency, 1.0), RATE)
    for logarithmic in (False, True):
        picture = spectrogram.picture(logarithmic=logarithmic)
        rows = picture.bytes.shape[0]
        row = int(picture.bytes[:, picture.bytes.shape[1] // 2].argmax())
        found = picture.frequency_at((rows - 1 - row + 0.5) / rows)
        assert found == pytest.approx(frequency, abs=RATE / window_for(RATE))
        assert picture.frequency_at(picture.share_of(frequency)) == pytest.approx(frequency)
    assert spectrogram.logarithmic.bytes.shape[0] == LOG_ROWS


def test_silence_and_noise_below_the_floor_are_black() -> None:
    assert make_spectrogram(np.zeros((5000, 1), np.float32), RATE).linear.bytes.max() == 0
    assert make_spectrogram(sine(1000.0, amplitude=1e-6), RATE).logarithmic.bytes.max() == 0
    assert decibels_of(0) == FLOOR
    assert decibels_of(255) == 0.0


def test_ten_minutes_stay_within_a_bounded_picture() -> None:
    for total, rate in ((600 * 44_100, 44_100), (7200 * 192_000, 192_000), (12 * 44_100, 44_100)):
        hop = hop_for(total, window_for(rate))
        assert -(-total // hop) <= MOST_COLUMNS
    assert hop_for(12 * 44_100, 2048) == 256


def test_coarser_copies_keep_the_loudest() -> None:
    picture = make_spectrogram(np.random.default_rng(3).normal(0, 0.1, (90_001, 1)).astype(np.float32), RATE).linear
    assert picture.coarser
    fine = picture.bytes
    for coarse in picture.coarser:
        for k in (0, coarse.shape[1] // 2, coarse.shape[1] - 1):
            np.testing.assert_array_equal(coarse[:, k], fine[:, 2 * k : 2 * k + 2].max(axis=1))
        fine = coarse
    whole = picture.bytes.shape[1]
    assert picture.level_for(whole) == (picture.bytes, 1)
    coarse, factor = picture.level_for(whole / 2 - 5)
    assert factor == 2
    assert coarse.shape[1] == -(-whole // 2)


@pytest.mark.parametrize("total", [1, 2, 63, 700])
@pytest.mark.parametrize("rate", [1, 100, 8000, 192_000])
def test_short_sounds_and_odd_rates_have_one_too(total: int, rate: int) -> None:
    spectrogram = make_spectrogram(np.full((total, 1), 0.5, np.float32), rate)
    assert spectrogram.linear.bytes.shape[1] >= 1
    assert spectrogram.decibels(0.0, 0.0) is not None
    assert spectrogram.decibels(-1.0, 0.0) is None
    assert spectrogram.decibels(0.0, 2.0 * rate) is None


def test_what_is_no_sound_is_refused() -> None:
    with pytest.raises(ValueError, match="samples, channels"):
        make_spectrogram(np.zeros((0, 1), np.float32), RATE)


def test_a_part_of_a_long_sound_is_finer_and_lies_where_it_belongs() -> None:
    values = 1e-4 * np.random.default_rng(4).normal(size=(2_000_000, 1)).astype(np.float32)
    values[1_000_000] = 1.0
    whole = make_spectrogram(values, RATE)
    assert whole.is_coarse
    part = make_spectrogram(values, RATE, (62.0, 63.0))
    assert not part.is_coarse
    assert part.start == pytest.approx(62.0, abs=part.column_seconds)
    assert part.seconds == pytest.approx(1.0, abs=part.column_seconds)
    for one in (whole, part):
        loudest = int(one.linear.bytes.sum(axis=0, dtype=int).argmax())
        middle = one.start + (loudest + 0.5) * one.column_seconds
        assert middle == pytest.approx(62.5, abs=0.5 * one.column_seconds + 1e-9)
    # its first window hears what is before the part
    edge = make_spectrogram(values, RATE, (62.5, 62.6))
    assert edge.linear.bytes[:, 0].max() > part.linear.bytes[:, 0].max()


@pytest.mark.parametrize("part", [(0.0, 0.0), (5.0, 9.0), (-3.0, 0.1), (0.2, 0.1)])
def test_odd_parts_have_a_column(part: tuple[float, float]) -> None:
    assert make_spectrogram(sine(440.0), RATE, part).linear.bytes.shape[1] >= 1
