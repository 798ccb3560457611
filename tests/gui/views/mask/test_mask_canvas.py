"""Painting as a hand does it: real mouse, wheel and key events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.gui.theme import DARK
from sirendesk.gui.views.mask.mask_canvas import MOST_SIZE, MaskCanvas

Covered = Callable[..., NDArray[np.bool_]]
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
# few events far apart, as a fast hand sends them
FAST = [(20.3, 20.7), (260.1, 40.2), (30.9, 150.4), (250.6, 180.8)]


@pytest.mark.parametrize("zoom", [1.0, 0.37, 2.9, 17.3])
def test_a_fast_stroke_is_exactly_its_capsules_at_any_zoom(
    canvas: MaskCanvas, hand: Any, covered: Covered, zoom: float
) -> None:
    canvas.canvas.zoom(zoom)
    canvas.set_brush_size(15)
    hand.stroke(FAST)
    assert np.array_equal(canvas.mask, covered(FAST, 7.5))


def test_every_size_has_its_width_and_the_smallest_is_one_pixel(canvas: MaskCanvas, hand: Any) -> None:
    for size in (1, 2, 3, 32, 91):
        canvas.clear()
        canvas.set_brush_size(size)
        hand.stroke([(100.47, 100.47)])
        assert np.ptp(np.nonzero(canvas.mask)[0]) + 1 == size
    canvas.clear()
    canvas.set_brush_size(1)
    hand.stroke([(10.9, 10.9), (10.99, 60.1), (90.01, 60.1)])
    assert canvas.mask.sum() == 50 + 80 + 1
    assert canvas.mask[10:61, 10].all()


def test_one_stroke_is_one_step_and_is_told_once(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    spy = QSignalSpy(canvas.mask_changed)
    hand.press(FAST[0])
    for place in FAST[1:]:
        hand.move(place)
        assert not canvas.mask.any()  # not finished
        assert canvas.document.share > 0  # but seen
    hand.release(FAST[-1])
    assert spy.count() == 1
    painted = canvas.mask
    hand.stroke([(150, 100)], RIGHT)
    hand.stroke([(50, 50), (60, 60)])
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert np.array_equal(canvas.mask, painted)
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert not canvas.mask.any()
    qtbot.keyClick(canvas, Qt.Key.Key_Y, CTRL)
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL | SHIFT)
    assert not np.array_equal(canvas.mask, painted)


def test_right_button_and_eraser_erase(canvas: MaskCanvas, hand: Any, qtbot: QtBot, covered: Covered) -> None:
    canvas.set_brush_size(40)
    hand.stroke(FAST)
    canvas.set_brush_size(10)
    hand.stroke([(100, 30), (120, 160)], RIGHT)
    qtbot.keyClick(canvas, Qt.Key.Key_E)
    hand.stroke([(150, 30), (140, 160)])
    gone = covered([(100, 30), (120, 160)], 5) | covered([(150, 30), (140, 160)], 5)
    assert np.array_equal(canvas.mask, covered(FAST, 20) & ~gone)


def test_a_stroke_goes_on_outside_picture_and_widget(canvas: MaskCanvas, hand: Any, covered: Covered) -> None:
    canvas.set_brush_size(20)
    places = [(-30.5, -20.2), (150.3, 100.1), (900.7, -400.3), (310.2, 900.8), (20.4, 190.6)]
    hand.stroke(places)
    assert np.array_equal(canvas.mask, covered(places, 10))


def test_the_second_of_two_quick_presses_paints_as_well(canvas: MaskCanvas, hand: Any) -> None:
    hand.stroke([(100, 100)])
    canvas.clear()
    hand.press((100, 100), again=True)  # Qt calls it a double click
    hand.release((100, 100))
    assert canvas.mask[100, 100]
    assert not canvas.painting


def test_shift_goes_straight_on_from_the_last_place(canvas: MaskCanvas, hand: Any, covered: Covered) -> None:
    canvas.set_brush_size(8)
    hand.stroke([(20, 20), (40, 30)])
    hand.move((200, 150), SHIFT)
    assert not canvas.outline.boundingRect().isEmpty()  # the line that is offered
    hand.press((200, 150), keys=SHIFT)
    hand.release((200, 150))
    line = covered([(20, 20), (40, 30), (200, 150)], 4)
    assert np.array_equal(canvas.mask, line)
    hand.press((200, 20), keys=SHIFT)
    hand.release((200, 20))
    assert np.array_equal(canvas.mask, line | covered([(200, 150), (200, 20)], 4))
    canvas.undo()
    assert np.array_equal(canvas.mask, line)


def test_escape_gives_a_stroke_up(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    hand.stroke([(50, 50), (60, 60)])
    before = canvas.mask
    hand.press((100, 100))
    hand.move((150, 150))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.painting
    hand.move((200, 150))
    hand.release((200, 150))
    assert np.array_equal(canvas.mask, before)
    assert canvas.document.sheet.count == before.sum()
    canvas.undo()
    assert not canvas.mask.any()


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    hand.stroke([(50, 50), (60, 60)])
    before = canvas.mask
    hand.press((100, 100))
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    hand.release((100, 100))
    assert np.array_equal(canvas.mask, before)


def test_losing_the_keys_ends_a_stroke(canvas: MaskCanvas, hand: Any, covered: Covered) -> None:
    canvas.set_brush_size(10)
    hand.press((100, 100))
    hand.move((150, 150))
    canvas.clearFocus()
    assert not canvas.painting
    painted = covered([(100, 100), (150, 150)], 5)
    assert np.array_equal(canvas.mask, painted)
    hand.move((200, 20))
    hand.release((200, 20))
    assert np.array_equal(canvas.mask, painted)


def test_a_release_nobody_told_of_ends_a_stroke(canvas: MaskCanvas, hand: Any, covered: Covered) -> None:
    canvas.set_brush_size(10)
    hand.press((100, 100))
    hand.held = Qt.MouseButton.NoButton
    hand.move((150, 150))
    assert not canvas.painting
    assert np.array_equal(canvas.mask, covered([(100, 100)], 5))


def test_another_button_in_a_stroke_changes_nothing(canvas: MaskCanvas, hand: Any, covered: Covered) -> None:
    canvas.set_brush_size(10)
    hand.press((100, 100))
    hand.press((120, 100), RIGHT)
    hand.held = LEFT | RIGHT
    hand.move((150, 100))
    hand.held = RIGHT
    hand.release((150, 100))
    assert canvas.painting
    hand.held = LEFT
    hand.release((160, 100))
    assert np.array_equal(canvas.mask, covered([(100, 100), (160, 100)], 5))


def test_rectangle_and_lasso(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_R)
    hand.press((60.2, 120.4))
    hand.move((30, 100))
    hand.move((20.1, 50.2))
    assert canvas.outline.boundingRect().contains(QPointF(40, 80))
    hand.release((20.1, 50.2))
    expected = np.zeros_like(canvas.mask)
    expected[50:120, 20:60] = True
    assert np.array_equal(canvas.mask, expected)
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    hand.stroke([(30, 60), (50, 60), (50, 110), (30, 110)], RIGHT)
    expected[60:110, 30:50] = False
    assert np.array_equal(canvas.mask, expected)
    hand.press((100, 10))
    hand.move((200, 100))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release((100, 100))
    assert np.array_equal(canvas.mask, expected)
    hand.stroke([(100, 100)])  # a click draws no shape
    assert np.array_equal(canvas.mask, expected)


def test_fill_takes_similar_colours_up_to_the_border(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_G)
    hand.stroke([(10, 10)])
    assert canvas.mask[:, :150].all()
    assert not canvas.mask[:, 150:].any()
    canvas.tolerance = 200
    hand.stroke([(200, 10)], RIGHT)
    assert not canvas.mask.any()
    hand.stroke([(-5, 10)])
    assert not canvas.mask.any()


def test_size_by_keys_and_wheel_with_a_circle_of_true_size(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    spy = QSignalSpy(canvas.brush_size_changed)
    hand.move((100, 100))
    assert canvas.brush.isVisible()
    qtbot.keyClicks(canvas, "]]]")
    assert canvas.brush_size == 49  # 32 × 1.15³, whole pixels each time
    hand.turn((100, 100), -2, CTRL)
    assert canvas.brush_size == 37
    seen = canvas.canvas.visible_range
    qtbot.keyClicks(canvas, "}")
    assert canvas.brush_size == 74
    assert canvas.canvas.visible_range == seen
    assert spy.count() >= 5
    for zoom in (0.5, 6.0):
        canvas.canvas.zoom(zoom)
        circle = canvas.brush.boundingRect()
        pixels = canvas.view_box.width() / canvas.canvas.visible_range.width()
        assert circle.width() * pixels == pytest.approx(74 * pixels + 6, abs=0.1)
    for _ in range(100):
        qtbot.keyClicks(canvas, "[")
    assert canvas.brush_size == 1
    for _ in range(20):
        qtbot.keyClicks(canvas, "}")
    assert canvas.brush_size == MOST_SIZE
    canvas.set_tool("lasso")
    assert not canvas.brush.isVisible()


def test_wheel_zooms_to_the_pointer(canvas: MaskCanvas, hand: Any) -> None:
    told = QSignalSpy(canvas.range_moved)
    before = QPointF(170, 318)
    place = canvas.pointer.place_of(before)
    hand.turn(place, 5)
    assert canvas.canvas.visible_range.width() < 200
    assert (hand.where(place) - before).manhattanLength() < 0.01
    assert told.count() == 1


@pytest.mark.parametrize("how", ["middle", "space"])
def test_dragging_the_view_paints_nothing(canvas: MaskCanvas, hand: Any, qtbot: QtBot, how: str) -> None:
    canvas.canvas.zoom(4)
    seen = canvas.canvas.visible_range
    if how == "space":
        qtbot.keyPress(canvas, Qt.Key.Key_Space)
    # the picture hangs on the pointer, so that it is always over the same place
    start = hand.where((150, 100))
    hand.press((150, 100), LEFT if how == "space" else MIDDLE)
    for step in range(1, 5):
        now = canvas.canvas.visible_range
        per_pixel = now.width() / hand.view.width()
        hand.move((150 + 10 * per_pixel, 100 + 5 * per_pixel))
        assert hand.where((150, 100)).x() == pytest.approx(start.x() + 10 * step, abs=0.1)
    hand.release((150, 100))
    if how == "space":
        qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert not canvas.mask.any()
    assert canvas.canvas.visible_range.width() == pytest.approx(seen.width())
    assert canvas.canvas.visible_range.x() < seen.x()
    hand.stroke([(150, 100)])
    assert canvas.mask[100, 150]


def test_the_whole_mask_by_keys(canvas: MaskCanvas, hand: Any, qtbot: QtBot, covered: Covered) -> None:
    canvas.set_brush_size(21)
    hand.stroke([(100.5, 100.5)])
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    assert np.array_equal(canvas.mask, ~covered([(100.5, 100.5)], 10.5))
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    canvas.reach = 3
    qtbot.keyClicks(canvas, ".")
    assert canvas.mask[100, 100 - 13]
    assert not canvas.mask[100, 100 - 14]
    qtbot.keyClicks(canvas, ",")
    assert np.array_equal(canvas.mask, covered([(100.5, 100.5)], 10.5))
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert not canvas.mask.any()


def test_painting_without_a_mouse(canvas: MaskCanvas, qtbot: QtBot, covered: Covered) -> None:
    canvas.set_brush_size(16)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert np.array_equal(canvas.mask, covered([(150.5, 100.5)], 8))
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)  # a quarter of the brush each
    qtbot.keyClick(canvas, Qt.Key.Key_Down, SHIFT)  # one pixel
    qtbot.keyClick(canvas, Qt.Key.Key_Return, SHIFT)
    line = covered([(150.5, 100.5), (170.5, 101.5)], 8)
    assert np.array_equal(canvas.mask, line)
    qtbot.keyClick(canvas, Qt.Key.Key_Return, ALT)
    assert np.array_equal(canvas.mask, line & ~covered([(170.5, 101.5)], 8))
    canvas.clear()
    qtbot.keyClick(canvas, Qt.Key.Key_R)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(canvas, key)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.mask.sum() == 4 * 4
    for _ in range(100):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.pointer.place == (0.5, 97.5)


def test_arrows_bring_the_brush_back_in_sight(canvas: MaskCanvas, qtbot: QtBot) -> None:
    canvas.canvas.zoom(8)
    for _ in range(30):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        assert canvas.pointer.place is not None
        assert canvas.canvas.visible_range.contains(QPointF(*canvas.pointer.place))


def test_views_by_keys(canvas: MaskCanvas, qtbot: QtBot) -> None:
    fitted = canvas.canvas.visible_range
    qtbot.keyClicks(canvas, "++")
    nearer = canvas.canvas.visible_range
    assert nearer.width() < fitted.width()
    qtbot.keyClick(canvas, Qt.Key.Key_Left, CTRL)
    assert canvas.canvas.visible_range.x() < nearer.x()
    qtbot.keyClick(canvas, Qt.Key.Key_1, CTRL)
    assert canvas.canvas.visible_range.width() == pytest.approx(canvas.view_box.width(), rel=1e-3)
    qtbot.keyClick(canvas, Qt.Key.Key_0, CTRL)
    assert canvas.canvas.visible_range == fitted


def pixel(canvas: MaskCanvas, x: float, y: float) -> QColor:
    """What is seen at a place of the picture."""
    QApplication.processEvents()
    view = canvas.canvas.viewport()
    return view.grab().toImage().pixelColor(canvas.canvas.point_at(QPointF(x, y)).toPoint())


def test_the_mask_is_seen_in_its_colour_and_hidden_by_a_key(canvas: MaskCanvas, hand: Any, qtbot: QtBot) -> None:
    canvas.set_brush_size(40)
    hand.stroke([(75, 100)])
    hand.move((280, 20))
    canvas.overlay.set_look("#0000ff", 0.5)
    for _ in range(2):
        seen = pixel(canvas, 75, 100)
        assert (seen.red(), seen.blue()) == (pytest.approx(20, abs=2), pytest.approx(147, abs=2))
        canvas.canvas.zoom(0.3)  # now from a coarser level
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    assert pixel(canvas, 75, 100) == QColor(40, 40, 40)
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    assert pixel(canvas, 75, 100).blue() > 140
    canvas.undo()
    assert pixel(canvas, 75, 100) == QColor(40, 40, 40)


class Regions(QObject):
    """How large a part of a widget is painted each time."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.areas: list[int] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look and let pass."""
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect().width() * event.rect().height())
        return False


