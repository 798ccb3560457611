"""Which line is which run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

SWATCH = 14.0
GAP = 5.0
BETWEEN = 14.0


@dataclass(frozen=True)
class LegendEntry:
    """A name and the colours of its lines; `dashes` is how they are broken, in units of their width."""

    text: str
    colours: tuple[str, ...]
    dashes: tuple[float, ...] = ()


class Legend(QWidget):
    """Swatches and names in one line; those without room are left out, the oldest first."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Runs")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._entries: tuple[LegendEntry, ...] = ()

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """The present run first, then earlier ones."""
        return self._entries

    def set_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Name other runs."""
        self._entries = tuple(entries)
        names = ", ".join(entry.text for entry in entries)
        self.setAccessibleDescription(names)
        self.setToolTip(f"Runs, the present one first: {names}" if names else "")
        self.update()

    def sizeHint(self) -> QSize:
        """One line high, as wide as there is room."""
        return QSize(160, round(self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the left until there is no more room."""
        painter = QPainter(self)
        metrics = QFontMetricsF(self.font())
        left, middle = 2.0, self.height() / 2
        for k, entry in enumerate(self._entries):
            wide = metrics.horizontalAdvance(entry.text)
            if left + SWATCH + GAP + wide > self.width():
                painter.drawText(QRectF(left, 0, 20, self.height()), Qt.AlignmentFlag.AlignVCenter, "…")
                break
            thick = 3.0 if k == 0 else 2.0
            each = SWATCH / len(entry.colours)
            for place, colour in enumerate(entry.colours):
                if entry.dashes:
                    pen = QPen(QColor(colour), thick, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
                    # at least two dashes, however long they are in the plot
                    shrink = min(1.0, each / (2 * thick * sum(entry.dashes)))
                    pen.setDashPattern([shrink * part for part in entry.dashes])
                    painter.setPen(pen)
                    painter.drawLine(QPointF(left + place * each, middle), QPointF(left + (place + 1) * each, middle))
                else:
                    painter.fillRect(QRectF(left + place * each, middle - thick / 2, each, thick), QColor(colour))
            left += SWATCH + GAP
            role = QPalette.ColorRole.WindowText if k == 0 else QPalette.ColorRole.PlaceholderText
            painter.setPen(self.palette().color(role))
            painter.drawText(QRectF(left, 0, wide + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, entry.text)
            left += wide + BETWEEN
        painter.end()
