"""Colours with a meaning, taken from the theme whose palette they stand on."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from sirendesk.gui.theme import DARK, LIGHT, Theme


class Tone(Enum):
    """What a colour says; the value is its name in a Theme. Never alone: a word or a sign says the same."""

    TEXT = "text"
    MUTED = "muted"
    INFO = "loss"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "bad"


def tone_colour(tone: Tone, palette: QPalette) -> QColor:
    """Colour of text with this meaning on the palette's window."""
    return QColor(getattr(theme_of(palette), tone.value))


def theme_of(palette: QPalette) -> Theme:
    """The theme that a palette belongs to: dark when text is lighter than the window."""
    window, text = (palette.color(role) for role in (QPalette.ColorRole.Window, QPalette.ColorRole.WindowText))
    return DARK if text.lightnessF() > window.lightnessF() else LIGHT


class ToneLabel(QLabel):
    """Plain text in a tone that follows the palette."""

    def __init__(self, text: str = "", tone: Tone = Tone.MUTED, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._apply_tone()

    def tone(self) -> Tone:
        """What the colour says."""
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Say something else with the colour."""
        if tone is not self._tone:
            self._tone = tone
            self._apply_tone()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply_tone()

    def _apply_tone(self) -> None:
        # the window's colour is inherited, so it is that of the theme around
        palette = self.palette()
        parent = self.parentWidget()
        colour = tone_colour(self._tone, parent.palette() if parent is not None else palette)
        # setting a palette reports a change of palette: only when there is one
        if palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText) != colour:
            for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
                palette.setColor(group, QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)