@pytest.mark.parametrize("tool", ["brush", "rectangle", "fill"])
def test_whoever_paints_on_a_hidden_mask_sees_it_again(canvas: MaskCanvas, hand: Any, qtbot: QtBot, tool: str) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_M)
    assert not canvas.overlay.isVisible()
    canvas.set_tool(tool)
    hand.stroke(FAST[:2])
    assert canvas.overlay.isVisible()


def test_only_what_the_brush_touched_is_painted_again(canvas: MaskCanvas, hand: Any) -> None:
    canvas.set_brush_size(10)
    hand.press((100, 100))
    QApplication.processEvents()
    regions = Regions(canvas.canvas.viewport())
    hand.move((103, 101))
    QApplication.processEvents()
    per_pixel = canvas.canvas.visible_range.width() / canvas.view_box.width()
    assert regions.areas
    assert max(regions.areas) < (30 / per_pixel) ** 2
    hand.release((103, 101))


def test_a_coarser_level_is_drawn_anew_as_far_as_it_reaches(qtbot: QtBot) -> None:
    canvas = MaskCanvas("large", DARK)
    qtbot.addWidget(canvas)
    canvas.resize(300, 330)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_picture(np.zeros((2048, 2048), np.uint8), "black")
    canvas.overlay.set_look("#ffffff", 1.0)
    QApplication.processEvents()
    empty = canvas.screen().grabWindow(canvas.winId()).toImage()
    for x in range(100, 1900, 331):
        canvas.set_brush_size(21 + x % 50)
        canvas.begin((x, x), erase=False)
        canvas.drag((x + 150, x))
        canvas.finish()
        QApplication.processEvents()
    # what is on the screen; a grab of the widget would paint it again
    in_parts = canvas.screen().grabWindow(canvas.winId()).toImage()
    canvas.overlay.update()
    QApplication.processEvents()
    assert canvas.screen().grabWindow(canvas.winId()).toImage() == in_parts
    assert in_parts != empty


