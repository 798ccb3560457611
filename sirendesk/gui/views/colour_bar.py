"""A slim colour scale with a number at both ends."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import tabular
from sirendesk.gui.views.colour_maps import colour_table

STRIP = (64, 8)
GAP = 5.0


class ColourBar(QWidget):
    """As wide as its widest numbers, so that a change of scale moves nothing."""

    def __init__(self, name: str, table: str, widest: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFont(tabular(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._widest = widest
        self._low, self._high = "", ""
        self.set_colours(table)

    @property
    def labels(self) -> tuple[str, str]:
        """What stands at the two ends."""
        return self._low, self._high

    def set_colours(self, table: str, low: float = 0.0, high: float = 1.0) -> None:
        """Draw another map, or a part of it."""
        colours = colour_table(table, low, high)
        self._strip = QImage(colours.tobytes(), 256, 1, 768, QImage.Format.Format_RGB888).copy()
        self.update()

    def set_labels(self, low: str, high: str) -> None:
        """The numbers at both ends; two empty ones hide the scale."""
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self.setAccessibleDescription(f"{low} to {high}" if high else "")
            self.update()

    def sizeHint(self) -> QSize:
        """Strip, gaps and the widest numbers."""
        metrics = QFontMetricsF(self.font())
        numbers = sum(metrics.horizontalAdvance(text) for text in self._widest)
        return QSize(round(STRIP[0] + numbers + 2 * GAP + 4), round(metrics.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Number, strip, number, against the right edge."""
        if not self._high:
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        metrics = QFontMetricsF(self.font())
        right = self.width() - 2 - metrics.horizontalAdvance(self._widest[1])
        strip = QRectF(right - GAP - STRIP[0], (self.height() - STRIP[1]) / 2, *STRIP)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(right, 0, self.width() - right, self.height()), middle, self._high)
        before = QRectF(0, 0, strip.left() - GAP, self.height())
        painter.drawText(before, middle | Qt.AlignmentFlag.AlignRight, self._low)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(strip, self._strip)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(strip)
        painter.end()
