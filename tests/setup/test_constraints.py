"""pyproject.toml and packaging/constraints.txt agree: whatever is declared is pinned, to a version in its range."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from source_modules import ROOT


def _declared() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file)
    return table["build-system"]["requires"] + table["project"]["dependencies"] + _optional(table)


def _optional(table: dict[str, dict[str, dict[str, list[str]]]]) -> list[str]:
    return [line for lines in table["project"]["optional-dependencies"].values() for line in lines]


def _pins() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.parametrize("declared", _declared())
def test_every_requirement_is_pinned_within_its_range(declared: str) -> None:
    requirement = Requirement(declared)
    assert _pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_window_layer_names_declared_packages() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        layer = tomllib.load(file)["tool"]["sirendesk"]["window-layer"]
    names = {canonicalize_name(Requirement(line).name) for line in _declared()}
    assert {canonicalize_name(name) for name in layer} <= names
