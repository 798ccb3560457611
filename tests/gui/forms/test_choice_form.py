"""Choosing an entry of a catalogue, and its options."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.forms.sample_options import Bare, Ramp, Wave
from sirendesk.gui.forms.choice_form import ChoiceForm
from sirendesk.gui.forms.number_slider import NumberSlider

CATALOGUE = {"wave": Wave, "ramp": Ramp, "bare": Bare}


@pytest.fixture
def form(qtbot: QtBot) -> ChoiceForm:
    form = ChoiceForm(CATALOGUE, "Model", "tab")
    qtbot.addWidget(form)
    form.resize(280, 600)
    form.show()
    return form


def choose(qtbot: QtBot, form: ChoiceForm, key: Qt.Key) -> None:
    assert form.box is not None
    qtbot.keyClick(form.box, key)


def test_starts_with_the_first_entry(form: ChoiceForm) -> None:
    assert (form.choice(), form.options()) == ("wave", Wave())
    assert form.box is not None
    assert form.box.objectName() == "tab.model.box"


def test_another_entry_tells_its_options(qtbot: QtBot, form: ChoiceForm) -> None:
    heard: list[object] = []
    form.options_changed.connect(heard.append)
    form.setup_changed.connect(heard.append)
    choose(qtbot, form, Qt.Key.Key_Down)
    assert form.choice() == "ramp"
    assert heard == [Ramp(), Ramp()]


def test_each_entry_keeps_its_own_settings(qtbot: QtBot, form: ChoiceForm) -> None:
    form.set_options(Wave(hidden_layers=7))
    choose(qtbot, form, Qt.Key.Key_Down)
    choose(qtbot, form, Qt.Key.Key_Down)
    assert form.options() == Bare()
    assert not form.form().isVisible()
    choose(qtbot, form, Qt.Key.Key_Home)
    assert form.options() == Wave(hidden_layers=7)


def test_set_options_switches_silently_and_remembers(qtbot: QtBot, form: ChoiceForm) -> None:
    heard: list[object] = []
    form.options_changed.connect(heard.append)
    form.set_options(Ramp(leak=0.5))
    assert (form.choice(), form.options(), heard) == ("ramp", Ramp(leak=0.5), [])
    assert form.box is not None
    assert form.box.currentText() == "Ramp"
    choose(qtbot, form, Qt.Key.Key_Up)
    choose(qtbot, form, Qt.Key.Key_Down)
    assert form.options() == Ramp(leak=0.5)


def test_names_belong_to_the_form_that_is_seen(qtbot: QtBot, form: ChoiceForm) -> None:
    choose(qtbot, form, Qt.Key.Key_Down)
    found = form.findChildren(QWidget, "tab.hidden_features")
    assert found == [form.form().editor("hidden_features")]
    assert isinstance(found[0], NumberSlider)
    assert found[0].value() == 64


def test_changes_come_through_after_a_switch(qtbot: QtBot, form: ChoiceForm) -> None:
    choose(qtbot, form, Qt.Key.Key_Down)
    heard: list[object] = []
    form.options_changed.connect(heard.append)
    editor = form.form().editor("hidden_features")
    assert isinstance(editor, NumberSlider)
    qtbot.keyClick(editor.field, Qt.Key.Key_Up)
    assert heard == [Ramp(hidden_features=65)]


def test_folding_is_kept_across_entries(qtbot: QtBot, form: ChoiceForm) -> None:
    form.set_more_open(True)
    choose(qtbot, form, Qt.Key.Key_Down)
    assert form.form().is_more_open()
    choose(qtbot, form, Qt.Key.Key_End)
    choose(qtbot, form, Qt.Key.Key_Home)
    assert form.form().is_more_open()


def test_disabled_entries_stay_disabled_across_set_options(form: ChoiceForm) -> None:
    form.set_enabled_names(())
    form.set_options(Ramp())
    assert not form.form().editor("leak").isEnabled()
    assert form.box is not None
    assert not form.box.isEnabled()
    form.set_enabled_names(None)
    assert form.box.isEnabled()


def test_one_entry_is_a_caption(qtbot: QtBot) -> None:
    form = ChoiceForm({"wave": Wave}, "Model", "tab")
    qtbot.addWidget(form)
    assert form.box is None
    name = form.findChild(QLabel, "tab.model.name")
    assert name is not None
    assert name.text() == "Wave"


def test_tab_leads_from_the_box_into_the_form(qtbot: QtBot, form: ChoiceForm) -> None:
    choose(qtbot, form, Qt.Key.Key_Down)
    form.activateWindow()
    assert form.box is not None
    form.box.setFocus()
    qtbot.waitUntil(form.box.hasFocus)
    qtbot.keyClick(form.box, Qt.Key.Key_Tab)
    editor = form.form().editor("hidden_features")
    assert isinstance(editor, NumberSlider)
    assert editor.field.hasFocus()
