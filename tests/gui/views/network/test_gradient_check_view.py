"""Analytic against numeric gradients on the screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from sirendesk.core.gradient_trial import GradientTrial, run_trial
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.network.gradient_check_view import GradientCheckView, verdict


@pytest.fixture
def jobs() -> list[Callable[[], Any]]:
    """What the view asked for."""
    return []


@pytest.fixture
def view(qtbot: QtBot, jobs: list[Callable[[], Any]]) -> GradientCheckView:
    """In a window; what it asks for is kept and not done."""
    view = GradientCheckView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.check_requested.connect(jobs.append)
    view.resize(900, 380)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_the_first_look_checks_the_defaults(view: GradientCheckView, jobs: list[Callable[[], Any]]) -> None:
    assert len(jobs) == 1
    assert not view.run_button.isEnabled()
    view.display_check(jobs[0]())
    assert view.run_button.isEnabled()
    assert view.table.rowCount() == GradientTrial().hidden_layers + 1
    marks = [view.table.item(row, 3) for row in range(view.table.rowCount())]
    assert all(mark is not None and mark.text() == "✓" for mark in marks)
    assert view.words.text.startswith("right: all layers agree")
    assert view.pane.tiles.count == view.table.rowCount()
    view.apply_theme(DARK)
    view.grab()


def test_a_change_checks_again_once_there_is_an_outcome(
    view: GradientCheckView, jobs: list[Callable[[], Any]], qtbot: QtBot
) -> None:
    box = view.findChild(QComboBox, "reconstruct.gradcheck.activation.box")
    assert box is not None
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert len(jobs) == 1  # the first one is under way
    view.display_check(jobs[0]())
    assert len(jobs) == 2  # and was about other settings
    view.display_check(jobs[1]())
    assert len(jobs) == 2
    qtbot.mouseClick(view.run_button, Qt.MouseButton.LeftButton)
    assert len(jobs) == 3


def test_a_mistake_shows_in_its_layer_and_before(view: GradientCheckView) -> None:
    check = run_trial(dataclasses.replace(GradientTrial(), spoil=True, spoilt_layer=2))
    view.display_check(check)
    marks = [view.table.item(row, 3) for row in range(4)]
    assert [mark.text() for mark in marks if mark is not None] == ["✗", "✗", "✓", "✓"]
    assert verdict(check).startswith("wrong: hidden 2 disagrees, and with it every layer before it")
    assert "hidden 2: disagrees" in view.pane.tiles.accessibleDescription()


def test_a_failure_is_said_and_can_be_tried_again(view: GradientCheckView) -> None:
    view.display_failure("There is not enough memory.")
    assert view.words.text == "There is not enough memory."
    assert view.run_button.isEnabled()


def test_it_asks_nothing_of_the_run(view: GradientCheckView) -> None:
    assert view.request() is None
