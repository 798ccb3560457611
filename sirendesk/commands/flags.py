"""From declared options to flags: a dataclass whose annotations tell tyro what the options' declarations say."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Literal

import tyro

from sirendesk.core.options import OptionSpec, option_specs, option_type


def parse(program: str, description: str, fields: list[tuple[str, Any, Any]], arguments: list[str]) -> Any:
    """Parse `arguments` with flags for `fields` (name, annotated type, default); leaves with 2 on misuse, 0 on help."""
    made = [(name, kind, dataclasses.field(default=default)) for name, kind, default in fields]
    flags = dataclasses.make_dataclass("Flags", made, frozen=True)
    flags.__doc__ = description
    return tyro.cli(flags, prog=f"sirendesk {program}", description=description, args=arguments)


def positional(kind: Any, metavar: str, text: str) -> Any:
    """Annotation of an argument without a flag."""
    return tyro.conf.Positional[Annotated[kind, tyro.conf.arg(metavar=metavar, help=text)]]


def flag(kind: Any, text: str, metavar: str | None = None) -> Any:
    """Annotation of a flag that belongs to a command rather than to an experiment."""
    return Annotated[kind, tyro.conf.arg(help=text, metavar=metavar)]


def option_flags(options: Any, leave_out: tuple[str, ...] = ()) -> list[tuple[str, Any, Any]]:
    """A flag for every declared option of an options instance; its values are the defaults."""
    made = []
    for name, spec in option_specs(options).items():
        if name in leave_out:
            continue
        kind, optional = option_type(options, name)
        annotated: Any = Literal[spec.choices] if spec.choices else kind
        if optional:
            annotated = annotated | None
        made.append((name, Annotated[annotated, tyro.conf.arg(help=_help(spec))], getattr(options, name)))
    return made


def read_options(flags: Any, options: Any) -> Any:
    """The options with the values that the flags of the same names carry."""
    values = {name: getattr(flags, name) for name in option_specs(options) if hasattr(flags, name)}
    return dataclasses.replace(options, **values)


def peek(arguments: list[str], flag_name: str, default: str) -> str:
    """Value of `--flag_name` before parsing, because it decides which other flags there are."""
    long = f"--{flag_name}"
    for k, word in enumerate(arguments):
        if word == long and k + 1 < len(arguments):
            return arguments[k + 1]
        if word.startswith(long + "="):
            return word.split("=", 1)[1]
    return default


def _help(spec: OptionSpec) -> str:
    bounds = [
        f"{side} {value:g}" for side, value in (("from", spec.minimum), ("to", spec.maximum)) if value is not None
    ]
    unit = f" {spec.unit}" if spec.unit else ""
    return f"{spec.label}: {spec.help}" + (f" [{' '.join(bounds)}{unit}]" if bounds else "")
