"""The blind test, by keys and mouse: nothing tells what X is, and afterwards everything is as it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from fake_sounddevice import Device, FakeSoundDevice
from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.widgets.abx_dialog import HIDDEN, AbxDialog

SEED = 3
ORIGINAL, FIT = (np.full((44_100, 1), value, np.float32) for value in (0.25, 0.5))


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[SoundPlayer]:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice(Device("card")))
    made = SoundPlayer()
    made.open_sound(44_100, 1, ORIGINAL)
    made.set_track("fit", FIT)
    made.select("difference")
    yield made
    made.close()


@pytest.fixture
def dialog(player: SoundPlayer, qtbot: QtBot) -> AbxDialog:
    made = AbxDialog(player, seed=SEED)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    return made


def button(dialog: AbxDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, f"abx.{name}")
    assert found is not None
    return found


def text(dialog: AbxDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"abx.{name}")
    assert found is not None
    return found.text()


def begin(dialog: AbxDialog, qtbot: QtBot, trials: int = 5, *, match: bool = False) -> None:
    box, check = dialog.findChild(QSpinBox, "abx.trials"), dialog.findChild(QCheckBox, "abx.match")
    assert box is not None
    assert check is not None
    box.setValue(trials)
    check.setChecked(match)
    qtbot.mouseClick(button(dialog, "begin"), Qt.MouseButton.LeftButton)


def heard(player: SoundPlayer) -> float:
    """The value of what is heard once a fade is over."""
    return float(player._mixer.read(400)[-1, 0])


def test_a_whole_test_by_keys(dialog: AbxDialog, player: SoundPlayer, qtbot: QtBot) -> None:
    begin(dialog, qtbot)
    assert player.state == "playing"
    hidden = dialog.test.hidden
    for number, truth in enumerate(hidden, start=1):
        assert text(dialog, "trial") == f"Trial {number} of 5"
        qtbot.keyClick(dialog, Qt.Key.Key_X)
        assert player.track == HIDDEN
        assert heard(player) == {"A": 0.25, "B": 0.5}[truth]
        qtbot.keyClick(dialog, Qt.Key.Key_B)
        assert heard(player) == 0.5
        qtbot.keyClick(dialog, Qt.Key.Key_A)
        assert heard(player) == 0.25
        qtbot.keyClick(dialog, Qt.Key.Key_1 if truth == "A" else Qt.Key.Key_2)
    assert dialog.test.right == 5
    assert text(dialog, "score") == "5 of 5"
    assert "you very probably hear a difference" in text(dialog, "verdict")
    assert player.state == "paused"


def test_space_plays_and_pauses_even_after_a_click(dialog: AbxDialog, player: SoundPlayer, qtbot: QtBot) -> None:
    begin(dialog, qtbot)
    qtbot.mouseClick(button(dialog, "answer_A"), Qt.MouseButton.LeftButton)
    assert dialog.test.trial == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Space)
    assert (player.state, dialog.test.trial) == ("paused", 1)


def test_keys_do_nothing_before_it_begins_and_after_its_end(
    dialog: AbxDialog, player: SoundPlayer, qtbot: QtBot
) -> None:
    for key in (Qt.Key.Key_X, Qt.Key.Key_1, Qt.Key.Key_2):
        qtbot.keyClick(dialog, key)
    assert (player.track, dialog.test.trial) == ("difference", 0)
    begin(dialog, qtbot)
    for _ in range(7):
        qtbot.mouseClick(button(dialog, "answer_B"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_1)
    assert dialog.test.is_over
    assert text(dialog, "score").startswith(f"{dialog.test.right} of 5")


def test_what_is_compared_stays_and_all_is_as_before_afterwards(
    dialog: AbxDialog, player: SoundPlayer, qtbot: QtBot
) -> None:
    begin(dialog, qtbot, match=True)
    assert player.matched
    player.set_track("fit", np.ones_like(FIT))  # training goes on meanwhile
    player.set_matched(False)
    player.select("fit")
    assert heard(player) == 0.5
    dialog.close()
    assert (player.track, player.matched) == ("difference", False)
    assert HIDDEN not in player.tracks
    assert heard(player) == 0.75


def test_another_test_may_follow(dialog: AbxDialog, player: SoundPlayer, qtbot: QtBot) -> None:
    begin(dialog, qtbot)
    for _ in range(5):
        qtbot.keyClick(dialog, Qt.Key.Key_1)
    qtbot.mouseClick(button(dialog, "again"), Qt.MouseButton.LeftButton)
    begin(dialog, qtbot, trials=8)
    assert (dialog.test.trials, dialog.test.trial) == (8, 0)
    assert text(dialog, "trial") == "Trial 1 of 8"


def test_how_much_is_needed_is_said_beforehand(dialog: AbxDialog, qtbot: QtBot) -> None:
    box = dialog.findChild(QSpinBox, "abx.trials")
    assert box is not None
    box.setValue(16)
    assert any("gets 12 or more of 16 right" in label.text() for label in dialog.findChildren(QLabel))
