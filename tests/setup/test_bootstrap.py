"""bootstrap.py: when a window can be seen, and what it says to words it does not know."""

from __future__ import annotations

import subprocess
import sys

import pytest

import bootstrap
from source_modules import ROOT


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "xcb"}, False),
        ("linux", {"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_screen_is_noticed(platform: str, environ: dict[str, str], expected: bool) -> None:
    assert bootstrap.has_screen(platform, environ) is expected


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "usage: bootstrap.py run"),
        (["--help"], 0, "usage: bootstrap.py run"),
        (["fly"], 2, "usage: bootstrap.py run"),
        (["test", "no-such-stage"], 1, "there is no stage 'no-such-stage'"),
    ],
)
def test_unknown_words_are_answered_with_the_known_ones(words: list[str], code: int, said: str) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "bootstrap.py"), *words]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == code
    assert said in result.stdout + result.stderr
