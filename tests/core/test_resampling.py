"""Pictures made smaller and larger: exact means, geometry against ramps, kernels against Pillow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr
from sirendesk.core.resampling import (
    KERNELS,
    REDUCTIONS,
    Placement,
    area_means,
    back_project,
    enlarge,
    reduce_picture,
    reduced_shape,
)


def picture(shape: tuple[int, int], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((*shape, 3), np.float32)


def ramp(shape: tuple[int, int], axis: int) -> np.ndarray:
    """A picture that is a straight slope along an axis, by the coordinate of its pixel centres."""
    coords = (2.0 * np.arange(shape[axis]) + 1.0) / shape[axis] - 1.0
    line = coords.reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    return np.broadcast_to(0.5 + 0.4 * line, (*shape, 1)).astype(np.float32)


def test_area_is_the_mean_of_whole_blocks() -> None:
    values = picture((12, 18))
    small, placement = reduce_picture(values, 3, "area")
    assert np.allclose(small, values.reshape(4, 3, 6, 3, 3).mean((1, 3)), atol=1e-6)
    assert placement == Placement.covering((4, 6))


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20), st.integers(1, 20))
@settings(deadline=None)
def test_area_keeps_the_mean_and_divides_pixels_by_their_share(h: int, w: int, k: int, m: int) -> None:
    values = picture((max(h, k), max(w, m)))
    small = area_means(values, (k, m))
    assert small.shape == (k, m, 3)
    assert np.allclose(small.mean((0, 1)), values.mean((0, 1)), atol=1e-5)
    fine = np.repeat(np.repeat(values, k, 0), m, 1)  # every pixel cut up so that the blocks come out whole
    blocks = fine.reshape(k, values.shape[0], m, values.shape[1], 3)
    assert np.allclose(small, blocks.mean((1, 3)), atol=1e-5)


def test_bicubic_is_pillows_filter_and_stride_takes_pixels() -> None:
    values = picture((12, 20))
    small, _ = reduce_picture(values, 2, "bicubic")
    red = Image.fromarray(values[..., 0]).resize((10, 6), Image.Resampling.BICUBIC)
    assert np.allclose(small[..., 0], np.asarray(red), atol=1e-6)
    taken, placement = reduce_picture(values, 3, "stride")
    assert np.array_equal(taken, values[::3, ::3])
    assert placement.shape == reduced_shape((12, 20), 3, "stride") == (4, 7)


def test_a_stride_must_be_whole_and_the_others_need_not() -> None:
    with pytest.raises(UsageError, match="whole"):
        reduce_picture(picture((12, 12)), 1.5, "stride")
    assert reduce_picture(picture((12, 13)), 2.4, "area")[0].shape == (5, 5, 3)


@pytest.mark.parametrize("how", REDUCTIONS)
@pytest.mark.parametrize("kernel", ["bilinear", "bicubic"])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("scale", [2, 3])
def test_a_slope_comes_back_where_it_was(how: str, kernel: str, axis: int, scale: int) -> None:
    """Wrong pixel centres would shift it: half a pixel of the large picture is 0.01 here."""
    large = ramp((36, 36), axis)
    small, placement = reduce_picture(large, scale, how)
    again = enlarge(small, (36, 36), kernel, placement)
    inner = (slice(9, 27),) * 2
    assert np.allclose(again[inner], large[inner], atol=1e-4)


def test_a_stride_shown_as_if_it_covered_the_picture_is_out_of_place() -> None:
    large = ramp((36, 36), 0)
    small, placement = reduce_picture(large, 2, "stride")
    right, wrong = (enlarge(small, (36, 36), "bicubic", where) for where in (placement, None))
    assert psnr(large, right) > psnr(large, wrong) + 6
    assert np.allclose(right[::2, ::2], small, atol=1e-6)


@pytest.mark.parametrize(
    ("kernel", "filter_"),
    [
        ("nearest", Image.Resampling.NEAREST),
        ("bilinear", Image.Resampling.BILINEAR),
        ("bicubic", Image.Resampling.BICUBIC),
        ("lanczos", Image.Resampling.LANCZOS),
    ],
)
@pytest.mark.parametrize("scale", [2, 3])
def test_enlargements_are_pillows_away_from_the_border(kernel: str, filter_: Image.Resampling, scale: int) -> None:
    small = picture((14, 17))
    large = enlarge(small, (14 * scale, 17 * scale), kernel)
    theirs = Image.fromarray(small[..., 1]).resize((17 * scale, 14 * scale), filter_)
    inner = (slice(3 * scale, -3 * scale),) * 2
    assert large.dtype == np.float32
    assert np.allclose(large[..., 1][inner], np.asarray(theirs)[inner], atol=2e-6)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 2), (7, 3)])
def test_a_constant_picture_stays_constant_however_small(kernel: str, shape: tuple[int, int]) -> None:
    small = np.full((*shape, 1), 0.3, np.float32)
    for placement in (None, Placement.every(3, (3 * shape[0] - 1, 3 * shape[1] - 2))):
        assert np.allclose(enlarge(small, (3 * shape[0] - 1, 3 * shape[1] - 2), kernel, placement), 0.3, atol=1e-6)


@pytest.mark.parametrize("how", REDUCTIONS)
def test_back_projection_explains_the_small_picture_better(how: str) -> None:
    rows, columns = np.mgrid[0:48, 0:48] / 48
    values = (0.5 + 0.4 * np.sign(np.sin(9 * rows + 14 * columns)))[..., None].astype(np.float32)
    small, placement = reduce_picture(values, 2, how)

    def observe(large: np.ndarray) -> np.ndarray:
        return reduce_picture(large, 2, how)[0]

    plain = enlarge(small, (48, 48), "bicubic", placement)
    better = back_project(small, (48, 48), observe, placement)
    # a stride is met at once: bicubic goes through its samples
    assert psnr(small, observe(better)) >= max(60.0, min(90.0, psnr(small, observe(plain))))
    assert how == "stride" or psnr(values, better) > psnr(values, plain)
