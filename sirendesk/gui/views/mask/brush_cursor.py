"""What follows the pointer: the brush's circle in its true size, and the outline of a shape that is being drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from sirendesk.gui.views.mask.mask_strokes import Place

# light within dark is seen on any picture
DARK_LINE = QColor(0, 0, 0, 200)
LIGHT_LINE = QColor(255, 255, 255, 230)
MARGIN = 3.0  # pixels of the screen around a line


class BrushCursor(pg.GraphicsObject):
    """A circle around a place of the picture; its radius is that of the brush at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._radius = 1.0
        self._per_pixel = 1.0
        self.setZValue(20)
        self.hide()

    def set_radius(self, radius: float) -> None:
        """In pixels of the picture."""
        if radius != self._radius:
            self.prepareGeometryChange()
            self._radius = radius

    def set_scale(self, per_pixel: float) -> None:
        """Pixels of the picture in one of the screen: lines are as wide as those."""
        if per_pixel != self._per_pixel:
            self.prepareGeometryChange()
            self._per_pixel = per_pixel

    def boundingRect(self) -> QRectF:
        """The circle and its line."""
        reach = self._radius + MARGIN * self._per_pixel
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Two circles."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((DARK_LINE, 3.0), (LIGHT_LINE, 1.2)):
            painter.setPen(_pen(colour, width))
            painter.drawEllipse(QPointF(0, 0), self._radius, self._radius)


class ShapeOutline(pg.GraphicsObject):
    """A line through corners on the picture, closed or open."""

    def __init__(self) -> None:
        super().__init__()
        self._corners = QPolygonF()
        self._closed = True
        self._per_pixel = 1.0
        self.setZValue(15)

    def set_scale(self, per_pixel: float) -> None:
        """Pixels of the picture in one of the screen."""
        if per_pixel != self._per_pixel:
            self.prepareGeometryChange()
            self._per_pixel = per_pixel

    def set_corners(self, corners: Sequence[Place], *, closed: bool = True) -> None:
        """Draw these; none draws nothing."""
        if not corners and self._corners.isEmpty():
            return
        self.prepareGeometryChange()
        self._corners = QPolygonF([QPointF(x, y) for x, y in corners])
        self._closed = closed

    def boundingRect(self) -> QRectF:
        """Around all corners."""
        reach = MARGIN * self._per_pixel
        return self._corners.boundingRect().adjusted(-reach, -reach, reach, reach)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Light on dark."""
        if self._corners.count() < 2:
            return
        for colour, width in ((DARK_LINE, 3.0), (LIGHT_LINE, 1.0)):
            painter.setPen(_pen(colour, width))
            if self._closed:
                painter.drawPolygon(self._corners)
            else:
                painter.drawPolyline(self._corners)


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
