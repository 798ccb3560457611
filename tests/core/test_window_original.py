"""Windows on a picture by interpolation: the samples themselves, straight lines, and derivatives of known functions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.resampling import enlarge
from sirendesk.core.window_original import HOWS, differentiate_window, interpolate_window
from sirendesk.core.window_render import Region, whole

PICTURE = np.random.default_rng(0).random((12, 20, 3), dtype=np.float32)


@pytest.mark.parametrize("how", HOWS)
def test_the_whole_picture_is_itself(how: str) -> None:
    assert np.allclose(interpolate_window(PICTURE, whole((12, 20)), how), PICTURE, atol=1e-6)


@pytest.mark.parametrize("how", HOWS)
def test_the_whole_picture_enlarged_is_the_baseline(how: str) -> None:
    region = Region(0, 0, 1, 1, 36, 60)
    assert np.allclose(interpolate_window(PICTURE, region, how), enlarge(PICTURE, (36, 60), how), atol=1e-6)


@given(
    how=st.sampled_from(HOWS),
    top=st.integers(0, 30),
    left=st.integers(0, 50),
    height=st.integers(1, 36),
    width=st.integers(1, 60),
)
def test_a_window_is_a_part_of_the_whole(how: str, top: int, left: int, height: int, width: int) -> None:
    height, width = min(height, 36 - top), min(width, 60 - left)
    region = Region(top / 36, left / 60, (top + height) / 36, (left + width) / 60, height, width)
    expected = enlarge(PICTURE, (36, 60), how)[top : top + height, left : left + width]
    # at the border between two samples the nearest is either
    found = interpolate_window(PICTURE, region, how)
    assert found.shape == expected.shape
    if how != "nearest":
        assert np.allclose(found, expected, atol=1e-5)


def test_far_in_it_is_smooth_and_right() -> None:
    ramp = np.broadcast_to(np.linspace(0, 1, 20, dtype=np.float32)[None, :, None], (12, 20, 1)).copy()
    place = 0.5 + 1e-7
    seen = interpolate_window(ramp, Region(place, place, place + 1e-9, place + 1e-9, 5, 5), "bicubic")
    assert np.allclose(seen, (place * 20 - 0.5) / 19, atol=1e-6)
    assert np.ptp(seen) < 1e-6


@pytest.mark.parametrize("how", ["bilinear", "bicubic"])
def test_derivatives_of_a_slope(how: str) -> None:
    rows, columns = np.mgrid[0:30, 0:40].astype(np.float32)
    # one unit of position is half of the longest side: 20 samples
    slope = (0.01 * columns + 0.02 * rows)[..., None].repeat(3, axis=2)
    region = Region(0.3, 0.3, 0.7, 0.7, 9, 8, "gradient")
    assert np.allclose(differentiate_window(slope, region, how), 20 * np.hypot(0.01, 0.02), rtol=1e-2)
    region = Region(0.3, 0.3, 0.7, 0.7, 9, 8, "laplacian")
    assert np.abs(differentiate_window(slope, region, how)).max() < 0.6


def test_laplacian_of_a_bowl() -> None:
    rows, columns = np.mgrid[0:64, 0:64] / 32.0
    bowl = ((rows - 1) ** 2 + (columns - 1) ** 2)[..., None].astype(np.float32)
    seen = differentiate_window(bowl, Region(0.2, 0.2, 0.8, 0.8, 38, 38, "laplacian"), "bicubic")
    assert float(np.median(seen)) == pytest.approx(4.0, rel=0.05)
    seen = differentiate_window(bowl, Region(0.74, 0.49, 0.76, 0.51, 3, 3, "gradient"), "bicubic")
    assert float(seen[1, 1]) == pytest.approx(1.0, rel=0.05)
