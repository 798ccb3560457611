"""Files with loss: what is asked for in bytes, and sounds that are longer than the writers like."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.pieces import to_end
from sirendesk.core.sounds.lossy import BLOCK, LOSSY, best_within, decoded, writes
from sirendesk.core.sounds.scores import snr

RATE = 16_000
T = np.arange(RATE) / RATE
TONES = np.stack([0.3 * np.sin(2 * np.pi * f * T) for f in (220, 330)], axis=1).astype(np.float32)


@pytest.mark.parametrize("name", LOSSY)
def test_a_file_within_the_bytes_gives_the_sound_back_and_more_of_them_a_better_one(name: str) -> None:
    if not writes(name, RATE):
        pytest.skip(f"this libsndfile does not write {name}")
    smallest = to_end(best_within(TONES, RATE, name, 0))
    best = to_end(best_within(TONES, RATE, name, 10**6))
    most = (len(smallest) + len(best)) // 2
    middle = to_end(best_within(TONES, RATE, name, most))
    assert len(smallest) < len(middle) <= most < len(best)
    assert decoded(best, TONES.shape).shape == TONES.shape
    assert snr(TONES, decoded(best, TONES.shape)) > -3.0


def test_a_sound_of_minutes_is_written_portion_by_portion() -> None:
    # in one piece this ends the process
    quiet = np.random.default_rng(0).normal(0, 0.01, (4 * 2**20, 1)).astype(np.float32)
    work, pauses = best_within(quiet, 8000, "Ogg Vorbis", 0), 0
    try:
        while True:
            next(work)
            pauses += 1
    except StopIteration as done:
        data = done.value
    assert pauses == len(quiet) // BLOCK
    assert len(decoded(data, quiet.shape)) == len(quiet)


def test_rates_that_a_codec_does_not_know_are_told() -> None:
    assert writes("Ogg Vorbis", 44_100)
    assert not writes("Ogg Vorbis", 100)
    assert not writes("Opus", 44_100)
