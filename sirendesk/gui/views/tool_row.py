"""Small buttons under a view, all made the same way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from sirendesk.gui.theme import Theme, icon

ICON_SIZE = 18
ROW_MARGINS = (4, 3, 4, 3)


class ToolButton(QToolButton):
    """A flat button that the Tab key reaches, with an icon of ours or a word."""

    def __init__(self, name: str, title: str, tip: str, *, picture: str = "", word: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(tip)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setText(word)
        self._picture = picture

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours."""
        if self._picture:
            self.setIcon(icon(self._picture, theme))


def restyle_buttons(parent: QWidget, theme: Theme) -> None:
    """Every ToolButton inside takes other colours."""
    for button in parent.findChildren(ToolButton):
        button.apply_theme(theme)
