"""The same fit in the real window and on the command line, one after the other, and how the window feels meanwhile.

Speed and pictures are counted without the heartbeat that measures the gaps: two hundred wake-ups a second are not part
of the window and would be charged to it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen
from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource

if TYPE_CHECKING:
    from sirendesk.gui.driving import Driver

SECONDS = 8.0
ROUNDS = 3
HEARTBEAT_MS = 5
CAMERA = SignalSource("sample:camera", size=256, gray=True)


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Alternate command line and window, then feel the window's pulse; `--tab sound` does so with a sound."""
    chosen = [word for word in arguments if word not in ("--quick", "--full")]  # it takes two minutes either way
    if chosen == ["--tab", "sound"]:
        sys.path.insert(0, str(Path(__file__).parent))
        from sound_window import window_bars

        return window_bars(say)
    if chosen not in ([], ["--tab", "reconstruct"]):
        raise UsageError("The window is measured on two of its tabs: bench window [--tab reconstruct | --tab sound].")
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    ratios, rates, gaps, stops = [], [], [], []
    for _ in range(ROUNDS):
        alone = speed_on_command_line()
        speed, pictures = speed_in_window()
        ratios.append(speed / alone)
        rates.append(pictures)
        say(f"command line {alone:.1f} steps/s, window {speed:.1f} steps/s and {pictures:.1f} pictures/s")
    for _ in range(ROUNDS - 1):
        found, stop = pulse_of_window()
        gaps += found
        stops.append(stop)
        say(
            f"gaps p50 {percentile(found, 50):.1f}, p99 {percentile(found, 99):.1f}, max {max(found):.1f} ms; "
            f"Stop answered in {1000 * stop:.0f} ms"
        )
    return [
        Bar("speed in the window against the command line", 100 * statistics.median(ratios), 95, "%"),
        Bar("new pictures a second", statistics.median(rates), 20, "1/s"),
        Bar("gap of the event loop, p99", percentile(gaps, 99), 16, "ms", at_least=False),
        Bar("gap of the event loop, longest", max(gaps), 100, "ms", at_least=False),
        Bar("Stop answered", 1000 * max(stops), 200, "ms", at_least=False),
    ]


def speed_on_command_line() -> float:
    """Steps a second of `sirendesk fit`, by its own report."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["fit", "sample:camera", "--size", "256", "--gray", "--seconds", str(SECONDS), "--out", folder]
        subprocess.run([sys.executable, "-m", "sirendesk", *words], check=True, capture_output=True)
        report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
    return report["steps"] / report["seconds"]


def speed_in_window() -> tuple[float, float]:
    """Steps and new pictures a second of the same fit in the real window."""
    with tempfile.TemporaryDirectory() as folder, ready(folder) as driver:
        driver.press("start")
        driver.wait(lambda: driver.state == "finished")
        assert driver.last is not None, "a finished run has told something"
        return driver.last.step / driver.last.seconds, driver.pictures / driver.last.seconds


def pulse_of_window() -> tuple[list[float], float]:
    """Gaps between beats (ms) of the window's thread while it fits, and seconds until Stop is answered."""
    from PySide6.QtCore import QTimer

    beats: list[float] = []
    with tempfile.TemporaryDirectory() as folder, ready(folder) as driver:
        heartbeat = QTimer()
        heartbeat.setInterval(HEARTBEAT_MS)
        heartbeat.timeout.connect(lambda: beats.append(time.perf_counter()))
        driver.press("start")
        driver.wait(lambda: driver.state == "running")
        heartbeat.start()
        driver.live(SECONDS - 1.0)
        heartbeat.stop()
        driver.press("stop")
        asked = time.perf_counter()
        driver.wait(lambda: driver.state in ("stopping", "finished"))
        answered = time.perf_counter() - asked
        driver.wait(lambda: driver.state == "finished")
    return [1000 * gap for gap in np.diff(beats).tolist()], answered


def ready(folder: str) -> Driver:
    """A real window with the picture open and torch loaded."""
    from sirendesk.gui.driving import Driver

    experiment = dataclasses.replace(Experiment(), signal=CAMERA, budget=Budget.of(seconds=SECONDS))
    driver = Driver(Path(folder) / "settings.json", experiment=experiment)
    driver.wait(lambda: driver.window.fit.bench.opened is not None and driver.warm)
    return driver


def percentile(values: list[float], share: float) -> float:
    """That percentile of the values."""
    return float(np.percentile(values, share))
