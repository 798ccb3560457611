"""One curve a lane, drawn over steps or seconds by powers of ten, with the names beside it, best first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sirendesk.gui.theme import Theme, tabular
from sirendesk.gui.views.network.chart import Chart, Scale

Floats = NDArray[np.float64]
UNITS = {"steps": "steps", "seconds": "s"}
LEFT, TOP, FOOT = 40.0, 8.0, 20.0
GRAIN = 5.0
MOST_RANGE = 35.0
ROW = 18.0
SWATCH = 22.0


@dataclass(frozen=True)
class LaneStyle:
    """Colour on light and on dark ground, and dashes and gaps in widths of the line (none: solid)."""

    light: str
    dark: str
    dash: tuple[float, ...] = ()


# After Okabe and Ito (2008); what needs no learning is grey and dashed, relatives share a colour and differ in dashes.
LANE_STYLES: dict[str, LaneStyle] = {
    "field": LaneStyle("#0072b2", "#56b4e9"),
    "svd": LaneStyle("#d55e00", "#f0803c"),
    "soft-svd": LaneStyle("#00825f", "#22c997"),
    "patches": LaneStyle("#a2478b", "#e39ccb"),
    "factors": LaneStyle("#8a6a00", "#e6c229"),
    "naive-factors": LaneStyle("#8a6a00", "#e6c229", (2.0, 3.0)),
    "mean": LaneStyle("#6b7580", "#9aa5b1", (1.5, 3.0)),
    "biharmonic": LaneStyle("#1c232b", "#e3e7ec", (6.0, 3.0)),
}
OTHER = LaneStyle("#414b56", "#c1c9d2", (4.0, 2.0))


@dataclass(frozen=True)
class LaneLine:
    """Values (dB) of one lane over `xs`, rising; a single value without a place holds all along (`xs` is empty)."""

    key: str
    title: str
    xs: Floats
    ys: Floats

    @property
    def last(self) -> float:
        """The value now."""
        return float(self.ys[-1]) if self.ys.size else math.nan

    def at(self, x: float) -> float:
        """The value at or before a place; the one now if there is none."""
        if not self.xs.size:
            return self.last
        k = int(np.searchsorted(self.xs, x, side="right")) - 1
        return float(self.ys[k]) if k >= 0 else math.nan


class LanePlot(QWidget):
    """Draws lines it is given; says where the pointer is on the lower axis."""

    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 70)
        self._theme = theme
        self._lines: tuple[LaneLine, ...] = ()
        self._axis = "seconds"
        self._cursor: float | None = None

    @property
    def lines(self) -> tuple[LaneLine, ...]:
        """What is drawn."""
        return self._lines

    @property
    def reach(self) -> tuple[float, float]:
        """First and last place of all lines."""
        starts = [float(line.xs[0]) for line in self._lines if line.xs.size]
        ends = [float(line.xs[-1]) for line in self._lines if line.xs.size]
        least = 1.0 if self._axis == "steps" else 0.01
        return max(min(starts, default=least), least), max([*ends, 10 * least])

    def set_lines(self, lines: Sequence[LaneLine], axis: str) -> None:
        """Draw these over "steps" or "seconds"."""
        self._lines, self._axis = tuple(lines), axis
        names = ", ".join(f"{line.title} {value_text(line.last)}" for line in self.ranked())
        self.setAccessibleDescription(names)
        self.update()

    def set_cursor(self, x: float | None) -> None:
        """Read the values at a place, or those of now."""
        self._cursor = x
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def ranked(self) -> list[LaneLine]:
        """The lines, best first as they stand at the cursor."""
        return sorted(self._lines, key=self._rank)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Inside the axes only."""
        chart = self._chart()
        place = event.position()
        share = (place.x() - chart.room.left()) / max(chart.room.width(), 1.0)
        self.pointed.emit(chart.x.value_at(share) if 0.0 <= share <= 1.0 else None)

    def leaveEvent(self, event: object) -> None:
        """The pointer is nowhere."""
        self.pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, lines, names."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.background))
        painter.setFont(self._small())
        chart = self._chart()
        chart.draw_grid(painter, self._theme)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(chart.room.adjusted(-2, -2, 2, 2))
        for line in self._lines:
            painter.setPen(self._pen(line.key))
            if line.xs.size:
                painter.drawPolyline(chart.points(line.xs, line.ys))
                if line.xs.size == 1:
                    painter.drawEllipse(QPointF(chart.at_x(line.xs[0]), chart.at_y(line.ys[0])), 1.5, 1.5)
            elif math.isfinite(line.last):
                level = chart.at_y(line.last)
                painter.drawLine(QLineF(chart.room.left(), level, chart.room.right(), level))
        painter.restore()
        if self._cursor is not None:
            painter.setPen(QPen(QColor(self._theme.foreground), 1, Qt.PenStyle.DashLine))
            across = chart.at_x(self._cursor)
            painter.drawLine(QLineF(across, chart.room.top(), across, chart.room.bottom()))
        self._draw_names(painter)
        painter.end()

    def _draw_names(self, painter: QPainter) -> None:
        painter.setFont(tabular(self.font()))
        wide = self._names_width()
        left, top = self.width() - wide + 6, TOP - 4
        row = min(ROW, (self.height() - top - 2) / max(len(self._lines), 1))
        for k, line in enumerate(self.ranked()):
            middle = top + (k + 0.5) * row
            painter.setPen(self._pen(line.key))
            painter.drawLine(QLineF(left, middle, left + SWATCH, middle))
            painter.setPen(QColor(self._theme.text))
            room = QRectF(left + SWATCH + 6, middle - row / 2, wide - SWATCH - 18, row)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.title)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value_text(self._value(line))
            )

    def _names_width(self) -> float:
        metrics = QFontMetricsF(tabular(self.font()))
        widest = max((metrics.horizontalAdvance(line.title) for line in self._lines), default=0.0)
        return SWATCH + widest + metrics.horizontalAdvance("  −00.00") + 30

    def _chart(self) -> Chart:
        room = QRectF(LEFT, TOP, max(40.0, self.width() - LEFT - self._names_width() - 8), self.height() - TOP - FOOT)
        low, high = self.reach
        powers = self._axis == "steps"
        return Chart(room, Scale(low, high, logarithmic=True, powers=powers and high > 1e5), Scale(*self._span()))

    def _span(self) -> tuple[float, float]:
        seen = [line.ys[np.isfinite(line.ys)] for line in self._lines]
        seen = [ys for ys in seen if ys.size]
        if not seen:
            return 0.0, 40.0
        high = GRAIN * math.ceil((max(float(ys.max()) for ys in seen) + 0.3) / GRAIN)
        low = GRAIN * math.floor(min(float(ys.min()) for ys in seen) / GRAIN)
        # a little below the lowest number, which would stand on those of the other axis
        return max(low, high - MOST_RANGE) - 0.3 * GRAIN, high

    def _value(self, line: LaneLine) -> float:
        return line.last if self._cursor is None else line.at(self._cursor)

    def _rank(self, line: LaneLine) -> float:
        value = self._value(line)
        return -value if math.isfinite(value) else math.inf

    def _pen(self, key: str) -> QPen:
        style = LANE_STYLES.get(key, OTHER)
        pen = QPen(QColor(style.dark if self._theme.dark else style.light), 1.8)
        if style.dash:
            pen.setDashPattern(list(style.dash))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _small(self) -> QFont:
        font = tabular(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1.0))
        return font


def value_text(value: float) -> str:
    """Decibels with two figures, a dash where there are none."""
    return f"{value:.2f}".replace("-", "−") if math.isfinite(value) else "–"
