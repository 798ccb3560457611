"""The bar under a sound: play, stop, loop, which track is heard, how loud, and through which device."""

from __future__ import annotations

import math
from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from sirendesk.core.durations import clock_text
from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.theme import Theme, icon
from sirendesk.gui.widgets.quiet import QuietSlider
from sirendesk.gui.widgets.sound_devices import DeviceButton
from sirendesk.gui.widgets.track_switch import TrackSwitch

ICON_SIZE = 18
# what the ear calls half as loud is about a tenth of the power: a cube spreads that evenly over the slider
VOLUME_POWER = 3
FULL = 100


class SoundTransport(QWidget):
    """Shows what a player does and asks for all else; `attach` connects both ways."""

    play_requested = Signal()
    stop_requested = Signal()
    start_requested = Signal()
    loop_toggled = Signal(bool)
    track_requested = Signal(str)
    volume_changed = Signal(float)
    match_toggled = Signal(bool)
    device_requested = Signal(str)
    refresh_requested = Signal()
    blind_test_requested = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._state = "empty"
        self._tracks: tuple[str, ...] = ()
        self._player: SoundPlayer | None = None
        self._seconds, self._length = 0.0, 0.0
        self.start_button = _button(f"{prefix}.to_start", "To the start", "Back to the start (Home).")
        self.play_button = _button(f"{prefix}.play", "Play", "Play, or stand still (Space).")
        self.stop_button = _button(f"{prefix}.stop", "Stop", "Be silent at once and go back to the start.")
        self.loop_button = _button(
            f"{prefix}.loop",
            "Loop",
            "Play over and over (L): the marked stretch, or the whole sound where none is marked. Short stretches show "
            "small differences best.",
            checkable=True,
        )
        self.switch = TrackSwitch(f"{prefix}.track")
        self.match_button = _button(
            f"{prefix}.match",
            "Same loudness",
            "Play all tracks as loud as the original (equal root mean square, at most 12 dB): of two sounds people "
            "prefer the louder one, whatever else differs. The difference stays as loud as it is.",
            checkable=True,
        )
        self.blind_button = _button(
            f"{prefix}.blind_test",
            "Blind test",
            "Find out whether you really hear a difference: a blind ABX test of original and fit, with its score.",
            word="ABX…",
        )
        self.volume_slider = QuietSlider()
        self.volume_slider.setObjectName(f"{prefix}.volume")
        self.volume_slider.setAccessibleName("Volume")
        self.volume_slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.volume_slider.setRange(0, FULL)
        self.volume_slider.setPageStep(10)
        self.volume_slider.setMinimumWidth(50)
        self.volume_slider.setMaximumWidth(90)
        self.device_button = DeviceButton(f"{prefix}.device")
        self._where = QLabel()
        self._where.setObjectName(f"{prefix}.where")
        self._where.setAccessibleName("Position and length")
        self._where.setToolTip("Where it plays, and how long the sound is: minutes, seconds and hundredths.")
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out()
        self._connect_signals()
        self.show_volume(1.0)
        self.show_state("empty")
        self._tell_where()

    def attach(self, player: SoundPlayer) -> None:
        """Show this player and ask it for everything, blind tests excepted."""
        self._player = player
        self.play_requested.connect(player.toggle)
        self.stop_requested.connect(player.stop)
        self.start_requested.connect(player.to_start)
        self.loop_toggled.connect(player.set_looping)
        self.track_requested.connect(player.select)
        self.volume_changed.connect(player.set_volume)
        self.match_toggled.connect(player.set_matched)
        self.device_requested.connect(player.choose_device)
        self.refresh_requested.connect(player.refresh_devices)
        player.state_changed.connect(self.show_state)
        player.position_changed.connect(self.show_position)
        player.length_changed.connect(self.show_length)
        player.track_changed.connect(self.show_track)
        player.tracks_changed.connect(self.show_tracks)
        player.looping_changed.connect(self.show_looping)
        player.volume_changed.connect(self.show_volume)
        player.matched_changed.connect(self.show_matched)
        player.devices_changed.connect(self._take_devices)
        player.device_changed.connect(self._take_device)
        self.show_state(player.state)
        self.show_length(player.length)
        self.show_position(player.position)
        self.show_track(player.track)
        self.show_tracks(player.tracks)
        self.show_looping(player.looping)
        self.show_volume(player.volume)
        self.show_matched(player.matched)
        self._take_device(player.device)

    @Slot(str)
    def show_state(self, state: str) -> None:
        """Show whether it plays."""
        self._state = state
        self.play_button.setAccessibleName("Pause" if state == "playing" else "Play")
        self._enable()
        self._draw_play()

    @Slot(float)
    def show_position(self, seconds: float) -> None:
        """Show where it stands."""
        self._seconds = seconds
        self._tell_where()

    @Slot(float)
    def show_length(self, seconds: float) -> None:
        """Show how long the sound is."""
        self._length = seconds
        self._tell_where()

    @Slot(str)
    def show_track(self, key: str) -> None:
        """Show which track is heard."""
        self.switch.show_track(key)

    @Slot(object)
    def show_tracks(self, tracks: Collection[str]) -> None:
        """Show which tracks there are."""
        self._tracks = tuple(tracks)
        self.switch.show_tracks(self._tracks)
        self._enable()

    @Slot(bool)
    def show_looping(self, looping: bool) -> None:
        """Show whether it plays over and over."""
        self.loop_button.setChecked(looping)

    @Slot(bool)
    def show_matched(self, matched: bool) -> None:
        """Show whether all tracks are equally loud."""
        self.match_button.setChecked(matched)

    @Slot(float)
    def show_volume(self, volume: float) -> None:
        """Show how loud it is, 0 to 1."""
        value = round(FULL * volume ** (1 / VOLUME_POWER))
        if value != self.volume_slider.value():
            before = self.volume_slider.blockSignals(True)
            self.volume_slider.setValue(value)
            self.volume_slider.blockSignals(before)
        words = in_decibels(volume)
        self.volume_slider.setAccessibleDescription(words)
        self.volume_slider.setToolTip(f"Volume: {words}. At 0 dB the samples are played as they are.")

    def show_devices(self, names: tuple[str, ...] | None, current: str) -> None:
        """Show which devices there are, and which one is chosen."""
        self.device_button.show_devices(names, current)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        self._theme = theme
        for button, name in (
            (self.start_button, "back"),
            (self.stop_button, "stop"),
            (self.loop_button, "repeat"),
            (self.match_button, "level"),
            (self.device_button, "speaker"),
        ):
            button.setIcon(icon(name, theme))
        self._draw_play()

    @Slot(int)
    def _choose_volume(self, value: int) -> None:
        volume = (value / FULL) ** VOLUME_POWER
        self.show_volume(volume)
        self.volume_changed.emit(volume)

    @Slot(object)
    def _take_devices(self, names: tuple[str, ...]) -> None:
        assert self._player is not None, "it is the player that tells"
        self.show_devices(names, self._player.device)

    @Slot(str)
    def _take_device(self, name: str) -> None:
        assert self._player is not None, "it is the player that tells"
        self.show_devices(self._player.devices or None, name)

    def _enable(self) -> None:
        has_sound = self._state != "empty"
        for button in (self.start_button, self.play_button, self.loop_button, self.match_button):
            button.setEnabled(has_sound)
        self.stop_button.setEnabled(self._state in ("playing", "paused"))
        self.blind_button.setEnabled("difference" in self._tracks)

    def _draw_play(self) -> None:
        if self._theme is not None:
            self.play_button.setIcon(icon("pause" if self._state == "playing" else "start", self._theme))

    def _tell_where(self) -> None:
        text = f"{clock_text(self._seconds, 2)} / {clock_text(self._length, 2)}"
        if text != self._where.text():
            self._where.setText(text)

    def _lay_out(self) -> None:
        metrics = self.fontMetrics()
        # of one size, or each new number would have the whole tab laid out again
        self._where.setFixedSize(metrics.horizontalAdvance("00:00.00 / 00:00.00") + 6, metrics.height() + 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(4)
        for button in (self.start_button, self.play_button, self.stop_button, self.loop_button):
            row.addWidget(button)
        row.addWidget(self._where)
        row.addSpacing(12)
        row.addWidget(self.switch)
        row.addSpacing(8)
        row.addWidget(self.match_button)
        row.addWidget(self.blind_button)
        row.addStretch(1)
        row.addWidget(self.volume_slider)
        row.addWidget(self.device_button)

    def _connect_signals(self) -> None:
        self.play_button.clicked.connect(self.play_requested)
        self.stop_button.clicked.connect(self.stop_requested)
        self.start_button.clicked.connect(self.start_requested)
        self.loop_button.clicked.connect(self.loop_toggled)
        self.match_button.clicked.connect(self.match_toggled)
        self.blind_button.clicked.connect(self.blind_test_requested)
        self.switch.track_requested.connect(self.track_requested)
        self.volume_slider.valueChanged.connect(self._choose_volume)
        self.device_button.device_requested.connect(self.device_requested)
        self.device_button.refresh_requested.connect(self.refresh_requested)


def in_decibels(volume: float) -> str:
    """A factor of amplitude in words."""
    return f"{20 * math.log10(volume):.0f} dB".replace("-0 ", "0 ").replace("-", "−") if volume > 0 else "silent"


def _button(name: str, title: str, tip: str, *, word: str = "", checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(title)
    button.setToolTip(tip)
    button.setText(word)
    button.setAutoRaise(True)
    button.setCheckable(checkable)
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    # reached by Tab; a click leaves the keys where they were
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
