"""An option is declared once and checked everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.errors import UsageError
from sirendesk.core.options import applies, from_json, option, option_specs, option_type, to_json, validate


@dataclass(frozen=True)
class Example:
    rate: float = option(0.5, label="Rate", help="How fast.", minimum=0.0, maximum=1.0, live=True, advanced=False)
    count: int = option(3, label="Count", help="How many.", minimum=1)
    limit: int | None = option(None, label="Limit", help="When to end.", maximum=10)
    on: bool = option(False, label="On", help="Whether.")
    kind: str = option("a", label="Kind", help="Which.", choices=("a", "b"))
    plain: int = 7


def test_specs_in_order_without_plain_fields() -> None:
    specs = option_specs(Example)
    assert list(specs) == ["rate", "count", "limit", "on", "kind"]
    assert specs == option_specs(Example())
    assert (specs["rate"].label, specs["rate"].live, specs["rate"].advanced) == ("Rate", True, False)
    assert (specs["count"].maximum, specs["kind"].choices) == (None, ("a", "b"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("rate", (float, False)), ("count", (int, False)), ("limit", (int, True)), ("on", (bool, False))],
)
def test_types(name: str, kind: tuple[type, bool]) -> None:
    assert option_type(Example, name) == kind
    assert option_type(Example(), name) == kind


@pytest.mark.parametrize(
    "values",
    [{}, {"rate": 0}, {"rate": 0.0}, {"rate": 1.0}, {"count": 1}, {"limit": 10}, {"limit": None}, {"kind": "b"}],
)
def test_accepted(values: dict[str, Any]) -> None:
    validate(Example(**values))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"rate": -0.1}, r"Rate \(rate\) is -0.1; the least that works is 0"),
        ({"rate": 1.1}, "the most that works is 1"),
        ({"rate": math.nan}, "finite"),
        ({"rate": math.inf}, "finite"),
        ({"rate": "0.5"}, "not of type float"),
        ({"rate": None}, "needs a value"),
        ({"rate": True}, "not of type float"),
        ({"count": 0}, "the least"),
        ({"count": 2.0}, "not of type int"),
        ({"count": True}, "not of type int"),
        ({"limit": 11}, "the most"),
        ({"on": 1}, "not of type bool"),
        ({"kind": "c"}, "choose one of a, b"),
    ],
)
def test_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        validate(Example(**values))


@given(
    st.builds(
        Example,
        rate=st.floats(0, 1),
        count=st.integers(1, 10**6),
        limit=st.none() | st.integers(-5, 10),
        on=st.booleans(),
        kind=st.sampled_from("ab"),
    )
)
def test_json_round_trip(example: Example) -> None:
    assert from_json(Example, to_json(example)) == example


def test_json_defaults_whole_numbers_and_unknown_names() -> None:
    example = from_json(Example, {"rate": 1})
    assert (example.count, example.rate) == (3, 1.0)
    assert isinstance(example.rate, float)
    assert set(to_json(example)) == {f.name for f in fields(Example)} - {"plain"}
    for data in ({"speed": 1}, {"plain": 1}):
        with pytest.raises(UsageError, match="Unknown option"):
            from_json(Example, data)
    with pytest.raises(UsageError, match="the most"):
        from_json(Example, {"rate": 2})


@dataclass(frozen=True)
class Encoded:
    encoding: str = option("none", label="Encoding", help="Which.", choices=("none", "gaussian", "several"))
    sigma: float = option(10.0, label="σ", help="How wide.", applies=("encoding", ("gaussian", "several")))
    seed: int = option(0, label="Seed", help="Where from.", applies=("sigma", (10.0,)))


def test_an_option_may_depend_on_another_and_that_on_a_third() -> None:
    assert [applies(Encoded(), name) for name in ("encoding", "sigma", "seed")] == [True, False, False]
    chosen = Encoded(encoding="several")
    assert applies(chosen, "sigma")
    assert applies(chosen, "seed")
    assert not applies(Encoded(encoding="several", sigma=2.0), "seed")
