"""The clock of a playback, with a clock of its own."""

from __future__ import annotations

import math

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sirendesk.gui import player as module
from sirendesk.gui.player import Player


@pytest.fixture
def player(qapp: QApplication) -> Player:
    made = Player()
    made.set_length(100)
    return made


def test_who_stood_at_the_end_stays_there(player: Player) -> None:
    assert (player.step, player.state) == (100, "finished")
    player.set_length(500)
    assert (player.step, player.state) == (500, "finished")
    player.seek(40)
    player.set_length(1000)
    assert (player.step, player.state) == (40, "paused")
    player.set_length(10)
    assert (player.step, player.state) == (10, "finished")


def test_steps_stay_within_and_hold(player: Player) -> None:
    player.forward()
    assert player.step == 100
    player.to_start()
    assert player.state == "ready"
    player.back()
    assert player.step == 0
    player.forward()
    assert (player.step, player.state) == (1, "paused")
    player.to_end()
    assert player.state == "finished"


def test_speed_is_steps_a_second(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(module.time, "perf_counter", lambda: now[0])
    player.set_speed(100.0)
    player.play()
    assert player.step == 0
    for _ in range(10):
        now[0] += 0.05
        player._advance()
    assert player.step == 50
    now[0] += 60.0  # after a halt of the program it does not leap
    player._advance()
    assert player.step == 60
    player.pause()
    assert player.state == "paused"


def test_all_at_once(qtbot: QtBot, player: Player) -> None:
    player.set_speed(math.inf)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda state: state == "finished", timeout=5000):
        player.play()
    assert player.step == 100


def test_nothing_to_play(qapp: QApplication) -> None:
    player = Player()
    player.play()
    assert (player.state, player.step) == ("ready", 0)
