"""How long a person waits: for the window, for --help, and for the first picture after Start."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen

ROUNDS = 5

# the real start-up, told to leave as soon as its window has been painted
WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
from sirendesk.gui import main_window
def leave(window):
    QApplication.processEvents()
    assert window.isVisible()
    assert "torch" not in sys.modules
    print("shown", flush=True)
    window.close()
main_window.MainWindow.begin = leave
from sirendesk.gui.app import run_window
sys.exit(run_window(None))
"""


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Time all three."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    shown = median([sys.executable, "-c", WINDOW], "shown")
    helped = median([sys.executable, "-m", "sirendesk", "--help"], "usage")
    first = first_picture(say)
    return [
        Bar("process start to window shown", shown, 1.5, "s", at_least=False),
        Bar("sirendesk --help", helped, 0.4, "s", at_least=False),
        Bar("Start to first picture, torch warm", first, 1.0, "s", at_least=False),
    ]


def median(command: list[str], word: str) -> float:
    """Median seconds until the command has printed a line with `word`, after one run to warm the disk."""
    times = []
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "XDG_CONFIG_HOME": home}
        for _ in range(ROUNDS + 1):
            start = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
                assert process.stdout is not None, "it was asked for"
                line = process.stdout.readline()
                times.append(time.perf_counter() - start)
                process.stdout.read()
            assert word in line, f"{command} printed {line!r}"
    return statistics.median(times[1:])


def first_picture(say: Callable[[str], None]) -> float:
    """Seconds from pressing Start in the real window to its first picture."""
    from sirendesk.gui.driving import Driver

    times = []
    with tempfile.TemporaryDirectory() as folder:
        driver = Driver(Path(folder) / "settings.json")
        driver.wait(lambda: driver.window.bench.opened is not None and driver.warm)
        for _ in range(ROUNDS):
            driver.press("start")
            start = time.perf_counter()
            seen = driver.pictures
            driver.wait(lambda seen=seen: driver.pictures > seen)
            times.append(time.perf_counter() - start)
            driver.press("reset")
        driver.close()
    say("Start to first picture: " + ", ".join(f"{t:.3f} s" for t in times))
    return statistics.median(times)
