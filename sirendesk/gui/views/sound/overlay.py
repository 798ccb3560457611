"""What is marked on a sound, drawn over a row: gaps, what is selected and looped, the pointer, the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from sirendesk.gui.theme import DARK
from sirendesk.gui.views.sound.sound_marks import Stretch

if TYPE_CHECKING:
    from sirendesk.gui.views.sound.time_row import TimeRow

CROSS = 14.0


def draw_marks(painter: QPainter, row: TimeRow, clip: QRect) -> None:
    """All but the playhead, as far as it lies in `clip`."""
    for gap in (*row.marks.gaps, *([row.marks.draft] if row.marks.draft else [])):
        _draw_gap(painter, row, gap, clip)
    if row.marks.region is not None:
        _draw_region(painter, row, row.marks.region, clip)
    if row.marks.loop is not None:
        _draw_ends(painter, row, row.marks.loop)
    if row.marks.hover is not None:
        x = round(row.x_of(row.marks.hover)) + 0.5
        colour = QColor(_line_colours(row)[0])
        colour.setAlpha(110)
        painter.setPen(QPen(colour, 1.0))
        painter.drawLine(QLineF(x, 0, x, row.height()))


def draw_playhead(painter: QPainter, row: TimeRow) -> None:
    """A line with an edge of the other shade, so that it is seen on anything."""
    if row.marks.playhead is None:
        return
    x = round(row.x_of(row.marks.playhead)) + 0.5
    light, dark = _line_colours(row)
    edge = QColor(dark)
    edge.setAlpha(170)
    painter.setPen(QPen(edge, 3.0))
    painter.drawLine(QLineF(x, 0, x, row.height()))
    painter.setPen(QPen(QColor(light), 1.0))
    painter.drawLine(QLineF(x, 0, x, row.height()))


def cross_of(row: TimeRow, gap: Stretch) -> QRectF:
    """Where a gap is taken away: a cross in its upper right corner; empty where there is no room for one."""
    left, right = (min(max(row.x_of(s), row.room.left()), row.room.right()) for s in gap)
    if right - left < CROSS + 4:
        return QRectF()
    return QRectF(right - CROSS - 2, row.room.top() + 3, CROSS, CROSS)


def _draw_region(painter: QPainter, row: TimeRow, region: Stretch, clip: QRect) -> None:
    left, right = row.x_of(region[0]), row.x_of(region[1])
    area = QRectF(left, row.room.top(), max(right - left, 1.0), row.room.height())
    if not area.intersects(QRectF(clip).adjusted(-2, 0, 2, 0)):
        return
    tint = QColor(DARK.loss if row.halo else row.theme.accent)
    tint.setAlpha(60 if row.halo or row.theme.dark else 36)
    painter.fillRect(area, tint)
    painter.setPen(QPen(QColor(DARK.loss if row.halo else row.theme.loss), 1.0))
    painter.drawLines([QLineF(round(x) + 0.5, 0, round(x) + 0.5, row.height()) for x in (left, right)])


def _draw_ends(painter: QPainter, row: TimeRow, loop: Stretch) -> None:
    colour = QColor(row.halo[0] if row.halo else row.theme.good)
    painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DashLine))
    painter.drawLines([QLineF(round(row.x_of(s)) + 0.5, 0, round(row.x_of(s)) + 0.5, row.height()) for s in loop])


def _draw_gap(painter: QPainter, row: TimeRow, gap: Stretch, clip: QRect) -> None:
    left, right = row.x_of(gap[0]), row.x_of(gap[1])
    area = QRectF(left, row.room.top(), max(right - left, 1.0), row.room.height())
    if not area.intersects(QRectF(clip).adjusted(-2, 0, 2, 0)):
        return
    colour = QColor(row.theme.warning)
    tint = QColor(colour)
    tint.setAlpha(48)
    painter.fillRect(area, tint)
    hatch = QColor(colour)
    hatch.setAlpha(120)
    painter.fillRect(area, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(colour, 1.0))
    painter.drawLines([QLineF(round(x) + 0.5, 0, round(x) + 0.5, row.height()) for x in (left, right)])
    cross = cross_of(row, gap)
    if gap == row.marks.draft or cross.isEmpty():
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.0))
    painter.setBrush(QColor(row.theme.background))
    painter.drawRoundedRect(cross, 3, 3)
    painter.setPen(QPen(QColor(row.theme.text), 1.4))
    reach = cross.width() / 2 - 4
    centre = cross.center()
    for sign in (1, -1):
        painter.drawLine(centre + QPointF(-reach, -sign * reach), centre + QPointF(reach, sign * reach))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _line_colours(row: TimeRow) -> tuple[str, str]:
    return row.halo or (row.theme.text, row.theme.background)
