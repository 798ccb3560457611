"""The data of a regression under the lines of all walks: points that a person drags, adds and removes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sirendesk.core.descent.landscape import Bounds, Point
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.descent.landscape_view import ARROWS
from sirendesk.gui.views.descent.plane import Plane
from sirendesk.gui.views.descent.strokes import TITLE_HEIGHT, line_pen
from sirendesk.gui.views.framed_pane import FramedPane

NEAR = 9.0
NUDGE = 4.0
MARGIN = 0.08
Points = NDArray[np.float64]

TIP = (
    "The data and the line that each walk stands for at this update; the grey dashed line is the least-squares answer. "
    "Drag a point, double click to add one, right click or Del to remove it. Up and Down choose a point, Shift and "
    "arrows move it, Ins adds one."
)


class RegressionPlane(Plane):
    """`points_edited` tells all points (n, 2) after a person's change, while it is going on."""

    points_edited = Signal(object)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._points: Points = np.empty((0, 2))
        self._best: Point | None = None
        self._frame: Bounds = (-1.0, 1.0, -1.0, 1.0)
        self._chosen: int | None = None
        self._dragging = False

    @property
    def points(self) -> Points:
        """The data (n, 2)."""
        return self._points

    @property
    def chosen(self) -> int | None:
        """The point that Del would remove."""
        return self._chosen

    def set_points(self, points: Points, best: Point) -> None:
        """Draw other data with its least-squares line. While a point is dragged the frame stands still."""
        self._best = best
        if self._dragging:
            self.update()
            return
        self._points = points
        if self._chosen is not None and self._chosen >= len(points):
            self._chosen = None
        frame = _frame_of(points)
        inside = self._frame[0] <= frame[0] and frame[1] <= self._frame[1]
        inside = inside and self._frame[2] <= frame[2] and frame[3] <= self._frame[3]
        tight = (frame[1] - frame[0]) > 0.6 * (self._frame[1] - self._frame[0])
        tight = tight and (frame[3] - frame[2]) > 0.6 * (self._frame[3] - self._frame[2])
        if not (inside and tight):
            self._frame = frame
        self._redraw_all()

    def move_chosen(self, across: int, up: int) -> None:
        """Move the chosen point by some pixels."""
        if self._chosen is not None:
            place = self.place_of(*self._points[self._chosen].tolist())
            self._move(self._chosen, QPointF(place.x() + NUDGE * across, place.y() - NUDGE * up))

    def choose_next(self, by: int) -> None:
        """Choose the next point to the right, or to the left."""
        if len(self._points):
            order = np.argsort(self._points[:, 0], kind="stable").tolist()
            at = order.index(self._chosen) if self._chosen is not None else (-1 if by > 0 else 0)
            self._chosen = order[(at + by) % len(order)]
            self.update()

    def add_point(self, place: QPointF) -> None:
        """A point more."""
        self._chosen = len(self._points)
        self._edit(np.vstack([self._points, [self.value_at(place)]]))

    def remove_chosen(self) -> None:
        """A point less; one at least stays."""
        if self._chosen is not None and len(self._points) > 1:
            points = np.delete(self._points, self._chosen, axis=0)
            self._chosen = None
            self._edit(points)

    def add_in_middle(self) -> None:
        """A point more, for who has no mouse."""
        self.add_point(self._clip().center())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a point, or remove it with the right button."""
        super().mousePressEvent(event)
        self._chosen = self._nearest(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            self.remove_chosen()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._dragging = self._chosen is not None
        self.update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the point along."""
        if self._dragging and self._chosen is not None:
            self._move(self._chosen, event.position())
        else:
            near = self._nearest(event.position()) is not None
            self.setCursor(Qt.CursorShape.OpenHandCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; the frame fits the data again."""
        if self._dragging:
            self._dragging = False
            if self._best is not None:
                self.set_points(self._points, self._best)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add a point where there is none."""
        if event.button() == Qt.MouseButton.LeftButton and self._nearest(event.position()) is None:
            self.add_point(event.position())
        event.accept()

    def _move(self, k: int, place: QPointF) -> None:
        clip = self._clip()
        x = min(max(place.x(), clip.left()), clip.right())
        y = min(max(place.y(), clip.top()), clip.bottom())
        points = self._points.copy()
        points[k] = self.value_at(QPointF(x, y))
        self._edit(points)

    def _edit(self, points: Points) -> None:
        self._points = points
        self._ground = None
        self.update()
        self.points_edited.emit(points)

    def _nearest(self, place: QPointF) -> int | None:
        if not len(self._points):
            return None
        places = self.axes.places(self._points)
        away = np.hypot(places[:, 0] - place.x(), places[:, 1] - place.y())
        nearest = int(away.argmin())
        return nearest if away[nearest] <= NEAR else None

    def _bounds(self) -> Bounds:
        return self._frame

    def _lines(self) -> list[tuple[str, NDArray[np.float64]]]:
        return []

    def _draw_ground(self, painter: QPainter) -> None:
        many = len(self._points) > 400
        painter.setPen(Qt.PenStyle.NoPen if many else QPen(QColor(self._look.panel), 1))
        fill = QColor(self._look.point)
        fill.setAlphaF(0.5 if many else 0.85)
        painter.setBrush(fill)
        radius = 2.0 if many else 3.6
        for x, y in self.axes.places(self._points):
            painter.drawEllipse(QPointF(float(x), float(y)), radius, radius)

    def _draw_marks(self, painter: QPainter) -> None:
        if self._best is not None:
            pen = QPen(QColor(self._look.muted), 1.4)
            pen.setDashPattern([5, 4])
            self._draw_line(painter, self._best, pen)
        for walk in self._walks:
            place = walk.positions[min(self._step, walk.steps)]
            if np.abs(place).max() < 1e6:
                self._draw_line(painter, (float(place[0]), float(place[1])), line_pen(walk.recipe.name, self._look, 2))
        if self._chosen is not None:
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.place_of(*self._points[self._chosen].tolist()), 7, 7)

    def _draw_line(self, painter: QPainter, line: Point, pen: QPen) -> None:
        left, right = self._frame[:2]
        ends = self.axes.places(np.array([[x, line[0] + line[1] * x] for x in (left, right)]))
        painter.setPen(pen)
        painter.drawLine(QPointF(*ends[0].tolist()), QPointF(*ends[1].tolist()))


class RegressionView(FramedPane):
    """The data in its frame, with its keys."""

    points_edited = Signal(object)

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.data_plane", "Data and fitted lines", TIP, theme, parent)
        self.plane = RegressionPlane(f"{prefix}.data_map", theme, self)
        self._title_row.addStrut(TITLE_HEIGHT)
        self._add_body(self.plane)
        self.plane.points_edited.connect(self.points_edited)
        self.header.set_text("double click adds a point")

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.plane.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, move, add and remove points; all other keys are the tab's."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in ARROWS and shift:
            self.plane.move_chosen(*ARROWS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.plane.choose_next(1 if key == Qt.Key.Key_Up else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.plane.remove_chosen()
        elif key == Qt.Key.Key_Insert:
            self.plane.add_in_middle()
        else:
            super().keyPressEvent(event)


def _frame_of(points: Points) -> Bounds:
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.maximum(MARGIN * (high - low), 0.25)
    (left, bottom), (right, top) = low - room, high + room
    return float(left), float(right), float(bottom), float(top)
