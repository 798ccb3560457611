"""The bar of a playback: play, a step forth and back, any step by its slider, and how fast."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from sirendesk.gui.theme import Theme, icon
from sirendesk.gui.widgets.quiet import QuietSlider

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 1000.0, 3000.0, math.inf)
FIRST_SPEED = 5
ICON_SIZE = 18


class PlaybackBar(QWidget):
    """Shows where a playback stands and asks for all else."""

    play_requested = Signal()
    back_requested = Signal()
    forward_requested = Signal()
    seek_requested = Signal(int)
    speed_changed = Signal(float)

    def __init__(self, prefix: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        self._theme: Theme | None = None
        self._playing = False
        self.back_button = _button(f"{prefix}.back", "One step back", f"One {unit} back (Left).")
        self.play_button = _button(f"{prefix}.play", "Play", "Play, or stand still (Space).")
        self.forward_button = _button(f"{prefix}.forward", "One step on", f"One {unit} on (Right).")
        self.timeline = QuietSlider()
        self.timeline.setObjectName(f"{prefix}.timeline")
        self.timeline.setAccessibleName("Timeline")
        self.timeline.setToolTip(
            f"Any {unit} of the playback. Arrow keys go one by one, Page up and down ten at a time."
        )
        self.timeline.setPageStep(10)
        self._where = QLabel()
        self._where.setObjectName(f"{prefix}.where")
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed_slider = _SpeedSlider()
        self.speed_slider.setObjectName(f"{prefix}.speed")
        self.speed_slider.setAccessibleName("Speed")
        self.speed_slider.setToolTip(f"How fast: from one {unit} a second to all at once.")
        self.speed_slider.setFixedWidth(110)
        self._speed_text = QLabel()
        self._speed_text.setTextFormat(Qt.TextFormat.PlainText)
        metrics = self.fontMetrics()
        self._where.setMinimumWidth(metrics.horizontalAdvance(f"{unit} 20,000 of 20,000") + 6)
        self._speed_text.setFixedWidth(metrics.horizontalAdvance("3,000 a second") + 6)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(4)
        for button in (self.back_button, self.play_button, self.forward_button):
            row.addWidget(button)
        row.addSpacing(6)
        row.addWidget(self.timeline, 1)
        row.addWidget(self._where)
        row.addSpacing(14)
        row.addWidget(self.speed_slider)
        row.addWidget(self._speed_text)
        self.back_button.clicked.connect(self.back_requested)
        self.play_button.clicked.connect(self.play_requested)
        self.forward_button.clicked.connect(self.forward_requested)
        # a person's doing only: what set_place moves is not told
        self.timeline.actionTriggered.connect(self._seek)
        self.speed_slider.valueChanged.connect(self._choose_speed)
        self.set_speed(SPEEDS[FIRST_SPEED])
        self.set_place(0, 0)

    @property
    def speed(self) -> float:
        """Steps a second."""
        return SPEEDS[self.speed_slider.value()]

    def set_speed(self, speed: float) -> None:
        """Show a speed, the nearest there is."""
        # by their inverse, of which infinity has one too
        at = min(range(len(SPEEDS)), key=lambda k: abs(1 / SPEEDS[k] - 1 / speed))
        self.speed_slider.setValue(at)
        self._show_speed()

    def set_unit(self, unit: str) -> None:
        """Name what is counted."""
        self._unit = unit

    def set_place(self, step: int, length: int) -> None:
        """Show where the playback stands."""
        if self.timeline.maximum() != length:
            self.timeline.setMaximum(length)
        if self.timeline.value() != step:
            self.timeline.setValue(step)
        text = f"{self._unit} {step:,} of {length:,}"
        if self._where.text() != text:
            self._where.setText(text)

    def set_playing(self, playing: bool) -> None:
        """Whether it moves by itself."""
        self._playing = playing
        self.play_button.setAccessibleName("Pause" if playing else "Play")
        self._draw_icons()

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        self._theme = theme
        self._draw_icons()

    @Slot(int)
    def _seek(self, _action: int) -> None:
        self.seek_requested.emit(self.timeline.sliderPosition())

    @Slot(int)
    def _choose_speed(self, _value: int) -> None:
        self._show_speed()
        self.speed_changed.emit(self.speed)

    def _show_speed(self) -> None:
        speed = self.speed
        text = f"{speed:,.0f} a second" if math.isfinite(speed) else "all at once"
        self._speed_text.setText(text)
        self.speed_slider.setAccessibleDescription(text)

    def _draw_icons(self) -> None:
        if self._theme is not None:
            self.back_button.setIcon(icon("back", self._theme))
            self.play_button.setIcon(icon("pause" if self._playing else "start", self._theme))
            self.forward_button.setIcon(icon("step", self._theme))


class _SpeedSlider(QuietSlider):
    """One stop for each speed."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, len(SPEEDS) - 1)
        self.setPageStep(2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def _button(name: str, title: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(title)
    button.setToolTip(tip)
    button.setAutoRaise(True)
    button.setAutoRepeat(name.endswith(("back", "forward")))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    return button
