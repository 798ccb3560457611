"""L-BFGS on functions with known minima, and its line search against the conditions it is named after."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from sirendesk.core.optimizers.lbfgs import LbfgsOptions
from sirendesk.core.optimizers.line_search import CURVATURE, DECREASE, Point, strong_wolfe

Make = Callable[..., Any]


def rosenbrock(w: torch.Tensor) -> torch.Tensor:
    return (100 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2).sum()


@pytest.mark.parametrize("size", [2, 10])
@pytest.mark.parametrize("folded", [False, True])
def test_it_walks_the_banana_valley_to_its_end(size: int, folded: bool, landscape: Make) -> None:
    start = torch.tensor([-1.2, 1.0] * (size // 2), dtype=torch.float64)
    sizes = torch.linspace(0.5, 30, size, dtype=torch.float64) if folded else None
    field = landscape(rosenbrock, start, sizes)
    optimizer = LbfgsOptions().build(field)
    for _ in range(120):
        field()
        optimizer.step(1.0, field)
    assert torch.allclose(field.nominal, torch.ones(size, dtype=torch.float64), atol=1e-6)


def test_a_quadratic_takes_about_as_many_steps_as_it_has_axes(landscape: Make) -> None:
    curvatures = torch.tensor([1.0, 10.0, 100.0, 1000.0], dtype=torch.float64)
    field = landscape(lambda w: (curvatures * w.square()).sum() / 2, torch.ones(4, dtype=torch.float64))
    optimizer = LbfgsOptions().build(field)
    for _ in range(26):
        field()
        optimizer.step(1.0, field)
    assert field.loss < 1e-20


def test_a_pace_that_nearly_knows_the_curvatures_leaves_little_to_learn(landscape: Make) -> None:
    curvatures = torch.logspace(0, 5, 12, dtype=torch.float64)
    pace = torch.tensor([1.0, 2.0] * 6, dtype=torch.float64) / curvatures
    field = landscape(lambda w: (curvatures * w.square()).sum() / 2, torch.ones(12, dtype=torch.float64), pace=pace)
    optimizer = LbfgsOptions().build(field)
    for _ in range(10):
        field()
        optimizer.step(1.0, field)
    assert field.loss < 1e-20


def test_it_goes_the_way_of_the_librarys(landscape: Make) -> None:
    start = torch.tensor([-1.2, 1.0] * 5, dtype=torch.float64)
    ours, theirs = landscape(rosenbrock, start), torch.nn.Parameter(start.clone())
    optimizer = LbfgsOptions(history=7).build(ours)
    library = torch.optim.LBFGS([theirs], max_iter=1, history_size=7, max_eval=25, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        library.zero_grad()
        value = rosenbrock(theirs)
        value.backward()
        return value

    # the searches grow and end a little differently, so the ways part slowly: what counts is how soon they arrive
    values: list[tuple[float, float]] = []
    for _ in range(120):
        ours()
        values.append((ours.loss, float(library.step(closure).detach())))
        optimizer.step(1.0, ours)
    assert all(a == pytest.approx(b, rel=1e-9) for a, b in values[:5])
    arrived = [next(k for k, pair in enumerate(values) if pair[way] < 1e-3) for way in (0, 1)]
    assert arrived[0] < 1.2 * arrived[1]


@pytest.mark.parametrize("most", [1, 3, 10])
def test_a_step_never_asks_more_often_than_allowed_and_never_climbs(most: int, landscape: Make) -> None:
    field = landscape(rosenbrock, torch.tensor([-1.2, 1.0, 0.3], dtype=torch.float64))
    optimizer = LbfgsOptions(evaluations=most).build(field)
    value = field()
    for _ in range(30):
        field.calls = 0
        optimizer.step(1.0, field)
        assert field.calls <= most
        before, value = value, field()
        assert value <= before


def test_where_the_loss_is_no_number_the_step_is_shortened(landscape: Make) -> None:
    # with no memory yet the first trial is of length 1; a rate of 1 later leads beyond the logarithm's edge
    field = landscape(lambda w: (w - torch.log(w)).sum(), torch.tensor([8.0], dtype=torch.float64))
    optimizer = LbfgsOptions().build(field)
    for _ in range(15):
        field()
        optimizer.step(1.0, field)
    assert field.weights.item() == pytest.approx(1.0, abs=1e-6)


def test_at_the_bottom_it_stays(landscape: Make) -> None:
    field = landscape(lambda w: w.square().sum(), torch.zeros(3))
    optimizer = LbfgsOptions().build(field)
    field()
    optimizer.step(1.0, field)
    assert torch.equal(field.weights, torch.zeros(3))


FUNCTIONS = {
    # Moré and Thuente 1994, functions 1 and 3 in spirit: a long flat descent, and one with many ripples
    "flat": lambda t: (-t / (t * t + 2.0), (t * t - 2.0) / (t * t + 2.0) ** 2),
    "rippled": lambda t: ((t - 3.0) ** 2 / 9 + 0.05 * math.sin(20 * t), 2 * (t - 3.0) / 9 + math.cos(20 * t)),
    "steep": lambda t: ((t - 0.01) ** 4, 4 * (t - 0.01) ** 3),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("first", [1e-3, 0.1, 1.0, 10.0, 1000.0])
def test_the_strong_wolfe_conditions_hold(name: str, first: float) -> None:
    function = FUNCTIONS[name]
    probe = lambda t: Point(t, *function(t), torch.zeros(1))  # noqa: E731
    start = probe(0.0)
    sign = -math.copysign(1.0, start.slope)
    if sign < 0:
        probe = lambda t: Point(t, function(-t)[0], -function(-t)[1], torch.zeros(1))  # noqa: E731
        start = probe(0.0)
    best = strong_wolfe(probe, start, first, 60)
    assert best.value <= start.value + DECREASE * best.step * start.slope
    assert abs(best.slope) <= CURVATURE * abs(start.slope)


def test_where_nothing_is_lower_the_start_comes_back() -> None:
    start = Point(0.0, 0.0, -1.0, torch.zeros(1))
    best = strong_wolfe(lambda t: Point(t, math.nan, math.nan, torch.zeros(1)), start, 1.0, 20)
    assert best is start
