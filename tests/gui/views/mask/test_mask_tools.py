"""The tools around the canvas, by clicks and keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.mask import GENERATORS, make_mask
from sirendesk.gui.theme import DARK
from sirendesk.gui.views.mask.mask_canvas import MaskCanvas
from sirendesk.gui.views.mask.mask_maker import KINDS
from sirendesk.gui.views.mask.mask_overlay import COLOURS
from sirendesk.gui.views.mask.mask_sheet import HOWS
from sirendesk.gui.views.mask.mask_tools import MaskTools, share_text

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tools(qtbot: QtBot, canvas: MaskCanvas) -> MaskTools:
    """Of the canvas, in a window of their own."""
    tools = MaskTools(canvas, "test")
    qtbot.addWidget(tools)
    tools.resize(900, 120)
    tools.show()
    qtbot.waitExposed(tools)
    return tools


def test_tools_are_chosen_by_button_and_by_key(tools: MaskTools, canvas: MaskCanvas, qtbot: QtBot) -> None:
    for name, button in tools.tool_buttons.items():
        qtbot.mouseClick(button, LEFT)
        assert canvas.tool == name
    qtbot.keyClick(canvas, Qt.Key.Key_E)
    assert tools.tool_buttons["eraser"].isChecked()
    # keys work on the buttons as well, and the letters of a box stay there
    qtbot.keyClick(tools.invert_button, Qt.Key.Key_L)
    assert canvas.tool == "lasso"
    for box in (tools.reach_field, tools.maker.kind_box, tools.maker.seed_field):
        box.setFocus()
        for key in (Qt.Key.Key_B, Qt.Key.Key_M, Qt.Key.Key_Period):
            qtbot.keyClick(box, key)
    assert canvas.overlay.isVisible()
    assert canvas.tool == "lasso"


def test_size_goes_both_ways(tools: MaskTools, canvas: MaskCanvas, qtbot: QtBot) -> None:
    tools.size_field.setFocus()
    tools.size_field.selectAll()
    qtbot.keyClicks(tools.size_field, "77")
    qtbot.keyClick(tools.size_field, Qt.Key.Key_Return)
    assert canvas.brush_size == 77
    qtbot.keyClicks(canvas, "]")
    assert tools.size_field.value() == canvas.brush_size == 89
    before = tools.size_slider.value()
    qtbot.keyClick(tools.size_slider, Qt.Key.Key_Right)
    assert tools.size_slider.value() == before + 1
    assert canvas.brush_size == tools.size_field.value() > 89


def test_the_number_belongs_to_the_tool(tools: MaskTools, canvas: MaskCanvas, qtbot: QtBot) -> None:
    assert tools.size_field.isVisible()
    canvas.set_tool("fill")
    assert tools.tolerance_field.isVisible()
    assert not tools.size_field.isVisible()
    tools.tolerance_field.stepBy(5)
    assert canvas.tolerance == tools.tolerance_field.value() > 24
    canvas.set_tool("rectangle")
    assert not tools.size_field.isEnabled()


def test_whole_mask_commands(tools: MaskTools, canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    assert not tools.undo_button.isEnabled()
    canvas.set_brush_size(20)
    hand.stroke([(100.3, 100.3)])
    painted = canvas.mask
    tools.reach_field.set_value(4)
    tools.reach_field.stepBy(1)
    qtbot.mouseClick(tools.grow_button, LEFT)
    assert canvas.mask[100, 100 - 9 - 5]
    qtbot.mouseClick(tools.shrink_button, LEFT)
    assert (canvas.mask & painted).sum() == painted.sum()
    assert "shrink" in tools.undo_button.toolTip()
    qtbot.mouseClick(tools.undo_button, LEFT)
    qtbot.mouseClick(tools.undo_button, LEFT)
    assert np.array_equal(canvas.mask, painted)
    qtbot.mouseClick(tools.redo_button, LEFT)
    qtbot.mouseClick(tools.undo_button, LEFT)
    qtbot.mouseClick(tools.invert_button, LEFT)
    assert np.array_equal(canvas.mask, ~painted)
    qtbot.mouseClick(tools.clear_button, LEFT)
    assert not canvas.mask.any()


def test_share_is_told_while_one_paints(tools: MaskTools, canvas: MaskCanvas, hand: Any) -> None:
    assert tools.share_line.text == "0.0 % masked"
    hand.press((100, 100))
    first = tools.share_line.text
    hand.move((200, 100))
    assert float(tools.share_line.text.split()[0]) > float(first.split()[0]) > 0
    hand.release((200, 100))
    assert tools.share_line.text == share_text(canvas.mask.mean())
    assert share_text(1e-9) == "0.1 % masked"
    assert share_text(1 - 1e-9) == "99.9 % masked"
    assert share_text(1.0) == "100.0 % masked"


def test_looks(tools: MaskTools, canvas: MaskCanvas, qtbot: QtBot) -> None:
    qtbot.mouseClick(tools.show_button, LEFT)
    assert not canvas.overlay.isVisible()
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    assert tools.show_button.isChecked()
    menu = tools.colour_button.menu()
    next(action for action in menu.actions() if action.text() == "Blue").trigger()
    assert canvas.overlay.colour == COLOURS["Blue"]
    qtbot.keyClick(tools.opacity_slider, Qt.Key.Key_End)
    assert canvas.overlay.density == 1.0


def test_masks_are_made_and_combined(tools: MaskTools, canvas: MaskCanvas, qtbot: QtBot) -> None:
    maker = tools.maker
    assert set(KINDS) == set(GENERATORS)
    shape = canvas.mask.shape
    for name in KINDS:
        maker.kind_box.setCurrentIndex(maker.kind_box.findData(name))
        assert maker.amount_fields[name].isVisible()
        qtbot.mouseClick(maker.make_button, LEFT)
        assert np.array_equal(canvas.mask, make_mask(maker.words, shape, 0))
        assert tools.words == (maker.words, 0)
    text, block = canvas.mask, make_mask("block:64", shape, 0)
    maker.set_words("block:64", 5)
    assert (maker.words, maker.seed) == ("block:64", 5)
    for how, expected in (("add", text | block), ("subtract", text & ~block)):
        maker.how_box.setCurrentIndex(maker.how_box.findData(how))
        qtbot.mouseClick(maker.make_button, LEFT)
        assert np.array_equal(canvas.mask, expected)
        assert tools.words is None
    assert [maker.how_box.itemData(k) for k in range(maker.how_box.count())] == list(HOWS)


@pytest.mark.parametrize("words", ["painted:3x3:AAAA", "block:x", "", "/somewhere/mask.png"])
def test_words_of_other_masks_leave_the_maker_alone(tools: MaskTools, words: str) -> None:
    before = tools.maker.words
    tools.set_words(words, 1)
    assert tools.maker.words == before


def test_words_with_a_share(tools: MaskTools) -> None:
    tools.set_words("random:0.123", 77)
    assert (tools.maker.words, tools.maker.seed) == ("random:0.123", 77)


def test_files_are_wishes(tools: MaskTools, qtbot: QtBot) -> None:
    load, save = QSignalSpy(tools.load_requested), QSignalSpy(tools.save_requested)
    qtbot.mouseClick(tools.load_button, LEFT)
    qtbot.mouseClick(tools.save_button, LEFT)
    assert (load.count(), save.count()) == (1, 1)


def test_everything_is_named_explained_and_reached_by_tab(tools: MaskTools) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)
    controls = [c for kind in kinds for c in tools.findChildren(kind) if not c.objectName().startswith("qt_")]
    assert len(controls) > 20
    for control in controls:
        assert control.accessibleName(), control.objectName()
        assert control.toolTip(), control.objectName()
        if control not in tools.tool_buttons.values():  # of which Tab reaches the chosen one, and arrow keys the others
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()
    names = [control.objectName() for control in controls]
    assert len(set(names)) == len(names)


def test_without_a_picture_commands_rest(qtbot: QtBot, photo: np.ndarray) -> None:
    canvas = MaskCanvas("bare", DARK)
    tools = MaskTools(canvas, "bare", DARK)
    qtbot.addWidget(canvas)
    qtbot.addWidget(tools)
    assert not tools.invert_button.isEnabled()
    assert not tools.maker.make_button.isEnabled()
    canvas.set_picture(photo, "halves")
    assert tools.invert_button.isEnabled()
    assert tools.maker.make_button.isEnabled()


def test_groups_wrap_and_none_is_cut_off(qtbot: QtBot, canvas: MaskCanvas) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tools = MaskTools(canvas, "test")
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(tools)
    window.show()
    heights = []
    for width in (1400, 800, 500, 360):
        window.resize(width, 500)
        QApplication.processEvents()
        heights.append(tools.height())
        groups = [c for c in tools.children() if isinstance(c, QWidget)]
        for group in groups:
            assert tools.rect().contains(group.geometry()), (width, group.geometry())
            assert group.size().expandedTo(group.minimumSizeHint()) == group.size()
        for one in groups:
            assert not any(one is not other and one.geometry().intersects(other.geometry()) for other in groups)
    assert heights == sorted(heights)
    assert heights[-1] > heights[2] > heights[0]
    assert tools.layout().sizeHint() != QSize()
    assert tools.mapTo(window, QPoint(0, 0)).y() > 0
