"""Small multiples: activations and singular values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from sirendesk.core.insight.values import Activations, LayerHistogram, LayerSpectra
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.network.activations_view import ActivationsView
from sirendesk.gui.views.network.layers_view import LayersView, effective_rank
from sirendesk.gui.views.network.tiles import LEAST_WIDTH, TITLE, grid_for


@pytest.mark.parametrize("count", range(1, 14))
@pytest.mark.parametrize("room", [(940.0, 330.0), (1560.0, 560.0), (500.0, 240.0)])
def test_every_number_of_layers_has_room(count: int, room: tuple[float, float]) -> None:
    columns, rows = grid_for(count, *room)
    assert columns * rows >= count > columns * (rows - 1)
    assert room[0] / columns > 0.8 * LEAST_WIDTH
    assert room[1] / rows > TITLE + 20


def test_a_layer_with_stuck_neurons_is_named(qtbot: QtBot, activations: Activations) -> None:
    view = ActivationsView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    assert "Press Start" in view.said
    view.display(activations)
    assert view.words.text == "34 % of the 64 neurons of layer 2 are stuck: they answer the same nearly everywhere"
    assert "34 % stuck" in view.pane.tiles.accessibleDescription()
    view.resize(700, 320)
    view.apply_theme(DARK)
    view.grab()


def test_silent_and_uneven_layers_are_told(qtbot: QtBot, make_histogram: Callable[..., LayerHistogram]) -> None:
    view = ActivationsView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    values = np.random.default_rng(1).normal(size=2000)
    view.display(Activations(1, (make_histogram(values), make_histogram(1e-5 * values))))
    assert view.words.text.startswith("layer 2 is nearly silent")
    view.display(Activations(1, (make_histogram(values), make_histogram(10 * values))))
    assert "10.0-fold" in view.words.text
    view.display(Activations(1, (make_histogram(values), make_histogram(values))))
    assert view.words.text.startswith("all layers are spread alike")


def test_the_axis_of_values_stands_still(qtbot: QtBot, make_histogram: Callable[..., LayerHistogram]) -> None:
    view = ActivationsView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    values = np.linspace(-1, 1, 500)
    view.display(Activations(1, (make_histogram(values),)))
    before = view.pane.tiles.chart(0).x
    view.display(Activations(2, (make_histogram(0.8 * values),)))
    assert view.pane.tiles.chart(0).x == before
    view.display(Activations(3, (make_histogram(2 * values),)))
    assert view.pane.tiles.chart(0).x.high > 2
    view.display(Activations(4, (make_histogram(0.1 * values),)))
    assert view.pane.tiles.chart(0).x.high < 0.2


def test_a_layer_of_equal_values_is_drawn(qtbot: QtBot, make_histogram: Callable[..., LayerHistogram]) -> None:
    view = ActivationsView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.display(Activations(1, (make_histogram(np.zeros(50), 1.0),)))
    view.resize(300, 200)
    view.grab()


def test_effective_rank_is_the_number_of_equal_values() -> None:
    assert effective_rank(np.ones(7, np.float32)) == pytest.approx(7.0)
    assert effective_rank(np.array([3, 0, 0], np.float32)) == pytest.approx(1.0)
    assert effective_rank(np.zeros(4, np.float32)) == 0.0
    # two values a and b: exp of the entropy of a/(a+b)
    assert effective_rank(np.array([3, 1], np.float32)) == pytest.approx(0.75**-0.75 * 0.25**-0.25)


def test_the_layer_that_changed_most_is_named(qtbot: QtBot, layers: LayerSpectra) -> None:
    view = LayersView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.display(layers)
    assert view.words.text == "hidden 1 changed most: its effective rank fell from 16.0 to 8.0 of 16"
    assert "effective rank 8.0 of 16" in view.pane.tiles.accessibleDescription()
    view.resize(700, 320)
    view.grab()
    same = LayerSpectra(6, tuple(type(one)(one.name, one.shape, one.start, one.start) for one in layers.layers))
    view.display(same)
    assert view.words.text.startswith("effective ranks are those of the start")


def test_all_layers_share_one_axis_that_only_grows(qtbot: QtBot, layers: LayerSpectra) -> None:
    view = LayersView("reconstruct", DARK)
    qtbot.addWidget(view)
    view.display(layers)
    tiles = view.pane.tiles
    assert tiles.chart(0).y == tiles.chart(2).y
    wide = tiles.y_range
    view.display(LayerSpectra(6, (layers.layers[0], layers.layers[0], layers.layers[2])))
    assert tiles.y_range == wide
    view.clear()
    assert tiles.y_range is None
    assert tiles.count == 0


def test_tiles_lie_inside_and_apart(qtbot: QtBot, layers: LayerSpectra) -> None:
    view = LayersView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(640, 360)
    view.display(layers)
    view.grab()
    tiles = view.pane.tiles
    places = [tiles.tile(k) for k in range(tiles.count)]
    assert all(QRectF(tiles.rect()).contains(place) for place in places)
    assert not any(a.intersects(b) for k, a in enumerate(places) for b in places[:k])
