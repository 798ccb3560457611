"""How large a rate may be, and that what is said of it is true of the walk."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.descent.quadratics import Quadratic
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscape import Landscape, Point
from sirendesk.core.descent.landscapes import LANDSCAPES
from sirendesk.core.descent.recipes import RECIPES, Recipe
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.rules import PlainOptions
from sirendesk.core.descent.stability import stability, stability_text
from sirendesk.core.descent.surfaces import RavineOptions, RosenbrockOptions
from sirendesk.core.descent.walk import Walk, descend


def plain(rate: float, batch_size: int | None = None) -> Recipe:
    return dataclasses.replace(RECIPES["batch"], rule=PlainOptions(rate), batch_size=batch_size)


def walked(
    landscape: Landscape, recipe: Recipe, start: Point | None = None, updates: int | None = None
) -> tuple[Walk, str]:
    walk = descend(landscape, recipe, start, updates=updates)
    return walk, stability_text(walk, stability(landscape, recipe, start))


def test_the_largest_stable_rate_is_two_over_the_curvature(regression: Regression) -> None:
    found = stability(regression, RECIPES["batch"])
    assert found.limit == pytest.approx(2 / found.curvature)
    with_momentum = stability(regression, RECIPES["batch-momentum"])
    assert with_momentum.limit == pytest.approx(2 * 1.7 / found.curvature)
    assert stability(RavineOptions(condition=50.0).build(), RECIPES["batch"]).limit == pytest.approx(2 / 50)
    assert stability(RosenbrockOptions().build(), RECIPES["adam"]).limit is None


def test_divergence_is_said_with_the_largest_stable_rate(regression: Regression) -> None:
    wild = dataclasses.replace(RECIPES["batch"], rule=PlainOptions(0.9))
    said = stability_text(descend(regression, wild), stability(regression, wild))
    assert "0.9" in said
    assert "0.7523" in said
    assert stability_text(descend(regression, RECIPES["batch"]), stability(regression, RECIPES["batch"])) == ""


def test_quadratics_are_those_of_one_curvature(quadratic: Quadratic) -> None:
    landscapes = [options().build() for options in LANDSCAPES.values()] + [quadratic]
    for landscape in landscapes:
        left, right, bottom, top = landscape.bounds
        bends = [landscape.hessian(x, y) for x in (left, right / 2) for y in (bottom, top / 3)]
        same = all(np.allclose(bend, bends[0], rtol=1e-3) for bend in bends)
        # a formula may happen to be one; nobody looks into it
        assert same == landscape.quadratic or isinstance(landscape, type(FormulaOptions().build()))


@pytest.mark.parametrize("factor", [1.01, 1.3])
def test_above_the_limit_every_step_on_a_quadratic_is_worse_across_the_steepest(
    quadratic: Quadratic, factor: float
) -> None:
    walk, said = walked(quadratic, plain(factor * 2 / 4))
    assert "every step makes it worse" in said
    steepest = np.linalg.eigh(quadratic.matrix)[1][:, -1]
    off = np.abs((walk.positions - quadratic.minimum) @ steepest)
    assert np.all(np.diff(off) > 0)


def test_a_walk_that_came_down_a_curved_valley_is_not_told_off() -> None:
    walk, said = walked(RosenbrockOptions().build(), plain(0.0021), (-0.5, 0.3), 2000)
    assert walk.losses[-1] < 0.1 * walk.losses[0]
    assert walk.recipe.rule.learning_rate > 2 / 1001.6
    assert said == ""


def test_off_a_quadratic_the_limit_is_said_to_be_one_near_the_minimum() -> None:
    # thrown out of the valley's picture, or about in it and higher than it began
    walk, said = walked(RosenbrockOptions().build(), plain(0.0025), (0.95, 0.9), 400)
    assert walk.ending == "finished"
    assert walk.losses[-1] > walk.losses[0]
    assert "near the minimum" in said
    assert "would not settle" in said
    assert "every step" not in said


def test_small_batches_are_not_told_of_every_step(quadratic: Quadratic) -> None:
    noisy = Quadratic(quadratic.matrix, (1.0, -0.5), noise=1.0)
    walk, said = walked(noisy, plain(0.51, 10), updates=60)
    assert walk.losses[-1] > walk.losses[0]
    assert "near the minimum" in said
    assert "every step" not in said


def test_a_formula_is_judged_by_where_it_started() -> None:
    landscape = FormulaOptions(formula="x**2 + 4*y**2", reach=3.0).build()
    _, said = walked(landscape, plain(0.26), (1.0, 1.0), 100)
    assert "as curved as where it started (curvature 8)" in said
    _, fine = walked(FormulaOptions(formula="cos(3*x) + 0.1*x**2 + y**2").build(), plain(0.2), (0.9, 0.5), 300)
    assert "every step" not in fine
    _, gone = walked(FormulaOptions(formula="x**4 + y**2").build(), plain(1.0), (2.0, 0.0), 50)
    assert "left for infinity" in gone
    assert "where it started" in gone
