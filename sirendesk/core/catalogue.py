"""Literal tables of the things one can choose by name: fields, optimisers, tasks, signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sirendesk.core.errors import UsageError
from sirendesk.core.options import from_json, to_json

T = TypeVar("T")


def lookup(catalogue: Mapping[str, T], name: str, what: str) -> T:
    """Entry of a catalogue by name.

    Raises:
        UsageError: naming the choices when there is no such entry.
    """
    try:
        return catalogue[name]
    except (KeyError, TypeError):
        raise UsageError(f"There is no {what} called {name!r}; choose one of {', '.join(catalogue)}.") from None


def name_of(catalogue: Mapping[str, type], options: Any) -> str:
    """Name under which the class of `options` stands in a catalogue of option classes."""
    return next(name for name, cls in catalogue.items() if cls is type(options))


def choice_to_json(catalogue: Mapping[str, type], options: Any) -> dict[str, Any]:
    """Chosen options with the name of the choice, as a plain dictionary."""
    return {"name": name_of(catalogue, options), **to_json(options)}


def choice_from_json(catalogue: Mapping[str, type[T]], data: Any, what: str) -> T:
    """Inverse of `choice_to_json`; refuses unknown names and values."""
    if not isinstance(data, Mapping):
        raise UsageError(f"The {what} of an experiment must be a table of options.")
    rest = dict(data)
    cls = lookup(catalogue, rest.pop("name", None), what)
    return from_json(cls, rest)
