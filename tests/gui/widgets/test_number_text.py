"""How numbers are written and read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.gui.widgets.number_text import may_become_number, number_text, parse_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (30.0, "30"),
        (0.001, "0.001"),
        (0.0005, "5e-4"),
        (1.25e-5, "1.25e-5"),
        (0.1 + 0.2, "0.3"),
        (999_999.5, "1000000"),
        (1.5e7, "1.5e7"),
        (0.0, "0"),
        (-2.5, "-2.5"),
        (65536, "65536"),
        (2**53 + 1, "9007199254740993"),
    ],
)
def test_written(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5e-4", 5e-4),
        ("5E-4", 5e-4),
        ("0,5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        (" 12 s ", 12),
        ("\N{MINUS SIGN}3", -3),
        ("+7", 7),
    ],
)
def test_read(text: str, value: float) -> None:
    assert parse_number(text, "s") == value


@pytest.mark.parametrize("text", ["", "-", "e5", "1e", "nan", "inf", "1e999", "1_000", "0x10", "1,2,3", "1,000.5", "٣"])
def test_refused(text: str) -> None:
    assert parse_number(text) is None


def test_a_very_long_number_is_no_trouble() -> None:
    assert parse_number("9" * 400) is None
    assert parse_number("9" * 30) == pytest.approx(1e30)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_back_to_six_digits(value: float) -> None:
    again = parse_number(number_text(value))
    assert again is not None
    assert math.isclose(again, value, rel_tol=1e-5, abs_tol=1e-320)
    assert may_become_number(number_text(value))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    number = parse_number(text, "dB")
    assert number is None or math.isfinite(number)
