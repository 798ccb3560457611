"""The drawing of a rate-distortion chart: curves of known codecs, and our own files as a dot with its trail."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme, mix, tabular
from sirendesk.gui.views.network.chart import Chart, Scale, nice_ceiling

LEFT, RIGHT, TOP, BOTTOM = 46.0, 112.0, 10.0, 40.0
SWATCH = 22.0
NEAR = 14.0
DOT = 5.5
METRICS = {"psnr": "PSNR dB", "ssim": "SSIM"}
DASHES = {"webp": (6.0, 2.0), "avif": (2.0, 2.0), "jpeg2000": (8.0, 2.0, 2.0, 2.0), "png": (1.5, 2.5)}
# what is seen while there is nothing
EMPTY_X, EMPTY_Y = (0.1, 10.0), {"psnr": (20.0, 50.0), "ssim": (0.5, 1.0)}
EMPTY = "The known codecs appear here once a picture is open"
# whatever is below is off the chart
WORST = {"psnr": 12.0, "ssim": 0.2}


@dataclass(frozen=True)
class Spot:
    """A file on the chart: bits per pixel, its scores (NaN where unknown), and what is read when pointed at."""

    bits_per_pixel: float
    psnr: float
    ssim: float
    words: str


@dataclass(frozen=True)
class RateCurve:
    """The files of one codec, from coarse to fine in each metric; one of a lossless codec is an upright line."""

    key: str
    title: str
    spots: tuple[Spot, ...]


class RatePlot(QWidget):
    """Draws what it is given. The pointer, or the arrow keys, read the nearest file."""

    read = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Rate and distortion")
        self.setToolTip(
            "Each curve is a known codec from coarse to fine: the further up and to the left, the better. The dot is "
            "our file, live while it is made. Point at a file, or press Left and Right (Up and Down for another "
            "codec), to read it."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._theme = theme
        self._metric = "psnr"
        self._curves: tuple[RateCurve, ...] = ()
        self._trail: tuple[Spot, ...] = ()
        self._dot: Spot | None = None
        self._beside: Spot | None = None
        self._chosen: Spot | None = None
        self._axes: Chart | None = None
        self._behind: QPixmap | None = None

    @property
    def score(self) -> str:
        """A key of METRICS."""
        return self._metric

    @property
    def curves(self) -> tuple[RateCurve, ...]:
        """The known codecs."""
        return self._curves

    @property
    def dot(self) -> Spot | None:
        """Our file."""
        return self._dot

    @property
    def trail(self) -> tuple[Spot, ...]:
        """Our files before."""
        return self._trail

    def set_metric(self, metric: str) -> None:
        """What the upright axis shows."""
        self._metric = metric
        self.setAccessibleDescription(f"bits per pixel against {METRICS[metric]}")
        self._forget_drawing()

    def set_curves(self, curves: Sequence[RateCurve]) -> None:
        """Other known codecs."""
        made = tuple(curves)
        if made != self._curves:
            self._curves = made
            self._chosen = None
            self._forget_drawing()

    def set_own(self, dot: Spot | None, trail: Sequence[Spot] = (), beside: Spot | None = None) -> None:
        """Our file, those before it, and the rival of the same size."""
        self._dot, self._trail, self._beside = dot, tuple(trail), beside
        # the axes follow what is to be seen; where they stay, so do the curves
        before, self._axes = self._axes, None
        if self._chart() != before:
            self._behind = None
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._forget_drawing()

    def place_of(self, spot: Spot) -> QPointF:
        """Point of the widget where a file lies; without any error it is at the upper edge."""
        chart, value = self._chart(), _value(spot, self._metric)
        return QPointF(chart.at_x(spot.bits_per_pixel), chart.room.top() if math.isinf(value) else chart.at_y(value))

    def colour_of(self, key: str) -> str:
        """The colour of a codec's curve; each has a dash of its own as well."""
        places = {"jpeg": 2, "webp": 0, "avif": 1, "jpeg2000": 4, "png": 3}
        return self._theme.ghosts[places.get(key, 0)]

    def sizeHint(self) -> QSize:
        """Room for five curves."""
        return QSize(460, 260)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(220, 130)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the nearest file."""
        best, least = None, NEAR
        for spot in self._all_spots():
            away = QLineF(event.position(), self.place_of(spot)).length()
            if away < least:
                best, least = spot, away
        self._choose(best)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along a curve, or over to the next one."""
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        over = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        lines = [list(self._seen(curve)) for curve in self._curves]
        lines = [line for line in lines if line]
        if event.key() not in (*along, *over) or not lines:
            super().keyPressEvent(event)
            return
        at = next(((i, line.index(self._chosen)) for i, line in enumerate(lines) if self._chosen in line), None)
        if at is None:
            self._choose(lines[0][0])
            return
        i = (at[0] + over.get(Qt.Key(event.key()), 0)) % len(lines)
        k = min(max(at[1] + along.get(Qt.Key(event.key()), 0), 0), len(lines[i]) - 1)
        self._choose(lines[i][k])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The curves are drawn anew."""
        super().resizeEvent(event)
        self._forget_drawing()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Curves behind, kept as they were drawn; our trail and dot in front."""
        painter = QPainter(self)
        if self._behind is None or self._behind.devicePixelRatioF() != self.devicePixelRatioF():
            self._behind = self._draw_behind()
        painter.drawPixmap(0, 0, self._behind)
        painter.setFont(tabular(self.font()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_own(painter)
        self._draw_legend(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(self._theme.accent if self.hasFocus() else self._theme.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw_behind(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(self.width() * ratio), round(self.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self._theme.background))
        painter = QPainter(pixmap)
        painter.setFont(tabular(self.font()))
        chart = self._chart()
        chart.draw_grid(painter, self._theme)
        self._draw_axes(painter, chart)
        if not self._curves:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(chart.room, Qt.AlignmentFlag.AlignCenter, EMPTY)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_curves(painter, chart)
        painter.end()
        return pixmap

    def _draw_axes(self, painter: QPainter, chart: Chart) -> None:
        painter.setPen(QColor(self._theme.muted))
        words = QRectF(chart.room.left(), self.height() - 20.0, chart.room.width(), 18.0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, "bits per pixel")
        painter.drawText(QRectF(chart.room.left() + 6, TOP, 120, 18), METRICS[self._metric])

    def _draw_curves(self, painter: QPainter, chart: Chart) -> None:
        for curve in self._curves:
            seen = self._seen(curve)
            if not seen:
                continue
            painter.setPen(self._pen_of(curve.key))
            if math.isinf(seen[-1].psnr):
                across = chart.at_x(seen[-1].bits_per_pixel)
                painter.drawLine(QLineF(across, chart.room.top(), across, chart.room.bottom()))
            points = [self.place_of(spot) for spot in seen if math.isfinite(spot.psnr)]
            painter.drawPolyline(points)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.colour_of(curve.key)))
            for point in points:
                painter.drawEllipse(point, 2.0, 2.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_own(self, painter: QPainter) -> None:
        spots = [spot for spot in self._trail if not math.isnan(_value(spot, self._metric))]
        if len(spots) > 1:
            painter.setPen(QPen(QColor(mix(self._theme.loss, self._theme.background, 0.5)), 1.4))
            painter.drawPolyline([self.place_of(spot) for spot in spots])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(self._theme.loss, self._theme.background, 0.4)))
        for spot in spots:
            painter.drawEllipse(self.place_of(spot), 2.6, 2.6)
        for spot, filled in ((self._beside, False), (self._dot, True)):
            if spot is None or math.isnan(_value(spot, self._metric)):
                continue
            self._mark(painter, self.place_of(spot), DOT, filled=filled)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._chosen is not None:
            painter.setPen(QPen(QColor(self._theme.foreground), 1.2))
            painter.drawEllipse(self.place_of(self._chosen), DOT + 3, DOT + 3)

    def _draw_legend(self, painter: QPainter) -> None:
        """In the margin, the highest curve first: there it hides nothing."""
        left, down, line = self.width() - RIGHT + 12, TOP + 9, float(painter.fontMetrics().height() + 3)
        for curve in sorted((c for c in self._curves if c.spots), key=self._height_of):
            painter.setPen(self._pen_of(curve.key))
            painter.drawLine(QLineF(left, down, left + SWATCH, down))
            self._write(painter, left, down, curve.title)
            down += line
        for spot, title, filled in ((self._dot, "this file", True), (self._beside, "same size", False)):
            if spot is not None and not math.isnan(_value(spot, self._metric)):
                self._mark(painter, QPointF(left + SWATCH / 2, down), DOT - 1, filled=filled)
                self._write(painter, left, down, title)
                down += line

    def _write(self, painter: QPainter, left: float, down: float, text: str) -> None:
        painter.setPen(QColor(self._theme.foreground))
        painter.drawText(QRectF(left + SWATCH + 6, down - 9, RIGHT, 18), _LEFT, text)

    def _mark(self, painter: QPainter, place: QPointF, size: float, *, filled: bool) -> None:
        ours = QColor(self._theme.loss)
        painter.setBrush(ours if filled else QColor(self._theme.background))
        painter.setPen(QPen(ours if filled else QColor(self.colour_of("jpeg")), 2.0))
        painter.drawEllipse(place, size, size)

    def _pen_of(self, key: str) -> QPen:
        pen = QPen(QColor(self.colour_of(key)), 1.8)
        if DASHES.get(key):
            pen.setDashPattern(DASHES[key])
        return pen

    def _height_of(self, curve: RateCurve) -> float:
        # at the same rate: how far above or below the first curve it is; a lossless one comes last
        seen = [spot for spot in self._seen(curve) if math.isfinite(spot.psnr)]
        if not seen:
            return math.inf
        rates, values = [math.log(s.bits_per_pixel) for s in seen], [_value(s, self._metric) for s in seen]
        return -float(np.interp(0.0, rates, values))

    def _choose(self, spot: Spot | None) -> None:
        if spot is not self._chosen:
            self._chosen = spot
            self.read.emit("" if spot is None else spot.words)
            self.update()

    def _seen(self, curve: RateCurve) -> tuple[Spot, ...]:
        """Its files, without those that a smaller one equals in this metric."""
        best: list[Spot] = []
        for spot in sorted(curve.spots, key=_by_rate):
            if not best or _value(spot, self._metric) > _value(best[-1], self._metric):
                best.append(spot)
        return tuple(best)

    def _all_spots(self) -> list[Spot]:
        own = [spot for spot in (*self._trail, self._dot, self._beside) if spot is not None]
        spots = [spot for curve in self._curves for spot in self._seen(curve)] + own
        return [spot for spot in spots if math.isfinite(_value(spot, self._metric))]

    def _forget_drawing(self) -> None:
        self._behind = self._axes = None
        self.update()

    def _chart(self) -> Chart:
        if self._axes is None:
            self._axes = self._make_chart()
        return self._axes

    def _make_chart(self) -> Chart:
        room = QRectF(LEFT, TOP, max(self.width() - LEFT - RIGHT, 1.0), max(self.height() - TOP - BOTTOM, 1.0))
        spots = [spot for curve in self._curves for spot in curve.spots]
        spots += [spot for spot in (*self._trail, self._dot) if spot is not None]
        rates = [spot.bits_per_pixel for spot in spots]
        values = [v for spot in spots if math.isfinite(v := _value(spot, self._metric)) and not math.isinf(spot.psnr)]
        low, high = (min(rates) / 1.25, max(rates) * 1.25) if rates else EMPTY_X
        if not values:
            return Chart(room, Scale(low, high, logarithmic=True, powers=False), Scale(*EMPTY_Y[self._metric]))
        least = max(min(values), WORST[self._metric])
        if self._metric == "psnr":
            upright = Scale(5 * math.floor((least - 0.5) / 5), 5 * math.ceil((max(values) + 0.5) / 5))
        else:
            upright = Scale(1 - nice_ceiling(1 - least), 1.0)
        return Chart(room, Scale(low, high, logarithmic=True, powers=False), upright)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _value(spot: Spot, metric: str) -> float:
    return spot.psnr if metric == "psnr" else spot.ssim


def _by_rate(spot: Spot) -> float:
    return spot.bits_per_pixel
