"""Singular values on logarithmic axes, with the cut that a hand can move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.network.chart import Chart, Scale

LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 10.0, 36.0
REACH = 9.0
DECADES = 5.0
LEAP = 10


class SpectrumChart(QWidget):
    """Curves are drawn once, kept and cut off; a move of the cut only shows another part of each."""

    rank_chosen = Signal(int)
    threshold_chosen = Signal(float)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Singular values")
        self.setToolTip(
            "How strong each pattern of the picture is, the strongest first. Drag the line, or press Left and Right "
            "(Page Up and Page Down in leaps), to keep more patterns or fewer. A straight fall on these axes is what "
            "photos do: a few patterns carry nearly everything, and the rest is fine detail."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._values: NDArray[np.float64] | None = None
        self._soft, self._rank, self._threshold = False, 1, 0.0
        self._drags_threshold = False
        self._kept: QPixmap | None = None
        self._dropped: QPixmap | None = None

    @property
    def room(self) -> QRectF:
        """Where the curves are."""
        return QRectF(LEFT, TOP, max(self.width() - LEFT - RIGHT, 1.0), max(self.height() - TOP - BOTTOM, 1.0))

    def set_values(self, values: NDArray[np.float64] | None) -> None:
        """(curves, count), each falling; None for nothing."""
        self._values = values
        self._forget_drawing()

    def set_cut(self, rank: int, threshold: float, *, soft: bool) -> None:
        """Where the cut is: after a rank, or `soft` where `threshold` is taken from each value."""
        self._rank, self._threshold, self._soft = rank, threshold, soft
        words = f"threshold {threshold:.3g}" if soft else f"rank {rank}"
        self.setAccessibleDescription(words)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._forget_drawing()

    def place_of(self, rank: int) -> QPointF:
        """Point of the widget on the cut after this rank."""
        chart = self._chart()
        return QPointF(chart.at_x(rank + 0.5), self.room.center().y())

    def height_of(self, threshold: float) -> float:
        """How far down the widget a singular value lies."""
        return self._chart().at_y(threshold)

    def sizeHint(self) -> QSize:
        """Room for a curve."""
        return QSize(320, 240)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(160, 110)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The curves are drawn anew."""
        super().resizeEvent(event)
        self._forget_drawing()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the threshold's line, if there is one and it is near; of the cut otherwise."""
        if event.button() != Qt.MouseButton.LeftButton or self._values is None:
            return
        down = event.position().y() - self._chart().at_y(self._threshold)
        self._drags_threshold = self._soft and abs(down) <= REACH
        self._drag_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._values is not None:
            self._drag_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ranks by one, or in leaps."""
        most = 0 if self._values is None else self._values.shape[1]
        goals = {
            Qt.Key.Key_Left: self._rank - 1,
            Qt.Key.Key_Right: self._rank + 1,
            Qt.Key.Key_PageDown: self._rank - LEAP,
            Qt.Key.Key_PageUp: self._rank + LEAP,
            Qt.Key.Key_Home: 1,
            Qt.Key.Key_End: most,
        }
        if event.key() in goals and most:
            self.rank_chosen.emit(min(max(goals[Qt.Key(event.key())], 1), most))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is dropped in grey, what is kept in colour, and the cut between them."""
        painter = QPainter(self)
        if self._values is None:
            painter.fillRect(self.rect(), QColor(self._theme.background))
        else:
            self._draw(painter)
        painter.setPen(QColor(self._theme.accent if self.hasFocus() else self._theme.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        if self._kept is None or self._dropped is None:
            self._kept, self._dropped = self._picture(self._theme.loss), self._picture(self._theme.ghost)
        chart, room = self._chart(), self.room
        painter.drawPixmap(0, 0, self._dropped)
        across, down = chart.at_x(self._rank + 0.5), min(chart.at_y(self._threshold), room.bottom())
        kept = QRectF(0, 0, self.width(), down) if self._soft else QRectF(0, 0, across, self.height())
        painter.setClipRect(kept)
        painter.drawPixmap(0, 0, self._kept)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(self._theme.psnr), 2.0))
        if self._soft:
            painter.drawLine(QPointF(room.left(), down), QPointF(room.right(), down))
            beside = QRectF(room.right() - 164, down - 20, 160, 18)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "taken from each")
            self._draw_what_is_left(painter, chart)
            return
        painter.drawLine(QPointF(across, room.top()), QPointF(across, room.bottom()))
        is_left = across < room.center().x()
        side = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignRight
        beside = QRectF(across + 6 if is_left else across - 166, room.top(), 160, 18)
        painter.drawText(beside, side | Qt.AlignmentFlag.AlignVCenter, f"rank {self._rank}")

    def _draw_what_is_left(self, painter: QPainter, chart: Chart) -> None:
        assert self._values is not None, "drawn only then"
        mean = self._values.mean(axis=0)
        left = mean[mean > self._threshold] - self._threshold
        if left.size > 1:
            chart.draw_line(painter, np.arange(1, left.size + 1), left, self._theme.psnr, dashed=True)

    def _picture(self, colour: str) -> QPixmap:
        assert self._values is not None, "drawn only then"
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(self.width() * ratio), round(self.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self._theme.background))
        painter = QPainter(pixmap)
        painter.setFont(self.font())
        chart = self._chart()
        chart.draw_grid(painter, self._theme)
        for row in self._values:
            chart.draw_line(painter, np.arange(1, row.size + 1), row, colour)
        painter.setPen(QColor(self._theme.muted))
        words = QRectF(self.room.left(), self.height() - 18.0, self.room.width(), 16.0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, "singular values, by rank")
        painter.end()
        return pixmap

    def _chart(self) -> Chart:
        values = self._values if self._values is not None else np.ones((1, 2))
        top = max(float(values[:, 0].max()), 1e-9)
        tail = values[values > top * 10.0**-DECADES]
        low = min(float(tail.min()) if tail.size else top, 0.5 * top)
        x = Scale(0.9, values.shape[1] + 1.0, logarithmic=True, powers=False)
        return Chart(self.room, x, Scale(low / 1.3, top * 1.4, logarithmic=True))

    def _drag_to(self, place: QPointF) -> None:
        chart, room = self._chart(), self.room
        assert self._values is not None, "there is something to drag on"
        if self._drags_threshold:
            share = (room.bottom() - place.y()) / room.height()
            self.threshold_chosen.emit(min(chart.y.value_at(share), float(self._values.max())))
        else:
            share = (place.x() - room.left()) / room.width()
            rank = round(chart.x.value_at(share) - 0.5)
            self.rank_chosen.emit(min(max(rank, 1), self._values.shape[1]))

    def _forget_drawing(self) -> None:
        self._kept = self._dropped = None
        self.update()
