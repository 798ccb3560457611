"""Pictures of differences, against what they must be by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.snapshot import Frame
from sirendesk.gui.views.colour_maps import colour_table
from sirendesk.gui.views.difference import LEVELS, error_picture, residual_picture


def test_error_is_drawn_in_the_map_that_its_scale_shows() -> None:
    error = np.array([[0, 128], [255, 3]], np.uint8)
    shown = error_picture(Frame(np.zeros((2, 2, 3), np.uint8), error, 0.1, exact=True))
    assert np.array_equal(shown, colour_table("magma")[error])


def test_residual_is_grey_where_nothing_is_left_out() -> None:
    fit = np.full((4, 4, 3), 51, np.uint8)
    shown, scale = residual_picture(np.full((4, 4, 3), 0.2, np.float32), fit, (4, 4))
    assert (shown == 128).all()
    assert scale == LEVELS[0]


def test_residual_is_bright_where_the_noisy_picture_is_and_goes_beyond_what_can_be_seen() -> None:
    noisy = np.zeros((8, 8, 1), np.float32)
    noisy[0] = 1.4  # a noisy picture is not cut to [0, 1]
    noisy[1] = -0.4
    shown, scale = residual_picture(noisy, np.full((8, 8), 0, np.uint8), (8, 8))
    assert shown.shape == (8, 8)
    assert scale == 1.0
    assert (shown[0] == 255).all()
    assert (shown[1] < 80).all()
    assert (shown[2:] == 128).all()


@pytest.mark.parametrize("coarse", [1, 2])
def test_coarser_pictures_keep_their_places(coarse: int) -> None:
    ramp = np.linspace(0, 1, 16, dtype=np.float32)[:, None, None] * np.ones((16, 16, 3), np.float32)
    fit = (ramp[::coarse, ::coarse] * 255 + 0.5).astype(np.uint8)
    shown, _ = residual_picture(ramp[::4, ::4], fit, (16, 16), 4)
    assert np.abs(shown.astype(int) - 128).max() <= 20
