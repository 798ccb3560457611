"""What a slider shows is the best there is: checked against the closed forms, hard and soft."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.lowrank.scrub import Decomposition, reduce_to
from sirendesk.core.metrics import psnr

SHAPE = (72, 88, 3)
EXACT = ("channels", "joint")


def photo(shape: tuple[int, int, int] = SHAPE) -> NDArray[np.float32]:
    """Smooth waves, an edge, and a little grain: singular values of all sizes."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]] / 16
    waves = np.stack([np.sin(rows * (1 + c) + 0.3 * columns) for c in range(shape[2])], axis=2)
    grain = np.random.default_rng(0).normal(0.0, 0.05, shape)
    return np.clip(0.5 + 0.2 * waves + 0.2 * (rows > columns)[..., None] + grain, 0, 1).astype(np.float32)


@pytest.fixture(scope="module", params=EXACT)
def parts(request: pytest.FixtureRequest) -> Decomposition:
    return Decomposition.of(photo(), request.param)


def squared(gap: NDArray[np.floating]) -> float:
    return float(np.square(gap, dtype=np.float64).sum())


def exact_values(layout: str) -> list[tuple[NDArray, NDArray, NDArray]]:
    """Decompositions in double precision, by numpy and nothing of ours."""
    matrices = LAYOUTS[layout].split(photo())
    return [np.linalg.svd(matrix.astype(np.float64), full_matrices=False) for matrix in matrices]


@pytest.mark.parametrize("rank", [1, 2, 7, 16, 17, 31, 40, 63, 71])
def test_the_error_of_a_rank_is_the_tail_of_eckart_and_young(parts: Decomposition, rank: int) -> None:
    tail = sum(float(np.square(s[rank:]).sum()) for _, s, _ in exact_values(parts.layout))
    error = squared(parts.values(rank) - photo())
    assert error == pytest.approx(tail, rel=1e-4)
    assert parts.optimum_error(rank) == pytest.approx(tail, rel=1e-4)
    assert parts.picture(rank).psnr == pytest.approx(psnr(parts.values(rank), photo()), abs=1e-3)


def test_no_other_matrix_of_that_rank_comes_nearer(parts: Decomposition) -> None:
    rng = np.random.default_rng(1)
    for matrix in LAYOUTS[parts.layout].split(photo()):
        basis = np.linalg.qr(rng.normal(size=(matrix.shape[0], 9)))[0]
        other = squared(matrix - basis @ (basis.T @ matrix))
        assert parts.optimum_error(9) < other * len(LAYOUTS[parts.layout].split(photo()))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.05, 0.3, 0.999, 1.5])
def test_the_soft_picture_is_that_of_shrunken_values(parts: Decomposition, share: float) -> None:
    threshold = share * float(parts.singular_values.max())
    shrunk = [(u * np.maximum(s - threshold, 0.0)) @ v for u, s, v in exact_values(parts.layout)]
    wanted = LAYOUTS[parts.layout].join([m.astype(np.float32) for m in shrunk], SHAPE)
    assert np.abs(parts.soft_values(threshold) - wanted).max() < 1e-4
    assert parts.soft_error(threshold) == pytest.approx(squared(wanted - photo()), rel=1e-4, abs=1e-6)
    assert parts.soft_energy(threshold) == pytest.approx(squared(wanted) / squared(photo()), rel=1e-4, abs=1e-9)


def test_energy_and_error_add_up_to_the_picture(parts: Decomposition) -> None:
    whole = squared(photo())
    for rank in range(1, parts.most + 1):
        assert parts.energy(rank) * whole + parts.optimum_error(rank) == pytest.approx(whole, rel=1e-5)
    assert parts.energy(parts.most) == pytest.approx(1.0)
    assert np.square(parts.singular_values).sum() == pytest.approx(whole, rel=1e-5)


def test_more_patterns_keep_more_and_higher_thresholds_less(parts: Decomposition) -> None:
    cuts = [parts.picture(rank) for rank in range(1, parts.most + 1)]
    assert all(a.energy <= b.energy and a.psnr <= b.psnr and a.stored < b.stored for a, b in pairwise(cuts))
    soft = [parts.soft(t) for t in np.linspace(0, float(parts.singular_values.max()), 40)]
    assert all(a.energy >= b.energy and a.psnr >= b.psnr and a.stored >= b.stored for a, b in pairwise(soft))


