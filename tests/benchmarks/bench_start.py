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
from typing import TYPE_CHECKING

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen

if TYPE_CHECKING:
    from sirendesk.gui.driving import Driver

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
    first, scrubbed = first_pictures(say)
    return [
        Bar("process start to window shown", shown, 1.5, "s", at_least=False),
        Bar("sirendesk --help", helped, 0.4, "s", at_least=False),
        Bar("Start to first picture, torch warm", first, 1.0, "s", at_least=False),
        Bar("turning ω₀ to first new picture, 256²", 1000 * scrubbed, 300, "ms", at_least=False),
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


def first_pictures(say: Callable[[str], None]) -> tuple[float, float]:
    """Median seconds to the first picture in the real window: after pressing Start, and after turning omega_0."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QSlider

    from sirendesk.gui.driving import Driver

    started, scrubbed = [], []
    with tempfile.TemporaryDirectory() as folder, Driver(Path(folder) / "settings.json") as driver:
        driver.wait(lambda: driver.window.fit.bench.opened is not None and driver.warm)
        slider = driver.window.findChild(QSlider, "reconstruct.first_omega_0.slider")
        assert slider is not None, "the model has an omega_0"
        for _ in range(ROUNDS):
            started.append(seconds_to_picture(driver, lambda: driver.press("start")))
            driver.live(0.5)
            scrubbed.append(seconds_to_picture(driver, lambda: QTest.keyClick(slider, Qt.Key.Key_Right)))
            driver.press("reset")
    for name, times in (("Start", started), ("turning ω₀", scrubbed)):
        say(f"{name} to first picture: " + ", ".join(f"{t:.3f} s" for t in times))
    return statistics.median(started), statistics.median(scrubbed)


def seconds_to_picture(driver: Driver, act: Callable[[], None]) -> float:
    """Seconds from an act to the first picture of the run that it starts."""
    run = driver.last.run if driver.last else -1
    start = time.perf_counter()
    act()
    driver.wait(lambda: driver.last is not None and driver.last.run > run and driver.last.frame is not None)
    return time.perf_counter() - start
