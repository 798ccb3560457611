"""Tick boxes with a limit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.method_list import MethodList

METHODS = {"a": ("One", "The first."), "b-c": ("Two & more", "The second."), "d": ("Three", "The third.")}


def made(qtbot: QtBot, most: int = 2) -> MethodList:
    methods = MethodList(METHODS, most, "test")
    qtbot.addWidget(methods)
    methods.show()
    return methods


def box(methods: MethodList, name: str) -> QCheckBox:
    found = methods.findChild(QCheckBox, f"test.method_{name}")
    assert isinstance(found, QCheckBox)
    return found


def test_a_tick_tells_all_that_are_ticked_in_order(qtbot: QtBot) -> None:
    methods = made(qtbot)
    methods.set_ticked(("d",))
    with qtbot.waitSignal(methods.ticked_changed) as told:
        qtbot.keyClick(box(methods, "a"), Qt.Key.Key_Space)
    assert told.args == [("a", "d")]


def test_setting_tells_nothing(qtbot: QtBot) -> None:
    methods = made(qtbot)
    with qtbot.assertNotEmitted(methods.ticked_changed):
        methods.set_ticked(("b-c", "nobody"))
    assert methods.ticked == ("b-c",)


def test_at_the_limit_the_others_say_why(qtbot: QtBot) -> None:
    methods = made(qtbot)
    methods.set_ticked(("a", "d"))
    assert not box(methods, "b_c").isEnabled()
    assert "untick another" in box(methods, "b_c").toolTip()
    qtbot.keyClick(box(methods, "a"), Qt.Key.Key_Space)
    assert box(methods, "b_c").isEnabled()
    assert box(methods, "b_c").toolTip() == "The second."


def test_a_title_is_no_accelerator(qtbot: QtBot) -> None:
    methods = made(qtbot)
    assert box(methods, "b_c").text() == "Two && more"
    methods.set_title("a", "FINER & co")
    assert box(methods, "a").text() == "FINER && co"
    assert box(methods, "a").accessibleName() == "FINER & co"
