"""Schedules at their ends, and the default one's rates number for number."""

from __future__ import annotations

import itertools
import math

import pytest

from sirendesk.core.optimizers import OPTIMIZERS, SCHEDULES, AdamOptions
from sirendesk.core.optimizers.schedules import FLOOR
from sirendesk.core.options import option_specs, validate


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("warm_up", [0.0, 0.05, 0.5])
def test_rates_stay_between_nothing_and_all(name: str, warm_up: float) -> None:
    options = AdamOptions(schedule=name, warm_up=warm_up)
    values = [options.rate_at(k / 100) for k in range(101)]
    assert all(0 < value <= 1 for value in values)
    assert values[-1] <= values[50]
    assert (values[0] == 1.0) == (warm_up == 0.0)


def test_the_default_warms_up_over_a_twentieth_and_ends_at_a_fiftieth() -> None:
    options = AdamOptions()
    for progress in (0.0, 0.01, 0.049, 0.05, 0.3, 0.77, 1.0):
        falling = 0.02 + 0.98 * 0.5 * (1.0 + math.cos(math.pi * progress))
        assert options.rate_at(progress) == min(1.0, (progress + 0.001) / 0.05) * falling
    assert options.rate_at(1.0) == pytest.approx(FLOOR)


def test_steps_halve_the_rate_at_half_way() -> None:
    options = AdamOptions(schedule="steps", warm_up=0.0, learning_rate=1e-4)
    assert [1e-4 * options.rate_at(p) for p in (0.0, 0.499, 0.5, 1.0)] == [1e-4, 1e-4, 5e-5, 5e-5]


def test_exponential_ends_at_a_tenth_by_equal_factors() -> None:
    rates = [AdamOptions(schedule="exponential", warm_up=0.0).rate_at(k / 4) for k in range(5)]
    assert rates[4] == pytest.approx(0.1)
    assert [b / a for a, b in itertools.pairwise(rates)] == pytest.approx([0.1**0.25] * 4)


def test_the_line_search_leaves_no_schedule_to_choose() -> None:
    options = OPTIMIZERS["lbfgs"]()
    validate(options)
    assert options.rate_at(0.0) == options.rate_at(1.0) == 1.0
    assert not {"schedule", "warm_up", "clip_norm"} & set(option_specs(options))
