"""The bar under a sound, by mouse and keys, alone and with a player."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.theme import DARK, LIGHT, make_palette
from sirendesk.gui.widgets.sound_devices import SYSTEM_TITLE
from sirendesk.gui.widgets.sound_transport import SoundTransport, in_decibels
from sirendesk.gui.widgets.track_switch import TrackChoice
from waiting import LONG


@pytest.fixture
def bar(qtbot: QtBot) -> SoundTransport:
    made = SoundTransport("sound")
    qtbot.addWidget(made)
    made.apply_theme(LIGHT)
    made.resize(960, 40)
    made.show()
    qtbot.waitExposed(made)
    made.show_state("stopped")
    made.show_tracks(("original", "fit", "difference"))
    return made


@pytest.fixture
def player() -> Iterator[SoundPlayer]:
    made = SoundPlayer()
    yield made
    made.close()


def actions(bar: SoundTransport) -> dict[str, QAction]:
    return {action.text(): action for action in bar.device_button.menu().actions() if not action.isSeparator()}


def where(bar: SoundTransport) -> str:
    label = bar.findChild(QLabel, "sound.where")
    assert label is not None
    return label.text()


def test_buttons_tell(qtbot: QtBot, bar: SoundTransport) -> None:
    bar.show_state("playing")
    for button, signal in (
        (bar.play_button, bar.play_requested),
        (bar.stop_button, bar.stop_requested),
        (bar.start_button, bar.start_requested),
        (bar.loop_button, bar.loop_toggled),
        (bar.match_button, bar.match_toggled),
        (bar.blind_button, bar.blind_test_requested),
        (bar.switch.button("fit"), bar.track_requested),
    ):
        with qtbot.waitSignal(signal, timeout=LONG):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_is_set_is_shown_and_not_told(qtbot: QtBot, bar: SoundTransport) -> None:
    told: list[Any] = []
    for signal in (bar.volume_changed, bar.loop_toggled, bar.match_toggled, bar.track_requested):
        signal.connect(told.append)
    bar.show_volume(0.125)
    bar.show_looping(True)
    bar.show_matched(True)
    bar.show_track("fit")
    bar.show_position(3.216)
    bar.show_length(75.0)
    assert told == []
    assert bar.volume_slider.value() == 50
    assert bar.loop_button.isChecked()
    assert bar.match_button.isChecked()
    assert where(bar) == "0:03.22 / 1:15.00"
    assert [bar.switch.button(key).isChecked() for key in ("original", "fit", "difference")] == [False, True, False]


def test_a_click_leaves_the_keys_where_they_were(qtbot: QtBot, bar: SoundTransport) -> None:
    for button in (bar.play_button, bar.loop_button, bar.switch.button("fit"), bar.device_button, bar.volume_slider):
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_a_track_is_down_only_when_it_is_heard(qtbot: QtBot, bar: SoundTransport) -> None:
    bar.show_track("original")
    with qtbot.waitSignal(bar.track_requested, timeout=LONG) as asked:
        qtbot.mouseClick(bar.switch.button("fit"), Qt.MouseButton.LeftButton)
    assert asked.args == ["fit"]
    assert bar.switch.button("original").isChecked()
    bar.show_track("x")  # something that has no button
    assert not any(bar.switch.button(key).isChecked() for key in ("original", "fit", "difference"))
    bar.show_tracks(("original",))
    assert not bar.switch.button("fit").isEnabled()
    assert not bar.blind_button.isEnabled()


def test_what_is_heard_stands_out_in_both_themes(bar: SoundTransport) -> None:
    bar.show_track("fit")
    for theme in (DARK, LIGHT):
        bar.setPalette(make_palette(theme))
        colours = [bar.switch.button(key).palette().color(QPalette.ColorRole.Button) for key in ("original", "fit")]
        assert abs(colours[0].lightnessF() - colours[1].lightnessF()) > 0.04
        assert colours[1].blue() > 1.5 * colours[1].red()


def test_other_tracks(qtbot: QtBot, bar: SoundTransport) -> None:
    bar.switch.set_choices([TrackChoice("given", "G", "Noisy & given", "What is learnt from.")])
    bar.show_tracks(("given",))
    button = bar.switch.button("given")
    assert (button.text(), button.toolTip()) == ("G  Noisy && given", "What is learnt from. (G)")
    with qtbot.waitSignal(bar.track_requested, timeout=LONG) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["given"]


def test_volume_by_keys_is_in_decibels(qtbot: QtBot, bar: SoundTransport) -> None:
    told: list[float] = []
    bar.volume_changed.connect(told.append)
    bar.volume_slider.setFocus()
    qtbot.keyClick(bar.volume_slider, Qt.Key.Key_Home)
    qtbot.keyClick(bar.volume_slider, Qt.Key.Key_End)
    qtbot.keyClick(bar.volume_slider, Qt.Key.Key_PageDown)
    assert told == [0.0, 1.0, pytest.approx(0.729)]
    assert bar.volume_slider.accessibleDescription() == "−3 dB"
    assert [in_decibels(volume) for volume in (1.0, 0.98, 0.1, 0.0)] == ["0 dB", "0 dB", "−20 dB", "silent"]


def test_devices_by_their_names(qtbot: QtBot, bar: SoundTransport) -> None:
    bar.show_devices(("card", "Bang & Olufsen"), "card")
    assert list(actions(bar)) == [SYSTEM_TITLE, "card", "Bang && Olufsen", "Look for devices again"]
    assert actions(bar)["card"].isChecked()
    with qtbot.waitSignal(bar.device_requested) as asked:
        actions(bar)["Bang && Olufsen"].trigger()
    assert asked.args == ["Bang & Olufsen"]
    with qtbot.waitSignal(bar.refresh_requested):
        actions(bar)["Look for devices again"].trigger()
    bar.show_devices(("card",), "headset")
    assert actions(bar)["headset (not there)"].isChecked()
    bar.show_devices((), "")
    assert bar.device_button.text() == "No sound device"
    assert "Plug one in" in bar.device_button.toolTip()


def test_every_control_teaches_and_has_a_name(bar: SoundTransport) -> None:
    controls = [part for part in bar.findChildren(QWidget) if part.objectName() and part.objectName() != "sound.track"]
    assert len(controls) >= 11
    for control in controls:
        if control.objectName().startswith("sound."):
            assert control.toolTip(), control.objectName()
            assert control.accessibleName(), control.objectName()


def test_attached_to_a_player_both_say_the_same(qtbot: QtBot, bar: SoundTransport, player: SoundPlayer) -> None:
    bar.attach(player)
    assert not bar.play_button.isEnabled()
    values = np.zeros((441_00, 1), np.float32)
    player.open_sound(44_100, 1, values)
    assert where(bar) == "0:00.00 / 0:01.00"
    assert not bar.switch.button("fit").isEnabled()
    player.set_track("fit", values)
    qtbot.mouseClick(bar.switch.button("difference"), Qt.MouseButton.LeftButton)
    assert player.track == "difference"
    assert bar.switch.button("difference").isChecked()
    qtbot.mouseClick(bar.loop_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.match_button, Qt.MouseButton.LeftButton)
    assert (player.looping, player.matched) == (True, True)
    player.seek(0.5)
    assert where(bar) == "0:00.50 / 0:01.00"
    qtbot.mouseClick(bar.start_button, Qt.MouseButton.LeftButton)
    assert player.position == 0.0
    player.set_volume(0.125)
    assert bar.volume_slider.value() == 50
    player.choose_device("headset")
    assert bar.device_button.text() == "headset"
    player.close_sound()
    assert not bar.play_button.isEnabled()
