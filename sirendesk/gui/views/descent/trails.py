"""Lines that grow: each new piece is painted once on a picture that is kept, however long they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from sirendesk.core.descent.look import Look
from sirendesk.gui.views.descent.strokes import line_pen, polygon

WIDE = 2.0
# wide smooth pens are twenty times slower than thin ones: with more pieces than this in all, long lines are thin
MOST_WIDE = 3000
LONG = 300
# a smooth line is painted in parts, because its cost grows with the square of their length
PART = 64


@dataclass
class _Line:
    points: NDArray[np.float64]
    pen: QPen
    along: NDArray[np.float64]
    width: float
    dashed: bool
    drawn: int = 0
    parts: dict[int, QPolygonF] = field(default_factory=dict)

    def part(self, upto: int) -> QPolygonF:
        """From what is drawn up to a step; whole parts are kept for the next time."""
        if self.drawn % PART or upto % PART:
            return polygon(self.points[self.drawn : upto + 1])
        if upto not in self.parts:
            self.parts[upto] = polygon(self.points[self.drawn : upto + 1])
        return self.parts[upto]


class Trails:
    """The lines of several walks, each up to the same step."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []
        self._image = QImage()
        self._drawn = 0
        self._clip = QRectF()

    def set_lines(self, lines: Sequence[tuple[str, NDArray[np.float64]]], look: Look, clip: QRectF) -> None:
        """Recipes and the pixels (n, 2) that their walks go through; nothing is painted yet."""
        total = sum(len(points) for _, points in lines)
        self._lines = []
        # the longest lie undermost: they cover most
        for recipe, points in sorted(lines, key=_length, reverse=True):
            thin = total > MOST_WIDE and len(points) > LONG
            width = 1.0 if thin else WIDE
            pen = line_pen(recipe, look, width)
            pen.setCosmetic(thin)
            lengths = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.empty(0)
            along = np.concatenate([[0.0], np.cumsum(lengths)])
            self._lines.append(_Line(points, pen, along, width, pen.style() == Qt.PenStyle.CustomDashLine))
        self._clip = clip
        self.clear()

    def clear(self) -> None:
        """Forget what is painted."""
        self._image = QImage()
        self._drawn = 0

    def draw(self, painter: QPainter, step: int, size: QSize, ratio: float) -> None:
        """Paint all lines up to a step."""
        if self._image.isNull() or self._image.size() != size * ratio:
            self._image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._begin_again()
        elif step < self._drawn:
            self._begin_again()
        if step > self._drawn or step == 0:
            self._grow(step)
        painter.drawImage(0, 0, self._image)

    def _begin_again(self) -> None:
        self._image.fill(Qt.GlobalColor.transparent)
        self._drawn = 0
        for line in self._lines:
            line.drawn = 0

    def _grow(self, step: int) -> None:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._clip)
        for line in self._lines:
            last = min(step, len(line.points) - 1)
            while line.drawn < last:
                upto = min(line.drawn - line.drawn % PART + PART, last)
                if line.dashed:
                    # the dashes go on where they stopped
                    line.pen.setDashOffset(float(line.along[line.drawn]) / line.width)
                painter.setPen(line.pen)
                painter.drawPolyline(line.part(upto))
                line.drawn = upto
        painter.end()
        self._drawn = step


def _length(line: tuple[str, NDArray[np.float64]]) -> int:
    return len(line[1])
