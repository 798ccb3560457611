"""A descent that can be saved: landscape, edited points, recipes, start and seed, as one frozen value and as JSON."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sirendesk.core.catalogue import choice_from_json, choice_to_json
from sirendesk.core.descent.landscape import Landscape, LandscapeOptions, Point
from sirendesk.core.descent.landscapes import LANDSCAPES
from sirendesk.core.descent.recipes import MOST_UPDATES, RECIPES, SIX, Recipe, recipe_from_json
from sirendesk.core.descent.regression import MOST_POINTS, Regression, RegressionOptions
from sirendesk.core.descent.walk import Walk, descend
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import parse_object
from sirendesk.core.files import read_bytes
from sirendesk.core.options import option, validate

FORMAT = 1
KIND = "descent"
MOST_BYTES = 2**21
# With this seed and the data's, all six recipes end within 0.3 of the least-squares answer. Most seeds leave momentum
# on single samples farther out: at a constant rate it keeps wandering, by sqrt(η noise²/(1 - γ)) = 0.47 a parameter.
DEFAULT_SEED = 0


def _six() -> tuple[Recipe, ...]:
    return tuple(RECIPES[name] for name in SIX)


@dataclass(frozen=True)
class DescentExperiment:
    """Everything that determines the walks. `points` replaces the drawn points of a regression once they are edited.

    `start` None is the landscape's own.
    """

    landscape: LandscapeOptions = dataclasses.field(default_factory=RegressionOptions)
    points: tuple[Point, ...] | None = None
    recipes: tuple[Recipe, ...] = dataclasses.field(default_factory=_six)
    start: Point | None = None
    seed: int = option(
        DEFAULT_SEED,
        label="Seed",
        help="Where the order of the samples comes from. The same seed gives the same paths.",
        minimum=0,
        maximum=2**31 - 1,
        advanced=False,
    )
    updates: int | None = option(
        None,
        label="Updates",
        help="How many updates every walk makes; empty is as many as its recipe says.",
        minimum=1,
        maximum=MOST_UPDATES,
    )

    def check(self) -> None:
        """Raise UsageError if any part is outside its declaration."""
        validate(self)
        validate(self.landscape)
        for recipe in self.recipes:
            validate(recipe)
            validate(recipe.rule)
        if self.points is not None and not isinstance(self.landscape, RegressionOptions):
            raise UsageError("Only a regression has points; leave them out for other landscapes.")

    def build(self) -> Landscape:
        """The landscape, of the edited points where there are any.

        Raises:
            UsageError: when a formula or the points are refused.
        """
        return self.landscape.build() if self.points is None else Regression(np.array(self.points).reshape(-1, 2))

    def walks(self, landscape: Landscape | None = None) -> tuple[Walk, ...]:
        """All walks from the beginning to the end, in the order of the recipes."""
        built = landscape or self.build()
        return tuple(descend(built, recipe, self.start, self.seed, self.updates) for recipe in self.recipes)

    def to_json(self) -> dict[str, Any]:
        """The experiment as a plain dictionary, choices by name."""
        return {
            "format": FORMAT,
            "kind": KIND,
            "landscape": choice_to_json(LANDSCAPES, self.landscape),
            "points": None if self.points is None else [list(point) for point in self.points],
            "recipes": [recipe.to_json() for recipe in self.recipes],
            "start": None if self.start is None else list(self.start),
            "seed": self.seed,
            "updates": self.updates,
        }


def parse_descent(text: str, name: str = "The experiment") -> DescentExperiment:
    """An experiment from its JSON text; what is missing keeps its default.

    Raises:
        InputRefusedError: when the text is no descent, or one of a newer format.
    """
    data = parse_object(text, name)
    version = data.get("format")
    if data.get("kind") != KIND:
        raise InputRefusedError(f"{name} is no experiment of the descent kind. The file was not changed.")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= FORMAT:
        raise InputRefusedError(
            f"{name} has format {version!r}; this version reads up to {FORMAT}. The file was not changed."
        )
    try:
        return _from_json(data)
    except UsageError as error:
        raise InputRefusedError(f"{name} cannot be used: {error} The file was not changed.") from error


def read_descent(path: Path) -> DescentExperiment:
    """An experiment from a file.

    Raises:
        InputRefusedError: when the file cannot be read or is no descent.
    """
    return parse_descent(read_bytes(path, MOST_BYTES).decode("utf-8", "replace"), path.name)


def _from_json(data: Mapping[str, Any]) -> DescentExperiment:
    readers = {
        "landscape": _read_landscape,
        "points": _read_points,
        "recipes": _read_recipes,
        "start": _read_start,
        "seed": _read_plain,
        "updates": _read_plain,
    }
    unknown = sorted(set(data) - set(readers) - {"format", "kind", "title", "summary"})
    if unknown:
        raise UsageError(f"A descent has no part called {unknown[0]!r}.")
    experiment = DescentExperiment(**{name: read(data[name]) for name, read in readers.items() if name in data})
    experiment.check()
    experiment.build()
    return experiment


def _read_landscape(data: Any) -> LandscapeOptions:
    return choice_from_json(LANDSCAPES, data, "landscape")


def _read_recipes(data: Any) -> tuple[Recipe, ...]:
    if not isinstance(data, list) or not 1 <= len(data) <= 2 * len(RECIPES):
        raise UsageError(f"The recipes of a descent are a list of 1 to {2 * len(RECIPES)}.")
    return tuple(recipe_from_json(item) for item in data)


def _read_points(data: Any) -> tuple[Point, ...] | None:
    if data is None:
        return None
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_POINTS:
        raise UsageError(f"The points of a descent are a list of 1 to {MOST_POINTS:,} pairs of numbers.")
    return tuple(_pair(item) for item in data)


def _read_start(data: Any) -> Point | None:
    return None if data is None else _pair(data)


def _read_plain(data: Any) -> Any:
    return data  # its declaration is checked with the others


def _pair(data: Any) -> Point:
    plain = isinstance(data, list) and len(data) == 2 and all(type(v) in (int, float) for v in data)
    # an int of many digits would not fit a float, hence the bound before the conversion
    if not plain or not all(abs(v) <= 1e6 for v in data) or not all(math.isfinite(v) for v in data):
        raise UsageError("A place is a pair of finite numbers within ±1,000,000.")
    return float(data[0]), float(data[1])
