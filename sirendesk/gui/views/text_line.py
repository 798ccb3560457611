"""One line of plain text that may change many times a second without any layout noticing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import tabular

MARGIN = 2.0
GAP = 8.0


class TextLine(QWidget):
    """A bold lead and a quieter text after it, shortened with an ellipsis; never markup, so file names are safe."""

    def __init__(self, name: str, lead: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(lead)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lead = lead
        self._text = ""

    @property
    def lead(self) -> str:
        """The bold part."""
        return self._lead

    @property
    def text(self) -> str:
        """The part that changes."""
        return self._text

    def set_lead(self, lead: str) -> None:
        """Change the bold part."""
        self._lead = lead
        self.setAccessibleName(lead)
        self.update()

    def set_text(self, text: str) -> None:
        """Change the quiet part; the same text again costs nothing."""
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(text)
            self.update()

    def sizeHint(self) -> QSize:
        """One line high, as wide as there is room."""
        return QSize(120, round(self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        """Any width will do: the text is shortened."""
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lead, then as much of the text as fits."""
        painter = QPainter(self)
        left = MARGIN
        if self._lead:
            bold = QFont(self.font())
            bold.setWeight(QFont.Weight.DemiBold)
            left += self._draw(painter, left, self._lead, bold, QPalette.ColorRole.WindowText) + GAP
        if self._text:
            self._draw(painter, left, self._text, tabular(self.font()), QPalette.ColorRole.PlaceholderText)
        painter.end()

    def _draw(self, painter: QPainter, left: float, text: str, font: QFont, role: QPalette.ColorRole) -> float:
        room = self.width() - left - MARGIN
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0.0))
        painter.setFont(font)
        painter.setPen(self.palette().color(role))
        painter.drawText(QRectF(left, 0, max(room, 0.0), self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)
