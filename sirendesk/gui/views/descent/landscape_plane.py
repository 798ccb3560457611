"""The landscape from above: contours, the walks' paths, and the start that a person can put anywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from sirendesk.core.descent.geometry import Box, clipped
from sirendesk.core.descent.landscape import Bounds, Point
from sirendesk.core.descent.look import mixed
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.descent.plane import BOTTOM, LEFT, RIGHT, TOP, Plane
from sirendesk.gui.views.descent.strokes import (
    draw_head,
    draw_optimum,
    draw_start,
    draw_way_out,
    draw_word,
    polygon,
    small_font,
)
from sirendesk.gui.views.descent.terrain import Terrain

ZOOM_STEP = 1.25
MOST_ZOOM = 1e6
SETTLE_MS = 60
NUDGE = 10.0
WORDS = {"θ₀": "intercept θ₀", "θ₁": "slope θ₁"}
# a pane so much wider than the landscape is filled by stretching, at most by the other factor
LEAST_STRETCH, MOST_STRETCH = 1.35, 1.7


class LandscapePlane(Plane):
    """Both axes have one scale, so that steps leave at a right angle to their contour lines, unless the pane is wide.

    `view_changed` asks for another terrain; `start_chosen` tells a point (x, y); `pointed` the point under the pointer.
    """

    view_changed = Signal()
    start_chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._home: Bounds = (-1.0, 1.0, -1.0, 1.0)
        self._view: tuple[float, float, float] | None = None  # centre and zoom, None: all of home
        self._terrain: Terrain | None = None
        self._minima: tuple[Point, ...] = ()
        self._start: Point | None = None
        self._names = ("x", "y")
        self._fill = False
        self._routes: tuple[tuple[str, NDArray[np.float64]], ...] = ()
        self._grip: QPointF | None = None
        self._choosing = False
        self._note = ""
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self.view_changed)

    @property
    def bounds(self) -> Bounds:
        """The part that is seen: left, right, bottom, top."""
        return self._bounds()

    @property
    def box_size(self) -> tuple[int, int]:
        """Pixels of the drawing without its numbers."""
        box = self.axes.box
        return round(box.width), round(box.height)

    @property
    def terrain(self) -> Terrain | None:
        """The ground that is drawn."""
        return self._terrain

    @property
    def start(self) -> Point | None:
        """Where the walks begin."""
        return self._start

    @property
    def note(self) -> str:
        """The sentence at the foot."""
        return self._note

    def set_frame(
        self,
        home: Bounds,
        minima: Sequence[Point],
        start: Point | None,
        names: tuple[str, str] = ("x", "y"),
        *,
        fill: bool = False,
    ) -> None:
        """What is worth seeing, the minima, the start and the axes' names; `start` None lets nobody choose one.

        `fill` gives each axis its own scale, so that nothing beyond `home` is seen.
        """
        if fill != self._fill:
            self._fill = fill
            self._ground = None
        if names != self._names:
            self._names = names
            self._ground = None
        self._minima, self._start = tuple(minima), start
        self.setCursor(Qt.CursorShape.CrossCursor if start is not None else Qt.CursorShape.ArrowCursor)
        if home != self._home:
            self._home = home
            self._see_elsewhere()
        self.update()

    def set_walks(self, walks: Sequence[Walk]) -> None:
        """Draw other walks."""
        self.set_routes([(walk.recipe.name, walk.positions) for walk in walks])
        super().set_walks(walks)

    def set_routes(self, routes: Sequence[tuple[str, NDArray[np.float64]]]) -> None:
        """Draw other paths (n, 2), each in the look of a recipe."""
        self._routes = tuple(routes)
        self._redraw_trails()

    def set_terrain(self, terrain: Terrain | None) -> None:
        """Draw another ground."""
        self._terrain = terrain
        self._ground = None
        self.update()

    def set_note(self, note: str) -> None:
        """A sentence at the foot of the drawing; empty for none."""
        if note != self._note:
            self._note = note
            self.update()

    @Slot()
    def fit_view(self) -> None:
        """See all that is worth seeing."""
        self._view = None
        self._see_elsewhere()

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """See less or more, the value at `about` staying where it is."""
        place = about if about is not None else self._clip().center()
        x, y = self.value_at(place)
        centre_x, centre_y, zoom = self._centre()
        wanted = min(max(zoom * factor, 0.05), MOST_ZOOM)
        share = zoom / wanted
        self._view = (x + (centre_x - x) * share, y + (centre_y - y) * share, wanted)
        self._see_elsewhere()

    def nudge_start(self, across: int, up: int) -> None:
        """Move the start by some pixels to the right and upwards."""
        if self._start is not None:
            place = self.place_of(*self._start)
            self._choose(QPointF(place.x() + NUDGE * across, place.y() - NUDGE * up))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size shows another part."""
        super().resizeEvent(event)
        self._settled.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button puts the start here, the right or middle one takes hold of the landscape."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._choosing = self._start is not None and self._clip().contains(event.position())
            if self._choosing:
                self._choose(event.position())
        elif event.button() in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            self._grip = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the start or the landscape along."""
        place = event.position()
        if self._choosing:
            self._choose(place)
        elif self._grip is not None:
            (x, y), (old_x, old_y) = self.value_at(place), self.value_at(self._grip)
            centre_x, centre_y, zoom = self._centre()
            self._view = (centre_x - (x - old_x), centre_y - (y - old_y), zoom)
            self._grip = place
            self._see_elsewhere()
        self.pointed.emit(self.value_at(place) if self._clip().contains(place) else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._choosing = False
        self._grip = None
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """See less or more about the pointer."""
        self.zoom(ZOOM_STEP ** (event.angleDelta().y() / 120.0), event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is nowhere."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _choose(self, place: QPointF) -> None:
        clip = self._clip()
        inside = QPointF(min(max(place.x(), clip.left()), clip.right()), min(max(place.y(), clip.top()), clip.bottom()))
        self._start = self.value_at(inside)
        self.update()
        self.start_chosen.emit(self._start)

    def _centre(self) -> tuple[float, float, float]:
        if self._view is not None:
            return self._view
        left, right, bottom, top = self._home
        return (left + right) / 2, (bottom + top) / 2, 1.0

    def _bounds(self) -> Bounds:
        left, right, bottom, top = self._home
        wide, high = max(self.width() - LEFT - RIGHT, 20.0), max(self.height() - TOP - BOTTOM, 20.0)
        x, y, zoom = self._centre()
        across, up = (right - left) / wide, (top - bottom) / high
        if not self._fill:
            across, up = max(across, up / _stretch(up / across)), max(up, across / _stretch(across / up))
        half_wide, half_high = across * wide / 2 / zoom, up * high / 2 / zoom
        return x - half_wide, x + half_wide, y - half_high, y + half_high

    def _see_elsewhere(self) -> None:
        self._redraw_all()
        self._settled.start()

    def _lines(self) -> list[tuple[str, NDArray[np.float64]]]:
        axes = self.axes
        # far outside nobody sees where exactly; a painter does not like millions
        return [(style, axes.places(points).clip(-30_000, 30_000)) for style, points in self._routes]

    def _draw_ground(self, painter: QPainter) -> None:
        if self._terrain is not None:
            self._draw_terrain(painter, self._terrain)
        self._draw_names(painter)

    def _draw_terrain(self, painter: QPainter, terrain: Terrain) -> None:
        left, right, bottom, top = terrain.bounds
        rows, columns = terrain.pixels.shape[:2]
        image = QImage(terrain.pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.place_of(left, top), self.place_of(right, bottom)), image)
        painter.setPen(QPen(QColor(mixed(self._look.contour, self._look.low, 0.25)), 1))
        axes = self.axes
        for line in terrain.lines:
            places = axes.places(line)
            for first in range(0, len(places) - 1, 64):
                painter.drawPolyline(polygon(places[first : first + 65]))

    def _draw_names(self, painter: QPainter) -> None:
        clip, font = self._clip(), small_font(self.font())
        across, up = (WORDS.get(name, name) for name in self._names)
        wide = QFontMetricsF(font).horizontalAdvance(across)
        draw_word(painter, QPointF(clip.right() - wide - 8, clip.bottom() - 8), across, self._look, font)
        draw_word(painter, QPointF(clip.left() + 8, clip.top() + 16), up, self._look, font)

    def _draw_marks(self, painter: QPainter) -> None:
        if self._start is not None:
            draw_start(painter, self.place_of(*self._start), self._look, small_font(self.font()))
        clip = self._clip()
        for recipe, place in self._heads():
            if clip.contains(place):
                draw_head(painter, place, recipe, self._look)
            else:
                draw_way_out(painter, _edge(clip, place), place, recipe, self._look)
        for x, y in self._minima:
            draw_optimum(painter, self.place_of(x, y), self._look)
        if self._note:
            self._draw_note(painter, clip)

    def _draw_note(self, painter: QPainter, clip: QRectF) -> None:
        painter.setFont(small_font(self.font()))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        room = QRectF(painter.boundingRect(clip.adjusted(12, 0, -12, 0), int(flags), self._note))
        band = QRectF(clip.left(), clip.bottom() - room.height() - 10, clip.width(), room.height() + 10)
        ground = QColor(self._theme.background)
        ground.setAlphaF(0.9)
        painter.fillRect(band, ground)
        painter.fillRect(QRectF(band.left(), band.top(), 4, band.height()), QColor(self._theme.warning))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(band.adjusted(12, 0, -12, 0), int(flags), self._note)


def _edge(clip: QRectF, place: QPointF) -> QPointF:
    """Where a line from the middle to a place outside leaves the box."""
    middle = clip.center()
    ends = np.array([[middle.x(), middle.y()], [place.x(), place.y()]])
    parts = clipped(ends, Box(clip.left() + 2, clip.top() + 2, clip.right() - 2, clip.bottom() - 2))
    if not parts or not all(map(math.isfinite, parts[0][-1])):
        return middle
    return QPointF(float(parts[0][-1][0]), float(parts[0][-1][1]))


def _stretch(needed: float) -> float:
    return min(needed, MOST_STRETCH) if needed > LEAST_STRETCH else 1.0
