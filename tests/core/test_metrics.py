"""Scores against their formulas and against scikit-image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from sirendesk.core import metrics
from sirendesk.core.metrics import METRICS, mse, psnr, psnr_from_mse, ssim

UNIT = st.floats(0, 1, width=32)
RNG = np.random.default_rng(0)


@given(arrays.arrays(np.float32, (2, 4, 5, 3), elements=UNIT))
def test_against_the_formula(pair: np.ndarray) -> None:
    a, b = pair
    error = np.mean((a.astype(np.float64) - b) ** 2)
    assert mse(a, b) == pytest.approx(error, rel=1e-12)
    if error == 0:
        assert psnr(a, b) == math.inf
    else:
        assert psnr(a, b) == pytest.approx(-10 * np.log10(error), rel=1e-9)
    assert psnr(a, b) == psnr(b, a)


def test_against_scikit_image() -> None:
    a, b = RNG.random((2, 20, 30, 3)).astype(np.float32)
    assert psnr(a, b) == pytest.approx(peak_signal_noise_ratio(a.astype(float), b.astype(float), data_range=1))


def test_a_small_difference_is_not_lost() -> None:
    a = np.full((1000, 1000), 0.5, np.float32)
    b = a.copy()
    b[0, 0] = np.nextafter(np.float32(0.5), np.float32(1))
    assert psnr(a, b) == pytest.approx(-10 * math.log10((2.0**-24) ** 2 / 10**6))
    assert psnr(a, a) == math.inf


def test_portions_give_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = RNG.random((2, 7, 9, 3))
    whole = mse(a, b)
    monkeypatch.setattr(metrics, "_PORTION", 10)
    assert mse(a, b) == pytest.approx(whole, rel=1e-12)


def test_whole_numbers_do_not_wrap() -> None:
    assert mse(np.zeros(4, np.uint8), np.full(4, 255, np.uint8)) == 255**2


@given(arrays.arrays(np.bool_, (4, 5)))
def test_region_counts_only_itself(region: np.ndarray) -> None:
    a, b = RNG.random((2, 4, 5, 3))
    inside = (a - b)[region] ** 2
    if region.any():
        assert mse(a, b, region) == pytest.approx(inside.mean())
        assert psnr(a, b, region) == pytest.approx(-10 * np.log10(inside.mean()))
    else:
        assert math.isnan(mse(a, b, region))
        assert math.isnan(psnr(a, b, region))


def test_shapes_must_fit() -> None:
    for one, two in (((4, 5), (5, 4)), ((4, 5, 1), (4, 5))):
        for metric in METRICS.values():
            with pytest.raises(ValueError, match="differ"):
                metric(np.zeros(one), np.zeros(two))
    with pytest.raises(ValueError, match="region"):
        mse(np.zeros((4, 5)), np.zeros((4, 5)), np.ones((5, 4), bool))


def test_from_mse() -> None:
    assert psnr_from_mse(1e-3) == pytest.approx(30)
    assert psnr_from_mse(0.0) == math.inf
    assert math.isnan(psnr_from_mse(math.nan))


def test_not_a_number_stays_visible() -> None:
    a = np.zeros((9, 9))
    b = a.copy()
    b[4, 4] = np.nan
    for metric in METRICS.values():
        assert math.isnan(metric(a, b))


@pytest.mark.parametrize("shape", [(20, 31), (20, 31, 1), (9, 40, 3), (7, 7, 3)])
@pytest.mark.parametrize("band", [1, 5, 256])
def test_ssim_is_that_of_scikit_image(monkeypatch: pytest.MonkeyPatch, shape: Any, band: int) -> None:
    monkeypatch.setattr(metrics, "_BAND", band)
    a = RNG.random(shape).astype(np.float32)
    b = np.clip(a + RNG.normal(0, 0.1, shape), 0, 1).astype(np.float32)
    axis = 2 if len(shape) == 3 else None
    wanted = structural_similarity(a.astype(float), b.astype(float), data_range=1.0, channel_axis=axis)
    assert ssim(a, b) == pytest.approx(wanted, abs=1e-9)
    assert ssim(a, a) == pytest.approx(1.0)


@pytest.mark.parametrize(("side", "window"), [(3, 3), (4, 3), (5, 5), (6, 5)])
def test_ssim_of_small_pictures(side: int, window: int) -> None:
    a, b = RNG.random((2, side, 12))
    assert ssim(a, b) == pytest.approx(structural_similarity(a, b, data_range=1.0, win_size=window))


def test_ssim_of_pictures_without_a_window() -> None:
    assert math.isnan(ssim(np.zeros((2, 9)), np.zeros((2, 9))))
