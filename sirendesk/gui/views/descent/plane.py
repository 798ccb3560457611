"""What the drawings of a descent share: a box of values with numbers around it, and lines that grow in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.core.descent.geometry import Axes, Box, tick_text, ticks
from sirendesk.core.descent.landscape import Bounds
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.descent.strokes import look_of, small_font
from sirendesk.gui.views.descent.trails import Trails

LEFT, TOP, RIGHT, BOTTOM = 46.0, 6.0, 10.0, 22.0
TICK_ROOM = (70.0, 42.0)


class Plane(QWidget):
    """Abstract: a subclass gives the bounds, draws the ground, and what lies over the lines."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        # every pixel is painted, so nothing beneath needs to be
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._look = look_of(theme)
        self._walks: tuple[Walk, ...] = ()
        self._step = 0
        self._ground: QPixmap | None = None
        self._trails = Trails()
        self._trails_due = True
        # of each walk the pixels that it goes through
        self._places: list[tuple[str, NDArray[np.float64]]] = []

    @property
    def walks(self) -> tuple[Walk, ...]:
        """What is drawn."""
        return self._walks

    @property
    def step(self) -> int:
        """The step that is seen."""
        return self._step

    @property
    def axes(self) -> Axes:
        """Where values lie in the widget."""
        right, bottom = max(self.width() - RIGHT, LEFT + 20), max(self.height() - BOTTOM, TOP + 20)
        return Axes(Box(LEFT, TOP, right, bottom), self._bounds())

    def set_walks(self, walks: Sequence[Walk]) -> None:
        """Draw other walks."""
        self._walks = tuple(walks)
        self._redraw_trails()

    def set_step(self, step: int) -> None:
        """See all walks as they were at a step."""
        if step != self._step:
            self._step = step
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._look = look_of(theme)
        self._redraw_all()

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a value lies in the widget."""
        across, down = self.axes.places(np.array([[x, y]]))[0]
        return QPointF(float(across), float(down))

    def value_at(self, place: QPointF) -> tuple[float, float]:
        """The value at a place of the widget."""
        axes = self.axes
        left, right, bottom, top = axes.bounds
        x = left + (place.x() - axes.box.left) / axes.box.width * (right - left)
        y = bottom + (axes.box.bottom - place.y()) / axes.box.height * (top - bottom)
        return x, y

    def sizeHint(self) -> QSize:
        """Roughly square."""
        return QSize(360, 320)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(150, 90)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything lies elsewhere."""
        super().resizeEvent(event)
        self._redraw_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, lines, marks."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn_ground())
        box = self._clip()
        if self._trails_due:
            self._trails_due = False
            self._places = self._lines()
            self._trails.set_lines(self._places, self._look, box)
        self._trails.draw(painter, self._step, self.size(), self.devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(box.adjusted(-1, -1, 1, 1))
        self._draw_marks(painter)
        painter.end()

    def _bounds(self) -> Bounds:
        raise NotImplementedError

    def _lines(self) -> list[tuple[str, NDArray[np.float64]]]:
        """Recipes and the pixels that their lines go through."""
        raise NotImplementedError

    def _draw_ground(self, painter: QPainter) -> None:
        """Under the lines, inside the box."""

    def _draw_marks(self, painter: QPainter) -> None:
        """Over the lines."""

    def _draw_scales(self, painter: QPainter) -> None:
        """Numbers around the box."""
        left, right, bottom, top = self.axes.bounds
        box = self.axes.box
        across = ticks(left, right, max(3, round(box.width / TICK_ROOM[0])))
        up = ticks(bottom, top, max(3, round(box.height / TICK_ROOM[1])))
        self._draw_numbers(painter, [(x, tick_text(x)) for x in across], [(y, tick_text(y)) for y in up])

    def _draw_numbers(
        self, painter: QPainter, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]]
    ) -> None:
        axes = self.axes
        left, _, bottom, _ = axes.bounds
        box = axes.box
        painter.setFont(small_font(self.font()))
        painter.setPen(QColor(self._look.muted))
        for value, text in across:
            x = float(axes.places(np.array([[value, bottom]]))[0, 0])
            painter.drawText(QRectF(x - 40, box.bottom + 3, 80, 18), Qt.AlignmentFlag.AlignHCenter, text)
        for value, text in up:
            y = float(axes.places(np.array([[left, value]]))[0, 1])
            if box.top + 5 < y < box.bottom - 5:
                where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, y - 9, box.left - 5, 18), where, text)

    def _heads(self) -> list[tuple[str, QPointF]]:
        """Where the walks are now; those that ended first come last."""
        made = [(recipe, len(places), places[min(self._step, len(places) - 1)]) for recipe, places in self._places]
        made.sort(key=_length, reverse=True)
        return [(recipe, QPointF(float(x), float(y))) for recipe, _, (x, y) in made]

    def _clip(self) -> QRectF:
        box = self.axes.box
        return QRectF(box.left, box.top, box.width, box.height)

    def _redraw_all(self) -> None:
        self._ground = None
        self._redraw_trails()

    def _redraw_trails(self) -> None:
        self._trails_due = True
        self.update()

    def _drawn_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.size() != self.size() * ratio:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(QColor(self._theme.background))
            painter = QPainter(self._ground)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = self._clip()
            painter.fillRect(box, QColor(self._look.panel))
            painter.setClipRect(box)
            self._draw_ground(painter)
            painter.setClipping(False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(QColor(self._look.border), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            self._draw_scales(painter)
            painter.end()
        return self._ground


def _length(head: tuple[str, int, NDArray[np.float64]]) -> int:
    return head[1]
