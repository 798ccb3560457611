"""Partial decompositions against full ones and against the theorem of Eckart and Young."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank.partial_svd import PartialSVD, full_svd, largest_singular_value, truncated_svd


def falling(shape: tuple[int, int], seed: int = 0, rate: float = 0.8) -> np.ndarray:
    """A matrix with the singular values 1, rate, rate², ..."""
    source = np.random.default_rng(seed)
    least = min(shape)
    left = np.linalg.qr(source.standard_normal((shape[0], least)))[0]
    right = np.linalg.qr(source.standard_normal((shape[1], least)))[0]
    return ((left * rate ** np.arange(least)) @ right.T).astype(np.float32)


@pytest.mark.parametrize("shape", [(40, 60), (60, 40), (1, 9), (30, 30)])
def test_the_largest_singular_value_is_found_by_itself(shape: tuple[int, int]) -> None:
    assert largest_singular_value(falling(shape)) == pytest.approx(1.0, rel=2e-3)
    noise = np.random.default_rng(3).standard_normal(shape).astype(np.float32)
    assert largest_singular_value(noise) == pytest.approx(np.linalg.norm(noise, 2), rel=2e-2)
    assert largest_singular_value(np.zeros(shape, np.float32)) == 0.0


def test_the_error_of_a_truncation_is_the_first_value_left_out() -> None:
    matrix = falling((40, 60))
    for rank in (1, 7, 40):
        kept = truncated_svd(matrix, rank)
        assert kept.values == pytest.approx(0.8 ** np.arange(rank), abs=1e-5)
        expected = 0.8**rank if rank < 40 else 0.0
        assert np.linalg.norm(matrix - kept.product(), 2) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("shape", [(50, 80), (80, 50), (30, 30)])
def test_a_partial_decomposition_is_nearly_the_full_one(shape: tuple[int, int]) -> None:
    matrix = falling(shape)
    found, exact = PartialSVD(np.random.default_rng(1)).of(matrix, 6), truncated_svd(matrix, 6)
    assert found.values == pytest.approx(exact.values, rel=1e-4)
    assert np.abs(found.product() - exact.product()).max() < 1e-3
    assert found.left.T @ found.left == pytest.approx(np.eye(6), abs=1e-5)


def test_it_follows_a_matrix_that_changes_by_a_little() -> None:
    source = np.random.default_rng(2)
    partial, matrix = PartialSVD(source), falling((60, 90))
    for _ in range(20):
        matrix = matrix + 1e-3 * source.standard_normal(matrix.shape, dtype=np.float32)
        found = partial.of(matrix, 5)
    assert found.values == pytest.approx(full_svd(matrix).values[:5], rel=1e-3)


def test_its_rank_may_rise_and_fall() -> None:
    partial, matrix = PartialSVD(np.random.default_rng(3)), falling((40, 50), rate=0.9)
    for rank in (3, 25, 8, 40):
        assert partial.of(matrix, rank).values == pytest.approx(0.9 ** np.arange(rank), rel=2e-3)


@pytest.mark.parametrize("rank", [0, 31])
def test_a_rank_that_cannot_be_is_refused(rank: int) -> None:
    matrix = falling((30, 40))
    for ask in (lambda: truncated_svd(matrix, rank), lambda: PartialSVD(np.random.default_rng(0)).of(matrix, rank)):
        with pytest.raises(UsageError, match="1 to 30"):
            ask()
