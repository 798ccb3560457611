"""Landscapes: gradients against autograd and differences, known minima, least squares, and pretended samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.landscapes import LANDSCAPES, landscape_named
from sirendesk.core.descent.recipes import recipes_for
from sirendesk.core.descent.regression import Regression, RegressionOptions
from sirendesk.core.descent.surfaces import RavineOptions
from sirendesk.core.errors import UsageError

# the definitions once more, in torch, as they stand in the papers
TORCH: dict[str, Callable[[Any, Any], Any]] = {
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "rastrigin": lambda x, y: 20 + x**2 - 10 * torch.cos(2 * torch.pi * x) + y**2 - 10 * torch.cos(2 * torch.pi * y),
    "saddle": lambda x, y: x**2 - y**2 + y**4 / 2,
}


def places(landscape: Landscape, count: int = 40) -> list[tuple[float, float]]:
    left, right, bottom, top = landscape.bounds
    rng = np.random.default_rng(4)
    return list(zip(rng.uniform(left, right, count).tolist(), rng.uniform(bottom, top, count).tolist(), strict=True))


@pytest.mark.parametrize("name", TORCH)
def test_gradients_are_those_of_autograd(name: str) -> None:
    landscape = LANDSCAPES[name]().build()
    for place in places(landscape):
        x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in place)
        value = TORCH[name](x, y)
        value.backward()
        assert x.grad is not None
        assert y.grad is not None
        assert landscape.value(*place) == pytest.approx(float(value.detach()), rel=1e-12, abs=1e-12)
        assert landscape.gradient(*place) == pytest.approx((float(x.grad), float(y.grad)), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_gradients_are_those_of_differences(name: str) -> None:
    landscape = LANDSCAPES[name]().build()
    h = 1e-6
    for x, y in places(landscape):
        across = (landscape.value(x + h, y) - landscape.value(x - h, y)) / (2 * h)
        up = (landscape.value(x, y + h) - landscape.value(x, y - h)) / (2 * h)
        assert landscape.gradient(x, y) == pytest.approx((across, up), rel=1e-5, abs=1e-4)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_known_minima_are_level_and_the_start_is_in_the_picture(name: str) -> None:
    landscape = LANDSCAPES[name]().build()
    left, right, bottom, top = landscape.bounds
    assert left <= landscape.start[0] <= right
    assert bottom <= landscape.start[1] <= top
    for place in landscape.minima:
        assert landscape.gradient(*place) == pytest.approx((0.0, 0.0), abs=1e-10)
        assert np.linalg.eigvalsh(landscape.hessian(*place)).min() > 0
        assert landscape.value(*place) == pytest.approx(landscape.floor(), abs=1e-9)
    grid = landscape.grid(60, 50)
    assert grid.values.shape == (50, 60)
    assert grid.bounds == pytest.approx(landscape.bounds)
    assert np.nanmin(grid.values) >= landscape.floor() - 1e-9


def test_a_grid_runs_upwards_and_to_the_right() -> None:
    landscape = landscape_named("formula:x + 100*y").build()
    grid = landscape.grid(3, 2, (0.0, 2.0, 0.0, 1.0))
    assert grid.values.tolist() == [[0.0, 1.0, 2.0], [100.0, 101.0, 102.0]]


def test_the_curvature_of_a_ravine_is_its_condition() -> None:
    for condition in (1.0, 30.0, 1000.0):
        values = np.linalg.eigvalsh(RavineOptions(condition=condition).build().hessian())
        assert values == pytest.approx([1.0, condition], rel=1e-9)


def test_the_hessian_of_rosenbrock_by_differences() -> None:
    values = np.linalg.eigvalsh(landscape_named("rosenbrock").build().hessian(1.0, 1.0))
    assert values == pytest.approx([0.39936, 1001.60064], rel=1e-4)


def test_the_least_squares_answer_is_numpys(regression: Regression) -> None:
    x, y = regression.points.T
    assert regression.best == pytest.approx(np.polyfit(x, y, 1)[::-1].tolist(), rel=1e-10)
    assert regression.best == pytest.approx((4.0, 3.0), abs=0.5)
    assert regression.axes == ("θ₀", "θ₁")


def test_the_error_is_the_mean_square_over_the_points(regression: Regression) -> None:
    x, y = regression.points.T
    for place in places(regression):
        wanted = ((place[0] + place[1] * x - y) ** 2).mean()
        assert regression.value(*place) == pytest.approx(wanted, rel=1e-12)
    assert np.allclose(regression.hessian(), Landscape.hessian(regression, 0.0, 0.0), rtol=1e-6)


def test_the_data_is_as_ordered() -> None:
    options = RegressionOptions(slope=-2.0, intercept=7.0, noise=0.0, count=30, data_seed=9)
    points = options.points()
    assert points.shape == (30, 2)
    assert np.abs(points[:, 0]).max() <= 2
    assert np.allclose(points[:, 1], 7 - 2 * points[:, 0])
    assert np.array_equal(points, options.points())
    assert options.build().best == pytest.approx((7.0, -2.0))


def test_one_point_alone_is_fitted_by_the_line_nearest_to_nothing() -> None:
    one = Regression(np.array([[1.0, 2.0]]))
    assert one.best == pytest.approx((1.0, 1.0))
    assert one.value(*one.best) == pytest.approx(0.0, abs=1e-20)


@pytest.mark.parametrize("points", [np.empty((0, 2)), np.array([[np.nan, 1.0]]), np.array([[0.0, 1e7]])])
def test_points_that_cannot_be_used_are_refused(points: np.ndarray) -> None:
    with pytest.raises(UsageError, match="point"):
        Regression(points)


def test_the_pretended_samples_cancel_in_the_mean() -> None:
    landscape = RavineOptions(noise=5.0).build()
    for size in (1, 7, 50):
        tokens = np.array(landscape.epoch(size, np.random.default_rng(2)))
        sizes = np.full(len(tokens), size)
        sizes[-1] = 100 - size * (len(tokens) - 1)
        assert np.abs((tokens * sizes[:, None]).sum(axis=0)).max() < 1e-10
    spread = [np.std(landscape.epoch(size, np.random.default_rng(2))) for size in (1, 4, 25)]
    assert spread[0] == pytest.approx(5.0, rel=0.2)
    assert spread[1] == pytest.approx(2.5, rel=0.3)
    assert spread[2] == pytest.approx(5 / 5 * np.sqrt(75 / 99), rel=0.5)


def test_short_names() -> None:
    assert landscape_named("ravine:12") == RavineOptions(condition=12.0)
    assert landscape_named("formula:x**2") == FormulaOptions(formula="x**2")
    for word, said in (("hill", "rosenbrock"), ("ravine:steep", "ravine:30"), ("ravine:0.1", "at least|least")):
        with pytest.raises(UsageError, match=said):
            landscape_named(word)
    with pytest.raises(UsageError, match="takes no value"):
        landscape_named("beale:3")


@pytest.mark.parametrize("name", LANDSCAPES)
def test_suggested_rates_are_stable(name: str) -> None:
    landscape = LANDSCAPES[name]().build()
    for recipe in recipes_for(landscape).values():
        for place in landscape.minima:
            limit = recipe.rule.largest_rate(float(np.linalg.eigvalsh(landscape.hessian(*place))[-1]))
            assert limit is None or recipe.rule.learning_rate <= limit
