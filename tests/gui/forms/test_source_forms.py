"""Which stretch of a sound is learnt, by numbers and by buttons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QPushButton
from pytestqt.qtbot import QtBot

from sirendesk.core.signals import SignalSource
from sirendesk.gui.forms.source_forms import SoundSourceForm, picture_source_form

SOURCE = SignalSource("sample:guitar")


@pytest.fixture
def form(qtbot: QtBot) -> SoundSourceForm:
    made = SoundSourceForm(SOURCE, "sound")
    qtbot.addWidget(made)
    made.set_sound(7.0, "7.00 s")
    made.show()
    return made


def enter(qtbot: QtBot, form: SoundSourceForm, name: str, seconds: float) -> None:
    box = form.findChild(QDoubleSpinBox, f"sound.{name}")
    assert box is not None
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, f"{seconds:g}")
    qtbot.keyClick(box, Qt.Key.Key_Return)


def test_a_stretch_is_entered_and_given_up(qtbot: QtBot, form: SoundSourceForm) -> None:
    told: list[SignalSource] = []
    form.setup_changed.connect(told.append)
    enter(qtbot, form, "start", 1.25)
    enter(qtbot, form, "end", 3)
    assert (told[-1].start, told[-1].end) == (1.25, 3.0)
    whole = form.findChild(QPushButton, "sound.learn_whole")
    assert whole is not None
    qtbot.mouseClick(whole, Qt.MouseButton.LeftButton)
    assert told[-1] == SOURCE
    assert not whole.isEnabled()


def test_an_end_before_the_start_is_no_stretch(qtbot: QtBot, form: SoundSourceForm) -> None:
    enter(qtbot, form, "start", 5)
    told: list[SignalSource] = []
    form.setup_changed.connect(told.append)
    enter(qtbot, form, "end", 2)
    assert told == []
    box = form.findChild(QDoubleSpinBox, "sound.end")
    assert box is not None
    assert box.value() == 7.0


def test_mono_keeps_the_stretch(qtbot: QtBot, form: SoundSourceForm) -> None:
    enter(qtbot, form, "start", 2)
    mono = form.findChild(QCheckBox, "sound.gray.box")
    assert mono is not None
    assert mono.text() == "Mono"
    with qtbot.waitSignal(form.setup_changed) as told:
        qtbot.mouseClick(mono, Qt.MouseButton.LeftButton, pos=mono.rect().center() - mono.rect().center() / 2)
    assert told.args is not None
    assert told.args[0] == SignalSource("sample:guitar", gray=True, start=2.0)


def test_a_picture_has_no_rate_and_no_stretch(qtbot: QtBot) -> None:
    made = picture_source_form(SignalSource("sample:camera"), "reconstruct")
    qtbot.addWidget(made)
    assert made.editor_names() == ["size", "gray"]
