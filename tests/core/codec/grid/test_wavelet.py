"""The wavelet comes back exactly, and its scales make an error of a number an error of the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.core.codec.grid import wavelet


@given(st.integers(1, 40), st.integers(1, 40))
@settings(deadline=None, max_examples=60)
def test_what_is_taken_apart_comes_back(height: int, width: int) -> None:
    plane = np.random.default_rng(height * 41 + width).normal(size=(height, width))
    pyramid = wavelet.analyse(plane)
    low, details = wavelet.shapes_of(plane.shape)
    assert pyramid.low.shape == low
    assert [[part.shape for part in level] for level in pyramid.details] == [list(level) for level in details]
    np.testing.assert_allclose(wavelet.synthesise(pyramid), plane, atol=1e-11)


def test_polynomials_leave_no_details() -> None:
    # the analysis has four vanishing moments: cubics are smooth to it, away from the mirrored border
    y, x = np.mgrid[:64, :64] / 64.0
    across, down, both = wavelet.analyse(1 + x - 2 * y + x**2 * y - y**3 + x**3).details[-1]
    for part in (across, down, both):
        assert np.abs(part[4:-4, 4:-4]).max() < 1e-12


@pytest.mark.parametrize("level", range(6))
@pytest.mark.parametrize("direction", range(3))
def test_an_error_of_one_is_an_error_of_one(level: int, direction: int) -> None:
    pyramid = wavelet.analyse(np.zeros((1024, 1024)))
    grid = pyramid.details[-1 - level][direction]
    grid[grid.shape[0] // 2, grid.shape[1] // 2] = 1.0
    assert np.linalg.norm(wavelet.synthesise(pyramid)) == pytest.approx(1.0, abs=2e-4)


def test_it_is_nearly_orthogonal() -> None:
    source = np.random.default_rng(0)
    pyramid = wavelet.analyse(np.zeros((128, 128)))
    noisy = wavelet.Pyramid(
        source.normal(size=pyramid.low.shape),
        tuple(tuple(source.normal(size=part.shape) for part in level) for level in pyramid.details),  # type: ignore[misc]
    )
    assert wavelet.synthesise(noisy).std() == pytest.approx(1.0, abs=0.03)
