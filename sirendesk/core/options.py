"""Options, declared once: default, bounds, label, help and whether they may change while a fit runs.

The form in the window, the flag on the command line, the JSON in a file and the tooltip all derive from the field of a
frozen dataclass made with `option(...)`.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sirendesk.core.errors import UsageError

_KEY = "option"
T = TypeVar("T")


@dataclass(frozen=True)
class OptionSpec:
    """What a person needs to know of one option, and what a widget needs to show it."""

    label: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    logarithmic: bool = False
    step: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    live: bool = False
    advanced: bool = True
    applies: tuple[str, tuple[Any, ...]] | None = None


def option(
    default: Any,
    *,
    label: str,
    help: str,  # noqa: A002 - the word a person would look for
    minimum: float | None = None,
    maximum: float | None = None,
    logarithmic: bool = False,
    step: float | None = None,
    unit: str = "",
    choices: tuple[str, ...] = (),
    live: bool = False,
    advanced: bool = True,
    applies: tuple[str, tuple[Any, ...]] | None = None,
) -> Any:
    """A dataclass field that carries its own description.

    `applies` names another option of the same class and the values of it for which this one means something.
    """
    spec = OptionSpec(label, help, minimum, maximum, logarithmic, step, unit, choices, live, advanced, applies)
    return dataclasses.field(default=default, metadata={_KEY: spec})


def option_specs(options: Any) -> dict[str, OptionSpec]:
    """Name of each option of a dataclass (or of an instance of one) to its description, in declaration order."""
    return {f.name: f.metadata[_KEY] for f in dataclasses.fields(options) if _KEY in f.metadata}


def applies(options: Any, name: str) -> bool:
    """Whether an option means something beside the others' values."""
    condition = option_specs(options)[name].applies
    return condition is None or (getattr(options, condition[0]) in condition[1] and applies(options, condition[0]))


def option_type(options: Any, name: str) -> tuple[type, bool]:
    """Plain type of an option (int, float, bool or str) and whether None is allowed as well."""
    hint = _hints(options if isinstance(options, type) else type(options))[name]
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [a for a in typing.get_args(hint) if a is not type(None)]
        return inner[0], len(inner) < len(typing.get_args(hint))
    return hint, False


@functools.cache
def _hints(owner: type) -> dict[str, Any]:
    # a class's annotations never change, and reading them takes a good part of a millisecond
    return typing.get_type_hints(owner)


def validate(options: Any) -> None:
    """Check every option against its declared type, bounds and choices.

    Raises:
        UsageError: with the label, the value and what would be accepted.
    """
    for name, spec in option_specs(options).items():
        value = getattr(options, name)
        kind, optional = option_type(options, name)
        if value is None:
            if not optional:
                raise UsageError(f"{spec.label} ({name}) needs a value.")
            continue
        _check_type(name, spec, kind, value)
        if spec.choices and value not in spec.choices:
            raise UsageError(f"{spec.label} ({name}) is {value!r}; choose one of {', '.join(spec.choices)}.")
        if kind in (int, float):
            _check_bounds(name, spec, value)


def _check_type(name: str, spec: OptionSpec, kind: type, value: Any) -> None:
    right = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not right or (isinstance(value, bool) and kind is not bool):
        raise UsageError(f"{spec.label} ({name}) is {value!r}, which is not of type {kind.__name__}.")


def _check_bounds(name: str, spec: OptionSpec, value: float) -> None:
    # not isfinite: a whole number may be too large to become a float
    if not abs(value) <= sys.float_info.max:
        raise UsageError(f"{spec.label} ({name}) must be a finite number.")
    if spec.minimum is not None and value < spec.minimum:
        raise UsageError(f"{spec.label} ({name}) is {value:g}; the least that works is {spec.minimum:g}.")
    if spec.maximum is not None and value > spec.maximum:
        raise UsageError(f"{spec.label} ({name}) is {value:g}; the most that works is {spec.maximum:g}.")


def to_json(options: Any) -> dict[str, Any]:
    """Options as a plain dictionary."""
    return {name: getattr(options, name) for name in option_specs(options)}


def from_json(cls: type[T], data: Mapping[str, Any]) -> T:
    """Options from a dictionary; a name that is missing keeps its default, one that is unknown is refused.

    Raises:
        UsageError: on an unknown name or a value outside its declaration.
    """
    if not isinstance(data, Mapping):
        raise UsageError(f"{cls.__name__} must be a table of options, not {data!r}.")
    unknown = sorted(set(data) - set(option_specs(cls)))
    if unknown:
        raise UsageError(f"Unknown option {unknown[0]!r} for {cls.__name__}.")
    values = {}
    for name, value in data.items():
        kind, _ = option_type(cls, name)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        # a whole number too large for a float stays as it is, and is refused below
        fits = is_whole and abs(value) <= sys.float_info.max
        values[name] = float(value) if kind is float and fits else value
    options = cls(**values)
    validate(options)
    return options
