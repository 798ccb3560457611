"""How Qt draws what `core.descent.look` decides: pens, heads of paths, small marks, and numpy points as polygons."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap, QPolygonF

from sirendesk.core.descent.look import DARK, LIGHT, LINE_STYLES, Look
from sirendesk.gui.theme import Theme, tabular

HEAD = 5.0
# of all panes, whether they have buttons there or not
TITLE_HEIGHT = 28
SWATCH = (32, 14)


def look_of(theme: Theme) -> Look:
    """The colours of a descent on a theme."""
    return DARK if theme.dark else LIGHT


def polygon(points: NDArray[np.float64]) -> QPolygonF:
    """Points (n, 2) for a painter."""
    return pg.functions.arrayToQPolygonF(points[:, 0], points[:, 1])


def line_pen(recipe: str, look: Look, width: float) -> QPen:
    """The pen of a recipe."""
    pen = QPen(QColor(look.colour_of(recipe)), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    dash = LINE_STYLES[recipe].dash
    if dash:
        # Qt counts dashes in widths of the pen
        pen.setDashPattern([length / max(width, 1.0) for length in dash])
    return pen


def draw_head(painter: QPainter, place: QPointF, recipe: str, look: Look, *, size: float = HEAD) -> None:
    """Where a walk is now: a disc, with momentum a diamond, of the extra rules a square."""
    painter.setPen(QPen(QColor(look.background), 1.4))
    painter.setBrush(QColor(look.colour_of(recipe)))
    dash = LINE_STYLES[recipe].dash
    if not dash:
        painter.drawEllipse(place, size, size)
    elif recipe.endswith("momentum"):
        r = size * 1.25
        corners = [QPointF(r, 0), QPointF(0, r), QPointF(-r, 0), QPointF(0, -r)]
        painter.drawPolygon(QPolygonF([place + corner for corner in corners]))
    else:
        painter.drawRect(QRectF(place.x() - size * 0.85, place.y() - size * 0.85, size * 1.7, size * 1.7))


def draw_way_out(painter: QPainter, edge: QPointF, towards: QPointF, recipe: str, look: Look) -> None:
    """An arrow at the border: the walk is further out, this way."""
    angle = math.atan2(towards.y() - edge.y(), towards.x() - edge.x())
    painter.save()
    painter.translate(edge)
    painter.rotate(math.degrees(angle))
    painter.setPen(QPen(QColor(look.background), 1.4))
    painter.setBrush(QColor(look.colour_of(recipe)))
    painter.drawPolygon(QPolygonF([QPointF(0, 0), QPointF(-15, 7), QPointF(-11, 0), QPointF(-15, -7)]))
    painter.restore()


def draw_optimum(painter: QPainter, place: QPointF, look: Look) -> None:
    """A ring with four ticks around a minimum of the landscape; what arrived there is seen inside."""
    for colour, width in ((look.background, 4.0), (look.text, 1.6)):
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place, 10.0, 10.0)
        for dx, dy in ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)):
            painter.drawLine(place + QPointF(10 * dx, 10 * dy), place + QPointF(16 * dx, 16 * dy))


def draw_start(painter: QPainter, place: QPointF, look: Look, font: QFont) -> None:
    """A ring with its name: where all walks begin."""
    for colour, width in ((look.background, 5.0), (look.text, 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(QColor(look.background))
        painter.drawEllipse(place, 6.0, 6.0)
    draw_word(painter, QPointF(place.x() + 11, place.y() + 15), "start", look, font)


def draw_word(painter: QPainter, place: QPointF, word: str, look: Look, font: QFont) -> None:
    """A word on a soft patch of the background, its base line at a place."""
    painter.setFont(font)
    box = QRectF(painter.fontMetrics().boundingRect(word)).translated(place).adjusted(-3, -1, 3, 1)
    patch = QColor(look.background)
    patch.setAlphaF(0.72)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(patch)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(look.muted))
    painter.drawText(place, word)


def small_font(font: QFont) -> QFont:
    """A little smaller than the rest, figures of one width."""
    made = tabular(font)
    made.setPointSizeF(max(7.0, made.pointSizeF() - 1.0))
    return made


def swatch(recipe: str, look: Look, ratio: float = 2.0) -> QIcon:
    """A piece of a recipe's line with its head, for lists."""
    pixmap = QPixmap(round(SWATCH[0] * ratio), round(SWATCH[1] * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line_pen(recipe, look, 2.2))
    middle = SWATCH[1] / 2
    painter.drawLine(QPointF(1, middle), QPointF(SWATCH[0] - 6, middle))
    draw_head(painter, QPointF(SWATCH[0] - 7, middle), recipe, look, size=4.4)
    painter.end()
    made = QIcon(pixmap)
    # a chosen row must not tint the colour that is explained
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
