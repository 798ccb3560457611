"""How well each lane fills the hole, over its own steps or seconds, beside the rivals that need no learning."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent, Qt
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.curve_data import Series
from sirendesk.gui.views.drawing import draw_png, draw_svg
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.lane_plot import UNITS, LaneLine, LanePlot
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton

# drawn again this often at most
REDRAW_MS = 250
KEY_STEP = 1.06
TIP = (
    "PSNR of every method over its own time, in the hole alone or, for a photo without truth, on what is held out. "
    "Grey lines need no learning: below them a method has lost. The pointer, or Left and Right, reads all values at "
    "one place."
)
SENTENCE = "How well each method fills the hole appears here once they run."


class LaneCurves(QWidget):
    """Keeps what each lane reports of itself."""

    axis_changed = Signal(str)

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.curves")
        self._theme = theme
        self._lanes: dict[str, str] = {}
        self._series: dict[str, Series] = {}
        self._levels: dict[str, float] = {}
        self._axis = "seconds"
        self._cursor: float | None = None
        self._stale = False
        self._clock = QElapsedTimer()
        self._clock.start()
        self._late = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._late.timeout.connect(self._draw)
        self._pane = _Pane(f"{prefix}.curve_pane", theme)
        self.plot = self._pane.plot
        self._placeholder = Placeholder(SENTENCE, theme, self.plot, framed=True)
        self._buttons = {
            "steps": ToolButton(
                f"{prefix}.over_steps", "Over steps", "Draw over each method's own steps.", word="steps"
            ),
            "seconds": ToolButton(
                f"{prefix}.over_seconds", "Over seconds", "Draw over each method's own seconds.", word="seconds"
            ),
        }
        self._group = QButtonGroup(self)
        for axis, button in self._buttons.items():
            button.setCheckable(True)
            button.setChecked(axis == self._axis)
            self._group.addButton(button)
            self._pane.add_to_title(button)
        self._group.buttonClicked.connect(self._choose_axis)
        self.plot.pointed.connect(self._point)
        self._pane.cursor_moved.connect(self._move_cursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._pane)

    @property
    def axis(self) -> str:
        """ "steps" or "seconds"."""
        return self._axis

    def set_axis(self, axis: str) -> None:
        """Draw over "steps" or over "seconds"."""
        if axis not in UNITS:
            raise ValueError(f"no such axis: {axis!r}")
        changed, self._axis = axis != self._axis, axis
        self._buttons[axis].setChecked(True)
        self._cursor = None
        self._draw()
        if changed:
            self.axis_changed.emit(axis)

    def set_region(self, text: str) -> None:
        """What the values are about, beside the title."""
        self._pane.set_region(text)

    def begin(self, lanes: Sequence[tuple[str, str]]) -> None:
        """A run of these lanes (key, title) starts."""
        self._lanes = dict(lanes)
        self._series = {}
        self._levels = {}
        self._cursor = None
        self._draw()

    def display(self, key: str, snapshot: Snapshot) -> None:
        """Take what a lane reports of itself."""
        if key not in self._lanes or not snapshot.step or not math.isfinite(snapshot.psnr):
            return
        series = self._series.setdefault(key, Series())
        if len(series) and series.steps[-1] == snapshot.step and series.values[-1] == snapshot.psnr:
            return
        one = np.ones(1)
        series.append(one * snapshot.step, one * snapshot.seconds, one * snapshot.psnr)
        self._draw_soon(at_once=snapshot.finished or len(series) == 1)

    def set_level(self, key: str, psnr: float) -> None:
        """What a rival reaches without learning."""
        if key in self._lanes:
            self._levels[key] = psnr
            self._draw_soon(at_once=True)

    def values(self, key: str) -> Series | None:
        """All that a lane has reported."""
        return self._series.get(key)

    def clear(self) -> None:
        """Back to the sentence that says what will appear here."""
        self.begin(())

    def export_svg(self) -> bytes:
        """The curves as they are drawn, as an SVG document."""
        self._draw()
        return draw_svg([self.plot], "SirenDesk: how well a hole is filled", self._theme.background)

    def export_png(self) -> bytes:
        """The curves as they are drawn, as a PNG file of twice the size."""
        self._draw()
        return draw_png([self.plot], self._theme.background)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._pane.apply_theme(theme)
        self._placeholder.apply_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what arrived while nobody could see it."""
        super().showEvent(event)
        if self._stale:
            self._draw()

    def _draw_soon(self, *, at_once: bool) -> None:
        if not self.isVisible():
            self._stale = True
        elif at_once or self._clock.hasExpired(REDRAW_MS):
            self._draw()
        elif not self._late.isActive():
            self._late.start()

    @Slot()
    def _draw(self) -> None:
        self._late.stop()
        self._clock.restart()
        self._stale = False
        lines = []
        for key, title in self._lanes.items():
            series = self._series.get(key)
            if series is not None:
                xs = series.over(self._axis)
                lines.append(LaneLine(key, title, np.maximum(xs, 1e-3), series.values))
            elif key in self._levels:
                lines.append(LaneLine(key, title, np.empty(0), np.full(1, self._levels[key])))
        self.plot.set_lines(lines, self._axis)
        self._placeholder.setVisible(not lines)

    @Slot(object)
    def _point(self, x: float | None) -> None:
        self._cursor = x
        self.plot.set_cursor(x)
        self._pane.say("" if x is None else f"at {x:,.0f} steps" if self._axis == "steps" else f"at {x:.3g} s")

    @Slot(int)
    def _move_cursor(self, by: int) -> None:
        low, high = self.plot.reach
        start = self._cursor if self._cursor is not None else high
        self._point(min(max(start * KEY_STEP**by, low), high))

    @Slot(object)
    def _choose_axis(self, button: ToolButton) -> None:
        self.set_axis("steps" if button is self._buttons["steps"] else "seconds")


class _Pane(FramedPane):
    cursor_moved = Signal(int)

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name, "PSNR", TIP, theme)
        self.plot = LanePlot(theme, self)
        self._region = ""
        self._add_body(self.plot)
        self._title_row.setContentsMargins(4, 0, ROW_MARGINS[2], 0)

    def set_region(self, text: str) -> None:
        """What the values are about."""
        self._region = text
        self.header.set_text(text)

    def say(self, text: str) -> None:
        """Where the values are read, in place of what they are about."""
        self.header.set_text(text or self._region)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.plot.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.cursor_moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
