"""The drawings of a descent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.look import DARK as DARK_LOOK
from sirendesk.core.descent.look import LIGHT as LIGHT_LOOK
from sirendesk.core.descent.network_plane import LossPlane
from sirendesk.core.descent.recipes import RECIPES
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.descent.landscape_view import LandscapeView
from sirendesk.gui.views.descent.loss_view import LossView
from sirendesk.gui.views.descent.regression_view import RegressionView
from sirendesk.gui.views.descent.standings import Standings, short
from sirendesk.gui.views.descent.terrain import draw_loss_plane, draw_terrain

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, view: QWidget, size: tuple[int, int] = (520, 440)) -> None:
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    qtbot.waitExposed(view)


@pytest.fixture
def view(qtbot: QtBot, landscape: Regression, walks: tuple[Walk, ...]) -> LandscapeView:
    made = LandscapeView("descend", LIGHT)
    shown(qtbot, made)
    made.set_landscape(landscape, (0.0, 0.0))
    made.set_walks(walks)
    made.plane.set_step(500)
    return made


def colours(image: QImage, x: float, y: float, reach: int = 4) -> set[str]:
    return {
        QColor(image.pixel(round(x) + dx, round(y) + dy)).name()
        for dx in range(-reach, reach + 1)
        for dy in range(-reach, reach + 1)
    }


def test_values_and_places_are_inverse_and_of_one_scale(view: LandscapeView) -> None:
    plane = view.plane
    assert plane.value_at(plane.place_of(1.5, -0.5)) == pytest.approx((1.5, -0.5))
    origin, across, up = plane.place_of(0, 0), plane.place_of(1, 0), plane.place_of(0, 1)
    assert across.x() - origin.x() == pytest.approx(origin.y() - up.y(), rel=1e-6)


def test_a_wide_pane_is_filled_without_leaving_the_landscape_out(
    qtbot: QtBot, view: LandscapeView, landscape: Regression
) -> None:
    for size in ((1400, 300), (300, 900)):
        view.resize(*size)
        left, right, bottom, top = view.plane.bounds
        home = landscape.bounds
        assert left <= home[0] + 1e-9
        assert right >= home[1] - 1e-9
        assert bottom <= home[2] + 1e-9
        assert top >= home[3] - 1e-9


def test_each_head_has_its_colour(view: LandscapeView, walks: tuple[Walk, ...]) -> None:
    view.plane.set_step(4)
    image = view.plane.grab().toImage()
    for walk in walks:
        place = view.plane.place_of(*walk.positions[4].tolist())
        assert LIGHT_LOOK.colour_of(walk.recipe.name) in colours(image, place.x(), place.y(), 6)


def test_a_walk_that_left_is_shown_at_the_border(view: LandscapeView, diverging: Walk) -> None:
    view.set_walks([diverging])
    view.plane.set_step(diverging.steps)
    image = view.plane.grab().toImage()
    clip = view.plane._clip()
    found = set()
    for x in range(int(clip.left()), int(clip.right())):
        for y in (*range(int(clip.top()), int(clip.top()) + 18), *range(int(clip.bottom()) - 18, int(clip.bottom()))):
            found.add(QColor(image.pixel(x, y)).name())
    assert LIGHT_LOOK.colour_of("batch") in found


def test_the_note_is_on_the_drawing_and_for_readers(view: LandscapeView) -> None:
    before = view.plane.grab().toImage()
    view.set_note("Batch: η = 9 is above 0.75, the largest stable rate here.")
    assert view.accessibleDescription().startswith("Batch")
    assert view.plane.grab().toImage() != before


def test_the_pointer_reads_the_loss(qtbot: QtBot, view: LandscapeView, landscape: Regression) -> None:
    place = view.plane.place_of(2.0, 1.0).toPoint()
    qtbot.mouseMove(view.plane, place)
    x, y = view.plane.value_at(QPointF(place))
    assert view.header.text.startswith("θ₀ 2")
    assert f"{landscape.value(x, y):.4g}" in view.header.text


def test_the_right_button_moves_the_landscape(qtbot: QtBot, view: LandscapeView) -> None:
    before = view.plane.bounds
    start = view.plane.start
    qtbot.mousePress(view.plane, Qt.MouseButton.RightButton, pos=QPoint(200, 200))
    qtbot.mouseMove(view.plane, QPoint(260, 200))
    qtbot.mouseRelease(view.plane, Qt.MouseButton.RightButton, pos=QPoint(260, 200))
    assert view.plane.bounds[0] < before[0]
    assert view.plane.start == start


def test_terrain_has_the_colours_of_the_theme(landscape: Regression) -> None:
    light = draw_terrain(landscape, landscape.bounds, (300, 200), LIGHT_LOOK, relief=False)
    dark = draw_terrain(landscape, landscape.bounds, (300, 200), DARK_LOOK, relief=False)
    assert light.pixels.shape == (100, 150, 3)
    assert light.pixels.mean() > 2 * dark.pixels.mean()
    assert len(light.lines) > 8
    shaded = draw_terrain(landscape, landscape.bounds, (300, 200), LIGHT_LOOK, relief=True)
    assert not np.array_equal(shaded.pixels, light.pixels)


def test_terrain_of_a_formula_with_holes() -> None:
    formula = FormulaOptions(formula="log(x) + y**2").build()
    terrain = draw_terrain(formula, formula.bounds, (200, 200), LIGHT_LOOK, relief=True)
    undefined = tuple(int(LIGHT_LOOK.undefined[k : k + 2], 16) for k in (1, 3, 5))
    assert tuple(terrain.pixels[50, 10]) == undefined


def test_a_loss_plane_sharpens_and_draws_its_paths(view: LandscapeView) -> None:
    xs = ys = np.linspace(-1, 1, 9)
    values = np.full((9, 9), np.nan)
    values[::4, ::4] = xs[None, ::4] ** 2 + ys[::4, None] ** 2 + 0.1
    path = np.array([[-0.8, -0.5], [-0.2, 0.1], [0.0, 0.0]])
    plane = LossPlane(xs, ys, values, (path,), (np.array([1.0, 0.5, 0.1]),), np.array([0.7, 0.2]))
    assert np.isfinite(draw_loss_plane(plane, LIGHT_LOOK, relief=False).pixels).all()
    view.set_network(plane, [("batch", path)])
    view.plane.set_step(2)
    assert view.plane.bounds == pytest.approx((-1, 1, -1, 1))
    place = view.plane.place_of(0.0, 0.0)
    assert LIGHT_LOOK.colour_of("batch") in colours(view.plane.grab().toImage(), place.x(), place.y())
    assert view.plane.start is None


@pytest.fixture
def data(qtbot: QtBot, landscape: Regression, walks: tuple[Walk, ...]) -> RegressionView:
    made = RegressionView("descend", LIGHT)
    shown(qtbot, made)
    made.plane.set_points(landscape.points, landscape.best)
    made.plane.set_walks(walks)
    return made


def test_the_frame_stands_still_while_a_point_is_dragged(
    qtbot: QtBot, data: RegressionView, landscape: Regression
) -> None:
    plane = data.plane
    edits: list[np.ndarray] = []
    plane.points_edited.connect(edits.append)
    k = int(landscape.points[:, 1].argmax())
    place = plane.place_of(*landscape.points[k].tolist()).toPoint()
    frame = plane.axes.bounds
    qtbot.mousePress(plane, LEFT, pos=place)
    qtbot.mouseMove(plane, place + QPoint(0, 30))
    assert len(edits) == 1
    plane.set_points(edits[-1], landscape.best)
    assert plane.axes.bounds == frame
    changed = np.flatnonzero((edits[-1] != landscape.points).any(axis=1))
    assert changed.tolist() == [k]
    assert edits[-1][k, 1] < landscape.points[k, 1]
    qtbot.mouseRelease(plane, LEFT, pos=place + QPoint(0, 30))


def test_points_by_keys(qtbot: QtBot, data: RegressionView, landscape: Regression) -> None:
    plane = data.plane
    qtbot.keyClick(data, Qt.Key.Key_Up)
    first = int(landscape.points[:, 0].argmin())
    assert plane.chosen == first
    with qtbot.waitSignal(plane.points_edited) as edited:
        qtbot.keyClick(data, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert edited.args is not None
    assert edited.args[0][first, 1] > landscape.points[first, 1]


def test_one_point_always_stays(qtbot: QtBot, data: RegressionView) -> None:
    data.plane.set_points(np.array([[0.0, 1.0]]), (1.0, 0.0))
    qtbot.keyClick(data, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(data.plane.points_edited):
        qtbot.keyClick(data, Qt.Key.Key_Delete)


def test_losses_reach_both_ends_of_their_axes(qtbot: QtBot, walks: tuple[Walk, ...], diverging: Walk) -> None:
    view = LossView("descend", LIGHT)
    shown(qtbot, view, (500, 220))
    view.plane.set_walks(walks)
    view.plane.set_step(500)
    assert view.plane.axes.bounds[1] == pytest.approx(math.log10(501), abs=0.01)
    before = view.plane.grab().toImage()
    told: list[int] = []
    view.seek_requested.connect(told.append)
    qtbot.mouseClick(view.plane, LEFT, pos=view.plane.place_of(math.log10(101), 0.5).toPoint())
    assert abs(told[0] - 100) < 4
    view.plane.set_walks([*walks, diverging])
    view.apply_theme(DARK)
    assert view.plane.grab().toImage() != before
    view.plane.set_walks([])
    view.plane.grab()


def test_standings_say_where_all_are(qtbot: QtBot, landscape: Regression, walks: tuple[Walk, ...]) -> None:
    list_ = Standings("descend", tuple(RECIPES.values()), LIGHT)
    shown(qtbot, list_, (380, 260))
    list_.set_ticked({"batch"})
    list_.display(landscape, {walk.recipe.name: walk for walk in walks}, 10_000, at_once=True)
    title, place, loss, away = list_.texts("batch")
    assert title == "Batch"
    assert place == f"{walks[0].end[0]:.2f}, {walks[0].end[1]:.2f}"
    assert float(loss) == pytest.approx(float(walks[0].losses[-1]), abs=1e-3)
    assert away == short(walks[0].distance)
    assert list_.texts("adam")[1:] == ("", "", "")
    with qtbot.waitSignal(list_.toggled) as toggled:
        list_.set_chosen("adam")
        qtbot.keyClick(list_, Qt.Key.Key_Space)
    assert toggled.args == ["adam", True]


def test_short_numbers() -> None:
    assert [short(x) for x in (0.0, 2.1955, 123.456, 4567.8, 3.2e7, 4.4e-5, -0.5, math.nan)] == [
        "0.000",
        "2.196",
        "123.5",
        "4568",
        "3e7",
        "4e−5",
        "−0.500",
        "–",
    ]
