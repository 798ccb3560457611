"""The comparison, driven as a person does."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Frame
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.compare_view import CompareView
from sirendesk.gui.views.image_pane import ImagePane


@pytest.fixture
def view(qtbot: QtBot, picture: NDArray[np.uint8], frame: Frame) -> CompareView:
    """In a window, with a picture and a fit."""
    view = CompareView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    qtbot.waitExposed(view)
    view.set_original(picture, "squares")
    view.display(frame)
    return view


def wheel(pane: ImagePane, place: QPointF, notches: int = 1) -> None:
    """Turn the wheel over a place of the picture."""
    viewport = pane.canvas.viewport()
    where = pane.canvas.point_at(place)
    event = QWheelEvent(
        where,
        QPointF(viewport.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def ranges(view: CompareView) -> list[QRectF]:
    """What each pane shows."""
    return [pane.canvas.visible_range for pane in (view.original, view.reconstruction, view.error)]


def hover(qtbot: QtBot, pane: ImagePane, place: QPointF) -> None:
    """Move the pointer over a place of the picture."""
    qtbot.mouseMove(pane.canvas.viewport(), pane.canvas.point_at(place).toPoint())


def near(one: QRectF, other: QRectF) -> bool:
    """The same part of the picture, to a thousandth of a sample."""
    return np.allclose(one.getRect(), other.getRect(), atol=1e-3)


def test_wheel_over_one_pane_moves_all(view: CompareView) -> None:
    before = view.original.canvas.visible_range
    wheel(view.error, QPointF(20, 30), 3)
    after = ranges(view)
    assert after[2].width() < before.width()
    assert near(after[0], after[2])
    assert near(after[1], after[2])


def test_resizes_leave_the_range(view: CompareView) -> None:
    wheel(view.original, QPointF(20, 30), 4)
    before = ranges(view)
    for k in range(31):
        view.resize(900 + 13 * (k % 7), 400 + 11 * (k % 5))
        QApplication.processEvents()
    view.resize(900, 400)
    QApplication.processEvents()
    for one, other in zip(before, ranges(view), strict=True):
        assert near(one, other)


def test_resizes_keep_the_whole_picture_in_view(view: CompareView) -> None:
    for size in ((700, 300), (1200, 500), (640, 640)):
        view.resize(*size)
        QApplication.processEvents()
        for seen in ranges(view):
            assert seen.contains(QRectF(0, 0, 64, 64))
            assert min(seen.width(), seen.height()) < 68


def test_nobody_gets_lost(view: CompareView, qtbot: QtBot) -> None:
    for _ in range(40):
        wheel(view.original, QPointF(1, 1), -3)
    fitted = min(view.original.canvas.visible_range.width(), view.original.canvas.visible_range.height())
    assert fitted <= 300
    for _ in range(60):
        wheel(view.original, view.original.canvas.visible_range.center(), 3)
    assert view.original.canvas.visible_range.width() > 2
    for _ in range(200):
        qtbot.keyClick(view.original, Qt.Key.Key_Right)
    assert view.original.canvas.visible_range.center().x() <= 64.001


def test_keys_zoom_move_and_fit(view: CompareView, qtbot: QtBot) -> None:
    pane = view.reconstruction
    before = pane.canvas.visible_range
    qtbot.keyClick(pane, Qt.Key.Key_Plus)
    nearer = pane.canvas.visible_range
    assert nearer.width() == pytest.approx(before.width() / 1.25)
    qtbot.keyClick(pane, Qt.Key.Key_Left)
    assert pane.canvas.visible_range.center().x() < nearer.center().x()
    qtbot.keyClick(pane, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert pane.canvas.visible_range.width() == pytest.approx(pane.canvas.width(), rel=0.01)
    assert near(view.error.canvas.visible_range, pane.canvas.visible_range)
    qtbot.keyClick(pane, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert all(near(seen, before) for seen in ranges(view))


def test_pointer_reads_place_values_and_error(view: CompareView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.hovered) as told:
        hover(qtbot, view.original, QPointF(20.5, 10.5))
    figure = "\u2007"
    assert told.args == [view.readout.text]
    assert view.readout.text == (
        f"row 10 col 20 · y −0.672 x −0.359 · original {figure}10 {figure}20 {figure}30 "
        f"· fit {figure}15 {figure}20 {figure}30 · error 0.0502"
    )


def test_pointer_beside_the_picture_reads_nothing(view: CompareView, qtbot: QtBot) -> None:
    hover(qtbot, view.error, QPointF(20.5, 10.5))
    assert view.readout.text
    qtbot.mouseMove(view.error.canvas.viewport(), QPoint(1, 1))
    assert view.readout.text == ""


def test_reading_follows_the_fit_and_moves_no_layout(view: CompareView, qtbot: QtBot, frame: Frame) -> None:
    hover(qtbot, view.reconstruction, QPointF(3.5, 60.5))
    before = view.readout.geometry(), view.readout.text
    view.display(Frame(frame.picture, np.zeros_like(frame.error), 0.05, exact=True))
    assert view.readout.text.endswith("error 0.0000")
    assert len(view.readout.text) == len(before[1])
    assert view.readout.geometry() == before[0]


def test_coarse_frame_covers_the_whole_signal(view: CompareView, qtbot: QtBot, frame: Frame) -> None:
    coarse = Frame(np.ascontiguousarray(frame.picture[::4, ::4]), np.zeros((16, 16), np.uint8), 0.1, exact=False)
    view.display(coarse)
    assert view.reconstruction.canvas.extent == (64, 64)
    hover(qtbot, view.reconstruction, QPointF(63.5, 63.5))
    assert "fit \u200765 \u200760 120" in view.readout.text


def test_wipe_divider_follows_mouse_and_keys(view: CompareView, qtbot: QtBot) -> None:
    button = view.findChild(QToolButton, "reconstruct.wipe")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.mode == "wipe"
    assert not view.error.isVisible()
    assert not view.original.isVisible()
    divider = view.divider
    middle = divider.rect().center()
    qtbot.mousePress(divider, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(divider, middle + QPoint(100, 0))
    qtbot.mouseRelease(divider, Qt.MouseButton.LeftButton, pos=middle)
    width = view.reconstruction.canvas.width()
    assert divider.share == pytest.approx(0.5 + 100 / width, abs=2 / width)
    assert view.reconstruction.picture.cut == divider.share
    share = divider.share
    qtbot.keyClick(divider, Qt.Key.Key_Left)
    assert divider.share == pytest.approx(share - 0.01)
    qtbot.keyClick(divider, Qt.Key.Key_Home)
    assert divider.share == 0.0


def test_wipe_shows_both_and_remembers_its_place(view: CompareView, qtbot: QtBot, frame: Frame) -> None:
    red = np.zeros((64, 64, 3), np.uint8)
    red[:, :, 0] = 255
    view.set_original(red, "red")
    green = np.ascontiguousarray(red[:, :, ::-1])
    view.display(Frame(green, frame.error, 0.1, exact=False))
    view.set_mode("wipe")
    shot = view.reconstruction.canvas.grab().toImage()
    middle = shot.width() // 2, shot.height() // 2
    assert QColor(shot.pixel(middle[0] - 40, middle[1] - 60)) == QColor(255, 0, 0)
    assert QColor(shot.pixel(middle[0] + 40, middle[1] - 60)) == QColor(0, 0, 255)
    view.divider.set_share(0.4)
    view.set_mode("side_by_side")
    assert view.reconstruction.picture.cut is None
    assert view.error.isVisible()
    view.set_mode("wipe")
    assert view.divider.share == 0.4


def test_double_click_enlarges_and_escape_returns(view: CompareView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.pane_enlarged) as told:
        qtbot.mouseDClick(view.error.canvas.viewport(), Qt.MouseButton.LeftButton)
    assert told.args == ["reconstruct.error"]
    assert not view.original.isVisible()
    assert view.error.width() > 800
    qtbot.keyClick(view.error, Qt.Key.Key_Escape)
    assert view.original.isVisible()
    assert view.enlarged is None
    qtbot.keyClick(view.original, Qt.Key.Key_Return)
    assert view.enlarged is view.original
    qtbot.mouseDClick(view.original.canvas.viewport(), Qt.MouseButton.LeftButton)
    assert view.enlarged is None


def test_clear_fit_says_what_will_appear(view: CompareView) -> None:
    view.set_caption("41.20 dB")
    assert view.reconstruction.header.text == "41.20 dB"
    view.clear_fit()
    assert view.reconstruction.picture.is_empty
    assert view.reconstruction.header.text == ""
    assert not view.original.picture.is_empty


def test_dark_theme_repaints_the_background(view: CompareView) -> None:
    view.apply_theme(DARK)
    shot = view.original.canvas.grab().toImage()
    assert QColor(shot.pixel(1, 1)) == QColor(DARK.background)


def test_a_file_name_is_no_markup(view: CompareView, picture: NDArray[np.uint8]) -> None:
    view.set_original(picture, "<img src=x>.png")
    assert "<img src=x>.png" in view.original.header.text


def test_grey_pictures_are_read_with_one_value(view: CompareView, qtbot: QtBot) -> None:
    grey = np.full((64, 64), 7, np.uint8)
    view.clear_fit()
    view.set_original(grey, "grey")
    hover(qtbot, view.original, QPointF(0.5, 0.5))
    assert view.readout.text.endswith("original \u2007\u20077")


def test_every_control_is_named_and_reached_by_tab(view: CompareView) -> None:
    for button in view.findChildren(QToolButton):
        assert button.objectName().startswith("reconstruct.")
        assert button.accessibleName()
        assert len(button.toolTip()) > 20
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert not button.icon().isNull()
