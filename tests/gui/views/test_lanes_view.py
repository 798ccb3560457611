"""Lanes beside each other and as a wipe, driven as a person does."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Frame
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.lane_grid import LaneGrid
from sirendesk.gui.views.lanes_view import LanesView

LANES = (("siren", "SIREN"), ("svd", "SVD"), ("soft-svd", "Soft SVD"))
COLOURS = {"siren": (200, 0, 0), "svd": (0, 200, 0), "soft-svd": (0, 0, 200)}


def plain(colour: tuple[int, int, int], shape: tuple[int, int] = (64, 64)) -> Frame:
    """A picture of one colour."""
    picture = np.ascontiguousarray(np.broadcast_to(np.array(colour, np.uint8), (*shape, 3)))
    return Frame(picture, np.full(shape, 128, np.uint8), 0.1, exact=False)


@pytest.fixture
def view(qtbot: QtBot, picture: NDArray[np.uint8]) -> LanesView:
    view = LanesView("inpaint", LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 450)
    view.show()
    qtbot.waitExposed(view)
    view.set_original(picture, "squares")
    view.set_lanes(LANES)
    for key, colour in COLOURS.items():
        view.display(key, plain(colour))
    return view


def panes(view: LanesView) -> list[ImagePane]:
    return [view.pane(key) for key in ("original", *view.keys)]


def shown(view: LanesView) -> list[str]:
    return [key for key in ("original", "hole", *view.keys) if view.pane(key).isVisible()]


def button(view: LanesView, name: str) -> QToolButton:
    found = view.findChild(QToolButton, f"inpaint.{name}")
    assert found is not None
    return found


def wheel(pane: ImagePane, place: QPointF, notches: int) -> None:
    viewport, where = pane.canvas.viewport(), pane.canvas.point_at(place)
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


def colour_at(pane: ImagePane, place: QPointF) -> QColor:
    QApplication.processEvents()
    return pane.canvas.grab().toImage().pixelColor(pane.canvas.point_at(place).toPoint())


def near(one: QRectF, other: QRectF) -> bool:
    return np.allclose(one.getRect(), other.getRect(), atol=1e-3)


def test_each_lane_shows_its_own_picture(view: LanesView) -> None:
    assert shown(view) == ["original", "siren", "svd", "soft-svd"]
    for key, colour in COLOURS.items():
        assert colour_at(view.pane(key), QPointF(30, 30)).getRgb()[:3] == colour


def test_one_zoom_for_all(view: LanesView) -> None:
    moved: list[QRectF] = []
    view.range_moved.connect(moved.append)
    before = panes(view)[0].canvas.visible_range
    wheel(view.pane("svd"), QPointF(20, 30), 3)
    after = [pane.canvas.visible_range for pane in panes(view)]
    assert after[2].width() < before.width()
    assert all(near(seen, after[2]) for seen in after)
    assert near(moved[-1], after[2])


def test_it_follows_another_view_of_the_picture(view: LanesView) -> None:
    rect = QRectF(10, 12, 20, 20)
    view.follow(rect)
    for pane in panes(view):
        assert pane.canvas.visible_range.contains(rect)
        assert not pane.canvas.is_fitted
    view.follow(QRectF(-1, -1, 66, 66))
    assert all(pane.canvas.is_fitted for pane in panes(view))


def test_keys_zoom_and_fit_all(view: LanesView, qtbot: QtBot) -> None:
    qtbot.keyClick(view.pane("siren"), Qt.Key.Key_Plus)
    assert not view.pane("svd").canvas.is_fitted
    with qtbot.waitSignal(view.range_moved):
        qtbot.keyClick(view.pane("svd"), Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert all(pane.canvas.is_fitted for pane in panes(view))


def test_a_new_lane_joins_the_zoom_and_old_ones_keep_their_picture(view: LanesView) -> None:
    wheel(view.pane("svd"), QPointF(20, 30), 3)
    kept = view.pane("svd")
    view.set_lanes([("patches", "Patches"), ("svd", "SVD, rank 9")])
    assert view.keys == ("patches", "svd")
    assert view.pane("svd") is kept
    assert kept.header.lead == "SVD, rank 9"
    assert colour_at(kept, kept.canvas.visible_range.center()).getRgb()[:3] == COLOURS["svd"]
    assert near(view.pane("patches").canvas.visible_range, kept.canvas.visible_range)
    view.display("siren", plain((9, 9, 9)))  # a late frame of a lane that left
    view.set_caption("siren", "gone")


def test_double_click_shows_one_large_and_escape_all_again(view: LanesView, qtbot: QtBot) -> None:
    pane = view.pane("svd")
    with qtbot.waitSignal(view.pane_enlarged) as told:
        qtbot.mouseDClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton)
    assert told.args == ["inpaint.lane_svd"]
    assert shown(view) == ["svd"]
    view.display("siren", plain((1, 2, 3)))
    assert pane.hasFocus()
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert shown(view) == ["original", "siren", "svd", "soft-svd"]
    assert colour_at(view.pane("siren"), QPointF(30, 30)).getRgb()[:3] == (1, 2, 3)


def test_a_wipe_between_any_two(view: LanesView, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(view, "lanes_wipe_mode"), Qt.MouseButton.LeftButton)
    assert view.mode == "wipe"
    assert shown(view) == []
    for name, key in (("left", "siren"), ("right", "soft-svd")):
        box = view.findChild(QComboBox, f"inpaint.lanes_wipe_{name}")
        assert box is not None
        box.setFocus()
        while box.currentData() != key:
            qtbot.keyClick(box, Qt.Key.Key_Down)
    assert view.wipe.header.lead == "SIREN  |  Soft SVD"
    assert colour_at(view.wipe, QPointF(10, 30)).getRgb()[:3] == COLOURS["siren"]
    assert colour_at(view.wipe, QPointF(54, 30)).getRgb()[:3] == COLOURS["soft-svd"]
    view.display("siren", plain((50, 60, 70)))
    assert colour_at(view.wipe, QPointF(10, 30)).getRgb()[:3] == (50, 60, 70)
    view.wipe.divider.setFocus()
    qtbot.keyClick(view.wipe.divider, Qt.Key.Key_Home)
    assert colour_at(view.wipe, QPointF(10, 30)).getRgb()[:3] == COLOURS["soft-svd"]
    view.set_lanes(LANES[:1])  # what the wipe was between went: it falls back to what there is
    assert view.tools.pair == ("siren", "siren")


def test_the_hole_can_be_wiped_once_there_is_one(view: LanesView, picture: NDArray[np.uint8]) -> None:
    def offered() -> list[str]:
        return [view.tools.left.itemData(k) for k in range(view.tools.left.count())]

    assert "hole" not in offered()
    view.set_hole(np.zeros_like(picture))
    assert "hole" in offered()
    view.set_mode("wipe")
    view.set_wipe("hole", "svd")
    assert colour_at(view.wipe, QPointF(10, 30)).getRgb()[:3] == (0, 0, 0)
    view.set_hole(None)
    assert "hole" not in offered()


def test_winner_and_captions(view: LanesView) -> None:
    view.set_caption("svd", "27.10 dB · 3.2 s")
    view.set_winner("svd")
    assert view.pane("svd").header.lead == "★ SVD"
    assert view.pane("svd").header.text == "27.10 dB · 3.2 s"
    view.set_winner("siren")
    assert view.pane("svd").header.lead == "SVD"
    view.clear()
    assert view.pane("siren").header.lead == "SIREN"
    assert view.pane("svd").header.text == ""
    assert all(view.pane(key).picture.is_empty for key in view.keys)
    assert not view.pane("original").picture.is_empty


def test_the_original_leaves_its_room_to_the_lanes(view: LanesView, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(view, "lanes_original"), Qt.MouseButton.LeftButton)
    assert shown(view) == ["siren", "svd", "soft-svd"]
    view.set_lanes(())
    assert shown(view) == ["original"]  # never nothing


def test_a_coarser_picture_is_stretched_over_the_original(view: LanesView) -> None:
    half = np.zeros((32, 32, 3), np.uint8)
    half[:, 16:] = 255
    view.display_picture("svd", half)
    assert colour_at(view.pane("svd"), QPointF(20, 30)).red() == 0
    assert colour_at(view.pane("svd"), QPointF(44, 30)).red() == 255


def test_the_pointer_reads_the_lane_it_is_over(view: LanesView, qtbot: QtBot) -> None:
    pane = view.pane("siren")
    qtbot.mouseMove(pane.canvas.viewport(), pane.canvas.point_at(QPointF(10.5, 20.5)).toPoint())
    assert "row 20 col 10" in view.tools.readout.text
    assert "fit 200" in view.tools.readout.text
    QApplication.sendEvent(pane.canvas, QEvent(QEvent.Type.Leave))
    assert view.tools.readout.text == ""


def test_lanes_out_of_sight_cost_no_picture(view: LanesView, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(ImagePane, "display", lambda pane, *rest: drawn.append(pane.objectName()))
    view.set_mode("wipe")
    for key, _ in LANES:
        view.display(key, plain((1, 1, 1)))
    assert drawn == []


@pytest.mark.parametrize("size", [QSize(892, 415), QSize(1492, 715)])
@pytest.mark.parametrize("shape", [(512, 512), (512, 910), (910, 512), (200, 1000)])
@pytest.mark.parametrize("count", range(1, 9))
def test_the_grid_uses_the_room(qtbot: QtBot, size: QSize, shape: tuple[int, int], count: int) -> None:
    grid = LaneGrid()
    qtbot.addWidget(grid)
    grid.set_shape(shape)

    def width_with(columns: int) -> float:
        rows = -(-count // columns)
        wide = (size.width() - 4 * (columns - 1)) // columns
        high = (size.height() - 4 * (rows - 1)) // rows - 22
        return min(wide, high * shape[1] / shape[0])

    best = max(width_with(columns) for columns in range(1, count + 1))
    assert width_with(grid.columns_for(count, size)) >= best - 1


def test_panes_are_of_one_size_and_inside(view: LanesView) -> None:
    view.set_lanes([(f"lane {k}", f"Lane {k}") for k in range(7)])
    boxes = [pane.geometry() for pane in panes(view)]
    assert len({box.size().toTuple() for box in boxes}) == 1
    for k, box in enumerate(boxes):
        assert view.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[k + 1 :])


def test_another_theme_reaches_every_pane(view: LanesView) -> None:
    view.apply_theme(DARK)
    view.set_lanes([*LANES, ("late", "Late")])
    assert view.pane("late").canvas.backgroundBrush().color() == QColor(DARK.background)
    assert view.pane("svd").canvas.backgroundBrush().color() == QColor(DARK.background)
