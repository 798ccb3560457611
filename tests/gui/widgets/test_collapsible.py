"""Folding by mouse, by keyboard and from outside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.collapsible import Collapsible


@pytest.fixture
def fold(qtbot: QtBot) -> Collapsible:
    fold = Collapsible("More", "tab.more")
    fold.set_content(QLabel("inside"))
    qtbot.addWidget(fold)
    fold.show()
    return fold


def content(fold: Collapsible) -> QLabel:
    label = fold.findChild(QLabel)
    assert label is not None
    return label


def test_starts_folded(fold: Collapsible) -> None:
    assert not fold.is_open()
    assert not content(fold).isVisible()
    assert fold.heading.objectName() == "tab.more.heading"


def test_a_click_unfolds(qtbot: QtBot, fold: Collapsible) -> None:
    with qtbot.waitSignal(fold.toggled) as toggled:
        qtbot.mouseClick(fold.heading, Qt.MouseButton.LeftButton)
    assert toggled.args == [True]
    assert content(fold).isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Right])
def test_keys_unfold(qtbot: QtBot, fold: Collapsible, key: Qt.Key) -> None:
    qtbot.keyClick(fold.heading, key)
    assert fold.is_open()
    assert fold.heading.accessibleDescription() == "unfolded"
    qtbot.keyClick(fold.heading, Qt.Key.Key_Left)
    assert not fold.is_open()


def test_set_open_is_silent(qtbot: QtBot, fold: Collapsible) -> None:
    with qtbot.assertNotEmitted(fold.toggled):
        fold.set_open(True)
    assert content(fold).isVisible()


def test_note_stands_behind_the_title(fold: Collapsible) -> None:
    fold.set_note("2 changed")
    assert fold.heading.text() == "More  ·  2 changed"
    fold.set_note("")
    assert fold.heading.text() == "More"


def test_new_content_takes_the_place_of_the_old(qtbot: QtBot, fold: Collapsible) -> None:
    fold.set_open(True)
    fold.set_content(QLabel("other"))
    assert [label.text() for label in fold.findChildren(QLabel)] == ["other"]
