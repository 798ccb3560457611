"""The form of a sound's file, and what it will cost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.sound_dialog import SoundDialog, SoundWish


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(parent: QWidget) -> SoundDialog:
    return SoundDialog(parent, seconds=2.0, channels=2, sample_rate=16_000)


def test_it_begins_as_the_sound_is(dialog: SoundDialog) -> None:
    assert dialog.chosen == SoundWish(16_000, 16, ".wav")
    assert dialog.cost == "32,000 samples  ·  128 kB"


def test_any_rate_and_more_bits_cost_more(qtbot: QtBot, dialog: SoundDialog) -> None:
    rate = dialog.findChild(QSpinBox, "export.sample_rate")
    assert rate is not None
    rate.setValue(96_000)
    for name in ("export.sound_bits", "export.sound_format"):
        box = dialog.findChild(QComboBox, name)
        assert box is not None
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert dialog.chosen == SoundWish(96_000, 24, ".flac")
    assert dialog.cost.startswith("192,000 samples  ·  about 691 kB")
