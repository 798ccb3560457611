"""A path on a plane, coloured by loss."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme, tabular
from sirendesk.gui.views.colour_maps import rgb_table

PATH_MAP = "viridis"
# the ends of the map that would vanish in the background are left out
PART = {False: (0.0, 0.88), True: (0.2, 1.0)}
MARGIN = 34.0
# room for the scale of the colours
FOOT = 18.0
MOST_STRETCH = 4.0
LINES = 6
NEAR = 24.0


class PathPlane(QWidget):
    """The first direction runs to the right, the second upwards; one of them may be stretched to fill the space."""

    point_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._points = np.empty((0, 2))
        self._logs = np.empty(0)
        self._chosen: int | None = None

    @property
    def decades(self) -> tuple[float, float]:
        """Logarithms of the losses at the two ends of the colours."""
        if not self._logs.size:
            return -1.0, 0.0
        # whole decades, so that the colours do not change with every report
        low, high = math.floor(float(self._logs.min()) + 0.01), math.ceil(float(self._logs.max()) - 0.01)
        return float(low), float(max(high, low + 1))

    @property
    def chosen(self) -> int | None:
        """The point that is read."""
        return self._chosen

    def set_path(self, points: NDArray[np.float32], losses: NDArray[np.float32]) -> None:
        """Points (n, 2) in order of time and their losses (n,)."""
        self._points = np.asarray(points, np.float64)
        self._logs = np.log10(np.nan_to_num(np.asarray(losses, np.float64), nan=1.0).clip(1e-12, 1e12))
        if self._chosen is not None and self._chosen >= len(points):
            self.choose(None)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def places(self) -> NDArray[np.float64]:
        """Where the points lie in the widget, (n, 2) x and y."""
        if not len(self._points):
            return self._points
        low, high = self._points.min(axis=0), self._points.max(axis=0)
        room = np.array([self.width() - 2 * MARGIN, self.height() - 2 * MARGIN - FOOT]).clip(1.0)
        scale = room / np.maximum(high - low, 1e-12)
        scale = np.minimum(scale, MOST_STRETCH * scale.min())
        centre = np.array([self.width() / 2, (self.height() - FOOT) / 2])
        return centre + (self._points - (low + high) / 2) * scale * [1.0, -1.0]

    def choose(self, k: int | None) -> None:
        """Read a point; `point_chosen` tells its number, how many there are, and its loss."""
        if k == self._chosen:
            return
        self._chosen = k
        self.update()
        self.point_chosen.emit(None if k is None else (k + 1, len(self._points), 10 ** float(self._logs[k])))

    def step(self, by: int) -> None:
        """Read the next point or the one before."""
        last = len(self._points) - 1
        if last >= 0:
            self.choose(min(max((last if self._chosen is None else self._chosen) + by, 0), last))

    def sizeHint(self) -> QSize:
        """Roughly square."""
        return QSize(270, 220)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(170, 80)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the nearest point."""
        places = self.places()
        if not len(places):
            return
        away = np.hypot(places[:, 0] - event.position().x(), places[:, 1] - event.position().y())
        nearest = int(away.argmin())
        self.choose(nearest if away[nearest] <= NEAR else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing."""
        super().leaveEvent(event)
        self.choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background, path, marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.background))
        if len(self._points):
            self._draw_grid(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_path(painter)
        painter.end()

    def _draw_grid(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._theme.grid))
        step = max(min(self.width(), self.height()) / LINES, 20.0)
        across, down = self.width() / 2, (self.height() - FOOT) / 2
        for k in range(-int(across // step), int(across // step) + 1):
            painter.drawLine(QPointF(across + k * step, 0), QPointF(across + k * step, self.height()))
        for k in range(-int(down // step), int((self.height() - down) // step) + 1):
            painter.drawLine(QPointF(0, down + k * step), QPointF(self.width(), down + k * step))

    def _draw_path(self, painter: QPainter) -> None:
        places = [QPointF(float(x), float(y)) for x, y in self.places()]
        colours = self._colours()
        for before, after, colour in zip(places, places[1:], colours[1:], strict=False):
            painter.setPen(QPen(colour, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(before, after)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, colour in zip(places, colours, strict=True):
            painter.setBrush(colour)
            painter.drawEllipse(place, 2.4, 2.4)
        text = QColor(self._theme.text)
        painter.setPen(QPen(text, 1.6))
        painter.setBrush(QColor(self._theme.background))
        painter.drawEllipse(places[0], 4.5, 4.5)
        painter.setBrush(colours[-1])
        painter.drawEllipse(places[-1], 5.5, 5.5)
        if self._chosen is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(text, 1.2))
            painter.drawEllipse(places[self._chosen], 8.5, 8.5)
        middle = QPointF(sum(p.x() for p in places) / len(places), sum(p.y() for p in places) / len(places))
        self._name(painter, places[0], "start", middle)
        self._name(painter, places[-1], "now", middle)

    def _name(self, painter: QPainter, place: QPointF, word: str, middle: QPointF) -> None:
        # away from the middle of the path, and inside the widget
        font = tabular(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1.0))
        painter.setFont(font)
        size = painter.fontMetrics().size(0, word)
        across, down = place.x() - middle.x(), place.y() - middle.y()
        away = max(math.hypot(across, down), 1e-9)
        left = place.x() - size.width() / 2 + across / away * (size.width() / 2 + 8)
        top = place.y() - size.height() / 2 + down / away * (size.height() / 2 + 8)
        left = min(max(left, 3.0), self.width() - size.width() - 3.0)
        top = min(max(top, 2.0), self.height() - size.height() - 2.0)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(QRectF(left, top, size.width() + 1, size.height()), Qt.AlignmentFlag.AlignCenter, word)

    def _colours(self) -> list[QColor]:
        low, high = self.decades
        table = rgb_table(PATH_MAP, *PART[self._theme.dark])
        places = ((self._logs - low) / (high - low) * 255).clip(0, 255).astype(int)
        return [QColor.fromRgb(table[k]) for k in places]
