"""Which track is heard: buttons side by side, of which one is down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from sirendesk.gui.theme import mix
from sirendesk.gui.widgets.tones import theme_of


@dataclass(frozen=True)
class TrackChoice:
    """A track with the letter of its key, its title and a sentence that teaches."""

    key: str
    letter: str
    title: str
    tip: str


ORIGINAL = TrackChoice("original", "A", "Original", "Hear the sound that is learnt.")
FIT = TrackChoice("fit", "B", "Fit", "Hear what the network has learnt so far, at the very same place.")
DIFFERENCE = TrackChoice(
    "difference", "D", "Difference", "Hear only what the fit does otherwise: fit minus original, as loud as it is."
)


class TrackSwitch(QWidget):
    """Letter and title of each track; none is down while something else is heard."""

    track_requested = Signal(str)

    def __init__(self, name: str, choices: Sequence[TrackChoice] = (ORIGINAL, FIT, DIFFERENCE)) -> None:
        super().__init__()
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._down = ""
        self._there: frozenset[str] = frozenset()
        self.setObjectName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._group.buttonClicked.connect(self._choose)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[TrackChoice]) -> None:
        """Other tracks to choose from."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {choice.key: self._button(choice) for choice in choices}
        self._settle()

    def button(self, key: str) -> QToolButton:
        """The button of a track."""
        return self._buttons[key]

    def show_track(self, key: str) -> None:
        """Press the button of the track that is heard."""
        self._down = key
        self._settle()

    def show_tracks(self, there: Collection[str]) -> None:
        """Only tracks that are there can be chosen."""
        self._there = frozenset(there)
        self._settle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._settle()

    @Slot(QAbstractButton)
    def _choose(self, button: QAbstractButton) -> None:
        self._settle()  # what is heard is shown when it is heard
        self.track_requested.emit(button.property("track"))

    def _settle(self) -> None:
        # an exclusive group would not let all of them be up
        self._group.setExclusive(False)
        down = self._down_palette()
        for key, button in self._buttons.items():
            button.setChecked(key == self._down)
            button.setEnabled(key in self._there)
            button.setPalette(down if key == self._down and key in self._there else QPalette())

    def _down_palette(self) -> QPalette:
        """What is heard stands out: in dark colours a button that is down hardly does by itself."""
        theme, palette = theme_of(self.palette()), QPalette()
        palette.setColor(
            QPalette.ColorRole.Button, QColor(mix(theme.accent, "#000000", 0.25))
        )  # the style makes it lighter
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(theme.on_accent))
        return palette

    def _button(self, choice: TrackChoice) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{self.objectName()}.{choice.key}")
        button.setText(f"{choice.letter}  {choice.title}".replace("&", "&&"))
        button.setAccessibleName(f"Hear {choice.title}")
        button.setToolTip(f"{choice.tip} ({choice.letter})")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("track", choice.key)
        self._group.addButton(button)
        self._row.addWidget(button)
        return button
