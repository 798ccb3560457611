"""A question that is answered by yes or no."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.asking_whether import ask_whether

QUESTION = "Scale <img src='x'> to the picture?"


def press(text: str) -> None:
    """Press a button of the box that is open, or Esc."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert box.text() == QUESTION
    assert box.textFormat() == Qt.TextFormat.PlainText
    button: QAbstractButton = next(b for b in box.buttons() if b.text() == text)
    button.click()


@pytest.mark.parametrize(("text", "agreed"), [("Scale", True), ("Cancel", False)])
def test_only_the_one_button_agrees(qtbot: QtBot, text: str, agreed: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    QTimer.singleShot(0, parent, lambda: press(text))
    assert ask_whether(parent, "Mask", QUESTION, "Scale") is agreed
