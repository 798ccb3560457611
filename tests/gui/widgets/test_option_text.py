"""The tooltip that teaches an option."""

from __future__ import annotations

from sirendesk.core.options import OptionSpec
from sirendesk.gui.widgets.option_text import teaching_text, value_text


def test_says_what_it_does_its_default_bounds_unit_and_when_it_counts() -> None:
    spec = OptionSpec("Seconds", "Ends the run.", minimum=0.1, maximum=1e6, logarithmic=True, unit="s")
    assert teaching_text(spec, 10.0).splitlines() == [
        "Ends the run.",
        "",
        "Default 10 s · 0.1 to 1000000 s · logarithmic",
        "A change starts the fit anew.",
    ]


def test_one_bound_alone_and_live() -> None:
    text = teaching_text(OptionSpec("Rate", "Size of a step.", minimum=0, live=True), 1e-4)
    assert "Default 1e-4 · at least 0" in text
    assert text.endswith("Live: changes the fit that is running.")


def test_long_help_is_broken_into_lines() -> None:
    lines = teaching_text(OptionSpec("x", "word " * 40), None).splitlines()
    assert max(map(len, lines)) <= 62
    assert "Default auto" in lines


def test_values_as_the_form_writes_them() -> None:
    spec = OptionSpec("x", "x", unit="dB")
    assert [value_text(spec, value) for value in (None, True, 2.5, 3, "fp32")] == [
        "auto",
        "on",
        "2.5 dB",
        "3 dB",
        "fp32",
    ]
