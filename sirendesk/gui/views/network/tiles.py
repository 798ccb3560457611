"""Small multiples: one little drawing for each layer, all of one size."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme, tabular

GAP = 14.0
EDGE = 10.0
TITLE = 18.0
# tiles are as near to this ratio of width to height as their number lets them be
SHAPE = 1.7
LEAST_WIDTH = 132.0


class Tiles(QWidget):
    """Abstract: shares its room among `count` drawings, each under a title and a quieter text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self._theme = theme

    @property
    def count(self) -> int:
        """How many drawings there are."""
        raise NotImplementedError

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def tile(self, k: int) -> QRectF:
        """Room of the k-th drawing with its title."""
        columns, rows = grid_for(self.count, self.width() - 2 * EDGE, self.height() - 2 * EDGE)
        width = (self.width() - 2 * EDGE - GAP * (columns - 1)) / columns
        height = (self.height() - 2 * EDGE - GAP * (rows - 1)) / rows
        return QRectF(EDGE + k % columns * (width + GAP), EDGE + k // columns * (height + GAP), width, height)

    def sizeHint(self) -> QSize:
        """Room for a few."""
        return QSize(600, 300)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(200, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background, then one after the other."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.background))
        for k in range(self.count):
            self._draw_tile(painter, k, self.tile(k))
        painter.end()

    def _draw_tile(self, painter: QPainter, k: int, room: QRectF) -> None:
        raise NotImplementedError

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1.0))
        return font

    def _draw_title(self, painter: QPainter, room: QRectF, title: str, texts: Sequence[str]) -> None:
        """Title at the left, and after it the first of the texts that has room."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(self._theme.text))
        line = QRectF(room.left(), room.top(), room.width(), TITLE)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, title)
        left = painter.fontMetrics().horizontalAdvance(title) + 8
        painter.setFont(self._small())
        painter.setPen(QColor(self._theme.muted))
        metrics = painter.fontMetrics()
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room.width() - left)
        painter.drawText(line.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, next(fitting, ""))


def grid_for(count: int, width: float, height: float) -> tuple[int, int]:
    """(columns, rows) that give `count` tiles the shape nearest to SHAPE, without leaving half of the room empty."""
    best, choice = math.inf, (1, max(count, 1))
    for columns in range(1, max(count, 1) + 1):
        rows = math.ceil(max(count, 1) / columns)
        wide, high = (width + GAP) / columns - GAP, (height + GAP) / rows - GAP
        if wide <= 0 or high <= TITLE or (wide < LEAST_WIDTH and columns > 1):
            continue
        empty = (columns * rows - count) / (columns * rows)
        cost = abs(math.log(wide / (high - TITLE) / SHAPE)) + 3.0 * empty
        if cost < best:
            best, choice = cost, (columns, rows)
    return choice
