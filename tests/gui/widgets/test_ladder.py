"""Where sliders stop and arrows lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.options import OptionSpec
from sirendesk.gui.widgets.ladder import ladder_for


def spec(low: float | None, high: float | None, *, logarithmic: bool = False, step: float | None = None) -> OptionSpec:
    return OptionSpec("x", "x", minimum=low, maximum=high, logarithmic=logarithmic, step=step)


def test_learning_rates_climb_over_round_numbers() -> None:
    ladder = ladder_for(spec(1e-6, 1.0, logarithmic=True), float, 1e-3)
    decade = [stop for stop in ladder.stops if 1e-3 <= stop < 1e-2]
    assert decade[0] == 1e-3
    assert 5e-3 in decade
    assert len(decade) > 15
    assert ladder.stops[0] == 1e-6
    assert ladder.stops[-1] == 1.0


def test_widths_climb_by_quarters_of_an_octave() -> None:
    ladder = ladder_for(spec(4, 2048, logarithmic=True), int, 256)
    assert ladder.climb(256, 1) == 320
    assert ladder.climb(256, ladder.page) == 512
    assert ladder.climb(200, -1) == 192
    assert all(isinstance(stop, int) for stop in ladder.stops)


def test_counts_that_are_no_powers_of_two_climb_decimally() -> None:
    ladder = ladder_for(spec(1, 1_000_000, logarithmic=True), int, 1000)
    assert ladder.climb(1000, 1) == 1100
    assert ladder.stops[:3] == (1, 2, 3)


def test_even_steps_pass_through_the_default_and_end_at_the_bounds() -> None:
    ladder = ladder_for(spec(1.0, 200.0), float, 30.0)
    assert 30.0 in ladder.stops
    assert (ladder.stops[0], ladder.stops[-1]) == (1.0, 200.0)
    assert ladder.climb(30.0, 1) == 31.0


def test_tenths_stay_tenths() -> None:
    ladder = ladder_for(spec(0.0, 1.0, step=0.1), float, 0.5)
    assert ladder.stops == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def test_a_logarithmic_option_may_start_at_zero() -> None:
    ladder = ladder_for(spec(0.0, 0.1, logarithmic=True), float, 0.0)
    assert ladder.stops[0] == 0.0
    assert 1e-4 in ladder.stops


@pytest.mark.parametrize("bounds", [(0, None), (None, None), (0, 2**31 - 1)])
def test_too_many_stops_are_none_but_arrows_still_step(bounds: tuple[float | None, float | None]) -> None:
    ladder = ladder_for(spec(*bounds), int, 0)
    assert ladder.stops == ()
    assert ladder.climb(41, 1) == 42
    assert isinstance(ladder.climb(41, 1), int)


@given(
    st.floats(1e-6, 1e3),
    st.floats(1.01, 1e6),
    st.booleans(),
    st.sampled_from([int, float]),
    st.floats(0, 1),
    st.integers(-40, 40),
)
def test_climbing_goes_the_right_way_and_stays_within_bounds(
    low: float, factor: float, logarithmic: bool, kind: type, where: float, count: int
) -> None:
    low, high = (1 + int(low), 2 + int(low * factor)) if kind is int else (low, low * factor)
    ladder = ladder_for(spec(low, high, logarithmic=logarithmic), kind, None)
    value = kind(low + where * (high - low))
    climbed = ladder.climb(value, count)
    assert low <= climbed <= high
    assert isinstance(climbed, kind)
    if count > 0:
        assert climbed > value or value == high
    if count < 0:
        assert climbed < value or value == low
    assert list(ladder.stops) == sorted(set(ladder.stops))
    for number, stop in enumerate(ladder.stops):
        assert ladder.nearest(stop) == number
