"""The words that repeat a descent in a terminal."""

from __future__ import annotations

import dataclasses
import shlex

from sirendesk.core.catalogue import name_of
from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.landscapes import LANDSCAPES
from sirendesk.core.descent.recipes import RECIPES, SIX, recipes_for
from sirendesk.core.options import to_json

FOLDER = "descent"
FILE = "descent.json"
SETS = {SIX: "all", tuple(RECIPES): "every"}


def descend_command(experiment: DescentExperiment, landscape: Landscape | None = None) -> tuple[str, bool]:
    """The command line of a descent, and whether it says everything; else it names a file to be saved first."""
    built = landscape if landscape is not None else experiment.build()
    names = tuple(recipe.name for recipe in experiment.recipes)
    suited = recipes_for(built)
    one = names[0] if len(names) == 1 else ""
    method = one or SETS.get(names, "")
    plain = all(recipe == suited[recipe.name] for recipe in experiment.recipes)
    if experiment.points is not None or not method or not (plain or one):
        return shlex.join(["sirendesk", "descend", "--experiment", FILE, "--out", FOLDER]), False
    name = name_of(LANDSCAPES, experiment.landscape)
    words = ["sirendesk", "descend", "--landscape", name, "--method", method]
    words += _changed(experiment.landscape, type(experiment.landscape)())
    if one:
        recipe, usual = experiment.recipes[0], suited[one]
        words += _changed(recipe, usual)
        words += _changed(recipe.rule, usual.rule)
    if experiment.start is not None:
        words.append("--start={:.17g},{:.17g}".format(*experiment.start))
    words += ["--seed", str(experiment.seed)]
    if experiment.updates is not None:
        words += ["--steps", str(experiment.updates)]
    return shlex.join([*words, "--out", FOLDER]), True


def _changed(options: object, usual: object) -> list[str]:
    """Flags of the options that are not the usual ones."""
    if not dataclasses.is_dataclass(options):
        return []
    before = to_json(usual)
    words = []
    for name, value in to_json(options).items():
        if value != before[name]:
            words += [f"--{name.replace('_', '-')}", repr(value) if isinstance(value, float) else str(value)]
    return words
