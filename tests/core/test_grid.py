"""Grids of pixel centres and of end points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.grid import Grid

SHAPES = st.lists(st.integers(1, 9), min_size=1, max_size=3).map(tuple)


def test_pixel_centres() -> None:
    np.testing.assert_allclose(Grid((4,)).axis(0), [-0.75, -0.25, 0.25, 0.75])
    np.testing.assert_array_equal(Grid((1,)).axis(0), [0])


def test_end_points() -> None:
    np.testing.assert_allclose(Grid((3,), end_points=True).axis(0), [-1, 0, 1])
    np.testing.assert_array_equal(Grid((1,), end_points=True).axis(0), [0])


@given(SHAPES, st.booleans())
def test_coords_are_the_product_of_the_axes_in_row_major_order(shape: Any, end_points: bool) -> None:
    grid = Grid(shape, end_points)
    coords = grid.coords()
    wanted = np.stack(np.meshgrid(*(grid.axis(k) for k in range(len(shape))), indexing="ij"), -1)
    np.testing.assert_array_equal(coords, wanted.reshape(-1, len(shape)))
    assert coords.dtype == np.float32
    assert len(coords) == grid.size
    assert np.abs(coords).max() <= 1


@given(SHAPES, st.integers(1, 50))
def test_chunks_give_the_whole(shape: Any, chunk: int) -> None:
    grid = Grid(shape)
    parts = [grid.coords(start, start + chunk) for start in range(0, grid.size, chunk)]
    np.testing.assert_array_equal(np.concatenate(parts), grid.coords())


@given(st.integers(1, 200), st.booleans())
def test_axes_are_symmetric_and_rising(n: int, end_points: bool) -> None:
    axis = Grid((n,), end_points).axis(0)
    np.testing.assert_allclose(axis, -axis[::-1], atol=1e-6)
    assert (np.diff(axis) > 0).all()


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_coarse_and_fine_grids_cover_the_same_area(factor: int) -> None:
    fine = Grid((5 * factor,)).axis(0).reshape(5, factor)
    np.testing.assert_allclose(fine.mean(axis=1), Grid((5,)).axis(0), atol=1e-6)
