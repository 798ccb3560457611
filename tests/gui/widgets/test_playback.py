"""The playback's bar."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.widgets.playback import SPEEDS, PlaybackBar


@pytest.fixture
def bar(qtbot: QtBot) -> PlaybackBar:
    made = PlaybackBar("descend", "update")
    qtbot.addWidget(made)
    made.apply_theme(LIGHT)
    made.resize(800, 40)
    made.show()
    qtbot.waitExposed(made)
    made.set_place(10, 500)
    return made


def test_what_is_set_is_shown_and_not_told(qtbot: QtBot, bar: PlaybackBar) -> None:
    with qtbot.assertNotEmitted(bar.seek_requested):
        bar.set_place(123, 20_000)
    where = bar.findChild(QLabel, "descend.where")
    assert where is not None
    assert where.text() == "update 123 of 20,000"
    assert bar.timeline.value() == 123


def test_buttons_and_timeline_tell(qtbot: QtBot, bar: PlaybackBar) -> None:
    for button, signal in (
        (bar.back_button, bar.back_requested),
        (bar.play_button, bar.play_requested),
        (bar.forward_button, bar.forward_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    told: list[int] = []
    bar.seek_requested.connect(told.append)
    bar.timeline.setFocus()
    qtbot.keyClick(bar.timeline, Qt.Key.Key_Right)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_PageUp)
    assert told == [11, 21]
    middle = QPoint(bar.timeline.width() // 2, bar.timeline.height() // 2)
    qtbot.mouseClick(bar.timeline, Qt.MouseButton.LeftButton, pos=middle)
    assert 240 < told[-1] < 260


def test_speeds_from_one_a_second_to_all_at_once(qtbot: QtBot, bar: PlaybackBar) -> None:
    told: list[float] = []
    bar.speed_changed.connect(told.append)
    bar.speed_slider.setFocus()
    qtbot.keyClick(bar.speed_slider, Qt.Key.Key_Home)
    qtbot.keyClick(bar.speed_slider, Qt.Key.Key_End)
    assert told == [1.0, math.inf]
    assert bar.speed_slider.accessibleDescription() == "all at once"
    for speed in SPEEDS:
        bar.set_speed(speed)
        assert bar.speed == speed


def test_playing_is_said(bar: PlaybackBar) -> None:
    bar.apply_theme(DARK)
    bar.set_playing(True)
    assert bar.play_button.accessibleName() == "Pause"
    bar.set_playing(False)
    assert bar.play_button.accessibleName() == "Play"
