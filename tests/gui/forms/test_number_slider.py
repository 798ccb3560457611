"""Slider and box for one number, driven by real events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.forms.sample_options import Wave
from sirendesk.core.options import option_specs
from sirendesk.gui.forms.number_slider import NumberSlider
from sirendesk.gui.forms.option_label import OptionLabel
from sirendesk.gui.widgets.quiet import QuietSlider


def make(qtbot: QtBot, name: str = "learning_rate", kind: type = float) -> tuple[NumberSlider, list[object]]:
    default = getattr(Wave(), name)
    editor = NumberSlider(option_specs(Wave)[name], kind, default, f"tab.{name}")
    qtbot.addWidget(editor)
    editor.resize(260, editor.sizeHint().height())
    editor.show()
    changes: list[object] = []
    editor.value_changed.connect(changes.append)
    return editor, changes


def slider_of(editor: NumberSlider) -> QuietSlider:
    assert editor.slider is not None
    return editor.slider


def wheel(target: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a widget, as the screen would."""
    window = target.window().windowHandle()
    middle = target.mapTo(target.window(), target.rect().center())
    QTest.wheelEvent(window, QPointF(middle), QPoint(0, 120 * notches))


def test_names_and_teaching_text(qtbot: QtBot) -> None:
    editor, _ = make(qtbot)
    assert editor.objectName() == "tab.learning_rate"
    assert editor.field.objectName() == "tab.learning_rate.field"
    assert editor.field.accessibleName() == "Learning rate"
    for part in ("Size of a step.", "Default 0.001", "1e-6 to 1", "Live"):
        assert part in editor.toolTip()


def test_dragging_tells_every_value_on_the_way(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    slider = slider_of(editor)
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    for x in range(slider.width() // 2, slider.width() - 4, 4):
        qtbot.mouseMove(slider, QPoint(x, middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 4, middle))
    assert len(changes) > 10
    assert changes == sorted(changes, key=float)  # type: ignore[arg-type]
    assert editor.value() == changes[-1]
    assert editor.value() > 0.1


def test_a_press_brings_the_handle(qtbot: QtBot) -> None:
    editor, changes = make(qtbot, "hidden_features", int)
    slider = slider_of(editor)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(1, slider.height() // 2))
    assert changes == [4]
    assert editor.field.text() == "4"


def test_holding_the_handle_changes_nothing(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    editor.set_value(0.00123)
    slider = slider_of(editor)
    x = round((slider.width() - 12) * slider.value() / slider.maximum()) + 6
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x, slider.height() // 2))
    assert (editor.value(), changes) == (0.00123, [])


def test_keys_of_the_slider(qtbot: QtBot) -> None:
    editor, changes = make(qtbot, "hidden_features", int)
    slider = slider_of(editor)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageUp):
        qtbot.keyClick(slider, key)
    assert changes == [320, 640, 2048, 4, 8]
    assert all(type(value) is int for value in changes)


def test_keys_of_the_box(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down):
        qtbot.keyClick(editor.field, key)
    assert changes == [0.0011, 0.0022, 0.002]
    assert slider_of(editor).sliderPosition() > 0


def test_typing_counts_when_it_is_finished(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, "3,3e-4")
    assert changes == []
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert changes == [3.3e-4]
    assert editor.field.text() == "3.3e-4"


def test_letters_cannot_be_typed_and_half_a_number_is_taken_back(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    with qtbot.waitSignal(editor.refused) as refused:
        editor.field.selectAll()
        qtbot.keyClicks(editor.field, "xyz-")
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert "not a number" in str(refused.args)
    assert (editor.field.text(), changes) == ("0.001", [])


def test_a_number_beyond_the_bounds_becomes_the_bound_and_says_so(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    with qtbot.waitSignal(editor.refused) as refused:
        editor.field.selectAll()
        qtbot.keyClicks(editor.field, "50")
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert refused.args == ["1 is the most that works, so that was taken."]
    assert changes == [1.0]


def test_whole_numbers_stay_whole(qtbot: QtBot) -> None:
    editor, changes = make(qtbot, "hidden_features", int)
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, "1e3")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert changes == [1000]
    assert type(changes[0]) is int


def test_escape_takes_back_what_was_typed(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, "0.5")
    qtbot.keyClick(editor.field, Qt.Key.Key_Escape)
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert (editor.value(), changes) == (0.001, [])


def test_the_value_keeps_digits_that_are_not_written(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    editor.set_value(0.00123456789)
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert (editor.value(), changes) == (0.00123456789, [])


def test_set_value_is_silent_and_moves_the_handle(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    slider = slider_of(editor)
    before = slider.value()
    editor.set_value(0.1)
    assert slider.value() > before
    assert changes == []


def test_the_wheel_scrolls_the_form_until_the_control_has_the_focus(qtbot: QtBot) -> None:
    area = QScrollArea()
    content = QWidget()
    column = QVBoxLayout(content)
    editors = [NumberSlider(option_specs(Wave)["learning_rate"], float, 1e-3, f"tab.{k}") for k in range(20)]
    for editor in editors:
        column.addWidget(editor)
    area.setWidget(content)
    qtbot.addWidget(area)
    area.resize(280, 200)
    with qtbot.waitExposed(area):
        area.show()
    area.activateWindow()
    area.setFocus()
    first, second = editors[:2]
    wheel(slider_of(first), -1)
    wheel(second.field, -1)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    assert (first.value(), second.value()) == (1e-3, 1e-3)
    area.verticalScrollBar().setValue(0)
    slider_of(first).setFocus()
    qtbot.waitUntil(slider_of(first).hasFocus)
    wheel(slider_of(first), 1)
    qtbot.waitUntil(lambda: first.value() > 1e-3)


def test_the_same_value_again_leaves_half_typed_text_alone(qtbot: QtBot) -> None:
    editor, _ = make(qtbot)
    editor.activateWindow()
    editor.field.setFocus()
    qtbot.waitUntil(editor.field.hasFocus)
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, "0.0")
    editor.set_value(1e-3)
    assert editor.field.text() == "0.0"
    editor.set_value(2e-3)
    assert editor.field.text() == "0.002"


def test_double_click_on_the_caption_resets(qtbot: QtBot) -> None:
    editor, changes = make(qtbot)
    editor.set_value(0.5)
    label = editor.findChild(OptionLabel)
    assert label is not None
    qtbot.mouseDClick(label.caption, Qt.MouseButton.LeftButton)
    assert (editor.value(), changes) == (1e-3, [1e-3])
    qtbot.mouseDClick(label.caption, Qt.MouseButton.LeftButton)
    assert changes == [1e-3]


def test_an_ampersand_in_the_label_is_shown(qtbot: QtBot) -> None:
    editor, _ = make(qtbot, "weight_scale")
    label = editor.findChild(OptionLabel)
    assert label is not None
    assert label.caption.text() == "Scale && α"


def test_without_a_useful_range_there_is_no_slider(qtbot: QtBot) -> None:
    editor, changes = make(qtbot, "seed", int)
    assert editor.slider is None
    qtbot.keyClick(editor.field, Qt.Key.Key_Up)
    assert changes == [1]


@pytest.mark.parametrize("unit", ["", " s", "s"])
def test_a_unit_may_be_typed_or_left_out(qtbot: QtBot, unit: str) -> None:
    editor, changes = make(qtbot, "patience")
    assert editor.field.text() == "2 s"
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, "5")
    editor.field.lineEdit().setText("5" + unit)
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert changes == [5.0]
    assert editor.field.text() == "5 s"
