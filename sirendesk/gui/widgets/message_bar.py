"""Slim bar at the top of a tab that says what happened, one thing at a time.

Only one message stands there, however many causes there are: the gravest, and of equals the latest. So the views below
move once when it comes and once when the last one is closed, and never in between for a message of the same length.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from sirendesk.gui.theme import mix
from sirendesk.gui.widgets.flow_text import FlowText
from sirendesk.gui.widgets.tones import Tone, ToneLabel, theme_of, tone_colour


class Severity(IntEnum):
    """How grave a message is."""

    INFO = 0
    WARNING = 1
    ERROR = 2


_TONES = {Severity.INFO: Tone.INFO, Severity.WARNING: Tone.WARNING, Severity.ERROR: Tone.ERROR}
_SIGNS = {Severity.INFO: "i", Severity.WARNING: "!", Severity.ERROR: "×"}
_WORDS = {Severity.INFO: "Information", Severity.WARNING: "Warning", Severity.ERROR: "Error"}


@dataclass(frozen=True)
class Message:
    """One sentence for a person; `cause` tells it from others, `action` is the text of a button or empty."""

    severity: Severity
    text: str
    cause: str
    action: str = ""


class MessageBar(QFrame):
    """Messages by cause: a second one for the same cause takes the place of the first.

    Closed by its button or by Esc, which counts anywhere in `escape_scope` (in the bar alone, if not given).
    """

    action_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(self, prefix: str, parent: QWidget | None = None, *, escape_scope: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.message_bar")
        self._messages: dict[str, Message] = {}
        self._badge = _Badge()
        self._text = FlowText()
        self._text.setObjectName(f"{prefix}.message")
        self._others = ToneLabel(tone=Tone.MUTED)
        self._others.setObjectName(f"{prefix}.message_others")
        self._action = QPushButton()
        self._action.setObjectName(f"{prefix}.message_action")
        self._close = QToolButton()
        self._close.setObjectName(f"{prefix}.message_close")
        self._close.setAutoRaise(True)
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.setText("\N{MULTIPLICATION SIGN}")
        font = self._close.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self._close.setFont(font)
        self._close.setFixedSize(24, 24)
        self._close.setAccessibleName("Close message")
        self._close.setToolTip("Close this message (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        row.setSpacing(8)
        for part in (self._badge, self._text, self._others, self._action, self._close):
            row.addWidget(part, 1 if part is self._text else 0)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), escape_scope or self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.dismiss_current)
        self._action.clicked.connect(self._on_action_clicked)
        self._close.clicked.connect(self.dismiss_current)
        self.setAutoFillBackground(True)
        self.hide()

    def raise_info(self, text: str, cause: str = "", action: str = "") -> None:
        """Something worth knowing."""
        self.post(Message(Severity.INFO, text, cause or text, action))

    def raise_warning(self, text: str, cause: str = "", action: str = "") -> None:
        """Something went otherwise than asked, and work goes on."""
        self.post(Message(Severity.WARNING, text, cause or text, action))

    def raise_error(self, text: str, cause: str = "", action: str = "") -> None:
        """Something was not done."""
        self.post(Message(Severity.ERROR, text, cause or text, action))

    def post(self, message: Message) -> None:
        """Take a message; the one before for the same cause goes."""
        self._messages.pop(message.cause, None)
        self._messages[message.cause] = message
        self._display()

    def current(self) -> Message | None:
        """The message that stands there."""
        # max keeps the first of equals, and the latest is the last
        return max(reversed(self._messages.values()), key=_severity_of, default=None)

    def messages(self) -> tuple[Message, ...]:
        """All that have not been closed, oldest first."""
        return tuple(self._messages.values())

    def dismiss(self, cause: str) -> None:
        """Take away what was said of a cause, because it is over; nothing happens when nothing was."""
        if self._messages.pop(cause, None) is not None:
            self._display()

    def clear(self) -> None:
        """Take all messages away."""
        self._messages.clear()
        self._display()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply_colour()

    @Slot()
    def dismiss_current(self) -> None:
        """Close the message that stands there, as its button does."""
        current = self.current()
        if current is not None:
            del self._messages[current.cause]
            self._display()
            self.dismissed.emit(current.cause)

    @Slot()
    def _on_action_clicked(self) -> None:
        current = self.current()
        if current is not None:
            self.action_requested.emit(current.cause)

    def _display(self) -> None:
        message = self.current()
        self._escape.setEnabled(message is not None)
        if message is None:
            self.hide()
            return
        self._badge.set_severity(message.severity)
        self._text.set_text(message.text)
        self._text.setAccessibleName(_WORDS[message.severity])
        self.setAccessibleName(f"{_WORDS[message.severity]}: {message.text}")
        others = len(self._messages) - 1
        self._others.setText(f"+{others} more" if others else "")
        self._others.setVisible(others > 0)
        self._action.setText(message.action.replace("&", "&&"))
        self._action.setVisible(bool(message.action))
        self._apply_colour()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _apply_colour(self) -> None:
        message = self.current()
        if message is None:
            return
        parent = self.parentWidget()
        theme = theme_of(parent.palette() if parent is not None else self.palette())
        colour = QColor(mix(theme.window, getattr(theme, _TONES[message.severity].value), 0.13))
        palette = self.palette()
        if palette.color(self.backgroundRole()) != colour:
            palette.setColor(self.backgroundRole(), colour)
            self.setPalette(palette)


class _Badge(QWidget):
    """Round sign in the colour of the severity."""

    def __init__(self) -> None:
        super().__init__()
        self._severity = Severity.INFO
        self.setFixedSize(18, 18)

    def set_severity(self, severity: Severity) -> None:
        self._severity = severity
        self.setToolTip(_WORDS[severity])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone_colour(_TONES[self._severity], self.palette()))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        font = self.font()
        font.setBold(True)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(theme_of(self.palette()).window))
        painter.drawText(QRect(0, 0, 18, 18), Qt.AlignmentFlag.AlignCenter, _SIGNS[self._severity])
        painter.end()


def _severity_of(message: Message) -> Severity:
    return message.severity
