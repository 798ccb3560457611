"""The text of a step: its numbers are those of the walk, and they add up for the reader."""

from __future__ import annotations

import dataclasses
import re

import pytest

from sirendesk.core.descent.arithmetic import arithmetic_text
from sirendesk.core.descent.recipes import RECIPES
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.rules import PlainOptions
from sirendesk.core.descent.stability import stability, stability_text
from sirendesk.core.descent.surfaces import RavineOptions, RosenbrockOptions
from sirendesk.core.descent.walk import descend


def numbers(line: str) -> list[float]:
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d[\d.]*(?:e[-−+]\d+)?", line)]


def test_the_momentum_of_a_step_adds_up(regression: Regression) -> None:
    walk = descend(regression, RECIPES["batch-momentum"])
    lines = arithmetic_text(walk, 3).splitlines()
    assert lines[0] == "Update 3 of 50 · epoch 3 · all 100 samples"
    velocity = next(line for line in lines if line.startswith("velocity"))
    gamma, before_x, before_y, gx, gy, vx, vy = numbers(velocity)
    assert gamma == 0.7
    assert gamma * before_x + gx == pytest.approx(vx, abs=2e-4)
    assert gamma * before_y + gy == pytest.approx(vy, abs=2e-4)
    update = next(line for line in lines if line.startswith("update"))
    minus_rate, ux, uy, dx, dy = numbers(update)
    assert minus_rate == -0.1
    assert (minus_rate * ux, minus_rate * uy) == pytest.approx((dx, dy), abs=1e-4)
    assert numbers(lines[-2]) == pytest.approx(walk.positions[3].tolist(), abs=1e-4)
    assert numbers(lines[-1]) == pytest.approx(walk.losses[2:4].tolist(), abs=1e-4)


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("step", [0, 1, 2, 37, 10**9])
def test_every_rule_has_a_text_at_every_step(regression: Regression, name: str, step: int) -> None:
    walk = descend(regression, RECIPES[name])
    text = arithmetic_text(walk, step)
    assert "loss" in text
    assert "nan" not in text
    assert ("Start" in text) if step == 0 else (f"of {walk.steps}" in text)


def test_a_single_sample_is_called_one(regression: Regression) -> None:
    assert "1 sample" in arithmetic_text(descend(regression, RECIPES["stochastic"]), 5)
    # the last batch of an epoch is what is left
    assert "4 samples" in arithmetic_text(descend(regression, RECIPES["mini-batch"]), 13)


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
