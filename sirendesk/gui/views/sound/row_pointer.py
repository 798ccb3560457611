"""What the mouse does on a row: click seeks, drag selects or marks a gap, wheel zooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtGui import QMouseEvent, QWheelEvent

from sirendesk.gui.views.sound.overlay import cross_of
from sirendesk.gui.views.sound.sound_marks import Stretch

if TYPE_CHECKING:
    from sirendesk.gui.views.sound.time_row import TimeRow

# a hand that trembles by so many pixels means a click
STILL = 4.0
# an end of the selection is taken hold of from so far
NEAR = 5.0
WHEEL_ZOOM = 1.25
WHEEL_PAN = 0.1


class RowPointer(QObject):
    """The gestures of one row."""

    def __init__(self, row: TimeRow) -> None:
        super().__init__(row)
        self._row = row
        self._anchor: float | None = None
        self._pressed = QPointF()
        self._dragging = False
        self._before: Stretch | None = None
        self._pan_from: float | None = None
        self._range: Stretch = (0.0, 1.0)

    def press(self, event: QMouseEvent) -> None:
        """Take hold of an end of the selection, of a gap's cross, or of nothing yet."""
        row, place = self._row, event.position()
        if row.is_empty:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from, self._range = place.x(), (row.axis.start, row.axis.stop)
            row.setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if event.button() != Qt.MouseButton.LeftButton or place.x() < row.room.left() - NEAR:
            return
        gap = self._cross_at(place)
        if gap is not None:
            row.marks.gap_removed.emit(gap)
            return
        self._pressed, self._dragging, self._before = place, False, row.marks.region
        self._anchor = row.seconds_at(place.x())
        end = self._end_at(place.x())
        if end is not None and row.marks.tool == "select":
            self._anchor, self._dragging = end, True
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and row.marks.tool == "select":
            self._stretch_from(self._anchor)

    def move(self, event: QMouseEvent) -> None:
        """Drag, or tell what is under the pointer."""
        row, place = self._row, event.position()
        if row.is_empty:
            return
        if self._pan_from is not None:
            by = (place.x() - self._pan_from) / row.room.width() * (self._range[1] - self._range[0])
            row.axis.move_by_hand(self._range[0] - by, self._range[1] - by)
        elif self._anchor is not None:
            self._drag(place)
        self._point(place)

    def release(self, event: QMouseEvent) -> None:
        """Tell what the drag was; without one, go there."""
        row = self._row
        if event.button() == Qt.MouseButton.MiddleButton and self._pan_from is not None:
            self._pan_from = None
            self._show_cursor(event.position())
        if event.button() != Qt.MouseButton.LeftButton or self._anchor is None:
            return
        anchor, self._anchor = self._anchor, None
        draft = row.marks.draft
        if not self._dragging:
            row.marks.select(None)
            row.marks.seek_requested.emit(anchor)
        elif draft is not None:
            row.marks.set_draft(None)
            row.marks.gap_painted.emit(*draft)
        elif row.marks.region != self._before:
            row.marks.region_selected.emit(row.marks.region)

    def double_click(self, event: QMouseEvent) -> None:
        """See all of it."""
        if event.button() == Qt.MouseButton.LeftButton and not self._row.is_empty:
            self._anchor = None
            self._row.axis.fit()

    def leave(self) -> None:
        """The pointer went elsewhere."""
        self._row.marks.set_hover(None)
        self._row.pointed.emit(None)

    def cancel(self) -> bool:
        """Give up what is being dragged; whether there was anything."""
        if self._anchor is None:
            return False
        self._anchor = None
        self._row.marks.set_draft(None)
        self._row.marks.set_region(self._before)
        return True

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; along with Shift or a wheel that goes sideways; stretch values with Ctrl."""
        row = self._row
        turns = event.angleDelta().y() / 120.0
        aside = event.angleDelta().x() / 120.0
        if row.is_empty or not (turns or aside):
            event.ignore()
            return
        held = event.modifiers()
        event.accept()
        if abs(aside) > abs(turns) or held & Qt.KeyboardModifier.ShiftModifier:
            row.axis.pan(-WHEEL_PAN * (aside if abs(aside) > abs(turns) else turns))
        elif held & Qt.KeyboardModifier.ControlModifier:
            row.scale_values(turns)
        else:
            row.axis.zoom(WHEEL_ZOOM**turns, row.seconds_at(event.position().x()))
        self._point(event.position())

    @Slot(str)
    def set_tool(self, tool: str) -> None:
        """What a drag does changed: so does the pointer's shape."""
        self.cancel()
        self._row.setCursor(_shape_of(tool))

    def _drag(self, place: QPointF) -> None:
        row = self._row
        if not self._dragging and abs(place.x() - self._pressed.x()) < STILL:
            return
        self._dragging = True
        beyond = place.x() - min(max(place.x(), row.room.left()), row.room.right())
        if beyond:
            # the sound comes along when the pointer leaves the row
            row.axis.pan(min(max(beyond / row.room.width(), -WHEEL_PAN), WHEEL_PAN))
        now = row.seconds_at(min(max(place.x(), row.room.left()), row.room.right()))
        assert self._anchor is not None, "dragged from somewhere"
        stretch = (min(now, self._anchor), max(now, self._anchor))
        if row.marks.tool == "gap":
            row.marks.set_draft(stretch if stretch[1] > stretch[0] else None)
        else:
            row.marks.set_region(stretch)

    def _stretch_from(self, now: float) -> None:
        """Shift: the selection, or what lies from the playhead on, reaches to here."""
        row = self._row
        region = row.marks.region
        if region is not None:
            self._anchor = region[1] if now < 0.5 * sum(region) else region[0]
        elif row.marks.playhead is not None:
            self._anchor = row.marks.playhead
        self._dragging = True
        self._drag(self._pressed)

    def _point(self, place: QPointF) -> None:
        row = self._row
        room = row.room
        inside = room.left() <= place.x() <= room.right()
        row.marks.set_hover(row.seconds_at(place.x()) if inside else None)
        share = (room.bottom() - place.y()) / room.height()
        row.pointed.emit((row, row.seconds_at(place.x()), min(max(share, 0.0), 1.0)) if inside else None)
        self._show_cursor(place)

    def _show_cursor(self, place: QPointF) -> None:
        row = self._row
        if self._pan_from is not None:
            return
        if self._cross_at(place) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif row.marks.tool == "select" and self._end_at(place.x()) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        else:
            shape = _shape_of(row.marks.tool)
        if row.cursor().shape() != shape:
            row.setCursor(shape)

    def _end_at(self, x: float) -> float | None:
        """The other end of the selection, when the pointer is on one."""
        row = self._row
        if row.marks.region is None:
            return None
        start, stop = row.marks.region
        left, right = abs(row.x_of(start) - x), abs(row.x_of(stop) - x)
        if min(left, right) > NEAR:
            return None
        return stop if left < right else start

    def _cross_at(self, place: QPointF) -> int | None:
        gaps = self._row.marks.gaps
        return next((k for k, gap in enumerate(gaps) if cross_of(self._row, gap).contains(place)), None)


def _shape_of(tool: str) -> Qt.CursorShape:
    return Qt.CursorShape.CrossCursor if tool == "gap" else Qt.CursorShape.IBeamCursor
