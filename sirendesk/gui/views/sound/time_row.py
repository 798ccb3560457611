"""One track over time: its picture is drawn once and kept, what is marked on it lies over that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme, tabular
from sirendesk.gui.views.sound.overlay import draw_marks, draw_playhead
from sirendesk.gui.views.sound.row_pointer import RowPointer
from sirendesk.gui.views.sound.sound_marks import SoundMarks
from sirendesk.gui.views.sound.time_axis import TimeAxis

# all rows and rulers leave the same room, so that a moment lies on one upright line in all of them
GUTTER, RIGHT = 52, 10
TOP, FOOT = 1, 2
# half of what is drawn anew where the playhead was and is
STRIP = 2


class TimeRow(QWidget):
    """Abstract: a subclass draws the content of `room`. `pointed` tells (row, seconds, share up) or None."""

    pointed = Signal(object)

    def __init__(
        self, name: str, title: str, axis: TimeAxis, marks: SoundMarks, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFont(tabular(self.font()))
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.axis, self.marks = axis, marks
        self.title = title
        self.theme = theme
        self.caption = ""
        self.active = False
        # what stands under the title while there is no track
        self.sentence = "Appears here once a fit runs"
        self.halo: tuple[str, str] | None = None
        self._kept: QPixmap | None = None
        self._plate = QRect()
        self._measure()
        self._pointer = RowPointer(self)
        axis.range_changed.connect(self.forget_drawing)
        marks.marks_changed.connect(self._see_marks)
        marks.playhead_moved.connect(self._see_move)
        marks.hover_moved.connect(self._see_move)
        marks.tool_changed.connect(self._pointer.set_tool)

    @property
    def room(self) -> QRectF:
        """Where time runs."""
        return self._room

    @property
    def is_empty(self) -> bool:
        """Whether there is no track to draw."""
        raise NotImplementedError

    def x_of(self, seconds: float) -> float:
        """Where a moment lies, in pixels of the widget."""
        room = self.room
        return room.left() + (seconds - self.axis.start) / self.axis.span * room.width()

    def seconds_at(self, x: float) -> float:
        """The moment at a pixel of the widget, kept on the sound."""
        room = self.room
        seconds = self.axis.start + (x - room.left()) / room.width() * self.axis.span
        return min(max(seconds, 0.0), self.axis.seconds)

    def set_caption(self, caption: str) -> None:
        """What stands beside the title."""
        if caption != self.caption:
            self.caption = caption
            self.setAccessibleDescription(caption)
            self.forget_drawing()

    def set_active(self, active: bool) -> None:
        """Whether this track is the one that is heard."""
        if active != self.active:
            self.active = active
            self.forget_drawing()

    def set_title(self, title: str) -> None:
        """Call the track otherwise."""
        self.title = title
        self.setAccessibleName(title)
        self.forget_drawing()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.forget_drawing()

    @Slot()
    def forget_drawing(self) -> None:
        """The content is not what it was: draw it anew when it is seen next."""
        self._kept = None
        self.update()

    def scale_values(self, steps: float) -> None:
        """A hand wants the upright axis larger (positive) or smaller."""

    def sizeHint(self) -> QSize:
        """Wider than high."""
        return QSize(600, 110)

    def minimumSizeHint(self) -> QSize:
        """A strip."""
        return QSize(160, 36)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The content is drawn anew."""
        super().resizeEvent(event)
        self._measure()
        self.forget_drawing()

    def changeEvent(self, event: QEvent) -> None:
        """Another font changes the numbers beside the axis."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.forget_drawing()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a click or a drag."""
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is there, or go on dragging."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click or a drag."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """See all of the sound."""
        self._pointer.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._pointer.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift move along, with Ctrl stretch the values."""
        self._pointer.wheel(event)

    def cancel(self) -> bool:
        """Give up a drag; whether there was one."""
        return self._pointer.cancel()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Of the kept drawing only the part that is wanted; then what is marked."""
        painter = QPainter(self)
        # of the screen, or of the picture that all is drawn on for export
        ratio = max(painter.deviceTransform().m11(), 1.0)
        if self._kept is None or self._kept.devicePixelRatio() != ratio:
            self._kept = self._draw_kept(ratio)
        rect = event.rect()
        source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
        # Qt clips it to the strips that are wanted
        painter.drawPixmap(QRectF(rect), self._kept, source)
        if not self.is_empty:
            painter.setClipRect(self.room.toAlignedRect())
            draw_marks(painter, self, event.rect())
            if self._has_marks and event.rect().intersects(self._plate):
                self._draw_title(painter)
            draw_playhead(painter, self)
        painter.end()

    def _measure(self) -> None:
        width, height = max(self.width() - GUTTER - RIGHT, 1), max(self.height() - TOP - FOOT, 1)
        self._room = QRectF(GUTTER, TOP, width, height)

    @property
    def _has_marks(self) -> bool:
        """Whether a tint may lie over the title."""
        return self.marks.region is not None or self.marks.draft is not None or bool(self.marks.gaps)

    def _draw_content(self, painter: QPainter, ratio: float) -> None:
        raise NotImplementedError

    def _draw_kept(self, ratio: float) -> QPixmap:
        kept = QPixmap(QSize(round(self.width() * ratio), round(self.height() * ratio)))
        kept.setDevicePixelRatio(ratio)
        kept.fill(QColor(self.theme.background))
        painter = QPainter(kept)
        painter.setFont(self.font())
        if self.is_empty:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(self.room, Qt.AlignmentFlag.AlignCenter, self.sentence)
        else:
            self._draw_content(painter, ratio)
        painter.setPen(QColor(self.theme.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        self._draw_title(painter)
        painter.end()
        return kept

    def _draw_title(self, painter: QPainter) -> None:
        """On a plate in the corner, so that it is read over anything."""
        bold = tabular(self.font())
        bold.setBold(True)
        title = f"♪ {self.title}" if self.active else self.title
        wide = QFontMetricsF(bold).horizontalAdvance(title)
        more = QFontMetricsF(self.font()).horizontalAdvance(self.caption) + 8 if self.caption else 0.0
        high = QFontMetricsF(bold).height() + 2
        plate = QRectF(GUTTER + 4, TOP + 3, wide + more + 12, high)
        colour = QColor(self.theme.background)
        colour.setAlpha(215)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(plate, 3, 3)
        self._plate = plate.toAlignedRect()
        words = plate.adjusted(6, 0, 0, 0)
        painter.setPen(QColor(self.theme.text))
        painter.setFont(bold)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        if self.caption:
            painter.setFont(self.font())
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(words.adjusted(wide + 8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.caption)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @Slot()
    def _see_marks(self) -> None:
        self.update()

    @Slot(object, object)
    def _see_move(self, before: float | None, after: float | None) -> None:
        """Two strips: where a line was and where it is."""
        for seconds in (before, after):
            if seconds is not None and self.axis.start <= seconds <= self.axis.stop:
                x = round(self.x_of(seconds))
                self.update(QRect(x - STRIP, 0, 2 * STRIP + 1, self.height()))
