"""Choices by name, there and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from sirendesk.core.catalogue import choice_from_json, choice_to_json, lookup, name_of
from sirendesk.core.errors import UsageError
from sirendesk.core.options import option


@dataclass(frozen=True)
class Circle:
    radius: float = option(1.0, label="Radius", help="Half the width.", minimum=0.0)


@dataclass(frozen=True)
class Square:
    side: int = option(2, label="Side", help="The width.")


SHAPES: dict[str, type] = {"circle": Circle, "square": Square}


def test_lookup() -> None:
    assert lookup(SHAPES, "circle", "shape") is Circle


@pytest.mark.parametrize("name", ["triangle", "", None, [], 3])
def test_lookup_names_the_choices(name: Any) -> None:
    with pytest.raises(UsageError, match=r"no shape called .* choose one of circle, square"):
        lookup(SHAPES, name, "shape")


def test_name_of() -> None:
    assert [name_of(SHAPES, shape) for shape in (Square(), Circle())] == ["square", "circle"]


@pytest.mark.parametrize("shape", [Circle(), Circle(2.5), Square(7)])
def test_choice_round_trip(shape: Any) -> None:
    data = choice_to_json(SHAPES, shape)
    assert data["name"] == name_of(SHAPES, shape)
    kept = dict(data)
    assert choice_from_json(SHAPES, data, "shape") == shape
    assert data == kept


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("circle", "must be a table"),
        (None, "must be a table"),
        ([], "must be a table"),
        ({}, "no shape called None"),
        ({"name": "hexagon"}, "hexagon"),
        ({"name": "circle", "side": 3}, "Unknown option 'side'"),
        ({"name": "circle", "radius": -1}, "least"),
        ({"name": ["circle"]}, "no shape called"),
    ],
)
def test_choice_refused(data: Any, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        choice_from_json(SHAPES, data, "shape")
