"""What an empty view says about itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sirendesk.gui.theme import Theme

INSET = 12.0
RADIUS = 8.0


class Placeholder(QWidget):
    """A sentence in a dashed frame over the whole of its parent, through which the mouse passes.

    `framed` draws the background and hairline of a pane as well.
    """

    def __init__(self, sentence: str, theme: Theme, parent: QWidget, *, framed: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(sentence)
        self._sentence = sentence
        self._theme = theme
        self._framed = framed
        self._host = parent
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence = sentence
        self.setAccessibleName(sentence)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the parent."""
        if event.type() == QEvent.Type.Resize and watched is self._host:
            self.setGeometry(self._host.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame and sentence."""
        painter = QPainter(self)
        if self._framed:
            painter.fillRect(self.rect(), QColor(self._theme.background))
            painter.setPen(QColor(self._theme.border))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        pen = QPen(QColor(self._theme.border), 1.0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5.0, 4.0])
        painter.setPen(pen)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setPen(QColor(self._theme.muted))
        inner = frame.adjusted(INSET, 4, -INSET, -4)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)
        painter.end()
