"""The path of the weights."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import WeightPath
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.path_view import PathView


@pytest.fixture
def path() -> WeightPath:
    """An arc of 20 points with falling loss."""
    t = np.linspace(0, 1, 20)
    points = np.stack([8 * t, np.sin(3 * t)], axis=1).astype(np.float32)
    return WeightPath(points, (10 ** (-1 - 3 * t)).astype(np.float32), 0.87)


@pytest.fixture
def view(qtbot: QtBot) -> PathView:
    """In a window, empty."""
    view = PathView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(260, 240)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_caption_tells_the_share(view: PathView, path: WeightPath) -> None:
    view.display(path)
    assert view.caption.text == "2 directions explain 87 %"
    assert view.pane.scale.labels == ("loss 10⁻⁴", "10⁻¹")
    view.clear()
    assert view.caption.text == ""
    assert view.pane.scale.labels == ("", "")


def test_all_points_lie_inside(view: PathView, path: WeightPath) -> None:
    view.display(path)
    for size in ((260, 240), (600, 150), (180, 500)):
        view.resize(*size)
        places = view.plane.places()
        assert np.all(places >= 0)
        assert np.all(places <= [view.plane.width(), view.plane.height()])
        assert places[0, 0] < places[-1, 0]


def test_pointer_and_keys_read_points(view: PathView, path: WeightPath, qtbot: QtBot) -> None:
    view.display(path)
    x, y = view.plane.places()[0]
    qtbot.mouseMove(view.plane, QPoint(round(x), round(y)))
    assert view.caption.text == "point 1 of 20 · loss 1.00·10⁻¹"
    qtbot.keyClick(view.pane, Qt.Key.Key_Right)
    assert view.caption.text.startswith("point 2 of 20")
    # a longer path arriving meanwhile leaves the reading
    view.display(path)
    assert view.caption.text.startswith("point 2 of 20")


def test_a_shorter_path_drops_a_reading_past_its_end(view: PathView, path: WeightPath) -> None:
    view.display(path)
    view.plane.choose(19)
    view.display(WeightPath(path.points[:5], path.losses[:5], 0.9))
    assert view.plane.chosen is None
    assert view.caption.text == "2 directions explain 90 %"


def test_a_path_that_stands_still_is_drawn(view: PathView) -> None:
    view.display(WeightPath(np.zeros((3, 2), np.float32), np.zeros(3, np.float32), 1.0))
    assert np.isfinite(view.plane.places()).all()
    view.grab()


def test_dark_theme_repaints_the_background(view: PathView, path: WeightPath) -> None:
    view.display(path)
    view.apply_theme(DARK)
    shot = view.plane.grab().toImage()
    backgrounds = {QColor(shot.pixel(x, 3)).name() for x in range(3, shot.width() - 3)}
    assert DARK.background in backgrounds
