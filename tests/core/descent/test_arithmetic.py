"""The text of a step: its numbers are those of the walk, and they add up for the reader."""

from __future__ import annotations

import dataclasses
import re

import pytest

from sirendesk.core.descent.arithmetic import arithmetic_text, moment_of
from sirendesk.core.descent.moment import pair_text
from sirendesk.core.descent.recipes import RECIPES
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.rules import RULES, AdaGradOptions
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


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("step", [1, 2, 9])
def test_every_rule_says_how_its_direction_came_about(regression: Regression, name: str, step: int) -> None:
    rule = RULES[name](learning_rate=0.05)
    walk = descend(regression, dataclasses.replace(RECIPES["batch"], rule=rule))
    lines = arithmetic_text(walk, step).splitlines()
    said = rule.lines(moment_of(walk, step))
    assert lines[2 : 2 + len(said)] == said
    assert said[0].startswith("gradient g")
    assert numbers(said[0])[-2:] == pytest.approx(walk.gradients[step - 1].tolist(), rel=1e-3)
    assert numbers(said[-1])[-2:] == pytest.approx(walk.velocities[step - 1].tolist(), rel=1e-3)
    assert f"update = −η {rule.symbol} = −0.05 · " in lines[-3]
    # every memory that the rule keeps is in the lines
    for kept in (walk.means, walk.squares):
        if kept.any():
            assert pair_text(kept[step - 1]) in "\n".join(said)


def test_the_squares_of_adagrad_add_up(regression: Regression) -> None:
    walk = descend(regression, dataclasses.replace(RECIPES["batch"], rule=AdaGradOptions(1.0)))
    squares = next(line for line in arithmetic_text(walk, 4).splitlines() if line.startswith("squares"))
    old_x, old_y, gx, gy, x, y = numbers(squares.replace("g²", ""))
    assert (old_x + gx, old_y + gy) == pytest.approx((x, y), rel=1e-3)
    assert (gx, gy) == pytest.approx(tuple(walk.gradients[3] ** 2), rel=1e-3)
