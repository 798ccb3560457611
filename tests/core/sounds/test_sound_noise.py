"""Noise of sounds: its strength to the letter, its colour, and words that are refused."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.errors import UsageError
from sirendesk.core.pieces import to_end
from sirendesk.core.sounds.denoisers import SOUND_DENOISERS
from sirendesk.core.sounds.noise import parse_noise
from sirendesk.core.sounds.scores import snr

RATE = 8000
CLEAN = (0.3 * np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE)).astype(np.float32)[:, None]


def added(words: str, seed: int = 0, values: np.ndarray = CLEAN) -> np.ndarray:
    noise = parse_noise(words)
    assert noise is not None
    return noise.add(values, RATE, np.random.default_rng(seed))


@pytest.mark.parametrize("kind", ["gaussian", "hiss", "hum"])
def test_the_ratio_that_is_asked_for_is_had(kind: str) -> None:
    assert snr(CLEAN, added(f"{kind}:20dB")) == pytest.approx(20.0, abs=0.01)
    assert np.array_equal(added(f"{kind}:20 db"), added(f"{kind}:20dB"))
    assert not np.array_equal(added(f"{kind}:20dB", 1), added(f"{kind}:20dB", 2))


def test_a_deviation_is_in_full_scales_and_silence_has_no_ratio() -> None:
    silence = np.zeros_like(CLEAN)
    assert added("gaussian:0.01", values=silence).std() == pytest.approx(0.01, rel=0.01)
    assert not added("gaussian:20dB", values=silence).any()
    assert parse_noise("none") is None


def test_hiss_lies_high_and_hum_at_the_mains() -> None:
    for words, low in (("hiss:0.1", 0.18), ("gaussian:0.1", 0.5), ("hum:0.1", 1.0)):
        power = np.abs(np.fft.rfft(added(words, values=np.zeros_like(CLEAN))[:, 0])) ** 2
        assert power[: len(power) // 2].sum() / power.sum() == pytest.approx(low, abs=0.03)
    assert int(np.argmax(power)) == 50


@pytest.mark.parametrize(
    "words", ["noise:3", "gaussian", "gaussian:", "gaussian:x", "gaussian:nan", "hum:1e9dB", "none:3"]
)
def test_what_is_no_noise_is_refused_in_words(words: str) -> None:
    with pytest.raises(UsageError, match="add"):
        parse_noise(words)


@pytest.mark.parametrize("name", SOUND_DENOISERS)
def test_every_classic_takes_noise_away_and_keeps_the_shape(name: str) -> None:
    stereo = np.concatenate([CLEAN, CLEAN[::-1]], axis=1)
    noisy = added("gaussian:10dB", values=stereo)
    best = max(snr(stereo, SOUND_DENOISERS[name].smooth(noisy, number)) for number in SOUND_DENOISERS[name].numbers)
    assert best > 12


@pytest.mark.parametrize("name", SOUND_DENOISERS)
def test_silence_and_a_few_samples_do_no_harm(name: str) -> None:
    method = SOUND_DENOISERS[name]
    for values in (np.zeros((600, 1), np.float32), CLEAN[:5]):
        made = to_end(method.work(values, method.numbers[0]))
        assert made.shape == values.shape
        assert made.dtype == np.float32
        assert np.isfinite(made).all()
