"""The known codecs: real files, honest scores, the best of their settings."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from PIL import Image

from sirendesk.core.baselines import jpeg_at_equal_bytes
from sirendesk.core.codec import rivals
from sirendesk.core.codec.rivals import RIVALS, RatePoint, at_equal_bytes, frontier, known_codecs, rate_points
from sirendesk.core.metrics import psnr, ssim


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """Smooth in most places, with an edge and some grain, in colour."""
    y, x = np.mgrid[0:40, 0:56] / 40
    planes = [0.5 + 0.4 * np.sin(3 * x + y), 0.5 + 0.3 * np.cos(4 * y), np.where(x > y, 0.8, 0.2)]
    grain = np.random.default_rng(0).normal(0, 0.02, (40, 56, 3))
    return np.clip(np.stack(planes, axis=2) + grain, 0, 1).astype(np.float32)


def test_this_pillow_writes_all_of_them() -> None:
    assert set(known_codecs()) == {"jpeg", "webp", "avif", "jpeg2000", "png"}


@pytest.mark.parametrize("name", list(RIVALS))
@pytest.mark.parametrize("channels", [1, 3])
def test_every_point_is_a_file_and_finer_ones_are_larger_and_nearer(
    photo: np.ndarray, name: str, channels: int
) -> None:
    values = np.ascontiguousarray(photo[..., :channels])
    points = list(rate_points(values, name))
    tried = RIVALS[name].qualities, RIVALS[name].colours if channels == 3 else RIVALS[name].colours[:1]
    assert len(points) == len(tried[0]) * len(tried[1])
    for point in points:
        assert point.bits_per_pixel == pytest.approx(8 * point.bytes / (40 * 56))
    best = frontier(points)
    assert [p.bytes for p in best] == sorted({p.bytes for p in best})
    assert [p.psnr for p in best] == sorted(p.psnr for p in best)
    if name == "png":
        assert math.isinf(points[0].psnr)
    else:
        assert best[-1].psnr > best[0].psnr + 5


def test_a_score_is_that_of_what_the_file_gives_back(photo: np.ndarray) -> None:
    found = at_equal_bytes(photo, "webp", 900)
    assert found is not None
    assert len(found.data) <= 900
    again = np.asarray(Image.open(io.BytesIO(found.data)).convert("RGB"), np.float32) / 255
    np.testing.assert_allclose(found.decoded, again, atol=1e-7)
    assert found.psnr == pytest.approx(psnr(photo, again))
    assert found.ssim == pytest.approx(ssim(photo, again))


def test_png_gives_the_eight_bit_numbers_back_exactly(photo: np.ndarray) -> None:
    found = at_equal_bytes(photo, "png", 10**6)
    assert found is not None
    np.testing.assert_array_equal(found.decoded, (np.floor(photo * 255 + 0.5) / 255).astype(np.float32))


@pytest.mark.parametrize("most", [700, 1200, 2500])
def test_jpeg_at_equal_bytes_is_the_baseline_of_the_other_tabs(photo: np.ndarray, most: int) -> None:
    ours, theirs = at_equal_bytes(photo, "jpeg", most), jpeg_at_equal_bytes(photo, most)
    assert ours is not None
    assert len(ours.data) == theirs["bytes"]
    assert ours.psnr == pytest.approx(theirs["psnr"])


def test_no_setting_of_a_codec_within_the_bytes_is_better(photo: np.ndarray) -> None:
    for name in ("jpeg", "avif", "jpeg2000"):
        points = [point for point in rate_points(photo, name) if point.bytes <= 1500]
        found = at_equal_bytes(photo, name, 1500)
        assert found is not None
        # where a finer file is smaller, halving may miss it by little
        assert found.psnr >= max(point.psnr for point in points) - 0.3


def test_where_even_the_coarsest_is_larger_there_is_none(photo: np.ndarray) -> None:
    assert at_equal_bytes(photo, "jpeg", 50) is None


def test_what_a_codec_cannot_hold_is_left_out() -> None:
    wide = np.zeros((2, 16_400, 1), np.float32)
    assert list(rate_points(wide, "webp")) == []
    assert at_equal_bytes(wide, "webp", 10**6) is None


def test_every_third_quality_is_the_same_curve_sooner(photo: np.ndarray) -> None:
    assert list(rate_points(photo, "webp", 3)) == list(rate_points(photo, "webp"))[::3]


def test_a_frontier_is_of_one_metric() -> None:
    points = [
        RatePoint(10, 1.0, 20.0, 0.9, "a"),
        RatePoint(20, 2.0, 30.0, 0.8, "b"),
        RatePoint(30, 3.0, 25.0, 0.95, "c"),
    ]
    assert [p.setting for p in frontier(points)] == ["a", "b"]
    assert [p.setting for p in frontier(points, "ssim")] == ["a", "c"]


def test_values_beyond_the_range_are_cut_off() -> None:
    picture = rivals.as_picture(np.array([[[-1.0], [2.0]], [[0.5], [0.0]]], np.float32))
    assert np.asarray(picture).tolist() == [[0, 255], [128, 0]]
