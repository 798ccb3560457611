"""Walks down the default data and down a ravine, as the views get them."""

from __future__ import annotations

import dataclasses

import pytest

from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.recipes import RECIPES
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.walk import Walk, descend


@pytest.fixture(scope="session")
def landscape() -> Regression:
    made = DescentExperiment().build()
    assert isinstance(made, Regression)
    return made


@pytest.fixture(scope="session")
def walks(landscape: Regression) -> tuple[Walk, ...]:
    """The six of the default."""
    return DescentExperiment().walks(landscape)


@pytest.fixture(scope="session")
def diverging(landscape: Regression) -> Walk:
    """Batch descent with far too large a rate."""
    recipe = RECIPES["batch"]
    rule = dataclasses.replace(recipe.rule, learning_rate=1.5)
    return descend(landscape, dataclasses.replace(recipe, rule=rule))
