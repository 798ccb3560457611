"""The handle between two pictures that lie on each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from sirendesk.gui.theme import Theme

WIDTH = 22
RADIUS = 9.0
STEP = 0.01
LEAP = 0.1


class WipeDivider(QWidget):
    """Stands over its parent at a share of its width, and goes where it is dragged or sent by keys."""

    moved = Signal(float)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Wipe divider")
        self.setToolTip(
            "Drag, or press Left and Right (with Shift in leaps; Home, End): the original is left of the line, the "
            "reconstruction right of it. Double click puts it in the middle."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self._theme = theme
        self._share = 0.5
        self._grip = 0.0
        self._host = parent
        parent.installEventFilter(self)
        self._place()

    @property
    def share(self) -> float:
        """Where it stands, 0 at the left edge and 1 at the right one."""
        return self._share

    def set_share(self, share: float) -> None:
        """Go there; `moved` tells if that is somewhere else."""
        share = min(max(share, 0.0), 1.0)
        if share != self._share:
            self._share = share
            self.setAccessibleDescription(f"{100 * share:.0f} %")
            self._place()
            self.moved.emit(share)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the share when the parent's size changes."""
        if event.type() == QEvent.Type.Resize and watched is self._host:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold where the pointer is, so that the line does not jump to it."""
        self._grip = event.position().x() - WIDTH / 2
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self.mapToParent(event.position()).x() - self._grip
            self.set_share(place / max(self._host.width(), 1))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the middle."""
        self.set_share(0.5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right in small steps, with Shift in leaps, Home and End to the edges."""
        step = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        places = {
            Qt.Key.Key_Left: self._share - step,
            Qt.Key.Key_Right: self._share + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        if event.key() in places:
            self.set_share(round(places[Qt.Key(event.key())], 6))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who has the keys."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys went elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line of two tones, seen on any picture, and a round grip with arrows."""
        painter = QPainter(self)
        middle = WIDTH / 2
        painter.fillRect(QRectF(middle - 1.5, 0, 3, self.height()), QColor(0, 0, 0, 130))
        painter.fillRect(QRectF(middle - 0.5, 0, 1, self.height()), QColor("#ffffff"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(middle, self.height() / 2)
        ring = QColor(self._theme.accent) if self.hasFocus() else QColor(0, 0, 0, 130)
        painter.setPen(QPen(ring, 2.0))
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(centre, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#1c232b"))
        for side in (-1, 1):
            tip = QPointF(centre.x() + side * 6, centre.y())
            back = centre.x() + side * 2.5
            painter.drawPolygon(QPolygonF([tip, QPointF(back, centre.y() - 3.5), QPointF(back, centre.y() + 3.5)]))
        painter.end()

    def _place(self) -> None:
        self.setGeometry(round(self._share * self._host.width() - WIDTH / 2), 0, WIDTH, self._host.height())
