"""Floods, growing and shrinking against plain definitions."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.segmentation import flood

from sirendesk.core.mask import grow, shrink
from sirendesk.gui.views.mask.mask_regions import grown, shrunk, similar_around


@pytest.mark.parametrize("by", [0, 1, 2, 5, 13, 40, 200])
@pytest.mark.parametrize("shape", [(60, 90), (1, 50), (33, 2)])
def test_growing_by_leaps_is_growing_by_steps(by: int, shape: tuple[int, int]) -> None:
    mask = np.random.default_rng(1).random(shape) < 0.01
    mask[shape[0] // 2, shape[1] // 3] = True
    before = mask.copy()
    assert np.array_equal(grown(mask, by), grow(mask, by))
    assert np.array_equal(shrunk(~mask, by), shrink(~mask, by))
    assert np.array_equal(mask, before)


@pytest.mark.parametrize("tolerance", [0, 10, 60, 255])
def test_flood_in_grey_is_that_of_scikit_image(tolerance: int) -> None:
    rng = np.random.default_rng(2)
    picture = rng.integers(0, 255, (40, 50), dtype=np.uint8)
    expected = flood(picture.astype(np.int16), (12, 31), tolerance=tolerance, connectivity=1)
    assert np.array_equal(similar_around(picture, 12, 31, tolerance), expected)


def test_flood_looks_at_every_channel_and_stays_joined() -> None:
    picture = np.zeros((9, 9, 3), np.uint8)
    picture[:, 4, 2] = 200  # a wall that only blue sees
    left = similar_around(picture, 0, 0, 20)
    assert left[:, :4].all()
    assert not left[:, 4:].any()
    assert similar_around(picture, 0, 0, 200).all()
