"""What the descent tab works on: a landscape, ten recipes, a start and a seed, and the walks they make.

Wishes of the tab arrive here; the walks and the ground under them are worked out in the jobs thread, and of what was
asked for meanwhile only the newest counts. It owns no widget and knows none.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.catalogue import name_of
from sirendesk.core.descent.experiment import DescentExperiment, parse_descent
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscape import Landscape, LandscapeOptions, Point
from sirendesk.core.descent.landscapes import LANDSCAPES
from sirendesk.core.descent.recipes import RECIPES, Recipe, recipes_for
from sirendesk.core.descent.regression import Regression, RegressionOptions
from sirendesk.core.descent.stability import stability, stability_text
from sirendesk.core.descent.walk import Walk, descend
from sirendesk.core.errors import SirenDeskError
from sirendesk.gui.answers import Answer
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.session import Session


@dataclass(frozen=True)
class Walked:
    """What a job brings: the landscape, the recipes that suit it, walks by recipe, and a sentence for some of them."""

    landscape: Landscape
    recipes: Mapping[str, Recipe]
    walks: Mapping[str, Walk]
    warnings: Mapping[str, str]
    anew: bool


class DescentBench(QObject):
    """The draft of a descent and what it leads to."""

    landscape_changed = Signal(object)
    recipes_changed = Signal()
    walks_changed = Signal()
    refused = Signal(str)

    def __init__(self, session: Session, experiment: DescentExperiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._options = experiment.landscape
        self._points = experiment.points
        self._start = experiment.start
        self._seed = experiment.seed
        self._updates = experiment.updates
        self._recipes = {**RECIPES, **{recipe.name: recipe for recipe in experiment.recipes}}
        self._ticked = {recipe.name for recipe in experiment.recipes}
        self._chosen = experiment.recipes[0].name
        self._remembered: dict[str, tuple[dict[str, Recipe], Point | None]] = {}
        self._landscape: Landscape | None = None
        self._walks: dict[str, Walk] = {}
        self._warnings: dict[str, str] = {}
        self._due: set[str] = set(RECIPES)
        self._build_due = True
        # rates that suit another landscape than the regression, for the recipes that no file has set
        self._suit_due = False
        self._keep = {recipe.name for recipe in experiment.recipes}
        # what the present landscape was made from, and what the one under way is: a refused one is not kept
        self._good = self._made_of = (self._options, self._points, self._start)
        self._walked_by = self._walking_by = (self._seed, self._updates, self._recipes)
        self._job = LatestJob(session, "descend", self._make_job, self)
        self._job.answered.connect(self._take_walked)

    @property
    def experiment(self) -> DescentExperiment:
        """All that determines the walks, as one value."""
        recipes = tuple(self._recipes[name] for name in RECIPES if name in self._ticked)
        recipes = recipes or (self._recipes[self._chosen],)
        return DescentExperiment(self._options, self._points, recipes, self._start, self._seed, self._updates)

    @property
    def landscape(self) -> Landscape | None:
        """What is descended; None until it has been made."""
        return self._landscape

    @property
    def walks(self) -> dict[str, Walk]:
        """The walks of the ticked recipes, in the order on screen."""
        return {name: self._walks[name] for name in RECIPES if name in self._ticked and name in self._walks}

    @property
    def options(self) -> LandscapeOptions:
        """What the landscape is made from."""
        return self._options

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        """All ten, as they are set."""
        return self._recipes

    @property
    def ticked(self) -> frozenset[str]:
        """Names of the recipes that walk."""
        return frozenset(self._ticked)

    @property
    def chosen(self) -> str:
        """Name of the recipe that the sliders turn."""
        return self._chosen

    @property
    def seed(self) -> int:
        """Where the order of the samples comes from."""
        return self._seed

    @property
    def start(self) -> Point:
        """Where the walks begin."""
        if self._start is not None:
            return self._start
        return self._landscape.start if self._landscape is not None else (0.0, 0.0)

    @property
    def busy(self) -> bool:
        """Whether something is still being worked out."""
        return self._job.busy

    @property
    def edited_points(self) -> bool:
        """Whether the data is not what its options would draw."""
        return self._points is not None

    def begin(self) -> None:
        """Work out what there is."""
        self._suit_due = not isinstance(self._options, RegressionOptions)
        self._job.ask()

    def warning(self) -> str:
        """One sentence on walks that leave: the chosen one's first."""
        left = [name for name in (self._chosen, *RECIPES) if name in self._ticked and self._warnings.get(name)]
        if not left:
            return ""
        others = len(set(left)) - 1
        more = f" (and {others} more)" if others else ""
        return self._warnings[left[0]] + more

    @Slot(object)
    def edit_landscape(self, options: LandscapeOptions) -> None:
        """Other options of the landscape, or another landscape with recipes that suit it."""
        if options == self._options and self._points is None:
            return
        before, self._options = self._options, options
        self._points = None
        if type(options) is not type(before):
            self._remembered[name_of(LANDSCAPES, before)] = (self._recipes, self._start)
            known = self._remembered.get(name_of(LANDSCAPES, options))
            self._keep = set()
            self._suit_due = known is None
            if known is not None:
                self._recipes, self._start = known
                self.recipes_changed.emit()
            else:
                self._start = None
        elif isinstance(options, FormulaOptions):
            self._start, self._suit_due, self._keep = None, True, set()
        self._build_due = True
        self._ask(*RECIPES)

    @Slot(object)
    def edit_points(self, points: NDArray[np.float64]) -> None:
        """Data that a person has put there."""
        self._points = tuple((float(x), float(y)) for x, y in points)
        self._build_due = True
        self._ask(*RECIPES)

    @Slot(object)
    def edit_recipe(self, recipe: Recipe) -> None:
        """Other numbers of one recipe; the others' walks stay as they are."""
        self._recipes = {**self._recipes, recipe.name: recipe}
        self._ask(recipe.name)

    @Slot(str, bool)
    def tick(self, name: str, on: bool) -> None:
        """Let a recipe walk, or not."""
        (self._ticked.add if on else self._ticked.discard)(name)
        if on and name not in self._walks:
            self._ask(name)
        else:
            self.walks_changed.emit()

    @Slot(str)
    def choose(self, name: str) -> None:
        """Turn another recipe."""
        self._chosen = name
        self.recipes_changed.emit()

    @Slot(object)
    def edit_order(self, experiment: DescentExperiment) -> None:
        """Another order of the samples, or another number of updates for all."""
        self._seed, self._updates = experiment.seed, experiment.updates
        self._ask(*RECIPES)

    @Slot(object)
    def edit_start(self, start: Point) -> None:
        """Begin elsewhere."""
        self._start = start
        self._ask(*RECIPES)

    @Slot()
    def regenerate(self) -> None:
        """Other data of the same kind."""
        if isinstance(self._options, RegressionOptions):
            seed = (self._options.data_seed + 1) % 2**31
            self.edit_landscape(dataclasses.replace(self._options, data_seed=seed))

    def adopt(self, experiment: DescentExperiment) -> None:
        """Take over a whole experiment."""
        self._options, self._points = experiment.landscape, experiment.points
        self._start, self._seed, self._updates = experiment.start, experiment.seed, experiment.updates
        self._recipes = {**RECIPES, **{recipe.name: recipe for recipe in experiment.recipes}}
        self._ticked = self._keep = {recipe.name for recipe in experiment.recipes}
        self._ticked = set(self._ticked)
        self._chosen = experiment.recipes[0].name
        self._build_due = True
        self._suit_due = not isinstance(experiment.landscape, RegressionOptions)
        self.recipes_changed.emit()
        self._ask(*RECIPES)

    def _ask(self, *names: str) -> None:
        self._due.update(names)
        self._job.ask()

    def _make_job(self) -> partial[Walked] | None:
        wanted = [name for name in RECIPES if name in self._due and name in self._ticked]
        dropped = self._due - set(wanted)
        for name in dropped:  # worked out when it is ticked
            self._walks.pop(name, None)
        self._due.clear()
        build, self._build_due = self._build_due, False
        suit, self._suit_due = self._suit_due, False
        landscape = None if build else self._landscape
        self._made_of = (self._options, self._points, self._start)
        self._walking_by = (self._seed, self._updates, self._recipes)
        return partial(
            walk_down,
            self._options,
            self._points,
            landscape,
            {name: self._recipes[name] for name in RECIPES},
            wanted,
            self._start,
            self._seed,
            self._updates,
            frozenset(self._keep) if suit else None,
        )

    @Slot(object)
    def _take_walked(self, answer: Answer) -> None:
        if answer.failure is not None:
            asked_for = (self._options, self._points, self._start)
            if self._made_of == asked_for:
                self._options, self._points, self._start = self._good
            self.refused.emit(answer.failure.sentence)
            # what else was edited meanwhile went down with the refused job
            if asked_for != self._good and self._walked_by != self._walking_by:
                self._build_due = True
                self._ask(*RECIPES)
            return
        walked: Walked = answer.value
        self._good, self._walked_by = self._made_of, self._walking_by
        suited = walked.recipes != {name: self._recipes[name] for name in RECIPES} and walked.anew
        self._walks.update(walked.walks)
        for name in walked.walks:
            self._warnings[name] = walked.warnings.get(name, "")
        if suited and not self._suit_due:
            self._recipes = dict(walked.recipes)
            self._walked_by = (*self._walking_by[:2], self._recipes)
            self.recipes_changed.emit()
        if walked.landscape is not self._landscape:
            self._landscape = walked.landscape
            self.landscape_changed.emit(walked.landscape)
        self.walks_changed.emit()


