"""The descent tab in the real window: how live ten walks are drawn, and how quickly any step is there."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen
from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.recipes import RECIPES

if TYPE_CHECKING:
    from sirendesk.gui.desks.descend import DescentDesk
    from sirendesk.gui.driving import Driver

UPDATES = 2_000
SPEED = 300.0
LONG = 20_000
MOVES = 300
HEARTBEAT_MS = 4


def window_bars(say: Callable[[str], None]) -> list[Bar]:
    """Play, then scrub."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    with tempfile.TemporaryDirectory() as folder:
        from sirendesk.gui.driving import Driver

        with Driver(Path(folder) / "settings.json") as driver:
            driver.wait(lambda: driver.warm and driver.window.fit.bench.opened is not None)
            driver.window.choose_tab("descend")
            desk = _desk(driver)
            rate, gaps = play(driver, desk)
            say(f"{rate:.1f} frames/s; gaps p50 {_at(gaps, 50):.1f}, p99 {_at(gaps, 99):.1f}, max {max(gaps):.1f} ms")
            moves = scrub(driver, desk)
            say(f"a move p50 {_at(moves, 50):.1f}, p99 {_at(moves, 99):.1f}, max {max(moves):.1f} ms")
    return [
        Bar(f"frames a second, ten rules x {UPDATES:,} updates", rate, 30, "1/s"),
        Bar("gap of the event loop while they play, p99", _at(gaps, 99), 16, "ms", at_least=False),
        Bar(f"a move of the timeline, {LONG:,} stochastic updates, p99", _at(moves, 99), 16, "ms", at_least=False),
    ]


def play(driver: Driver, desk: DescentDesk) -> tuple[float, list[float]]:
    """Frames a second of the landscape, and gaps between beats of the window's thread (ms), from start to end."""
    from PySide6.QtCore import QTimer

    _adopt(driver, desk, DescentExperiment(recipes=tuple(RECIPES.values()), updates=UPDATES))
    frames = _paints(desk)
    beats: list[float] = []
    heartbeat = QTimer()
    heartbeat.setInterval(HEARTBEAT_MS)
    heartbeat.timeout.connect(lambda: beats.append(time.perf_counter()))
    desk.player.set_speed(SPEED)
    driver.press("start")
    before, begun = frames(), time.perf_counter()
    heartbeat.start()
    driver.wait(lambda: desk.state == "finished")
    heartbeat.stop()
    return (frames() - before) / (time.perf_counter() - begun), [1000 * gap for gap in np.diff(beats).tolist()]


def scrub(driver: Driver, desk: DescentDesk) -> list[float]:
    """Milliseconds from a move of the timeline until it is painted: there and back, and anywhere."""
    from PySide6.QtWidgets import QApplication

    _adopt(driver, desk, DescentExperiment(recipes=(RECIPES["stochastic"],), updates=LONG))
    rng = np.random.default_rng(0)
    there = np.linspace(0, LONG, MOVES // 3).astype(int)
    taken = []
    for step in [*there, *there[::-1], *rng.integers(0, LONG, MOVES // 3)]:
        begun = time.perf_counter()
        desk.player.seek(int(step))
        QApplication.processEvents()
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def _desk(driver: Driver) -> DescentDesk:
    from sirendesk.gui.desks.descend import DescentDesk

    desk = driver.window.desks["descend"]
    assert isinstance(desk, DescentDesk), "the tab of this name descends"
    return desk


def _adopt(driver: Driver, desk: DescentDesk, experiment: DescentExperiment) -> None:
    desk.bench.adopt(experiment)
    driver.wait(lambda: desk.settled and len(desk.bench.walks) == len(experiment.recipes))
    driver.live(0.5)


def _paints(desk: DescentDesk) -> Callable[[], int]:
    """Counts paintings of the landscape."""
    from PySide6.QtCore import QEvent, QObject

    class Counter(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            self.count += event.type() == QEvent.Type.Paint
            return False

    counter = Counter(desk)
    desk.tab.landscape.plane.installEventFilter(counter)
    return lambda: counter.count


def _at(values: list[float], share: float) -> float:
    return float(np.percentile(values, share))
