"""The same fit in the real window and without it, one after the other, and how the window feels meanwhile."""

from __future__ import annotations

import dataclasses
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource, load_signal

SECONDS = 8.0
ROUNDS = 3
HEARTBEAT_MS = 5
CAMERA = SignalSource("sample:camera", size=256, gray=True)


@dataclass(frozen=True)
class Felt:
    """One fit in the window: steps a second, pictures a second, gaps of the event loop and the answer to Stop."""

    speed: float
    pictures: float
    gaps: list[float]
    stop: float


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Alternate command line and window."""
    from sirendesk.core.warm_up import warm_up

    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    warm_up()
    ratios, felt = [], []
    for _ in range(ROUNDS):
        alone = speed_alone()
        felt.append(fit_in_window())
        ratios.append(felt[-1].speed / alone)
        say(
            f"alone {alone:.1f} steps/s, in the window {felt[-1].speed:.1f}; {felt[-1].pictures:.1f} pictures/s; "
            f"gaps p50 {percentile(felt[-1].gaps, 50):.1f}, p99 {percentile(felt[-1].gaps, 99):.1f}, "
            f"max {max(felt[-1].gaps):.1f} ms; Stop answered in {1000 * felt[-1].stop:.0f} ms"
        )
    gaps = [gap for one in felt for gap in one.gaps]
    return [
        Bar("speed in the window against the command line", 100 * statistics.median(ratios), 95, "%"),
        Bar("new pictures a second", statistics.median(one.pictures for one in felt), 20, "1/s"),
        Bar("gap of the event loop, p99", percentile(gaps, 99), 16, "ms", at_least=False),
        Bar("gap of the event loop, longest", max(gaps), 100, "ms", at_least=False),
        Bar("Stop answered", 1000 * max(one.stop for one in felt), 200, "ms", at_least=False),
    ]


def speed_alone() -> float:
    """Steps a second as `sirendesk fit` does them."""
    from sirendesk.core.training import Trainer

    experiment = dataclasses.replace(Experiment(), signal=CAMERA, budget=Budget.of(seconds=SECONDS))
    trainer = Trainer(experiment, load_signal(CAMERA), watch=False)
    while not trainer.training_over:
        trainer.advance(0.1)
    return trainer.step / SECONDS


def fit_in_window() -> Felt:
    """The same fit behind the real window, stopped by hand just before its end."""
    from PySide6.QtCore import QTimer

    from sirendesk.gui.driving import Driver

    long = dataclasses.replace(Experiment(), signal=CAMERA, budget=Budget.of(seconds=SECONDS))
    beats: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Driver(Path(folder) / "settings.json", experiment=long) as driver:
        driver.wait(lambda: driver.window.bench.opened is not None and driver.warm)
        heartbeat = QTimer()
        heartbeat.setInterval(HEARTBEAT_MS)
        heartbeat.timeout.connect(lambda: beats.append(time.perf_counter()))
        driver.press("start")
        driver.wait(lambda: driver.state == "running")
        heartbeat.start()
        driver.live(SECONDS - 0.7)
        heartbeat.stop()
        pictures = driver.pictures / (beats[-1] - beats[0])
        driver.press("stop")
        asked = time.perf_counter()
        driver.wait(lambda: driver.state in ("stopping", "finished"))
        answered = time.perf_counter() - asked
        driver.wait(lambda: driver.state == "finished")
        last = driver.last
        assert last is not None, "a finished run has told something"
    return Felt(last.step / last.seconds, pictures, [1000 * gap for gap in np.diff(beats).tolist()], answered)


def percentile(values: list[float], share: float) -> float:
    """That percentile of the values."""
    return float(np.percentile(values, share))
