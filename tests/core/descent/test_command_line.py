"""The words that repeat a descent."""

from __future__ import annotations

import dataclasses
import shlex

import pytest

from sirendesk.commands.descend import _parse
from sirendesk.core.descent.command_line import descend_command
from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscape import LandscapeOptions
from sirendesk.core.descent.recipes import RECIPES, SIX, recipes_for
from sirendesk.core.descent.regression import RegressionOptions
from sirendesk.core.descent.surfaces import RavineOptions, SaddleOptions


def suited(options: LandscapeOptions, *names: str) -> DescentExperiment:
    made = recipes_for(options.build())
    return DescentExperiment(options, recipes=tuple(made[name] for name in names))


@pytest.mark.parametrize(
    "experiment",
    [
        DescentExperiment(),
        DescentExperiment(RegressionOptions(slope=-1.5, count=30), seed=4),
        DescentExperiment(start=(-1.25, 2.0), updates=70),
        suited(RavineOptions(condition=80.0), *RECIPES),
        suited(SaddleOptions(noise=0.25), "adam"),
        suited(FormulaOptions(formula="x**2 + 2*y**2"), *SIX),
        DescentExperiment(recipes=(dataclasses.replace(RECIPES["mini-batch"], batch_size=3, epochs=7),)),
        DescentExperiment(recipes=(dataclasses.replace(RECIPES["stochastic"], batch_size=None),)),
    ],
)
def test_the_command_gives_the_same_experiment(experiment: DescentExperiment) -> None:
    command, exact = descend_command(experiment)
    assert exact
    words = shlex.split(command)
    assert words[:2] == ["sirendesk", "descend"]
    assert _parse(words[2:]).experiment == experiment


def test_what_no_line_can_hold_names_a_file() -> None:
    rule = dataclasses.replace(RECIPES["batch"].rule, learning_rate=0.2)
    edited = dataclasses.replace(RECIPES["batch"], rule=rule)
    for experiment in (
        DescentExperiment(points=((0.0, 1.0), (1.0, 2.0))),
        DescentExperiment(recipes=(edited, RECIPES["adam"])),
        DescentExperiment(recipes=(RECIPES["batch"], RECIPES["adam"])),
    ):
        command, exact = descend_command(experiment)
        assert not exact
        assert "--experiment descent.json" in command
