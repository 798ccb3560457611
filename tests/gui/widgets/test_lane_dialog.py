"""Which filling to save."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.lane_dialog import LaneDialog

LANES = (("field", "SIREN"), ("svd", "Iterative SVD"))


def test_the_best_is_proposed_and_another_can_be_chosen(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LaneDialog(parent, LANES, "svd")
    assert dialog.chosen == "svd"
    box = dialog.findChild(QComboBox, "export.lane")
    assert isinstance(box, QComboBox)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert dialog.chosen == "field"
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel)[:1])


@pytest.mark.parametrize(
    ("code", "answer"), [(QDialog.DialogCode.Accepted, "field"), (QDialog.DialogCode.Rejected, None)]
)
def test_it_answers_only_when_agreed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, code: QDialog.DialogCode, answer: str | None
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(LaneDialog, "exec", lambda dialog: code)
    assert LaneDialog.ask(parent, LANES, "field") == answer
