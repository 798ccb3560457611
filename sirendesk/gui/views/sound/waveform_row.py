"""The waveform of one track: extremes of each pixel from a pyramid, single samples where they are few."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sirendesk.core.sounds.pyramid import Pyramid
from sirendesk.gui.views.network.chart import Scale
from sirendesk.gui.views.sound.time_row import GUTTER, TimeRow
from sirendesk.gui.views.sound.time_text import time_ticks

# below this many samples a pixel they are joined by a line, and below the other they get dots
LINE, DOTS = 1.0, 0.18
HEADROOM = 1.04


class WaveformRow(TimeRow):
    """From `-reach` to `reach`, the channels mixed or each in a stripe. Ctrl and wheel ask for another reach."""

    scale_requested = Signal(float)

    colour = "#808080"
    reach = 1.0
    stripes = False
    _pyramid: Pyramid | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no track."""
        return self._pyramid is None

    @property
    def pyramid(self) -> Pyramid | None:
        """What is drawn."""
        return self._pyramid

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Draw another sound, or none."""
        self._pyramid = pyramid
        self.forget_drawing()

    def set_reach(self, reach: float) -> None:
        """The amplitude at the upper edge."""
        if reach != self.reach:
            self.reach = reach
            self.forget_drawing()

    def set_stripes(self, stripes: bool) -> None:
        """Each channel for itself, or all mixed."""
        if stripes != self.stripes:
            self.stripes = stripes
            self.forget_drawing()

    def set_colour(self, colour: str) -> None:
        """Draw in another colour."""
        self.colour = colour
        self.forget_drawing()

    def value_at(self, seconds: float) -> list[float]:
        """The sample of each channel at a moment; nothing where the sound is not."""
        if self._pyramid is None:
            return []
        place = math.floor(seconds * self._pyramid.sample_rate + 0.5)
        return [float(value) for row in self._pyramid.samples(place, place + 1) for value in row]

    def scale_values(self, steps: float) -> None:
        """Ask that all waveforms be drawn larger or smaller."""
        self.scale_requested.emit(steps)

    def _draw_content(self, painter: QPainter, ratio: float) -> None:
        pyramid = self._pyramid
        assert pyramid is not None, "drawn only then"
        mixed = not (self.stripes and pyramid.channels > 1)
        count = 1 if mixed else pyramid.channels
        room = self.room
        bands = [
            QRectF(room.left(), room.top() + k * room.height() / count, room.width(), room.height() / count)
            for k in range(count)
        ]
        for k, band in enumerate(bands):
            self._draw_grid(painter, band, last=k == count - 1)
        painter.save()
        painter.setClipRect(room)
        self._draw_sound(painter, pyramid, bands, ratio, mixed=mixed)
        painter.restore()

    def _draw_sound(
        self, painter: QPainter, pyramid: Pyramid, bands: list[QRectF], ratio: float, *, mixed: bool
    ) -> None:
        pixels = max(round(self.room.width() * ratio), 1)
        step = self.axis.span * pyramid.sample_rate / pixels
        if step < LINE:
            lows, highs = self._join_samples(pyramid, step, pixels, mixed=mixed)
        else:
            # begun on a whole multiple of a pixel, so that a waveform that moves along keeps its shape
            start = round(self.axis.start * pyramid.sample_rate / step) * step
            lows, highs = pyramid.envelope(start, step, pixels, mixed=mixed)
        for k, band in enumerate(bands):
            height = max(round(band.height() * ratio), 1)
            gain = height / (2 * HEADROOM * self.reach)
            bytes_ = wave_bytes(lows[:, k], highs[:, k], height, gain)
            image = QImage(bytes_.data, pixels, height, pixels, QImage.Format.Format_Indexed8)
            image.setColorTable(_fading(self.colour))
            painter.drawImage(band, image)
        if step < DOTS:
            self._draw_dots(painter, pyramid, bands, mixed=mixed)

    def _join_samples(
        self, pyramid: Pyramid, step: float, pixels: int, *, mixed: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Extremes of each pixel of the straight lines from sample to sample."""
        first, values = self._seen_samples(pyramid, mixed=mixed)
        if not len(values):
            nothing = np.full((pixels, values.shape[1]), np.nan, np.float32)
            return nothing, nothing
        start = self.axis.start * pyramid.sample_rate - first
        edges = start + step * np.arange(pixels + 1)
        lines = np.stack([np.interp(edges, np.arange(len(values)), line, np.nan, np.nan) for line in values.T], axis=1)
        lines = lines.astype(np.float32)
        return np.minimum(lines[:-1], lines[1:]), np.maximum(lines[:-1], lines[1:])

    def _draw_dots(self, painter: QPainter, pyramid: Pyramid, bands: list[QRectF], *, mixed: bool) -> None:
        first, values = self._seen_samples(pyramid, mixed=mixed)
        xs = [self.x_of((first + k) / pyramid.sample_rate) for k in range(len(values))]
        painter.setPen(QPen(QColor(self.colour), 4.0))
        for k, band in enumerate(bands):
            ys = band.center().y() - values[:, k] * (band.height() / (2 * HEADROOM * self.reach))
            heights = ys.clip(band.top() - 9, band.bottom() + 9).tolist()
            painter.drawPoints([QPointF(x, y) for x, y in zip(xs, heights, strict=True)])

    def _seen_samples(self, pyramid: Pyramid, *, mixed: bool) -> tuple[int, NDArray[np.float32]]:
        """The first of those that are seen, and them with one more on both sides."""
        rate = pyramid.sample_rate
        first = max(math.floor(self.axis.start * rate) - 1, 0)
        return first, pyramid.samples(first, math.ceil(self.axis.stop * rate) + 2, mixed=mixed)

    def _draw_grid(self, painter: QPainter, band: QRectF, *, last: bool) -> None:
        scale = Scale(-HEADROOM * self.reach, HEADROOM * self.reach)
        ticks = scale.ticks(band.height(), 22.0)
        heights = [band.bottom() - float(scale.share(value)) * band.height() for value, _ in ticks]
        moments = [self.x_of(seconds) for seconds, _ in time_ticks(self.axis.start, self.axis.stop, band.width())]
        painter.setPen(QColor(self.theme.grid))
        painter.drawLines([QLineF(x, band.top(), x, band.bottom()) for x in moments])
        painter.drawLines([QLineF(band.left(), y, band.right(), y) for y in heights])
        painter.setPen(QColor(self.theme.border))
        painter.drawLine(QLineF(band.left(), band.center().y(), band.right(), band.center().y()))
        if not last:
            painter.drawLine(QLineF(0, band.bottom(), band.right(), band.bottom()))
        painter.setPen(QColor(self.theme.muted))
        high = painter.fontMetrics().height()
        for (_, text), y in zip(ticks, heights, strict=True):
            y = min(max(y, band.top() + high / 2), band.bottom() - high / 2)
            place = QRectF(0, y - high / 2, GUTTER - 6, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def wave_bytes(lows: NDArray[np.float32], highs: NDArray[np.float32], height: int, gain: float) -> NDArray[np.uint8]:
    """(height, pixels), how much of each pixel lies between the extremes (pixels,), 255 for all of it.

    `gain` pixels to an amplitude of 1, zero in the middle. Columns that do not meet are joined; NaN draws nothing.
    """
    lows, highs = lows.copy(), highs.copy()
    # a steep line between two pixels would leave a hole there
    np.fmax(highs[:-1], lows[1:], out=highs[:-1])
    np.fmin(lows[:-1], highs[1:], out=lows[:-1])
    middle = 0.5 * (highs + lows)
    half = np.maximum(0.5 * gain * (highs - lows), 0.5)
    top = (0.5 * height - gain * middle - half).clip(-1, height + 1)
    foot = (0.5 * height - gain * middle + half).clip(-1, height + 1)
    # upside down, so that no pixel lies between
    top[np.isnan(top)], foot[np.isnan(foot)] = height + 1, -1
    rows = np.arange(height, dtype=np.float32)[:, None]
    covered = np.minimum(foot, rows + 1)
    covered -= np.maximum(top, rows)
    covered *= 255
    return covered.clip(0, 255, out=covered).astype(np.uint8)


def _fading(colour: str) -> list[int]:
    """256 shades of a colour from nothing to itself, as QRgb numbers."""
    rgb = QColor(colour).rgb() & 0xFFFFFF
    return [(alpha << 24) | rgb for alpha in range(256)]
