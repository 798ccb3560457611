"""What every view into the network has: panes, a foot, and a sentence in their place while there is nothing to see."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sirendesk.core.insight.values import Unavailable
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, restyle_buttons

# as high as the row of buttons under the pictures, so that nothing moves from page to page
FOOT_HEIGHT = 32


class NetworkPage(QWidget):
    """Abstract: a body above a foot that says in words what is seen. `request_changed` asks for other data."""

    request_changed = Signal()

    def __init__(self, name: str, sentence: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self._sentence = sentence
        self._said = ""
        self._placeholder: Placeholder | None = None
        self.words = TextLine(f"{name}_words", "", self)
        self.words.setAccessibleName("What is seen")
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(*ROW_MARGINS)
        self.foot.setSpacing(4)
        self.foot.addWidget(self.words, 1)
        self.foot.addStrut(FOOT_HEIGHT - ROW_MARGINS[1] - ROW_MARGINS[3])
        self._body = QWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self._body, 1)
        column.addLayout(self.foot)

    @property
    def said(self) -> str:
        """The sentence that stands in place of data; empty while there are some."""
        return self._said

    def request(self) -> Any:
        """What this page wants to be told of, None for nothing."""
        raise NotImplementedError

    def display(self, insight: Any) -> None:
        """Draw what was asked for, or say why there is none."""
        if isinstance(insight, Unavailable):
            self._say(insight.sentence)
        else:
            self._hush()
            self._draw(insight)

    def clear(self) -> None:
        """Back to the sentence that says what will appear here."""
        self._say(self._sentence)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if self._placeholder is not None:
            self._placeholder.apply_theme(theme)
        restyle_buttons(self, theme)

    def _draw(self, insight: Any) -> None:
        raise NotImplementedError

    def _say(self, sentence: str) -> None:
        if sentence == self._said:
            return
        self._hush()
        self._said = sentence
        self.words.set_text("")
        self._placeholder = Placeholder(sentence, self._theme, self._body, framed=True)
        self._placeholder.show()
        self._placeholder.raise_()

    def _hush(self) -> None:
        self._said = ""
        if self._placeholder is not None:
            self._placeholder.setParent(None)
            self._placeholder.deleteLater()
            self._placeholder = None
