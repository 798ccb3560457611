"""Painting on a 4096² picture by real events: exact strokes, quick frames, and a history that comes back to the bit.

Strokes go to the window as a mouse sends them, and a frame counts when the canvas has been painted again. Beside the
time that passes stands the processor time of the window's thread, which other programs on the machine cannot lengthen.
"""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.commands.bench import Bar
from sirendesk.commands.window import has_screen
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource
from sirendesk.core.signals.image import encode_png

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from sirendesk.gui.views.mask.mask_canvas import MaskCanvas

SIDE = 4096
WINDOW = (1280, 800)
STEPS = 100
MOVES = 150
SIZES = (3, 40, 200, 1000)
# nearer to the line than this, a rounded number may fall on either side of it
TIE = 1e-6
Points = list[tuple[int, int]]


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """All bars: the canvas alone in a large window, then the program's own window with the tab that has the canvas."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    say(f"window platform: {os.environ.get('QT_QPA_PLATFORM', 'the screen')}")
    collected = gc.isenabled()
    gc.disable()  # as in the program, which collects between events
    try:
        with canvas_alone() as desk:
            wrong = coverage(desk, say)
            times = frames(desk, say)
        with program() as desk:
            wrong += coverage(desk, say)
            times_inside = frames(desk, say)
            undone, redone = history(desk, say)
    finally:
        if collected:
            gc.enable()
    return [
        Bar("pixels that differ from the geometric capsule", wrong, 0, "", at_least=False),
        Bar(f"event to drawn frame on {SIDE}², p50", float(np.percentile(times_inside, 50)), 16, "ms", at_least=False),
        Bar(f"event to drawn frame on {SIDE}², p99", float(np.percentile(times_inside, 99)), 16, "ms", at_least=False),
        Bar(
            "the same on a canvas of 1280 x 720, p99",
            float(np.percentile(times, 99)),
            16,
            "ms",
            at_least=False,
        ),
        Bar(f"undo steps of {STEPS} that restore the mask to the bit", undone, STEPS, ""),
        Bar(f"redo steps of {STEPS} that restore the mask to the bit", redone, STEPS, ""),
    ]


@contextmanager
def canvas_alone() -> Iterator[Desk]:
    """The canvas and its tools in a window of their own."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from sirendesk.gui.app import make_application
    from sirendesk.gui.theme import ThemeKeeper
    from sirendesk.gui.views.mask.mask_canvas import MaskCanvas
    from sirendesk.gui.views.mask.mask_tools import MaskTools

    application = make_application()
    theme = ThemeKeeper(application, "light").theme
    window = QWidget()
    canvas = MaskCanvas("bench", theme)
    column = QVBoxLayout(window)
    column.addWidget(canvas, 1)
    column.addWidget(MaskTools(canvas, "bench", theme))
    window.resize(*WINDOW)
    window.show()
    QTest.qWaitForWindowExposed(window)
    canvas.set_picture(_picture(), "noise")
    yield Desk(window, canvas)
    window.close()
    window.deleteLater()
    application.processEvents()


@contextmanager
def program() -> Iterator[Desk]:
    """The program's window, with a picture of that size on the tab that fills holes."""
    from sirendesk.gui.driving import Driver
    from sirendesk.gui.views.mask.mask_canvas import MaskCanvas

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "noise.png"
        path.write_bytes(encode_png(_picture()))
        experiment = dataclasses.replace(Experiment(), signal=SignalSource(str(path), size=SIDE))
        with Driver(Path(folder) / "settings.json", WINDOW, experiment) as driver:
            driver.wait(lambda: driver.warm and driver.window.fit.bench.opened is not None)
            driver.window.choose_tab("inpaint")
            canvas = driver.window.findChild(MaskCanvas)
            assert canvas is not None, "the tab of this name has one"
            driver.wait(lambda: canvas.has_picture and canvas.mask.shape == (SIDE, SIDE))
            driver.live(1.0)
            yield Desk(driver.window, canvas)


