"""Every number is sent once, and nothing is looked at before it is there."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.codec.grid.contexts import FEATURES, PAD, PASSES, around, eight_around, sums


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (4, 4), (5, 9), (16, 13)])
def test_the_passes_cover_a_grid_once(shape: tuple[int, int]) -> None:
    seen = np.zeros(shape, int)
    for lattice in PASSES:
        lattice.of(seen)[:] += 1
        assert lattice.of(seen).shape == tuple(lattice.count(shape))
    assert (seen == 1).all()


def test_neighbours_are_of_earlier_passes() -> None:
    when = np.zeros((16, 16), int)
    for number, lattice in enumerate(PASSES):
        lattice.of(when)[:] = number
    for number, lattice in enumerate(PASSES):
        rows, columns = np.nonzero(when == number)
        for down, across in (offset for group in lattice.known for offset in group):
            assert (when[(rows + down) % 16, (columns + across) % 16] < number).all()


@pytest.mark.parametrize("number", range(len(PASSES)))
@pytest.mark.parametrize("shape", [(9, 11), (4, 6), (1, 7)])
def test_sums_are_those_of_the_neighbours_one_by_one(number: int, shape: tuple[int, int]) -> None:
    lattice = PASSES[number]
    grid = np.random.default_rng(1).integers(0, 9, shape).astype(np.int32)
    parent = np.random.default_rng(2).integers(0, 9, (shape[0] // 2, shape[1] // 2)).astype(np.int32)
    near = around(shape, parent, (grid, None, None, None))
    if 0 in lattice.count(shape):
        return
    found = sums(np.pad(grid, PAD), lattice, shape, 0, near)
    assert len(found) == FEATURES
    padded = np.pad(grid, PAD)
    for i in range(lattice.count(shape)[0]):
        for j in range(lattice.count(shape)[1]):
            row, column = lattice.row + i * lattice.stride, lattice.column + j * lattice.stride
            for part, group in zip(found, lattice.known, strict=False):
                if group:
                    assert part is not None
                    assert part[i, j] == sum(padded[PAD + row + a, PAD + column + b] for a, b in group)
                else:
                    assert part is None
            if parent.size:
                assert found[4] is not None
                assert found[4][i, j] == parent[min(row // 2, len(parent) - 1), min(column // 2, parent.shape[1] - 1)]
            assert found[6] is not None
            assert found[6][i, j] == grid[row, column]
            assert found[8] is None


def test_in_the_second_direction_beside_and_above_change_places() -> None:
    lattice, shape = PASSES[-1], (8, 8)
    padded = np.pad(np.random.default_rng(0).integers(0, 9, shape), PAD)
    near = around(shape, None, (None,) * 4)
    first, second = (sums(padded, lattice, shape, direction, near) for direction in (0, 1))
    np.testing.assert_array_equal(first[0], second[1])
    np.testing.assert_array_equal(first[1], second[0])


def test_eight_around_leaves_out_the_middle() -> None:
    grid = np.zeros((3, 4), int)
    grid[0, 1] = 7
    np.testing.assert_array_equal(eight_around(grid), [[7, 0, 7, 0], [7, 7, 7, 0], [0, 0, 0, 0]])


def test_numpy_and_torch_agree() -> None:
    import torch

    shape = (13, 10)
    grid = np.random.default_rng(0).integers(0, 9, shape).astype(np.int32)
    near = around(shape, grid[::2, ::2].copy(), (grid, None, None, grid))
    tensor = torch.from_numpy(grid)
    near_t = around(shape, tensor[::2, ::2], (tensor, None, None, tensor))
    for lattice in PASSES:
        one = sums(np.pad(grid, PAD), lattice, shape, 1, near)
        other = sums(torch.from_numpy(np.pad(grid, PAD)), lattice, shape, 1, near_t)
        for a, b in zip(one, other, strict=True):
            assert (a is None) == (b is None)
            if a is not None:
                np.testing.assert_array_equal(a, b)
