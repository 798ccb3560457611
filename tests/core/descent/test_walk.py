"""Walks against closed forms, their randomness, and their honest ends."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.descent.quadratics import Quadratic
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.recipes import RECIPES, SIX, Recipe, recipes_for
from sirendesk.core.descent.regression import Regression, RegressionOptions
from sirendesk.core.descent.rules import MomentumOptions, NesterovOptions, PlainOptions
from sirendesk.core.descent.surfaces import RavineOptions, SaddleOptions
from sirendesk.core.descent.walk import FAR, descend


def recipe(rule: object, epochs: int = 60, batch: int | None = None) -> Recipe:
    return dataclasses.replace(RECIPES["batch"], rule=rule, epochs=epochs, batch_size=batch)


def test_plain_descent_is_the_closed_form_of_a_quadratic(quadratic: Quadratic) -> None:
    walk = descend(quadratic, recipe(PlainOptions(0.2)))
    # p_k - m = (I - ηA)^k (p_0 - m)
    step = np.eye(2) - 0.2 * quadratic.matrix
    offset = np.array(quadratic.start) - quadratic.minimum
    wanted = [quadratic.minimum + np.linalg.matrix_power(step, k) @ offset for k in range(61)]
    assert np.abs(walk.positions - wanted).max() < 1e-10


def test_momentum_is_the_closed_form_of_a_quadratic(quadratic: Quadratic) -> None:
    rate, momentum = 0.2, 0.8
    walk = descend(quadratic, recipe(MomentumOptions(rate, momentum)))
    # in the eigenbasis: x_{k+1} = (1 + γ - ηλ) x_k - γ x_{k-1}, solved by its two roots, x_{-1} = x_0
    values, vectors = np.linalg.eigh(quadratic.matrix)
    offset = vectors.T @ (np.array(quadratic.start) - quadratic.minimum)
    k = np.arange(61)
    wanted = np.empty((61, 2))
    for axis, (curvature, first) in enumerate(zip(values, offset, strict=True)):
        one, other = np.roots(np.array([1.0, -(1 + momentum - rate * curvature), momentum])).astype(complex)
        # A + B = x_0 and A one^-1 + B other^-1 = x_0
        a = first * (1 - 1 / other) / (1 / one - 1 / other)
        wanted[:, axis] = (a * one**k + (first - a) * other**k).real
    assert np.abs(walk.positions - (wanted @ vectors.T + quadratic.minimum)).max() < 1e-10


def test_batch_descent_on_the_regression_is_its_closed_form(regression: Regression) -> None:
    walk = descend(regression, RECIPES["batch"])
    step = np.eye(2) - 0.1 * regression.hessian()
    offset = np.linalg.matrix_power(step, 50) @ -np.array(regression.best)
    assert np.abs(walk.positions[-1] - regression.best - offset).max() < 1e-10


def test_the_six_end_near_the_least_squares_answer(regression: Regression) -> None:
    ends = {name: descend(regression, RECIPES[name]).distance for name in SIX}
    assert len(ends) == 6
    assert max(ends.values()) < 0.3, ends
    # without the noise of small batches there is nothing left to say
    assert ends["batch"] < 1e-3
    assert ends["batch-momentum"] < 1e-3


def test_stochastic_descent_is_near_on_average_over_seeds(regression: Regression) -> None:
    """One walk depends on its seed; the spread is what theory says: ησ²/(1-γ) for each parameter."""
    ends = np.array([descend(regression, RECIPES["stochastic-momentum"], seed=seed).end for seed in range(200)])
    assert np.abs(ends.mean(axis=0) - regression.best).max() < 0.12
    assert np.all(np.abs(ends.std(axis=0) - np.sqrt(0.01 / 0.1 * regression.value(*regression.best))) < 0.15)


@pytest.mark.parametrize("name", RECIPES)
def test_the_same_seed_gives_the_same_path_to_the_bit(name: str) -> None:
    landscape = RavineOptions().build()
    made = recipes_for(landscape)[name]
    one, other = descend(landscape, made, seed=5), descend(RavineOptions().build(), made, seed=5)
    for field in ("positions", "losses", "gradients", "velocities", "updates", "means", "squares"):
        assert getattr(one, field).tobytes() == getattr(other, field).tobytes()


def test_another_seed_gives_another_path_only_where_batches_are_small(regression: Regression) -> None:
    for name, random in (("stochastic", True), ("mini-batch", True), ("batch", False), ("adam", False)):
        one, other = (descend(regression, RECIPES[name], seed=seed).positions for seed in (0, 1))
        assert (not np.array_equal(one, other)) == random


def test_every_epoch_goes_through_all_points_once(regression: Regression) -> None:
    rng = np.random.default_rng(0)
    for size in (1, 3, 8, 64, 99):
        tokens = np.array(regression.epoch(size, rng))
        sizes = np.full(len(tokens), size)
        sizes[-1] = 100 - size * (len(tokens) - 1)
        assert np.allclose((tokens * sizes[:, None]).sum(axis=0) / 100, regression.whole(), rtol=1e-12)


def test_the_path_gets_smoother_as_the_batch_grows() -> None:
    for landscape in (RegressionOptions().build(), RavineOptions(noise=3.0).build()):
        rough = []
        for size in (1, 4, 16, 50, 100):
            made = recipe(PlainOptions(landscape.rate / 10), epochs=1, batch=size)
            walk = descend(landscape, made, seed=3, updates=400)
            rough.append(float(np.abs(np.diff(walk.gradients[200:], axis=0)).mean()))
        assert rough == sorted(rough, reverse=True)
        assert rough[-1] < 0.05 * rough[0]


def test_a_batch_of_all_is_batch_descent(regression: Regression) -> None:
    whole = dataclasses.replace(RECIPES["batch"], batch_size=100)
    assert np.array_equal(descend(regression, whole).positions, descend(regression, RECIPES["batch"]).positions)


def test_bookkeeping_of_a_walk(regression: Regression) -> None:
    walk = descend(regression, RECIPES["mini-batch-momentum"])
    assert walk.steps == 20 * 13
    assert np.array_equal(walk.positions[1:] - walk.positions[:-1], np.diff(walk.positions, axis=0))
    assert np.allclose(walk.updates, np.diff(walk.positions, axis=0), atol=1e-14)
    assert np.array_equal(walk.updates, -0.05 * walk.velocities)
    assert walk.epochs[0] == 1
    assert walk.epochs[-1] == 20
    assert np.array_equal(walk.batches[:13], [8] * 12 + [4])
    residuals = regression.points[:, 1] - walk.end[0] - walk.end[1] * regression.points[:, 0]
    assert walk.losses[-1] == pytest.approx((residuals**2).mean(), rel=1e-12)
    with pytest.raises(ValueError, match="read-only"):
        walk.positions[0, 0] = 1.0


def test_the_threshold_of_the_rate(quadratic: Quadratic) -> None:
    for make in (PlainOptions, lambda rate: MomentumOptions(rate, 0.6), lambda rate: NesterovOptions(rate, 0.6)):
        limit = make(0.1).largest_rate(4.0)
        calm, wild = (descend(quadratic, recipe(make(s * limit), epochs=3000)) for s in (0.98, 1.02))
        assert calm.distance < 1e-3
        assert not calm.diverged
        assert wild.diverged
        assert wild.ending == "left"


def test_divergence_is_cut_where_it_is_far_and_keeps_what_happened(regression: Regression) -> None:
    walk = descend(regression, recipe(PlainOptions(20.0), epochs=10_000))
    assert walk.ending == "left"
    assert np.isfinite(walk.positions).all()
    left, right, *_ = regression.bounds
    assert np.abs(walk.positions[-1]).max() > FAR * (right - left) / 2
    assert np.abs(walk.positions[:-1]).max() < 2 * FAR * (right - left)


def test_a_place_without_a_value_ends_the_walk() -> None:
    landscape = FormulaOptions(formula="log(x) + y**2", reach=2.0).build()
    walk = descend(landscape, recipe(PlainOptions(0.5), epochs=50), start=(0.3, 1.0))
    assert walk.ending == "undefined"
    assert walk.steps < 50
    assert np.isfinite(walk.updates).all()


def test_only_noise_falls_off_the_saddle() -> None:
    landscape = SaddleOptions().build()
    made = recipes_for(landscape)
    assert descend(landscape, made["batch"]).distance == pytest.approx(1.0, abs=1e-6)
    assert descend(landscape, made["stochastic"]).distance < 0.2


def test_zero_updates_are_a_walk_too(regression: Regression) -> None:
    walk = descend(regression, RECIPES["batch"], start=(1.0, 2.0), updates=0)
    assert walk.steps == 0
    assert walk.end == (1.0, 2.0)
    assert walk.gradients.shape == (0, 2)