class Desk:
    """A window with a canvas in it, and a hand that moves the mouse over it."""

    def __init__(self, window: QWidget, canvas: MaskCanvas) -> None:
        from PySide6.QtCore import QPoint
        from PySide6.QtWidgets import QApplication

        self.window = window
        self.canvas = canvas
        self.canvas.setFocus()
        self.events = QApplication.processEvents
        self.viewport: QWidget = canvas.canvas.viewport()
        self.corner: QPoint = self.viewport.mapTo(window, QPoint(0, 0))
        self.paints = _count_paints(self.viewport)
        self.wait()

    def wait(self) -> None:
        """Let everything be painted."""
        for _ in range(3):
            self.events()

    def stroke(self, points: Points, moved: Callable[[tuple[int, int]], None] | None = None) -> None:
        """Press, move and release the left button; `moved` is called in place of a plain move."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        handle, button, held = self.window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(handle, button, held, self._at(points[0]))
        self.events()
        for point in points[1:]:
            (moved or self.move)(point)
        QTest.mouseRelease(handle, button, held, self._at(points[-1]))
        self.events()

    def move(self, point: tuple[int, int]) -> None:
        """Move the mouse and let the canvas be painted."""
        from PySide6.QtTest import QTest

        before, begun = self.paints(), time.perf_counter()
        QTest.mouseMove(self.window.windowHandle(), self._at(point))
        while self.paints() == before and time.perf_counter() - begun < 1.0:
            self.events()

    def press_key(self, name: str, *, shift: bool = False) -> None:
        """Ctrl and a letter."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        held = Qt.KeyboardModifier.ControlModifier
        if shift:
            held |= Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(self.canvas, Qt.Key[f"Key_{name}"], held)

    def show_at(self, zoom: str) -> None:
        """ "fit", "actual" size, or "near": somewhere between the pixels at 3.7 times their size."""
        if zoom == "fit":
            self.canvas.fit()
        else:
            self.canvas.zoom_to_actual()
        if zoom == "near":
            self.canvas.canvas.zoom(3.7)
            self.canvas.canvas.pan(0.123, 0.077)
        self.wait()

    def place_of(self, point: tuple[int, int]) -> NDArray[np.float64]:
        """(x, y) on the picture under a point of the canvas, by the range that is seen alone."""
        seen = self.canvas.view_box.viewRect()
        share = np.array(point, float) / (self.viewport.width(), self.viewport.height())
        return np.array([seen.x(), seen.y()]) + share * (seen.width(), seen.height())

    def _at(self, point: tuple[int, int]) -> QPoint:
        from PySide6.QtCore import QPoint

        return self.corner + QPoint(*point)


