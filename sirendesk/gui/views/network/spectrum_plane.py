"""Power against frequency, of the signal, of the fit and of the error, both axes by powers of ten."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.core.insight.values import Spectrum
from sirendesk.gui.theme import Theme, mix, tabular
from sirendesk.gui.views.network.chart import Chart, Scale

LEFT, RIGHT, TOP, FOOT = 58.0, 18.0, 12.0, 40.0
# no more decades than these below the strongest frequency: below lies rounding
MOST_DECADES = 12
NAMES = ("signal", "fit", "error")


class SpectrumPlane(QWidget):
    """Draws one spectrum; the axes only grow while a run goes on, so that the picture moves and not the paper."""

    frequency_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self._theme = theme
        self._spectrum: Spectrum | None = None
        self._reach: float | None = None
        self._range: tuple[float, float] | None = None
        self._chosen: int | None = None

    @property
    def chosen(self) -> int | None:
        """Number of the frequency that is read."""
        return self._chosen

    @property
    def y_range(self) -> tuple[float, float] | None:
        """Logarithms of the powers at the ends of the axis."""
        return self._range

    def set_spectrum(self, spectrum: Spectrum | None, reach: float | None = None) -> None:
        """Draw this one; `reach` is the frequency up to which the fit follows. None forgets the axes as well."""
        self._spectrum, self._reach = spectrum, reach
        if spectrum is None:
            self._range = None
            self.choose(None)
        else:
            low, high = _decades(spectrum)
            if self._range is not None:
                low, high = min(low, self._range[0]), max(high, self._range[1])
            self._range = (max(low, high - MOST_DECADES), high)
            if self._chosen is not None and self._chosen >= len(spectrum.frequencies):
                self.choose(None)
        self.update()

    def choose(self, k: int | None) -> None:
        """Read one frequency; `frequency_chosen` tells its number."""
        if k != self._chosen:
            self._chosen = k
            self.update()
            self.frequency_chosen.emit(k)

    def step(self, by: int) -> None:
        """Read the next frequency or the one before."""
        if self._spectrum is not None:
            last = len(self._spectrum.frequencies) - 1
            self.choose(min(max((0 if self._chosen is None else self._chosen + by), 0), last))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def colours(self) -> tuple[str, str, str]:
        """Of signal, fit and error."""
        return self._theme.foreground, self._theme.loss, self._theme.psnr

    def chart(self) -> Chart | None:
        """Where what lies."""
        spectrum = self._spectrum
        if spectrum is None or self._range is None or not len(spectrum.frequencies):
            return None
        positive = spectrum.frequencies[spectrum.frequencies > 0]
        if not len(positive):
            return None
        room = QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -FOOT)
        x = Scale(float(positive[0]), max(float(positive[-1]), 1.01 * float(positive[0])), True, powers=False)
        return Chart(room, x, Scale(10.0 ** self._range[0], 10.0 ** self._range[1], True))

    def sizeHint(self) -> QSize:
        """Wider than high."""
        return QSize(600, 300)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(240, 110)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the nearest frequency."""
        chart, spectrum = self.chart(), self._spectrum
        if chart is None or spectrum is None or not chart.room.contains(event.position()):
            self.choose(None)
            return
        share = (event.position().x() - chart.room.left()) / chart.room.width()
        self.choose(int(np.abs(chart.x.share(spectrum.frequencies) - share).argmin()))

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing."""
        super().leaveEvent(event)
        self.choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper, curves, marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.background))
        chart, spectrum = self.chart(), self._spectrum
        if chart is not None and spectrum is not None:
            painter.setFont(self.font())
            self._draw_reach(painter, chart)
            chart.draw_grid(painter, self._theme)
            self._draw_curves(painter, chart, spectrum)
            self._draw_words(painter, chart)
        painter.end()

    def _draw_reach(self, painter: QPainter, chart: Chart) -> None:
        """A tint over what the fit follows already."""
        if self._reach is None:
            return
        edge = min(chart.at_x(self._reach), chart.room.right())
        tint = mix(self._theme.loss, self._theme.background, 0.9 if not self._theme.dark else 0.84)
        room = chart.room
        painter.fillRect(QRectF(room.left(), room.top(), max(edge - room.left(), 0.0), room.height()), QColor(tint))
        painter.setPen(QPen(QColor(self._theme.loss), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(edge, room.top()), QPointF(edge, room.bottom()))

    def _draw_curves(self, painter: QPainter, chart: Chart, spectrum: Spectrum) -> None:
        seen = spectrum.frequencies > 0
        frequencies = spectrum.frequencies[seen]
        target, fit, error = (np.asarray(v)[seen] for v in (spectrum.target, spectrum.fit, spectrum.error))
        signal_colour, fit_colour, error_colour = self.colours()
        self._fill_under(painter, chart, frequencies, error, mix(error_colour, self._theme.background, 0.72))
        chart.draw_line(painter, frequencies, error, error_colour, 1.4)
        chart.draw_line(painter, frequencies, target, signal_colour, 2.6)
        chart.draw_line(painter, frequencies, fit, fit_colour, 1.8)
        if self._chosen is not None:
            frequency = float(spectrum.frequencies[self._chosen])
            across = chart.at_x(max(frequency, chart.x.low))
            painter.setPen(QPen(QColor(self._theme.foreground), 1.0, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(across, chart.room.top()), QPointF(across, chart.room.bottom()))

    def _fill_under(
        self, painter: QPainter, chart: Chart, xs: NDArray[np.float32], ys: NDArray[np.float32], colour: str
    ) -> None:
        points = chart.points(xs, ys)
        if not len(xs):
            return
        foot = chart.room.bottom()
        corners = [QPointF(points.at(0).x(), foot), *(points.at(k) for k in range(points.size()))]
        area = QPolygonF([*corners, QPointF(points.at(points.size() - 1).x(), foot)])
        tint = QColor(colour)
        tint.setAlpha(70)
        painter.save()
        painter.setClipRect(chart.room)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawPolygon(area)
        painter.restore()

    def _draw_words(self, painter: QPainter, chart: Chart) -> None:
        painter.setPen(QColor(self._theme.muted))
        below = QRectF(chart.room.left(), self.height() - 20.0, chart.room.width(), 18.0)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "cycles across the picture")
        painter.save()
        painter.translate(13.0, chart.room.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-100, -10, 200, 18), Qt.AlignmentFlag.AlignCenter, "power")
        painter.restore()
        metrics = painter.fontMetrics()
        wide = max(metrics.horizontalAdvance(name) for name in NAMES)
        box = QRectF(chart.room.right() - wide - 44, chart.room.top() + 8, wide + 36, 18.0 * len(NAMES) + 8)
        painter.setPen(QColor(self._theme.border))
        painter.setBrush(QColor(self._theme.background))
        painter.drawRoundedRect(box, 4, 4)
        for k, (name, colour) in enumerate(zip(NAMES, self.colours(), strict=True)):
            line = QRectF(box.left() + 7, box.top() + 4 + 18 * k, box.width() - 10, 18)
            painter.fillRect(QRectF(line.left(), line.center().y() - 1.2, 16, 2.6), QColor(colour))
            painter.setPen(QColor(self._theme.text))
            painter.drawText(line.adjusted(22, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, name)


def _decades(spectrum: Spectrum) -> tuple[float, float]:
    values = np.concatenate([np.ravel(v) for v in (spectrum.target, spectrum.fit, spectrum.error)])
    values = values[np.isfinite(values) & (values > 0)]
    if not len(values):
        return -6.0, 0.0
    high = math.ceil(math.log10(float(values.max())))
    low = math.floor(math.log10(float(values.min())))
    return float(max(low, high - MOST_DECADES)), float(max(high, low + 1))
