"""A place on a curve that has a name: a line across the plot, a sign on the curve, and words at its foot."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from sirendesk.gui.theme import Theme, mix
from sirendesk.gui.views.axes import tick_font
from sirendesk.gui.views.curve_plot import CurvePlot

SIZE = 4.5
# words stand left of their line from this share of the plot on
TURNS_AT = 0.6
ROW = 15.0
ABOVE = 3


class CurveMark:
    """Drawn in the colour of its curve; `row` keeps the words of several marks apart."""

    def __init__(self, plot: CurvePlot, sign: str, row: int, dashes: Sequence[float] = ()) -> None:
        self._plot = plot
        self._dashes = dashes
        self._row = row
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._words = pg.TextItem()
        self._sign = _Sign(sign)
        for k, item in enumerate((self._line, self._sign, self._words)):
            item.setZValue(ABOVE + k)
            item.hide()
            plot.add_item(item)

    @property
    def place(self) -> float | None:
        """Where it stands on the axis below, if it is seen."""
        return self._line.x() if self._line.isVisible() else None

    @property
    def text(self) -> str:
        """Its words."""
        return self._words.toPlainText()

    def put(self, x: float, y: float, text: str) -> None:
        """Stand at a point of a curve; the plot's range must be the one that will be seen."""
        (left, right), (low, high) = self._plot.x_range, self._plot.y_range
        self._line.setValue(x)
        self._sign.setPos(x, y)
        self._words.setText(text)
        turned = x > left + TURNS_AT * (right - left)
        self._words.setAnchor(QPointF(1.0 if turned else 0.0, 1.0))
        # at the foot: curves that rise and then turn leave room there
        self._words.setPos(x, low + self._row * ROW * (high - low) / self._plot.pixels_high)
        inside = left <= x <= right
        for item in (self._line, self._sign, self._words):
            item.setVisible(inside)

    def hide(self) -> None:
        """There is no such place."""
        for item in (self._line, self._sign, self._words):
            item.hide()

    def apply_theme(self, theme: Theme, colour: str) -> None:
        """Take other colours; `colour` is that of the curve it stands on."""
        pen = pg.mkPen(mix(colour, theme.background, 0.25), width=1)
        if self._dashes:
            pen.setDashPattern(list(self._dashes))
        self._line.setPen(pen)
        self._sign.set_colours(colour, theme.background)
        self._words.setColor(theme.foreground)
        beneath = QColor(theme.background)
        beneath.setAlpha(190)
        self._words.fill = pg.mkBrush(beneath)
        self._words.setFont(tick_font(self._plot.lower_axis))


class _Sign(pg.GraphicsObject):
    """A filled disc or a hollow diamond, of one size at every zoom."""

    def __init__(self, sign: str) -> None:
        super().__init__()
        self._hollow = sign == "diamond"
        self._colour, self._inside = QColor(), QColor()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def set_colours(self, colour: str, inside: str) -> None:
        """Of the edge, and of what is within a hollow one."""
        self._colour, self._inside = QColor(colour), QColor(inside)
        self.update()

    def boundingRect(self) -> QRectF:
        """Around the origin."""
        reach = SIZE + 2
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Vectors, so that exports stay sharp."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, 1.6))
        painter.setBrush(self._inside if self._hollow else self._colour)
        if self._hollow:
            reach = SIZE + 1
            corners = (QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0))
            painter.drawPolygon(QPolygonF(corners), Qt.FillRule.OddEvenFill)
        else:
            painter.drawEllipse(QPointF(0, 0), SIZE, SIZE)