@settings(max_examples=25, deadline=None)
@given(start=st.integers(1, 72), layout=st.sampled_from(tuple(LAYOUTS)))
def test_a_rank_is_the_same_whichever_sum_it_is_reached_from(start: int, layout: str) -> None:
    parts = KEPT[layout]
    matrices = [(u[:, :start] * s[:start]) @ v[:start] for u, s, v in exact_values(layout)]
    wanted = LAYOUTS[layout].join([matrix.astype(np.float32) for matrix in matrices], SHAPE)
    assert np.abs(parts.values(start) - wanted).max() < 1e-4


KEPT = {layout: Decomposition.of(photo(), layout) for layout in LAYOUTS}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_drawn_is_what_was_worked_out(layout: str) -> None:
    parts = KEPT[layout]
    for cut, values in ((parts.picture(11), parts.values(11)), (parts.soft(0.7), parts.soft_values(0.7))):
        assert cut.picture.dtype == np.uint8
        assert cut.picture.flags.c_contiguous
        assert not cut.picture.flags.writeable
        assert np.abs(cut.picture - np.clip(values, 0, 1) * 255).max() <= 0.5 + 1e-3
        assert cut.psnr == pytest.approx(psnr(values, photo()), abs=2e-3)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_patterns_together_are_the_picture(layout: str) -> None:
    parts = KEPT[layout]
    assert np.abs(parts.values(parts.most) - photo()).max() < 1e-5
    assert np.abs(parts.soft_values(0.0) - photo()).max() < 1e-5


def test_numbers_stored_are_counted(parts: Decomposition) -> None:
    rows, columns, channels = SHAPE
    matrices, across = (channels, columns) if parts.layout == "channels" else (1, channels * columns)
    assert parts.picture(5).stored == matrices * 5 * (rows + across + 1)
    assert parts.picture(5).whole == rows * columns * channels
    assert parts.picture(parts.most).stored > parts.whole


def test_a_threshold_beside_a_rank_cuts_there() -> None:
    parts = Decomposition.of(photo((40, 40, 1)))
    for rank in (1, 5, 39, 40):
        assert parts.ranks(parts.threshold_at(rank)) == (rank,)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", [(1, 9, 3), (9, 1, 1), (30, 9, 3), (13, 29, 1), (1, 1, 1)])
def test_any_shape_can_be_taken_apart(layout: str, shape: tuple[int, int, int]) -> None:
    picture = photo(shape)
    parts = Decomposition.of(picture, layout)
    assert np.abs(parts.values(parts.most) - picture).max() < 1e-5
    assert parts.picture(1).picture.shape == (shape if shape[2] == 3 else shape[:2])


def test_a_black_picture_keeps_all_of_nothing() -> None:
    parts = Decomposition.of(np.zeros((8, 8, 3), np.float32))
    assert parts.energy(1) == 1.0
    assert parts.picture(1).psnr == np.inf
    assert not parts.soft(1.0).picture.any()


def test_what_cannot_be_done_is_said() -> None:
    parts = Decomposition.of(photo((8, 9, 3)))
    for rank in (0, 9):
        with pytest.raises(UsageError, match="from 1 to 8"):
            parts.picture(rank)
    with pytest.raises(UsageError, match="no layout"):
        Decomposition.of(photo(), "rows")
    with pytest.raises(UsageError, match="no numbers"):
        Decomposition.of(np.full((4, 4, 3), np.nan, np.float32))


def test_large_pictures_become_means_of_squares() -> None:
    picture = photo((41, 62, 3))
    smaller, factor = reduce_to(picture, 20 * 31)
    assert factor == 3
    assert smaller.shape == (13, 20, 3)
    assert smaller[2, 4] == pytest.approx(picture[6:9, 12:15].mean(axis=(0, 1)), abs=1e-6)
    assert reduce_to(picture, 41 * 62)[0] is picture
    assert reduce_to(photo((1, 500, 1)), 100)[0].shape == (1, 500, 1)
