"""The catalogue of landscapes: one line each, in the order on screen; and their short names on a command line."""

from __future__ import annotations

from collections.abc import Mapping

from sirendesk.core.catalogue import lookup
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscape import LandscapeOptions
from sirendesk.core.descent.regression import RegressionOptions
from sirendesk.core.descent.surfaces import (
    BealeOptions,
    HimmelblauOptions,
    RastriginOptions,
    RavineOptions,
    RosenbrockOptions,
    SaddleOptions,
)
from sirendesk.core.errors import UsageError
from sirendesk.core.options import validate

LANDSCAPES: Mapping[str, type[LandscapeOptions]] = {
    "regression": RegressionOptions,
    "rosenbrock": RosenbrockOptions,
    "beale": BealeOptions,
    "himmelblau": HimmelblauOptions,
    "rastrigin": RastriginOptions,
    "saddle": SaddleOptions,
    "ravine": RavineOptions,
    "formula": FormulaOptions,
}


def landscape_named(word: str) -> LandscapeOptions:
    """Options from a word such as rosenbrock, ravine:30 or formula:x**2+3*y**2.

    Raises:
        UsageError: for a name or a value that does not exist.
    """
    name, colon, value = word.partition(":")
    cls = lookup(LANDSCAPES, name, "landscape")
    if not colon:
        return cls()
    if cls is FormulaOptions:
        return FormulaOptions(formula=value)
    if cls is not RavineOptions:
        raise UsageError(f"The landscape {name!r} takes no value; write it without {':' + value!r}.")
    try:
        options = RavineOptions(condition=float(value))
    except ValueError:
        raise UsageError(f"{value!r} is no condition number; write for example ravine:30.") from None
    validate(options)
    return options
