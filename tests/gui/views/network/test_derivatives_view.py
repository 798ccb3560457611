"""Slopes and curvature as pictures."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.insight.values import Derivatives, InsightRequest, Unavailable
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.network.arrow_item import ArrowItem
from sirendesk.gui.views.network.derivative_colours import direction_colours, diverging_table
from sirendesk.gui.views.network.derivatives_view import DerivativesView
from sirendesk.gui.views.network.pane_grid import PaneGrid


@pytest.fixture
def view(qtbot: QtBot) -> DerivativesView:
    """In a window, empty."""
    view = DerivativesView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 360)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_it_asks_for_derivatives_and_says_what_will_be_there(view: DerivativesView) -> None:
    assert view.request() == InsightRequest("derivatives")
    assert "Press Start" in view.said


def test_the_signal_sets_the_scale_of_both(view: DerivativesView, derivatives: Derivatives) -> None:
    view.display(derivatives)
    assert view.said == ""
    assert view.scales == (4.0, 200.0)
    wild = dataclasses.replace(derivatives, fit_x=derivatives.fit_x * 1000)
    view.display(wild)
    assert view.scales == (4.0, 200.0)


def test_a_sentence_takes_the_place_of_pictures_and_goes_again(view: DerivativesView, derivatives: Derivatives) -> None:
    view.display(Unavailable(3, "derivatives", "This model has none."))
    assert view.said == "This model has none."
    view.display(derivatives)
    assert view.said == ""
    view.clear()
    assert all(pane.picture.is_empty for pane in view.panes)


def test_the_pointer_reads_fit_and_signal(view: DerivativesView, derivatives: Derivatives, qtbot: QtBot) -> None:
    view.display(derivatives)
    canvas = view.panes[0].canvas
    middle = canvas.point_at(QPointF(canvas.extent[1] / 2, canvas.extent[0] / 2))
    qtbot.mouseMove(canvas.viewport(), QPoint(round(middle.x()), round(middle.y())))
    assert view.words.text == "|∇f| fit 3.0 signal 4.0 · Δf fit −100 signal +200"


def test_one_zoom_for_all_that_a_finer_answer_leaves_alone(view: DerivativesView, derivatives: Derivatives) -> None:
    view.display(derivatives)
    view.panes[0].canvas.zoom(2.0)
    seen = view.panes[0].canvas.visible_range
    assert view.panes[3].canvas.visible_range == seen
    finer = {f.name: np.repeat(np.repeat(getattr(derivatives, f.name), 3, 0), 3, 1)[:71] for f in _arrays(derivatives)}
    view.display(Derivatives(9, **finer))
    assert view.panes[0].canvas.visible_range == seen


def test_enter_shows_one_pane_large_and_escape_brings_all_back(
    view: DerivativesView, derivatives: Derivatives, qtbot: QtBot
) -> None:
    view.display(derivatives)
    qtbot.keyClick(view.panes[2], Qt.Key.Key_Return)
    assert [pane.isVisible() for pane in view.panes] == [False, False, True, False]
    qtbot.keyClick(view.panes[2], Qt.Key.Key_Escape)
    assert all(pane.isVisible() for pane in view.panes)


def test_arrows_or_colours(view: DerivativesView, derivatives: Derivatives, qtbot: QtBot) -> None:
    view.display(derivatives)
    arrows, colours = view._arrows[0], view._colour_button
    assert arrows.isVisible()
    qtbot.mouseClick(colours, Qt.MouseButton.LeftButton)
    assert not arrows.isVisible()
    assert view._wheels[0].isVisible()
    view.apply_theme(DARK)
    assert not arrows.isVisible()


def test_arrows_point_where_the_function_rises(derivatives: Derivatives) -> None:
    item = ArrowItem()
    item.set_field(derivatives.fit_x, derivatives.fit_y, 3.0, derivatives.fit_x.shape)
    shafts = item.lines(8)[::3]
    assert len(shafts) == 3 * 4
    assert all(line.x2() > line.x1() and line.y1() == line.y2() for line in shafts)
    item.set_field(derivatives.signal_x, derivatives.signal_y, 4.0, derivatives.fit_x.shape)
    assert all(line.y2() > line.y1() for line in item.lines(7)[::3])
    # nothing leaves the picture, also where the last squares are cut off
    assert all(0 <= place <= 33 for line in item.lines(7) for place in (line.x1(), line.x2()))


def test_a_thin_edge_keeps_its_arrow() -> None:
    x = np.zeros((16, 16), np.float32)
    x[:, 5] = 1.0
    item = ArrowItem()
    item.set_field(x, 0 * x, 1.0, (16, 16))
    assert len(item.lines(8)[::3]) == 2


def test_colours_of_directions_and_bends() -> None:
    one, none = np.ones((1, 1), np.float32), np.zeros((1, 1), np.float32)
    right, left = (direction_colours(sign * one, none, 1.0)[0, 0].astype(int) for sign in (1, -1))
    up, down = (direction_colours(none, -sign * one, 1.0)[0, 0].astype(int) for sign in (1, -1))
    assert right[2] - right[0] > 60  # blue
    assert left[0] - left[2] > 60  # ochre
    assert up.mean() - down.mean() > 120  # light and dark
    still = direction_colours(none, none, 1.0)[0, 0]
    assert np.ptp(still) == 0
    for theme in (LIGHT, DARK):
        colour = QColor(theme.background)
        background = np.array([colour.red(), colour.green(), colour.blue()])
        middle = diverging_table(theme.dark)[127:129].astype(int)
        assert np.abs(middle - background).max() < 16


def test_the_grid_takes_the_columns_that_draw_largest(qtbot: QtBot) -> None:
    panes = [QWidget() for _ in range(4)]
    grid = PaneGrid(panes, 2)
    qtbot.addWidget(grid)
    grid.set_shape((100, 100))
    grid.resize(1000, 320)
    grid.show()
    assert grid.columns_for(grid.size()) == 4
    # what stands below each other in two rows stands beside each other in one
    assert panes[0].x() < panes[2].x() < panes[1].x() < panes[3].x()
    grid.resize(500, 500)
    assert grid.columns_for(grid.size()) == 2
    assert panes[0].y() == panes[1].y() < panes[2].y() == panes[3].y()


def _arrays(record: Derivatives) -> list[dataclasses.Field[object]]:
    return [field for field in dataclasses.fields(record) if field.name != "step"]