def test_without_a_picture_there_is_nothing_to_paint(qtbot: QtBot) -> None:
    canvas = MaskCanvas("bare", DARK)
    qtbot.addWidget(canvas)
    canvas.show()
    spy = QSignalSpy(canvas.mask_changed)
    qtbot.mouseClick(canvas.canvas.viewport(), LEFT)
    for key in (Qt.Key.Key_I, Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Escape):
        qtbot.keyClick(canvas, key)
    assert spy.count() == 0


def test_masks_from_outside(canvas: MaskCanvas, hand: Any) -> None:
    spy = QSignalSpy(canvas.mask_changed)
    mask = np.random.default_rng(0).random((200, 300)) < 0.3
    canvas.set_mask(mask)
    assert spy.count() == 1
    assert np.array_equal(canvas.mask, mask)
    canvas.undo()
    assert not canvas.mask.any()
    hand.press((10, 10))
    canvas.reset_mask(mask, ("random:0.3", 0))
    hand.release((10, 10))
    assert spy.count() == 2
    assert np.array_equal(canvas.mask, mask)
    assert canvas.document.origin == ("random:0.3", 0)
    with pytest.raises(ValueError, match="does not fit"):
        canvas.set_mask(mask[:50])


def test_keys_of_the_canvas_come_before_the_windows_and_not_in_other_boxes(canvas: MaskCanvas, qtbot: QtBot) -> None:
    box = QLineEdit()
    qtbot.addWidget(box)
    box.show()
    box.setFocus()
    qtbot.keyClicks(box, "berlg[m")
    assert box.text() == "berlg[m"
    assert canvas.tool == "brush"
    assert canvas.overlay.isVisible()


def test_views_follow_each_other(canvas: MaskCanvas) -> None:
    told = QSignalSpy(canvas.range_moved)
    canvas.set_range(canvas.canvas.visible_range.adjusted(50, 50, -50, -50))
    assert told.count() == 0
    canvas.canvas.zoom(2)
    assert told.at(0)[0] == canvas.view_box.viewRect()
