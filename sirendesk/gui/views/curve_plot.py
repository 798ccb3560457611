"""One set of curves under a line that names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGraphicsGridLayout, QGraphicsView, QWidget

from sirendesk.gui.theme import Theme, mix, tabular
from sirendesk.gui.views.axes import LogAxis, PlainAxis, style_axis
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.grid_lines import GridLines

Floats = NDArray[np.float64]
Curve = tuple[Floats, Floats]
NOTHING: Curve = (np.empty(0), np.empty(0))
MOST_GHOSTS = 5
TREND_WIDTH = 1.6
ZOOM_STEP = 1.25
TIP = (
    "Wheel or + and − stretch the axis, dragging moves along it, double click or Ctrl+0 shows all again. "
    "The pointer, or Left and Right, reads the values at a step."
)


class CurvePlot(FramedPane):
    """Draws what it is given: a faint raw curve, a line over it, older lines behind, and a cursor."""

    range_moved = Signal(object)
    fit_requested = Signal()
    pointed = Signal(object)
    cursor_step_requested = Signal(int)

    def __init__(
        self, name: str, title: str, axis: pg.AxisItem, widest: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, title, TIP, theme, parent)
        self._left = axis
        self._bottom = PlainAxis("bottom")
        self._plot = _Plot({"left": axis, "bottom": self._bottom})
        self._box = self._plot.box
        self._grid = GridLines(self._box, self._bottom, axis)
        self._ghosts = [self._add_line(-10 + k) for k in range(MOST_GHOSTS)]
        self._raw = self._add_line(0, smooth=False)
        self._line = self._add_line(1)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.setZValue(2)
        self._cursor.hide()
        self._box.addItem(self._cursor, ignoreBounds=True)
        self._add_body(self._plot)
        font = tabular(self.font())
        # a fixed width: longer numbers would move the plot
        axis.setWidth(round(QFontMetricsF(font).horizontalAdvance(widest) + 8))
        self._box.sigRangeChangedManually.connect(self._see_range)
        self._plot.pointer_moved.connect(self.pointed)
        self._plot.double_clicked.connect(self.fit_requested)

    @property
    def x_range(self) -> tuple[float, float]:
        """The part of the axis that is seen."""
        low, high = self._box.viewRange()[0]
        return float(low), float(high)

    @property
    def y_range(self) -> tuple[float, float]:
        """The values that are seen; logarithms on a logarithmic axis."""
        low, high = self._box.viewRange()[1]
        return float(low), float(high)

    @property
    def line(self) -> Curve:
        """The points of the main line as they are drawn."""
        return _points(self._line)

    @property
    def raw(self) -> Curve:
        """The points of the raw curve as they are drawn."""
        return _points(self._raw)

    @property
    def marked(self) -> float | None:
        """Where the cursor stands, if it is seen."""
        return self._cursor.x() if self._cursor.isVisible() else None

    @property
    def pixels(self) -> int:
        """Width of the plot on the screen."""
        return max(int(self._box.width()), 64)

    @property
    def pixels_high(self) -> int:
        """Height of the plot on the screen."""
        return max(int(self._box.height()), 1)

    @property
    def lower_axis(self) -> pg.AxisItem:
        """The axis of steps or seconds."""
        return self._bottom

    def ghost(self, k: int) -> Curve:
        """The points of an older run's line as they are drawn."""
        return _points(self._ghosts[k])

    def set_unit(self, label: str, unit: str) -> None:
        """Name of the axis below, and what stands after its numbers."""
        self._bottom.setLabel(label)
        self._bottom.set_unit(unit)

    def set_curve(self, line: Curve, raw: Curve = NOTHING) -> None:
        """The present run."""
        self._line.setData(*line, skipFiniteCheck=True)
        self._raw.setData(*raw, skipFiniteCheck=True)

    def set_ghosts(self, curves: Sequence[Curve]) -> None:
        """Earlier runs, the latest first."""
        for k, item in enumerate(self._ghosts):
            item.setData(*(curves[k] if k < len(curves) else NOTHING), skipFiniteCheck=True)

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """See this part; nothing is emitted."""
        if x != self.x_range or y != self.y_range:
            self._box.setRange(xRange=x, yRange=y, padding=0)

    def add_item(self, item: pg.GraphicsObject | pg.InfiniteLine | pg.TextItem) -> None:
        """Something more to draw, which has no say in the range."""
        self._box.addItem(item, ignoreBounds=True)

    def set_cursor(self, x: float | None) -> None:
        """Mark a place, or none."""
        self._cursor.setVisible(x is not None)
        if x is not None:
            self._cursor.setValue(x)

    def apply_theme(self, theme: Theme, colour: str) -> None:
        """Take other colours; `colour` is that of the present run."""
        self._take_theme(theme)
        self._grid.set_colour(theme.grid)
        self._plot.setBackground(QColor(theme.background))
        for axis in (self._left, self._bottom):
            style_axis(axis, theme.foreground, theme.muted, theme.border)
        for k, item in enumerate(self._ghosts):
            item.setPen(pg.mkPen(ghost_colour(theme, k), width=1))
        self._raw.setPen(pg.mkPen(mix(colour, theme.background, 0.68), width=1))
        self._line.setPen(pg.mkPen(colour, width=TREND_WIDTH))
        self._cursor.setPen(pg.mkPen(theme.foreground, width=1, style=Qt.PenStyle.DashLine))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stretch the axis and move the cursor from the keyboard."""
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if ctrl and key == Qt.Key.Key_0:
            self.fit_requested.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            low, high = self.x_range
            half = (high - low) / 2 * (ZOOM_STEP if key == Qt.Key.Key_Minus else 1 / ZOOM_STEP)
            middle = self.marked if self.marked is not None else (low + high) / 2
            self.range_moved.emit((middle - half, middle + half))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not ctrl:
            self.cursor_step_requested.emit(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _see_range(self, axes: object) -> None:
        self.range_moved.emit(self.x_range)

    def _add_line(self, z: int, *, smooth: bool = True) -> pg.PlotCurveItem:
        item = pg.PlotCurveItem(antialias=smooth)
        item.setZValue(z)
        self._box.addItem(item, ignoreBounds=True)
        return item


class _Plot(pg.PlotWidget):
    """Tells where the pointer is on the axis below."""

    pointer_moved = Signal(object)
    double_clicked = Signal()

    def __init__(self, axes: dict[str, pg.AxisItem]) -> None:
        super().__init__(axisItems=axes)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumSize(90, 60)
        # a cached background would be a bitmap in exported drawings
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        item = self.getPlotItem()
        assert isinstance(item, pg.PlotItem), "a plot widget holds a plot"
        item.hideButtons()
        item.setMenuEnabled(False)
        # half a number may stand over the end of an axis
        cast(QGraphicsGridLayout, item.layout).setContentsMargins(2, 7, 20, 0)
        self.box = item.getViewBox()
        self.box.disableAutoRange()
        # values are always fitted; only the axis below is moved
        self.box.setMouseEnabled(x=True, y=False)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Inside the axes only."""
        super().mouseMoveEvent(ev)
        where = self.mapToScene(ev.position().toPoint())
        inside = self.box.sceneBoundingRect().contains(where)
        self.pointer_moved.emit(float(self.box.mapSceneToView(where).x()) if inside else None)

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        """A wish of whoever holds the plot."""
        self.double_clicked.emit()
        ev.accept()

    def leaveEvent(self, ev: QEvent) -> None:
        """The pointer is nowhere."""
        super().leaveEvent(ev)
        self.pointer_moved.emit(None)


def loss_axis() -> pg.AxisItem:
    """Logarithmic."""
    return LogAxis("left")


def psnr_axis() -> pg.AxisItem:
    """Decibels."""
    return PlainAxis("left")


def ghost_colour(theme: Theme, k: int) -> str:
    """The k-th run back, fading with age."""
    return mix(theme.ghosts[k % len(theme.ghosts)], theme.background, 0.25 + 0.08 * k)


def _points(item: pg.PlotCurveItem) -> Curve:
    x, y = item.getData()
    return NOTHING if x is None or y is None else (np.asarray(x), np.asarray(y))
