"""The rivals that need no learning."""

from __future__ import annotations

import math

import numpy as np

from sirendesk.core.pieces import to_end
from sirendesk.core.sounds.baselines import of_whole_sound, sinc_at_equal_numbers, vorbis_at_equal_bytes

RATE = 8000
T = np.arange(RATE) / RATE
LOW = (0.4 * np.sin(2 * np.pi * 150 * T))[:, None].astype(np.float32)
NOISE = np.random.default_rng(0).uniform(-0.4, 0.4, (RATE, 1)).astype(np.float32)


def test_silence_is_zero_decibels() -> None:
    scores = to_end(of_whole_sound(NOISE, RATE, 8000, 1000))
    assert list(scores) == ["silence", "vorbis_at_equal_bytes", "sinc_at_equal_numbers"]
    assert scores["silence"]["snr"] == 0.0
    assert scores["silence"]["lsd"] > scores["vorbis_at_equal_bytes"]["lsd"]


def test_vorbis_keeps_to_its_bytes_and_more_of_them_are_better() -> None:
    sizes = (6600, 7200, 100_000)
    found = [to_end(vorbis_at_equal_bytes(NOISE, RATE, size)) for size in sizes]
    assert all(0.9 * min(size, 8000) < score["bytes"] <= size for score, size in zip(found, sizes, strict=True))
    assert found[0]["snr"] < found[1]["snr"] < found[2]["snr"]
    none = to_end(vorbis_at_equal_bytes(NOISE, RATE, 100))
    assert math.isnan(none["snr"])
    assert "coarsest" in none["note"]
    assert "100 Hz" in to_end(vorbis_at_equal_bytes(NOISE, 100, 9000))["note"]


def test_fewer_samples_are_enough_for_low_tones() -> None:
    low, high = (sinc_at_equal_numbers(values, RATE, 1000) for values in (LOW, NOISE))
    assert low["numbers"] == high["numbers"] == 1000
    assert low["rate"] == 1000
    assert low["snr"] > 25.0
    # an eighth of the noise's power lies below 500 Hz
    assert abs(high["snr"] - 10 * math.log10(8 / 7)) < 0.3
    assert "at least as many" in sinc_at_equal_numbers(LOW, RATE, 8000)["note"]
