"""Axes for small drawings: where a value lies, and which numbers stand beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.axes import power_text

LEAST = 1e-30
# a number every so many pixels at most
ACROSS, UPRIGHT = 30.0, 20.0
NICE = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, evenly or by powers of ten."""

    low: float
    high: float
    logarithmic: bool = False
    powers: bool = True

    def share(self, values: ArrayLike) -> NDArray[np.float64]:
        """0 at `low`, 1 at `high`."""
        numbers = np.asarray(values, np.float64)
        if self.logarithmic:
            low, high = math.log10(self.low), math.log10(self.high)
            return (np.log10(np.maximum(numbers, LEAST)) - low) / max(high - low, LEAST)
        return (numbers - self.low) / max(self.high - self.low, LEAST)

    def value_at(self, share: float) -> float:
        """The value that lies there."""
        if self.logarithmic:
            low, high = math.log10(self.low), math.log10(self.high)
            return 10 ** (low + share * (high - low))
        return self.low + share * (self.high - self.low)

    def ticks(self, pixels: float, spacing: float) -> list[tuple[float, str]]:
        """Round numbers with room for their text."""
        return self._log_ticks(pixels, spacing) if self.logarithmic else self._even_ticks(pixels, spacing)

    def _even_ticks(self, pixels: float, spacing: float) -> list[tuple[float, str]]:
        span = self.high - self.low
        if span <= 0 or pixels <= 0 or not math.isfinite(span):
            return []
        least = span * spacing / pixels
        power = 10.0 ** math.floor(math.log10(least))
        step = next((n * power for n in NICE if n * power >= least * (1 - 1e-9)), 10 * power)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(k * step, plain_text(k * step, step)) for k in range(first, last + 1)]

    def _log_ticks(self, pixels: float, spacing: float) -> list[tuple[float, str]]:
        low, high = math.log10(self.low), math.log10(self.high)
        per_decade = pixels / max(high - low, 1e-9)
        first, last = math.floor(low + 1e-9), math.ceil(high - 1e-9)
        # parts of a decade help to read a short axis and clutter a long one
        room = per_decade / spacing if high - low < 3 else 0.0
        factors = (1, 2, 5) if room >= 3.4 else (1, 3) if room >= 2.1 else (1,)
        every = max(1, math.ceil(spacing / per_decade))
        values = [f * 10.0**k for k in range(first, last + 1) if k % every == 0 for f in factors]
        inside = [v for v in values if self.low * (1 - 1e-6) <= v <= self.high * (1 + 1e-6)]
        return [(v, power_text(math.log10(v)) if self.powers else f"{v:,g}") for v in inside]


@dataclass(frozen=True)
class Chart:
    """Two scales on a rectangle of the screen."""

    room: QRectF
    x: Scale
    y: Scale

    def points(self, xs: ArrayLike, ys: ArrayLike) -> QPolygonF:
        """Where pairs of values lie."""
        across = self.room.left() + self.x.share(xs) * self.room.width()
        down = self.room.bottom() - self.y.share(ys).clip(-4.0, 5.0) * self.room.height()
        return QPolygonF([QPointF(a, b) for a, b in zip(across.tolist(), down.tolist(), strict=True)])

    def at_x(self, value: float) -> float:
        """Where a value of the lower axis lies."""
        return self.room.left() + float(self.x.share(value)) * self.room.width()

    def at_y(self, value: float) -> float:
        """Where a value of the upright axis lies."""
        return self.room.bottom() - float(self.y.share(value)) * self.room.height()

    def draw_grid(self, painter: QPainter, theme: Theme, *, x: bool = True, y: bool = True) -> None:
        """Lines at the numbers, the numbers outside; the painter's font must be set."""
        metrics = painter.fontMetrics()
        wide = max((metrics.horizontalAdvance(text) for _, text in self.x.ticks(self.room.width(), ACROSS)), default=0)
        across = self.x.ticks(self.room.width(), max(ACROSS, wide + 14.0)) if x else []
        upright = self.y.ticks(self.room.height(), UPRIGHT) if y else []
        painter.setPen(QColor(theme.grid))
        painter.drawLines([QLineF(self.at_x(v), self.room.top(), self.at_x(v), self.room.bottom()) for v, _ in across])
        painter.drawLines([QLineF(self.room.left(), self.at_y(v), self.room.right(), self.at_y(v)) for v, _ in upright])
        painter.setPen(QColor(theme.border))
        painter.drawLine(self.room.bottomLeft(), self.room.bottomRight())
        painter.setPen(QColor(theme.foreground))
        for value, text in across:
            half = metrics.horizontalAdvance(text) / 2 + 2
            place = min(self.at_x(value), painter.window().right() - half)
            label = QRectF(place - half, self.room.bottom() + 2, 2 * half, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, text)
        for value, text in upright:
            label = QRectF(self.room.left() - 104, self.at_y(value) - 10, 100, 20)
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def draw_line(
        self, painter: QPainter, xs: ArrayLike, ys: ArrayLike, colour: str, width: float = 1.6, *, dashed: bool = False
    ) -> None:
        """One curve, cut at the edges of the room."""
        pen = QPen(QColor(colour), width, Qt.PenStyle.CustomDashLine if dashed else Qt.PenStyle.SolidLine)
        if dashed:
            pen.setDashPattern([4.0, 3.0])
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.room.adjusted(-3, -3, 3, 3))
        painter.setPen(pen)
        painter.drawPolyline(self.points(xs, ys))
        painter.restore()


def plain_text(value: float, step: float) -> str:
    """A number with as many figures as the step between it and the next one needs."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if digits > 4 or abs(value) >= 1e6:
        return f"{value:.1e}".replace("-", "\u2212")
    text = f"{value:,.{digits}f}"
    return signed(text)


def signed(text: str) -> str:
    """A number in words with a proper minus, and none before a zero."""
    bare = text.removeprefix("-")
    return bare if not bare.strip("0.,") else text.replace("-", "\u2212")


def nice_ceiling(value: float, steps: Sequence[float] = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)) -> float:
    """The next round number above, so that a scale moves in steps and not with every report."""
    if not value > 0 or not math.isfinite(value):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in steps if step * power >= value * (1 - 1e-9)), 10 * power)
