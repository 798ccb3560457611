"""Noise against the moments that its distribution has, and its strength found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.errors import UsageError
from sirendesk.core.noise import Gaussian, Photon, Salt, estimate_sigma, parse_noise

FLAT = np.full((200, 300, 3), 0.4, np.float32)


def noisy(words: str, values: np.ndarray = FLAT, seed: int = 0) -> np.ndarray:
    noise = parse_noise(words)
    assert noise is not None
    found = noise.add(values, np.random.default_rng(seed))
    assert found.shape == values.shape
    assert found.dtype == np.float32
    return found


def test_gaussian_noise_has_its_deviation_in_steps_of_255_and_is_not_cut() -> None:
    found = noisy("gaussian:25", np.zeros_like(FLAT))
    assert found.std() == pytest.approx(25 / 255, rel=0.01)
    assert found.mean() == pytest.approx(0.0, abs=0.001)
    assert found.min() < -0.3  # cut to [0, 1] it would have a mean


def test_photons_have_the_variance_of_their_number_and_of_the_readout() -> None:
    found = noisy("photon:30,2").astype(np.float64)
    assert found.mean() == pytest.approx(0.4, abs=0.002)
    assert found.var() == pytest.approx((0.4 * 30 + 2**2) / 30**2, rel=0.02)
    assert noisy("photon:30,0").astype(np.float64).var() == pytest.approx(0.4 / 30, rel=0.02)
    assert np.array_equal(noisy("photon:30"), noisy("photon:30,2"))
    assert np.array_equal(np.unique(np.round(noisy("photon:1,0"))), np.unique(noisy("photon:1,0")))


def test_salt_and_pepper_hit_their_share_of_the_pixels_in_all_channels() -> None:
    found = noisy("salt:0.1")
    for value in (0.0, 1.0):
        assert (found == value).mean() == pytest.approx(0.05, abs=0.005)
    hit = found != FLAT
    assert np.array_equal(hit.any(axis=2), hit.all(axis=2))


def test_the_same_seed_is_the_same_noise() -> None:
    for words in ("gaussian:25", "photon:30", "salt:0.05"):
        assert np.array_equal(noisy(words, seed=4), noisy(words, seed=4))
        assert not np.array_equal(noisy(words, seed=4), noisy(words, seed=5))


def test_words_become_noise() -> None:
    assert parse_noise("none") is None
    assert parse_noise("gaussian:25") == Gaussian(25.0)
    assert parse_noise(" photon:30,1.5 ") == Photon(30.0, 1.5)
    assert parse_noise("salt:0.05") == Salt(0.05)


@pytest.mark.parametrize(
    "words",
    ["", "fog:3", "gaussian", "gaussian:", "gaussian:x", "gaussian:-1", "gaussian:0", "gaussian:nan", "gaussian:inf",
     "gaussian:25,2", "photon:0", "photon:30,-1", "photon:30,1,2", "salt:0", "salt:1", "salt:5%", "none:1"],
)  # fmt: skip
def test_other_words_are_refused_in_one_sentence(words: str) -> None:
    with pytest.raises(UsageError, match=r"^(There is no noise|The noise) .*\(add\).*\.$"):
        parse_noise(words)


@given(st.text(max_size=20))
def test_any_words_are_noise_or_a_sentence(words: str) -> None:
    try:
        noise = parse_noise(words)
    except UsageError:
        return
    assert noise is None or isinstance(noise, Gaussian | Photon | Salt)


@pytest.mark.parametrize("sigma", [5, 25, 60])
def test_the_deviation_is_found_again_beneath_a_smooth_picture(sigma: int) -> None:
    slope = np.linspace(0, 1, 200, dtype=np.float32)[:, None, None] * np.ones((200, 301, 1), np.float32)
    assert estimate_sigma(noisy(f"gaussian:{sigma}", slope)) == pytest.approx(sigma / 255, rel=0.03)


def test_a_clean_slope_has_no_noise_and_a_tiny_picture_an_answer() -> None:
    slope = np.linspace(0, 1, 64, dtype=np.float32)[:, None, None] * np.ones((64, 64, 3), np.float32)
    assert estimate_sigma(slope) < 1e-6
    assert estimate_sigma(np.zeros((2, 3, 1), np.float32)) == 0.0
