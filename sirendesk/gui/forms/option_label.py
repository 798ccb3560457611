"""Caption of an option: its name, a sign when it can be changed while a fit runs, and a double click to reset it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sirendesk.gui.widgets.tones import Tone, ToneLabel


class OptionLabel(QWidget):
    """Caption of one option."""

    reset_requested = Signal()

    def __init__(self, text: str, live: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = QLabel(text.replace("&", "&&"))
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.caption, 1 if not live else 0)
        if live:
            hint = ToneLabel("● live", Tone.GOOD)
            font = hint.font()
            font.setPointSizeF(font.pointSizeF() * 0.85)
            hint.setFont(font)
            row.addWidget(hint)
            row.addStretch(1)

    def set_buddy(self, control: QWidget) -> None:
        """Name the control that the caption belongs to."""
        self.caption.setBuddy(control)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_requested.emit()