def remembered_descent(data: Mapping[str, Any]) -> DescentExperiment:
    """A draft from its JSON; what is not there or cannot be read any more is the default."""
    if not data:
        return DescentExperiment()
    try:
        return parse_descent(json.dumps(data))
    except (SirenDeskError, ValueError, TypeError):
        return DescentExperiment()


def walk_down(
    options: LandscapeOptions,
    points: tuple[Point, ...] | None,
    landscape: Landscape | None,
    recipes: Mapping[str, Recipe],
    names: list[str],
    start: Point | None,
    seed: int,
    updates: int | None,
    keep: frozenset[str] | None,
) -> Walked:
    """Build the landscape if there is none, suit the recipes to it unless they are kept, and walk.

    Raises:
        UsageError: when the landscape is refused.
    """
    if landscape is None:
        landscape = options.build() if points is None else Regression(np.array(points, np.float64).reshape(-1, 2))
    anew = keep is not None
    if keep is not None:
        suited = recipes_for(landscape)
        recipes = {name: recipes[name] if name in keep else suited[name] for name in recipes}
    walks = {name: descend(landscape, recipes[name], start, seed, updates) for name in names}
    warnings = {name: stability_text(walk, stability(landscape, walk.recipe, start)) for name, walk in walks.items()}
    return Walked(landscape, recipes, walks, warnings, anew)
