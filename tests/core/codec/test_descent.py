"""Gradient descent on W H ends where the decomposition says the least is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.codec.descent import descend, in_order
from sirendesk.core.codec.lowrank import Factors
from sirendesk.core.signals import SignalSource, load_signal

# a PSNR beyond single precision is that of an exact copy
EXACT = 140.0


def learnt(plane: np.ndarray, rank: int, seed: int = 0) -> tuple[Factors, list[float]]:
    job, errors = descend(plane, rank, seed), []
    while True:
        try:
            errors.append(next(job))
        except StopIteration as done:
            return done.value, errors


def decibels(plane: np.ndarray, squared: float) -> float:
    return min(EXACT, -10 * math.log10(max(squared / plane.size, 1e-30)))


@pytest.fixture(scope="module")
def plane() -> np.ndarray:
    return load_signal(SignalSource("sample:astronaut", size=192)).values[..., 0].astype(np.float64)


@pytest.mark.parametrize("rank", [5, 10, 25, 50])
@pytest.mark.parametrize("whole", [False, True], ids=["patch", "whole"])
def test_every_rank_is_within_a_tenth_of_a_decibel(plane: np.ndarray, rank: int, whole: bool) -> None:
    part = plane if whole else plane[60:110, 60:110]
    least = float(np.square(np.linalg.svd(part, compute_uv=False)[rank:]).sum())
    factors, _ = learnt(part, rank)
    left = float(np.square(part - factors.product(rank)).sum())
    assert decibels(part, least) - decibels(part, left) < 0.1


def test_the_error_never_grows(plane: np.ndarray) -> None:
    _, errors = learnt(plane[:40, :60], 7)
    assert errors == sorted(errors, reverse=True)


def test_patterns_come_in_order_and_the_product_stays() -> None:
    source = np.random.default_rng(0)
    tall, wide = source.standard_normal((9, 4)), source.standard_normal((4, 12))
    factors = in_order(tall, wide)
    np.testing.assert_allclose(factors.product(4), tall @ wide, atol=1e-12)
    np.testing.assert_allclose(factors.left.T @ factors.left, np.eye(4), atol=1e-12)
    assert factors.strengths.tolist() == sorted(factors.strengths, reverse=True)


@pytest.mark.parametrize("part", [np.zeros((6, 8)), np.ones((5, 3)), np.eye(4)])
def test_plain_planes_work(part: np.ndarray) -> None:
    factors, _ = learnt(part, 50)
    np.testing.assert_allclose(factors.product(50), part, atol=1e-9)
