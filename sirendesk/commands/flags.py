"""From declared options to flags: a dataclass whose annotations tell tyro what the options' declarations say."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
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


def flag(kind: Any, text: str, metavar: str | None = None, name: str | None = None) -> Any:
    """Annotation of a flag that belongs to a command, not to an experiment; its `name` if Python cannot have it."""
    return Annotated[kind, tyro.conf.arg(help=text, metavar=metavar, name=name)]


def option_flags(
    options: Any, leave_out: tuple[str, ...] = (), names: Mapping[str, str] | None = None
) -> list[tuple[str, Any, Any]]:
    """A flag for every declared option of an options instance; its values are the defaults.

    `names` says what an option's flag is called, where that is not the option's own name.
    """
    made = []
    for name, spec in option_specs(options).items():
        if name in leave_out:
            continue
        kind, optional = option_type(options, name)
        annotated: Any = Literal[spec.choices] if spec.choices else kind
        if optional:
            annotated = annotated | None
        flag_name = (names or {}).get(name, name)
        made.append((flag_name, Annotated[annotated, tyro.conf.arg(help=_help(spec))], getattr(options, name)))
    return made


def read_options(flags: Any, options: Any, names: Mapping[str, str] | None = None) -> Any:
    """The options with the values that their flags carry; `names` as in `option_flags`."""
    called = {name: (names or {}).get(name, name) for name in option_specs(options)}
    values = {name: getattr(flags, flag_name) for name, flag_name in called.items() if hasattr(flags, flag_name)}
    return dataclasses.replace(options, **values)


def is_given(arguments: Sequence[str], name: str) -> bool:
    """Whether the flag of this name stands in `arguments`."""
    dashed = name.replace("_", "-")
    spellings = {f"{start}{word}" for start in ("--", "--no-") for word in (name, dashed)}
    return any(word.split("=", 1)[0] in spellings for word in arguments)


def peek(arguments: Sequence[str], flag_name: str, default: str) -> str:
    """Value of `--flag_name` before parsing, because it decides which other flags there are; the last one counts."""
    long, found = f"--{flag_name}", default
    for k, word in enumerate(arguments):
        if word == long and k + 1 < len(arguments):
            found = arguments[k + 1]
        elif word.startswith(long + "="):
            found = word.split("=", 1)[1]
    return found


def peek_switch(arguments: Sequence[str], flag_name: str, *, default: bool) -> bool:
    """Whether `--flag_name` or `--no-flag_name` stands in `arguments`, the last one counting, as `peek` does."""
    found = default
    for word in arguments:
        if word in (f"--{flag_name}", f"--no-{flag_name}"):
            found = word == f"--{flag_name}"
    return found


def _help(spec: OptionSpec) -> str:
    bounds = [
        f"{side} {value:g}" for side, value in (("from", spec.minimum), ("to", spec.maximum)) if value is not None
    ]
    unit = f" {spec.unit}" if spec.unit else ""
    return f"{spec.label}: {spec.help}" + (f" [{' '.join(bounds)}{unit}]" if bounds else "")