def coverage(desk: Desk, say: Callable[[str], None]) -> int:
    """Wild strokes at several zooms and sizes, also out of the canvas, against distances computed pixel by pixel."""
    rng = np.random.default_rng(1)
    wrong = 0
    for zoom in ("fit", "actual", "near"):
        desk.show_at(zoom)
        for size in (2, 7, 64, 333):
            desk.canvas.reset_mask(np.zeros((SIDE, SIDE), bool))
            desk.canvas.set_brush_size(size)
            width, height = desk.viewport.width(), desk.viewport.height()
            edge = min(desk.corner.x(), desk.corner.y(), 60)
            points = [(int(x), int(y)) for x, y in rng.uniform((-edge, -edge), (width + edge, height + edge), (12, 2))]
            points[0] = (width // 2, height // 2)
            desk.stroke(points)
            differing = _differing(desk.canvas, [desk.place_of(point) for point in points], size / 2)
            wrong += differing
            say(f"{zoom}, brush of {size} px: {desk.canvas.mask.sum():,} pixels, {differing} of them wrong")
    return wrong


def frames(desk: Desk, say: Callable[[str], None]) -> list[float]:
    """Milliseconds from a move of the mouse in a stroke until it is drawn."""
    desk.canvas.reset_mask(np.zeros((SIDE, SIDE), bool))
    every: list[float] = []
    for zoom in ("fit", "actual", "near"):
        desk.show_at(zoom)
        for size in SIZES:
            desk.canvas.set_brush_size(size)
            taken, busy = [], []

            def timed(point: tuple[int, int], taken: list[float] = taken, busy: list[float] = busy) -> None:
                begun, worked = time.perf_counter(), time.thread_time()
                desk.move(point)
                taken.append(1000 * (time.perf_counter() - begun))
                busy.append(1000 * (time.thread_time() - worked))

            turns = np.arange(MOVES)
            centre = desk.viewport.width() / 2, desk.viewport.height() / 2
            xs, ys = centre[0] + 0.6 * centre[1] * np.cos(turns / 7), centre[1] + 0.8 * centre[1] * np.sin(turns / 5)
            desk.stroke([(int(x), int(y)) for x, y in zip(xs, ys, strict=True)], timed)
            every += taken
            say(f"{zoom}, brush of {size} px: {_spread(taken)}; processor {_spread(busy)}")
    return every


def history(desk: Desk, say: Callable[[str], None]) -> tuple[int, int]:
    """How many of the undos and redos lead to exactly the mask that was there."""
    rng = np.random.default_rng(2)
    desk.show_at("fit")
    desk.canvas.reset_mask(np.zeros((SIDE, SIDE), bool))
    marks = [_mark(desk.canvas)]
    width, height = desk.viewport.width(), desk.viewport.height()
    while len(marks) <= STEPS:
        desk.canvas.set_tool("eraser" if rng.random() < 0.3 else "brush")
        desk.canvas.set_brush_size(int(rng.integers(1, 300)))
        desk.stroke([(int(x), int(y)) for x, y in rng.uniform((0, 0), (width, height), (4, 2))])
        if (mark := _mark(desk.canvas)) != marks[-1]:
            marks.append(mark)
    taken: list[float] = []
    counts = []
    for name, shift, wanted in (("Z", False, marks[-2::-1]), ("Z", True, marks[1:])):
        count = 0
        for mark in wanted:
            begun = time.perf_counter()
            desk.press_key(name, shift=shift)
            desk.wait()
            taken.append(1000 * (time.perf_counter() - begun))
            count += _mark(desk.canvas) == mark
        counts.append(count)
    say(f"a step back or forth: {_spread(taken)}")
    return counts[0], counts[1]


def _picture() -> NDArray[np.uint8]:
    coarse = np.random.default_rng(0).integers(0, 256, (SIDE // 64, SIDE // 64, 3), dtype=np.uint8)
    return np.ascontiguousarray(np.kron(coarse, np.ones((64, 64, 1), np.uint8)))


def _differing(canvas: MaskCanvas, places: Sequence[NDArray[np.float64]], radius: float) -> int:
    """Pixels that are masked and should not be or the other way around, by their distance from each straight piece."""
    distance = np.full((SIDE, SIDE), np.inf, np.float64)
    for one, other in itertools.pairwise(places):
        reach = radius + 2
        low, high = np.minimum(one, other) - reach, np.maximum(one, other) + reach
        left, top = np.clip(np.floor(low), 0, SIDE).astype(int)
        right, bottom = np.clip(np.ceil(high), 0, SIDE).astype(int)
        x = np.arange(left, right)[None, :] + 0.5 - one[0]
        y = np.arange(top, bottom)[:, None] + 0.5 - one[1]
        way = other - one
        along = np.clip((x * way[0] + y * way[1]) / max(way @ way, 1e-300), 0.0, 1.0)
        found = np.hypot(x - along * way[0], y - along * way[1])
        part = distance[top:bottom, left:right]
        np.minimum(part, found, out=part)
    clear = np.abs(distance - radius) > TIE
    return int(np.count_nonzero((canvas.mask != (distance <= radius)) & clear))


def _count_paints(widget: QWidget) -> Callable[[], int]:
    from PySide6.QtCore import QEvent, QObject

    class Counter(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            self.count += event.type() == QEvent.Type.Paint
            return False

    counter = Counter(widget)
    widget.installEventFilter(counter)
    return lambda: counter.count


def _mark(canvas: MaskCanvas) -> bytes:
    return hashlib.sha256(np.packbits(canvas.mask).tobytes()).digest()


def _spread(values: list[float]) -> str:
    return f"p50 {np.percentile(values, 50):.1f}, p99 {np.percentile(values, 99):.1f}, max {max(values):.1f} ms"
