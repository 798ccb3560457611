"""The ruler along a sound: click to go there, drag to loop."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme, mix, tabular
from sirendesk.gui.views.sound.row_pointer import STILL, WHEEL_PAN, WHEEL_ZOOM
from sirendesk.gui.views.sound.sound_marks import SoundMarks
from sirendesk.gui.views.sound.time_axis import TimeAxis
from sirendesk.gui.views.sound.time_row import GUTTER, RIGHT
from sirendesk.gui.views.sound.time_text import time_ticks

HEAD = 5
# half of the longest number, generously
WIDEST = 120


class TimeRuler(QWidget):
    """Numbers, the looped stretch as a bar, and the head of the playhead."""

    def __init__(
        self, name: str, axis: TimeAxis, marks: SoundMarks, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Ruler")
        self.setToolTip("Click to go there. Drag to hear a stretch over and over.")
        self.setFont(tabular(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._axis, self._marks, self._theme = axis, marks, theme
        self._pressed: float | None = None
        self._draft: tuple[float, float] | None = None
        axis.range_changed.connect(self._see_change)
        marks.marks_changed.connect(self._see_change)
        marks.playhead_moved.connect(self._see_move)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def x_of(self, seconds: float) -> float:
        """Where a moment lies."""
        return GUTTER + (seconds - self._axis.start) / self._axis.span * self._width

    def seconds_at(self, x: float) -> float:
        """The moment at a pixel, kept on the sound."""
        seconds = self._axis.start + (x - GUTTER) / self._width * self._axis.span
        return min(max(seconds, 0.0), self._axis.seconds)

    def sizeHint(self) -> QSize:
        """One line of small numbers."""
        return QSize(400, round(self.fontMetrics().height() + 7))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a click or of a loop."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._draft = event.position().x(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A loop grows."""
        x = event.position().x()
        if self._pressed is not None and (self._draft is not None or abs(x - self._pressed) >= STILL):
            a, b = self.seconds_at(self._pressed), self.seconds_at(x)
            self._draft = (min(a, b), max(a, b))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the loop, or for the place."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        pressed, draft = self._pressed, self._draft
        self._pressed = self._draft = None
        self.update()
        if draft is None:
            self._marks.seek_requested.emit(self.seconds_at(pressed))
        elif draft[1] > draft[0]:
            self._marks.loop_requested.emit(draft)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """See all of the sound."""
        self._pressed = None
        self._axis.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer, move along with Shift."""
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120.0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not event.angleDelta().y():
            self._axis.pan(-WHEEL_PAN * turns)
        else:
            self._axis.zoom(WHEEL_ZOOM**turns, self.seconds_at(event.position().x()))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper, numbers, the loop and the head."""
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(event.rect(), QColor(mix(theme.background, theme.window, 0.7)))
        painter.setFont(self.font())
        self._draw_numbers(painter, event.rect())
        self._draw_loop(painter)
        painter.setPen(QColor(theme.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        self._draw_head(painter)
        painter.end()

    @property
    def _width(self) -> int:
        return max(self.width() - GUTTER - RIGHT, 1)

    def _draw_numbers(self, painter: QPainter, clip: QRect) -> None:
        metrics = painter.fontMetrics()
        for seconds, text in time_ticks(self._axis.start, self._axis.stop, self._width):
            x = self.x_of(seconds)
            if not clip.left() - WIDEST < x < clip.right() + WIDEST:
                continue  # only a strip is wanted while the head moves
            wide = metrics.horizontalAdvance(text)
            painter.setPen(QColor(self._theme.border))
            painter.drawLine(QLineF(x, self.height() - 6, x, self.height()))
            left = min(max(x - wide / 2, 2.0), self.width() - wide - 2.0)
            painter.setPen(QColor(self._theme.foreground))
            painter.drawText(QRectF(left, 0, wide + 2, self.height() - 5), Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_loop(self, painter: QPainter) -> None:
        loop = self._draft or self._marks.loop
        if loop is None:
            return
        left, right = (min(max(self.x_of(s), GUTTER), GUTTER + self._width) for s in loop)
        bar = QRectF(left, self.height() - 6, right - left, 5)
        colour = QColor(self._theme.good)
        painter.fillRect(bar, colour)
        painter.setPen(QPen(colour, 2.0))
        for x in (left, right):
            painter.drawLine(QLineF(x, 3, x, self.height()))

    def _draw_head(self, painter: QPainter) -> None:
        playhead = self._marks.playhead
        if playhead is None or not self._axis.start <= playhead <= self._axis.stop:
            return
        x, foot = round(self.x_of(playhead)) + 0.5, self.height() - 1.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.text))
        painter.drawPolygon(QPolygonF([QPointF(x - HEAD, foot - 8), QPointF(x + HEAD, foot - 8), QPointF(x, foot)]))

    @Slot()
    def _see_change(self) -> None:
        self.update()

    @Slot(object, object)
    def _see_move(self, before: float | None, after: float | None) -> None:
        for seconds in (before, after):
            if seconds is not None:
                self.update(QRect(round(self.x_of(seconds)) - HEAD - 2, 0, 2 * HEAD + 5, self.height()))
