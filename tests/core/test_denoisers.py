"""The classics: what their numbers are chosen by, and that it is never the truth."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core import denoisers
from sirendesk.core.denoisers import DENOISERS, smooth, without
from sirendesk.core.metrics import psnr

ROWS, COLUMNS = np.mgrid[0:64, 0:64] / 63
CLEAN = np.stack([np.where((ROWS > 0.5) ^ (COLUMNS > 0.4), 0.8, 0.2), ROWS, COLUMNS], axis=2).astype(np.float32)
NOISY = (CLEAN + 0.1 * np.random.default_rng(0).standard_normal(CLEAN.shape)).astype(np.float32)
HELD_OUT = np.random.default_rng(1).random(CLEAN.shape[:2]) < 0.1


@pytest.mark.parametrize("name", DENOISERS)
@pytest.mark.parametrize("channels", [1, 3])
def test_each_of_them_removes_noise_with_a_number_near_the_best(name: str, channels: int) -> None:
    noisy, clean = NOISY[..., :channels], CLEAN[..., :channels]
    found = smooth(name, noisy, HELD_OUT)
    assert found.picture.shape == found.blind.shape == noisy.shape
    assert found.picture.dtype == np.float32
    assert psnr(clean, found.picture) > psnr(clean, noisy) + 3
    every = [psnr(clean, DENOISERS[name].smooth(noisy, number)) for number in DENOISERS[name].numbers]
    assert psnr(clean, found.picture) > max(every) - 1
    assert found.number in DENOISERS[name].numbers


@pytest.mark.parametrize("name", DENOISERS)
def test_what_is_made_blindly_does_not_depend_on_what_is_held_out(name: str) -> None:
    other = np.where(HELD_OUT[..., None], 0.5, NOISY).astype(np.float32)
    number = DENOISERS[name].numbers[0]
    first, second = (DENOISERS[name].smooth(without(picture, HELD_OUT), number) for picture in (NOISY, other))
    assert np.array_equal(first, second)


def test_hidden_samples_become_the_mean_of_what_is_seen_around_them() -> None:
    picture = np.arange(25, dtype=np.float32).reshape(5, 5, 1)
    hidden = np.zeros((5, 5), bool)
    hidden[2, 2] = hidden[2, 3] = True
    found = without(picture, hidden)
    assert np.array_equal(found[~hidden], picture[~hidden])
    assert found[2, 2, 0] == pytest.approx(np.mean([6, 7, 8, 11, 16, 17, 18]))
    alone = np.ones((5, 5), bool)
    alone[0, 0] = False
    assert without(picture, alone)[4, 4, 0] == pytest.approx(0.0)


@pytest.mark.parametrize("name", DENOISERS)
def test_a_constant_picture_stays_what_it_is(name: str) -> None:
    flat = np.full((16, 16, 3), 0.3, np.float32)
    found = smooth(name, flat, HELD_OUT[:16, :16])
    assert np.allclose(found.picture, flat, atol=1e-5)


@pytest.mark.parametrize("channels", [1, 3])
def test_bands_of_non_local_means_are_the_whole_to_the_bit(channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    noisy = np.random.default_rng(0).random((150, 40, channels), np.float32)
    method = DENOISERS["non_local_means"]
    whole = method.smooth(noisy, 0.8)
    monkeypatch.setattr(denoisers, "BAND_SAMPLES", 1)
    monkeypatch.setattr(denoisers, "BAND_ROWS", 37)
    work = method.work(noisy, 0.8)
    assert sum(1 for _ in work) == 5
    assert np.array_equal(method.smooth(noisy, 0.8), whole)
