"""Lines behind the curves, at the numbers of the axes."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class GridLines(pg.GraphicsObject):
    """The axes' own grid lies over the curves and is drawn again with each of them; this one does neither."""

    def __init__(self, box: pg.ViewBox, bottom: pg.AxisItem, left: pg.AxisItem) -> None:
        super().__init__()
        self._box, self._bottom, self._left = box, bottom, left
        self._pen = pg.mkPen("#808080")
        self.setZValue(-100)
        box.addItem(self, ignoreBounds=True)

    def set_colour(self, colour: str) -> None:
        """Draw in another colour."""
        self._pen = pg.mkPen(colour)
        self.update()

    def viewRangeChanged(self) -> None:
        """The lines span what is seen."""
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        """All that is seen."""
        return self._box.viewRect()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """One line for each number."""
        seen = self._box.viewRect()
        lines = []
        for _, places in self._bottom.tickValues(seen.left(), seen.right(), self._box.width()):
            lines += [QLineF(x, seen.top(), x, seen.bottom()) for x in places]
        for _, places in self._left.tickValues(seen.top(), seen.bottom(), self._box.height()):
            lines += [QLineF(seen.left(), y, seen.right(), y) for y in places]
        painter.setPen(self._pen)
        painter.drawLines(lines)
