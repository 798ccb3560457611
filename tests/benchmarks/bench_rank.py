"""Moves of the rank and the threshold slider over a 512 x 512 colour picture, until what they keep is painted.

A drag is real mouse events to the slider in a window; the clock runs from before the event is sent until the window has
painted the picture of exactly that position, through the thread that works it out and back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen
from sirendesk.core.errors import SirenDeskError
from sirendesk.core.signals import SignalSource, load_signal

if TYPE_CHECKING:
    from sirendesk.gui.views.rank_view import RankView

SIDE = 512
SIZE = (1280, 760)
MOVES = 300
TARGET_MS = 16.0
LONGEST_MS = 30_000
LAYOUTS = {"channels": "each channel", "joint": "channels side by side"}


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Drag both sliders there, back and anywhere, for both layouts; with --full patches are reported as well."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    values = load_signal(SignalSource("sample:astronaut", size=SIDE)).values
    bars = []
    with Desk(values) as desk:
        for layout, words in LAYOUTS.items():
            say(f"{words}: taken apart in {desk.take_apart(layout):.2f} s")
            for slider in ("rank", "threshold"):
                taken = desk.drag(slider)
                say(f"  {slider}: p50 {_at(taken, 50):.1f}, p99 {_at(taken, 99):.1f}, max {max(taken):.1f} ms")
                bars.append(Bar(f"{slider}, {words}, p99", _at(taken, 99), TARGET_MS, "ms", at_least=False))
        if "--full" in arguments:
            say(f"patches: taken apart in {desk.take_apart('patches'):.2f} s")
            taken = desk.drag("rank")
            say(f"  rank: p50 {_at(taken, 50):.1f}, p99 {_at(taken, 99):.1f}, max {max(taken):.1f} ms (no bar)")
    return bars


class Desk:
    """A window with the view in it, and a thread for its work."""

    def __init__(self, values: np.ndarray) -> None:
        from PySide6.QtCore import QTimer

        from sirendesk.gui.app import GarbageCollector, make_application
        from sirendesk.gui.rank_scrubber import RankScrubber
        from sirendesk.gui.session import Session
        from sirendesk.gui.views.rank_view import RankView

        self.application = make_application()
        self.session = Session()
        self.view: RankView = RankView("bench")
        self.scrubber = RankScrubber(self.session, self.view, self.view)
        self._collector = GarbageCollector(self.view)
        self._values = values
        self._painted = _Painted(self.view)
        self.view.resize(*SIZE)
        self.view.show()
        QTimer.singleShot(0, self._painted.loop.quit)
        self._painted.loop.exec()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *failure: object) -> None:
        self.session.close()
        self.view.close()

    def take_apart(self, layout: str) -> float:
        """Seconds until a layout's first picture is painted."""
        self.view.set_layout_name(layout)
        begun = time.perf_counter()
        self.scrubber.set_picture(self._values, "astronaut")
        self._painted.wait()
        return time.perf_counter() - begun

    def drag(self, name: str) -> list[float]:
        """Milliseconds from each move of the mouse to its picture: across, back, and anywhere."""
        slider: Any = getattr(self.view.sliders, name)
        middle, width = slider.height() / 2, slider.width()
        there = np.linspace(8, width - 8, MOVES // 3)
        anywhere = np.random.default_rng(0).uniform(8, width - 8, MOVES // 3)
        taken = []
        _mouse(slider, "press", 8, middle)
        for x in [*there, *there[::-1], *anywhere]:
            before = self.view.wish
            begun = time.perf_counter()
            _mouse(slider, "move", float(x), middle)
            if self.view.wish != before:  # some moves are shorter than a step of the slider
                self._painted.wait()
                taken.append(1000 * (time.perf_counter() - begun))
        _mouse(slider, "release", 8, middle)
        return taken


class _Painted:
    """Waits until the window has painted the cut that is wished for."""

    def __init__(self, view: RankView) -> None:
        from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

        outer = self
        self.loop = QEventLoop()
        self._guard = QTimer()
        self._guard.setSingleShot(True)
        self._guard.timeout.connect(self.loop.quit)
        self._view = view

        class Watcher(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
                if event.type() == QEvent.Type.Paint and outer.there:
                    # the turn of the loop after this one: then the whole window is painted
                    QTimer.singleShot(0, outer.loop.quit)
                return False

        self._watcher = Watcher(view)
        view.picture.canvas.viewport().installEventFilter(self._watcher)

    @property
    def there(self) -> bool:
        """Whether what is drawn is what is wished for."""
        cut, wish = self._view.cut, self._view.wish
        return cut is not None and (cut.soft, cut.value) == (wish.soft, wish.value)

    def wait(self) -> None:
        """Let the window live until it is painted.

        Raises:
            SirenDeskError: when it is not within half a minute.
        """
        self._guard.start(LONGEST_MS)
        self.loop.exec()
        if not self._guard.isActive():
            raise SirenDeskError("The picture of a slider's position was never painted.")
        self._guard.stop()


def _mouse(widget: Any, kind: str, x: float, y: float) -> None:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = {
        "press": (QEvent.Type.MouseButtonPress, left, left),
        "move": (QEvent.Type.MouseMove, none, left),
        "release": (QEvent.Type.MouseButtonRelease, left, none),
    }
    type_, button, buttons = kinds[kind]
    place = QPointF(x, y)
    everywhere = QPointF(widget.mapToGlobal(place.toPoint()))
    event = QMouseEvent(type_, place, everywhere, button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def _at(values: list[float], share: float) -> float:
    return float(np.percentile(values, share))
