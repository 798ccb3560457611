"""Arrows over a picture: the direction in which a function rises, as many as there is room for at this zoom."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

# an arrow every so many pixels of the screen, at least
SPACING = 13.0
SHORTEST = 0.3
COLOUR, OUTLINE = "#7fe3ff", "#10131a"


class ArrowItem(pg.GraphicsObject):
    """Covers a picture. Each arrow is the steepest way up in a square, none where it is flat."""

    def __init__(self) -> None:
        super().__init__()
        self._field: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        self._scale = 1.0
        self._lines: tuple[int, list[QLineF]] = (0, [])
        self.setZValue(2)

    def set_field(self, x: NDArray[np.float32], y: NDArray[np.float32], scale: float, extent: tuple[int, int]) -> None:
        """Derivatives (h, w) to the right and downwards over `extent`; an arrow of full length stands for `scale`."""
        if self._field is None or self._field[0].shape != x.shape:
            self.prepareGeometryChange()
        self.setTransform(QTransform.fromScale(extent[1] / x.shape[1], extent[0] / x.shape[0]))
        self._field, self._scale, self._lines = (x, y), scale, (0, [])
        self.update()

    def clear(self) -> None:
        """No arrows."""
        self._field = None
        self.update()

    def boundingRect(self) -> QRectF:
        """The picture's place."""
        height, width = self._field[0].shape if self._field is not None else (0, 0)
        return QRectF(0, 0, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Light lines on dark ones, to be seen on every colour."""
        if self._field is None:
            return
        lines = self.lines(square_for(painter.worldTransform().m11()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((OUTLINE, 2.6), (COLOUR, 1.1)):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(lines)

    def lines(self, square: int) -> list[QLineF]:
        """Shafts and heads in scene units, one arrow for each `square`² samples."""
        if self._field is not None and self._lines[0] != square:
            self._lines = (square, _arrows(self._field, square, self._scale))
        return self._lines[1]


def square_for(pixels_per_sample: float) -> int:
    """Side of the squares in samples."""
    return max(1, math.ceil(SPACING / max(pixels_per_sample, 1e-6)))


def _arrows(field: tuple[NDArray[np.float32], NDArray[np.float32]], square: int, scale: float) -> list[QLineF]:
    # steep places count most: a plain mean over a square would lose the edge that runs through it
    x, y = (np.nan_to_num(part).astype(np.float64) for part in field)
    height, width = x.shape
    weight = x * x + y * y
    total = np.maximum(_sums(weight, square), 1e-30)
    x, y = _sums(x * weight, square) / total, _sums(y * weight, square) / total
    size = np.hypot(x, y)
    length = np.sqrt((size / max(scale, 1e-30)).clip(0, 1))
    lines = []
    for row, column in np.argwhere(length > SHORTEST).tolist():
        along = 0.5 * float(length[row, column]) * square / float(size[row, column])
        dx, dy = float(x[row, column]) * along, float(y[row, column]) * along
        # the squares at the right and lower edges may be cut off
        middle_x = (column * square + min((column + 1) * square, width)) / 2
        middle_y = (row * square + min((row + 1) * square, height)) / 2
        tip_x, tip_y = middle_x + dx, middle_y + dy
        lines.append(QLineF(middle_x - dx, middle_y - dy, tip_x, tip_y))
        for side in (0.5, -0.5):
            lines.append(QLineF(tip_x, tip_y, tip_x - 0.7 * dx - side * dy, tip_y - 0.7 * dy + side * dx))
    return lines


def _sums(values: NDArray[np.float64], square: int) -> NDArray[np.float64]:
    """Over squares of that side, those at the right and lower edges perhaps smaller."""
    across = np.add.reduceat(values, np.arange(0, values.shape[1], square), axis=1)
    return np.add.reduceat(across, np.arange(0, values.shape[0], square), axis=0)
