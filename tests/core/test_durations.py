"""Moments and lengths of time in words."""

from __future__ import annotations

import pytest

from sirendesk.core.durations import clock_text, length_text


@pytest.mark.parametrize(
    ("seconds", "digits", "text"),
    [
        (0, 0, "0:00"),
        (1.25, 2, "0:01.25"),
        (59.996, 2, "1:00.00"),
        (725, 0, "12:05"),
        (3723.4, 1, "1:02:03.4"),
        (-1, 1, "0:00.0"),
    ],
)
def test_clock(seconds: float, digits: int, text: str) -> None:
    assert clock_text(seconds, digits) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(7.254, "7.25 s"), (245.4, "4:05 min"), (600, "10:00 min"), (9000, "2:30:00 h")]
)
def test_length(seconds: float, text: str) -> None:
    assert length_text(seconds) == text
