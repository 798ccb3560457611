"""One of the panes: draws its layers as the camera sees them, and says what a hand does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.zoom.camera import Camera
from sirendesk.gui.views.zoom.layers import Layer

TIP = (
    "Wheel or + and − zoom to the pointer, without an end. Dragging or the arrow keys move, 0 shows the whole picture. "
    "Double click zooms in. The lens under the pointer compares both panes."
)
KEY_ZOOM = 1.5
KEY_MOVE = 0.12
WHEEL_STEP = 1.2


class ZoomSurface(QWidget):
    """What is drawn; knows the camera and the layers and nothing else."""

    zoomed = Signal(float, object)
    dragged = Signal(object)
    released = Signal()
    pointed = Signal(object)
    resized = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(60, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._camera: Camera | None = None
        self._layers: list[Layer] = []
        self._marked: QRectF | None = None
        self._held: QPointF | None = None

    @property
    def box(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return float(self.width()), float(self.height())

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What is drawn, the lowest first."""
        return tuple(self._layers)

    def set_camera(self, camera: Camera | None) -> None:
        """Look from there."""
        self._camera = camera
        self.update()

    def set_layers(self, layers: list[Layer]) -> None:
        """Draw these, the lowest first."""
        self._layers = layers
        self.update()

    def set_mark(self, rect: QRectF | None) -> None:
        """A frame around what the lens enlarges."""
        if rect != self._marked:
            self._marked = rect
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background, layers and the lens's frame."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.background))
        if self._camera is not None:
            for layer in self._layers:
                layer.paint(painter, self._camera, self.box)
        if self._marked is not None and self._layers:
            for colour, inset in ((QColor(0, 0, 0, 160), 0.0), (QColor(255, 255, 255, 220), 1.0)):
                painter.setPen(QPen(colour, 1.0))
                painter.drawRect(self._marked.adjusted(inset, inset, -inset, -inset))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """To the pointer, or away from it."""
        turns = event.angleDelta().y() / 120.0
        if turns:
            self.zoomed.emit(WHEEL_STEP**turns, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Push the picture while it is held, else only point."""
        if self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            self.dragged.emit(moved)
        self.pointed.emit(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self._held is not None:
            self._held = None
            self.setCursor(Qt.CursorShape.CrossCursor)
            self.released.emit()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Three times nearer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.zoomed.emit(3.0, event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is nowhere."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whoever holds the camera must know."""
        super().resizeEvent(event)
        self.resized.emit()


class ZoomPane(FramedPane):
    """A surface under a line that names it."""

    fit_requested = Signal()
    key_zoomed = Signal(float)
    key_moved = Signal(float, float)

    def __init__(self, name: str, title: str, sentence: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, title, TIP, theme, parent)
        self.surface = ZoomSurface(f"{name}_surface", theme, self)
        self.surface.setAccessibleName(title)
        self._placeholder = Placeholder(sentence, theme, self.surface)
        self._add_body(self.surface)
        self._sentence_shown(True)

    def set_layers(self, layers: list[Layer]) -> None:
        """Draw these; without one, say what will appear here."""
        self.surface.set_layers(layers)
        self._sentence_shown(not layers)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._take_theme(theme)
        self.surface.apply_theme(theme)
        self._placeholder.apply_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move from the keyboard."""
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: (KEY_MOVE, 0.0),
            Qt.Key.Key_Right: (-KEY_MOVE, 0.0),
            Qt.Key.Key_Up: (0.0, KEY_MOVE),
            Qt.Key.Key_Down: (0.0, -KEY_MOVE),
        }
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_0:  # with Ctrl as well, as in the other panes
            self.fit_requested.emit()
        elif plain and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.key_zoomed.emit(KEY_ZOOM)
        elif plain and key == Qt.Key.Key_Minus:
            self.key_zoomed.emit(1.0 / KEY_ZOOM)
        elif plain and key in moves:
            self.key_moved.emit(*moves[key])
        else:
            super().keyPressEvent(event)

    def _sentence_shown(self, shown: bool) -> None:
        if self._placeholder.isHidden() == shown:
            self._placeholder.setVisible(shown)
