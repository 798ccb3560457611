"""Layouts: splitting and joining loses nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.lowrank.layouts import LAYOUTS


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("shape", [(16, 24, 3), (9, 31, 1), (3, 50, 3), (1, 7, 1)])
def test_what_is_split_joins_again(name: str, shape: tuple[int, int, int]) -> None:
    picture = np.random.default_rng(0).random(shape, np.float32)
    kept = picture.copy()
    matrices = LAYOUTS[name].split(picture)
    assert LAYOUTS[name].join(matrices, shape) == pytest.approx(picture, abs=1e-6)
    for matrix in matrices:
        matrix[...] = 0.0
    assert np.array_equal(picture, kept)


def test_rows_of_patches_are_patches() -> None:
    picture = np.arange(16 * 12, dtype=np.float32).reshape(16, 12, 1)
    (matrix,) = LAYOUTS["patches"].split(picture)
    assert matrix.shape == (3 * 2, 64)
    assert np.array_equal(matrix[3], picture[4:12, 4:12, 0].reshape(-1))


def test_joined_channels_share_their_rows() -> None:
    picture = np.random.default_rng(1).random((5, 6, 3), np.float32)
    (matrix,) = LAYOUTS["joint"].split(picture)
    assert np.array_equal(matrix[:, 6:12], picture[..., 1])
