"""What every pane has: a title's line, a hairline around it, and a sign of who has the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.text_line import TextLine

HAIRLINE = 1


class FramedPane(QWidget):
    """Abstract: a title above a body that the subclass puts in."""

    def __init__(self, name: str, title: str, tip: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self.header = TextLine(f"{name}_header", title, self)
        self._title_row = QHBoxLayout()
        self._title_row.setContentsMargins(4, 0, 4, 0)
        self._title_row.addWidget(self.header, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(HAIRLINE, HAIRLINE, HAIRLINE, HAIRLINE)
        self._column.setSpacing(0)
        self._column.addLayout(self._title_row)

    def add_to_title(self, widget: QWidget) -> None:
        """Something small at the right end of the title's line."""
        self._title_row.addWidget(widget)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who has the keys."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys went elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline, in the accent's colour while the pane has the keys."""
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.accent if self.hasFocus() else self._theme.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _add_body(self, body: QWidget) -> None:
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        body.setFocusProxy(self)
        self._column.addWidget(body, 1)

    def _take_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()
