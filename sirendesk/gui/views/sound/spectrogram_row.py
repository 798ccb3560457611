"""The spectrogram of one track."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from sirendesk.core.sounds.spectrogram import Picture, Spectrogram
from sirendesk.gui.views.colour_maps import colour_table
from sirendesk.gui.views.network.chart import Scale
from sirendesk.gui.views.sound.time_row import GUTTER, TimeRow
from sirendesk.gui.views.sound.time_text import hertz_text

COLOURS = "magma"
# bytes of the darkest and of the brightest colour: about -92 dB and -18 dB
DARKEST, BRIGHTEST = 42, 213


# columns that are so many pixels wide could show more
WIDE = 2.5


class SpectrogramRow(TimeRow):
    """Frequency upwards, even or logarithmic. The picture was made elsewhere; here it is only cut and stretched."""

    logarithmic = False
    _spectrogram: Spectrogram | None = None
    _detail: Spectrogram | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no track."""
        return self._spectrogram is None

    @property
    def spectrogram(self) -> Spectrogram | None:
        """What is drawn."""
        return self._spectrogram

    def set_spectrogram(self, spectrogram: Spectrogram | None) -> None:
        """Draw another sound, or none."""
        self._spectrogram, self._detail = spectrogram, None
        self.halo = None if spectrogram is None else ("#ffffff", "#000000")
        self.forget_drawing()

    @property
    def wants_detail(self) -> bool:
        """Whether columns are seen so wide that finer ones would show more, and there are none over what is seen."""
        whole, detail, axis = self._spectrogram, self._detail, self.axis
        if whole is None or not whole.is_coarse or whole.column_seconds / axis.span * self.room.width() < WIDE:
            return False
        if detail is None:
            return True
        covered = detail.start <= max(axis.start, 0.0) and axis.stop <= detail.start + detail.seconds + 1e-6
        return not covered or (detail.column_seconds / axis.span * self.room.width() >= WIDE and detail.is_coarse)

    def set_detail(self, detail: Spectrogram | None) -> None:
        """Finer columns for a part, drawn over those of the whole."""
        self._detail = detail
        self.forget_drawing()

    def decibels(self, seconds: float, frequency: float) -> float | None:
        """How loud a pitch is at a moment, as finely as it is known."""
        for one in (self._detail, self._spectrogram):
            told = None if one is None else one.decibels(seconds, frequency)
            if told is not None:
                return told
        return None

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Octaves of one height, or hertz."""
        if logarithmic != self.logarithmic:
            self.logarithmic = logarithmic
            self.forget_drawing()

    def frequency_at(self, share: float) -> float:
        """The frequency in Hz so far up the row."""
        assert self._spectrogram is not None, "asked only then"
        return self._spectrogram.picture(logarithmic=self.logarithmic).frequency_at(share)

    def _draw_content(self, painter: QPainter, ratio: float) -> None:
        spectrogram = self._spectrogram
        assert spectrogram is not None, "drawn only then"
        picture = spectrogram.picture(logarithmic=self.logarithmic)
        painter.save()
        painter.setClipRect(self.room)
        painter.fillRect(self.room, QColor(*colour_table(COLOURS)[0].tolist()))
        for one in (spectrogram, self._detail):
            if one is not None:
                self._draw_picture(painter, one, one.picture(logarithmic=self.logarithmic), ratio)
        painter.restore()
        self._draw_numbers(painter, picture)

    def _draw_picture(self, painter: QPainter, spectrogram: Spectrogram, picture: Picture, ratio: float) -> None:
        room, axis = self.room, self.axis
        share = axis.span / spectrogram.seconds
        whole, factor = picture.level_for(room.width() * ratio / max(share, 1e-9))
        column = spectrogram.column_seconds * factor
        first = max(math.floor((axis.start - spectrogram.start) / column) - 1, 0)
        last = min(math.ceil((axis.stop - spectrogram.start) / column) + 1, whole.shape[1])
        if last <= first:
            return
        part = loudest_rows(whole[:, first:last], max(round(room.height() * ratio), 1))
        # a line of bytes ends where Qt wants it to
        padded = np.zeros((len(part), -(-part.shape[1] // 4) * 4), np.uint8)
        padded[:, : part.shape[1]] = part
        image = QImage(padded.data, part.shape[1], len(part), padded.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable(_colours())
        left, right = (self.x_of(spectrogram.start + k * column) for k in (first, last))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, room.top(), right - left, room.height()), image)

    def _draw_numbers(self, painter: QPainter, picture: Picture) -> None:
        room = self.room
        high = painter.fontMetrics().height()
        ticks = Scale(picture.low, picture.high, picture.logarithmic, powers=False).ticks(room.height(), 22.0)
        for value, _ in ticks:
            y = room.bottom() - picture.share_of(value) * room.height()
            painter.setPen(QColor(self.theme.border))
            painter.drawLine(QLineF(GUTTER - 4, y, GUTTER, y))
            painter.setPen(QColor(self.theme.muted))
            y = min(max(y, room.top() + high / 2), room.bottom() - high / 2)
            place = QRectF(0, y - high / 2, GUTTER - 6, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hertz_text(value))


def loudest_rows(picture: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    """At most `height` rows, the greatest of those it stands for: thin lines stay at any height."""
    count = len(picture)
    if count <= height:
        return picture
    begins = np.arange(height) * count // height
    lasts = np.append(begins[1:], count) - 1
    result = picture[begins]
    # whole rows at a time, which is thirty times faster than reduceat
    for k in range(1, int((lasts - begins).max()) + 1):
        np.maximum(result, picture[np.minimum(begins + k, lasts)], out=result)
    return result


@lru_cache(maxsize=1)
def _colours() -> list[int]:
    """QRgb for each byte: the map between the darkest and the brightest."""
    shares = (np.arange(256) - DARKEST) * (255 / (BRIGHTEST - DARKEST))
    table = colour_table(COLOURS)[shares.clip(0, 255).round().astype(int)].astype(np.uint32)
    packed = 0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    return [int(colour) for colour in packed]
