"""The budget of a run: what is refused, and how it is spent."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.options import from_json, to_json

steps = st.none() | st.integers(1, 10**9)
seconds = st.none() | st.floats(0.1, 1e6)
targets = st.none() | st.floats(1.0, 150.0)


def budgets() -> st.SearchStrategy[Budget]:
    triples = st.tuples(steps, seconds, targets).filter(lambda t: any(x is not None for x in t))
    return triples.map(lambda t: Budget(*t))


def test_default_is_ten_seconds() -> None:
    assert Budget() == Budget(steps=None, seconds=10.0, target_psnr=None) == Budget.of()


def test_of_keeps_only_what_is_given() -> None:
    assert Budget.of(steps=500) == Budget(steps=500, seconds=None)
    assert Budget.of(target_psnr=40.0, seconds=60.0) == Budget(seconds=60.0, target_psnr=40.0)


def test_no_limit_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match="needs an end"):
        Budget(seconds=None)


@pytest.mark.parametrize(
    "limits",
    [{"steps": 0}, {"steps": -3}, {"seconds": 0.0}, {"seconds": math.inf}, {"seconds": math.nan}, {"target_psnr": 0.0}],
)
def test_limits_outside_their_bounds_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Budget(**limits)  # pyright: ignore[reportArgumentType]


def test_the_first_limit_reached_decides() -> None:
    budget = Budget(steps=100, seconds=10.0, target_psnr=40.0)
    assert budget.progress(10, 5.0, 8.0) == pytest.approx(0.5)
    assert budget.progress(90, 5.0, 8.0) == pytest.approx(0.9)
    assert budget.progress(10, 1.0, 38.0) == pytest.approx(0.95)
    assert budget.exhausted(10, 1.0, 40.0)
    assert budget.exhausted(100, 1.0)
    assert not budget.exhausted(99, 9.9, 39.9)


@pytest.mark.parametrize("psnr", [None, math.nan, -5.0])
def test_unknown_or_negative_psnr_spends_nothing(psnr: float | None) -> None:
    assert Budget.of(target_psnr=40.0).progress(1000, 1000.0, psnr) == 0.0


def test_perfect_fit_ends_a_target() -> None:
    assert Budget.of(target_psnr=40.0).exhausted(1, 0.0, math.inf)


@given(budgets(), st.integers(0, 10**10), st.floats(0, 1e9), st.none() | st.floats())
def test_progress_is_a_share_and_one_exactly_when_exhausted(
    budget: Budget, step: int, elapsed: float, psnr: float | None
) -> None:
    share = budget.progress(step, elapsed, psnr)
    assert 0.0 <= share <= 1.0
    assert budget.exhausted(step, elapsed, psnr) == (share == 1.0)


@given(budgets(), st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0, 1e5), st.floats(0, 1e5))
def test_progress_never_falls_with_time(budget: Budget, step: int, more: int, elapsed: float, later: float) -> None:
    assert budget.progress(step + more, elapsed + later) >= budget.progress(step, elapsed)


@given(budgets())
def test_json_round_trip(budget: Budget) -> None:
    assert from_json(Budget, to_json(budget)) == budget
