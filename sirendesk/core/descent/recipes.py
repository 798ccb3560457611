"""Recipes: a rule with its numbers, how many samples a batch has, and how many epochs it runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sirendesk.core.catalogue import choice_from_json, choice_to_json
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.rules import (
    RULES,
    AdaGradOptions,
    AdamOptions,
    MomentumOptions,
    NesterovOptions,
    PlainOptions,
    RMSPropOptions,
    RuleOptions,
)
from sirendesk.core.errors import UsageError
from sirendesk.core.options import option, option_specs, to_json, validate

MOST_UPDATES = 200_000


@dataclass(frozen=True)
class Recipe:
    """How one walker descends. `name` is its key in RECIPES, which also decides its colour and line style."""

    name: str
    title: str
    rule: RuleOptions
    batch_size: int | None = option(
        None,
        label="Batch size",
        help="How many samples each gradient is the mean of. One is stochastic descent, all is batch descent; between "
        "them the path goes from jagged to smooth.",
        minimum=1,
        maximum=10_000,
        live=True,
        advanced=False,
    )
    epochs: int = option(
        50,
        label="Epochs",
        help="How many times all samples are gone through. Small batches make more updates of each.",
        minimum=1,
        maximum=100_000,
        live=True,
        advanced=False,
    )

    def batch_of(self, samples: int) -> int:
        """Samples in a batch, where there are that many in all."""
        return samples if self.batch_size is None else min(self.batch_size, samples)

    def updates(self, samples: int) -> int:
        """Updates that the recipe makes, the smaller last batch of an epoch included."""
        return min(self.epochs * -(-samples // self.batch_of(samples)), MOST_UPDATES)

    def to_json(self) -> dict[str, Any]:
        """The recipe as a plain dictionary."""
        return {
            "name": self.name,
            "title": self.title,
            "rule": choice_to_json(RULES, self.rule),
            **to_json(self),
        }


# In the order on screen. The rates, epochs and momenta of the six are those of the usual classroom demonstration.
RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe("batch", "Batch", PlainOptions(0.1), None, 50),
        Recipe("stochastic", "Stochastic", PlainOptions(0.01), 1, 5),
        Recipe("mini-batch", "Mini-batch", PlainOptions(0.05), 8, 20),
        Recipe("batch-momentum", "Batch, momentum", MomentumOptions(0.1, 0.7), None, 50),
        Recipe("stochastic-momentum", "Stochastic, momentum", MomentumOptions(0.01, 0.9), 1, 5),
        Recipe("mini-batch-momentum", "Mini-batch, momentum", MomentumOptions(0.05, 0.8), 8, 20),
        Recipe("nesterov", "Nesterov", NesterovOptions(0.1, 0.7), None, 50),
        Recipe("adagrad", "AdaGrad", AdaGradOptions(1.0), None, 50),
        Recipe("rmsprop", "RMSProp", RMSPropOptions(0.2), None, 50),
        Recipe("adam", "Adam", AdamOptions(0.3), None, 50),
    )
}
SIX = tuple(RECIPES)[:6]


def recipes_for(landscape: Landscape) -> dict[str, Recipe]:
    """All of RECIPES, their rates scaled to what the landscape bears and as many epochs as that takes."""
    if landscape.axes == ("θ₀", "θ₁"):
        return dict(RECIPES)
    left, right, bottom, top = landscape.bounds
    span = min(right - left, top - bottom)
    gentle = landscape.rate / RECIPES["batch"].rule.learning_rate
    curvature = _largest_curvature(landscape)
    made = {}
    for name, recipe in RECIPES.items():
        adaptive = recipe.rule.largest_rate(1.0) is None
        # adaptive rules step by about η whatever the slope, so only the size of the picture matters to them
        rate = recipe.rule.learning_rate * (span / 10 if adaptive else gentle)
        limit = recipe.rule.largest_rate(curvature)
        rate = min(rate, 0.85 * limit) if limit else rate
        rule = dataclasses.replace(recipe.rule, learning_rate=_rounded(min(max(rate, 1e-6), 100.0)))
        made[name] = dataclasses.replace(recipe, rule=rule, epochs=4 * recipe.epochs)
    return made


def _largest_curvature(landscape: Landscape) -> float:
    """At the known minima; next to nothing where none is known."""
    found = [float(np.linalg.eigvalsh(landscape.hessian(*place))[-1]) for place in landscape.minima]
    return max(found, default=1e-9)


def _rounded(rate: float) -> float:
    """Two digits: a rate is typed and read by people."""
    return float(f"{rate:.2g}")


def recipe_from_json(data: Any) -> Recipe:
    """Inverse of `Recipe.to_json`.

    Raises:
        UsageError: for an unknown name, rule, option or value.
    """
    if not isinstance(data, Mapping):
        raise UsageError("A recipe must be a table of options.")
    rest = dict(data)
    name, title = rest.pop("name", None), rest.pop("title", None)
    if not isinstance(name, str) or name not in RECIPES:
        raise UsageError(f"There is no recipe called {name!r}; choose one of {', '.join(RECIPES)}.")
    title = RECIPES[name].title if title is None else title
    if not isinstance(title, str) or len(title) > 60 or not title.isprintable():
        raise UsageError("A recipe's title is a line of at most 60 characters.")
    base = RECIPES[name]
    rule = choice_from_json(RULES, rest.pop("rule"), "rule") if "rule" in rest else base.rule
    unknown = sorted(set(rest) - set(option_specs(Recipe)))
    if unknown:
        raise UsageError(f"Unknown option {unknown[0]!r} for a recipe.")
    recipe = dataclasses.replace(base, title=title, rule=rule, **rest)
    validate(recipe)
    return recipe
