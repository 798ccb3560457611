"""The endless zoom of a SIREN 256 x 3: from the end of a gesture until the network's first picture of the new place
stands on the screen, at rest and beside a fit that goes on; and how long until it is as fine as the screen.

On a virtual screen of 900 x 450. The first picture may be coarse; how coarse, the view chooses by what this machine
can answer in time.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QPointF, Slot
from PySide6.QtWidgets import QApplication

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.canvas import to_uint8
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.window_render import Region, look_at
from sirendesk.gui.answers import Answer
from sirendesk.gui.app import make_application
from sirendesk.gui.session import Session
from sirendesk.gui.views.zoom_view import ZoomView

SIZE = (900, 450)
GESTURES = 24
PLACES = (QPointF(120, 90), QPointF(300, 250), QPointF(220, 170))


class Zoom(QObject):
    """The view and a session that answers it, as a desk joins them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view = ZoomView("bench")
        self.view.resize(*SIZE)
        self.step = 0
        self.shown: list[Region] = []
        self._count = 0
        self._asked: dict[str, Region] = {}
        self.view.region_requested.connect(self.ask)
        session.answered.connect(self.take)
        session.snapshot_arrived.connect(self.see)

    @Slot(object)
    def ask(self, region: Region) -> None:
        """To the training thread."""
        self._count += 1
        key = f"look {self._count}"
        self._asked[key] = region
        self.session.ask_trainer(key, partial(look_at, region=region))

    @Slot(object)
    def take(self, answer: Answer) -> None:
        """And back, on the screen."""
        region = self._asked.pop(answer.key, None)
        if region is not None and answer.failure is None:
            self.view.display_region(region, answer.value)
            self.view.network.surface.repaint()
            self.shown.append(region)

    @Slot(object)
    def see(self, snapshot: Snapshot) -> None:
        """A fit that nobody acknowledges sends no more pictures."""
        self.step = snapshot.step
        self.session.acknowledge()


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Zoom in and out at several places."""
    parser = argparse.ArgumentParser(prog="sirendesk bench zoom", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rehearsal whose figures mean little")
    chosen = parser.parse_args(arguments)
    application = make_application()
    signal = load_signal(SignalSource("sample:astronaut", size=256))
    session = Session()
    try:
        zoom = Zoom(session)
        plain = dataclasses.replace(Experiment(), budget=Budget.of(seconds=3600.0))
        session.start(plain, signal)
        until(application, lambda: zoom.step > 20)
        zoom.view.set_original(to_uint8(signal.values), "astronaut")
        zoom.view.show()
        until(application, lambda: zoom.view.settled)
        beside = [gesture(application, zoom, k) for k in range(4 if chosen.quick else GESTURES)]
        session.pause()
        until(application, lambda: session.state == "paused")
        rest = [gesture(application, zoom, k) for k in range(4 if chosen.quick else GESTURES)]
        zoom.view.close()
    finally:
        session.close()
    bars = []
    for name, found in (("beside a fit", beside), ("at rest", rest)):
        first, fine = ([1e3 * entry[k] for entry in found] for k in (0, 1))
        samples = statistics.median(entry[2] for entry in found)
        say(
            f"{name}: first picture {statistics.median(first):.0f} ms (median), {max(first):.0f} ms (worst), of "
            f"{samples:,.0f} samples; as fine as the screen after {statistics.median(fine):.0f} ms"
        )
        bars.append(
            Bar(f"gesture to first picture, median, {name}", statistics.median(first), 100, "ms", at_least=False)
        )
    return bars


def gesture(application: QApplication, zoom: Zoom, number: int) -> tuple[float, float, int]:
    """Turn the wheel some clicks; seconds until the first picture and until the last, and samples of the first."""
    surface = zoom.view.network.surface
    where, factor = PLACES[number % len(PLACES)], 1.2 if number % 8 < 5 else 1 / 1.2
    for _ in range(6):
        surface.zoomed.emit(factor, where)
        application.processEvents()
    zoom.shown.clear()
    began = time.perf_counter()
    # the gesture has ended; that no other click follows, the view finds out itself
    until(application, lambda: any(region.what == "values" for region in zoom.shown))
    first, samples = time.perf_counter() - began, zoom.shown[0].pixels
    until(application, lambda: zoom.view.settled)
    return first, time.perf_counter() - began, samples


def until(application: Any, there: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the window work until something is so."""
    end = time.perf_counter() + seconds
    while not there():
        application.processEvents()
        if time.perf_counter() > end:
            raise TimeoutError("the window did not get there in time")
        time.sleep(0.0005)
