"""Noise by a box and its numbers, as words."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from sirendesk.core.errors import UsageError
from sirendesk.core.noise import parse_noise
from sirendesk.gui.forms.noise_form import KINDS, NoiseForm


@pytest.fixture
def form(qtbot: QtBot) -> NoiseForm:
    form = NoiseForm("denoise")
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


def slider(form: NoiseForm, name: str) -> QSlider:
    found = form.findChild(QSlider, f"denoise.noise_{name}.slider")
    assert found is not None
    return found


@pytest.mark.parametrize("words", ["none", "gaussian:25", "gaussian:12.5", "photon:30,2", "photon:100,0", "salt:0.05"])
def test_words_are_shown_and_told_again(form: NoiseForm, words: str, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.words_changed):
        form.set_words(words)
    assert form.words == words
    assert form.box.currentData() == words.partition(":")[0]


def test_only_the_numbers_of_the_kind_are_there(form: NoiseForm) -> None:
    form.set_words("photon:30")
    assert slider(form, "count").isVisible()
    assert slider(form, "readout").isVisible()
    assert not slider(form, "sigma").isVisible()
    form.set_words("none")
    assert not slider(form, "count").isVisible()


def test_every_kind_gives_noise_that_can_be_read(form: NoiseForm, qtbot: QtBot) -> None:
    form.box.setFocus()
    for kind in list(KINDS)[1:]:
        with qtbot.waitSignal(form.words_changed) as told:
            qtbot.keyClick(form.box, Qt.Key.Key_Down)
        assert told.args is not None
        assert told.args[0].startswith(f"{kind}:")
        assert parse_noise(told.args[0]) is not None


def test_a_number_is_told_and_kept_when_one_comes_back(form: NoiseForm, qtbot: QtBot) -> None:
    form.set_words("gaussian:25")
    slider(form, "sigma").setFocus()
    with qtbot.waitSignal(form.words_changed) as told:
        qtbot.keyClick(slider(form, "sigma"), Qt.Key.Key_Right)
    assert told.args is not None
    words = told.args[0]
    assert words != "gaussian:25"
    form.box.setFocus()
    qtbot.keyClick(form.box, Qt.Key.Key_Down)
    qtbot.keyClick(form.box, Qt.Key.Key_Up)
    assert form.words == words


def test_words_that_are_none_are_refused(form: NoiseForm) -> None:
    with pytest.raises(UsageError):
        form.set_words("fog:3")
