"""The contact sheet, and what goes when neurons are muted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from sirendesk.core.insight.values import InsightRequest, Neurons
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.network.neurons_view import NeuronsView, loss_text

Make = Callable[..., Neurons]


@pytest.fixture
def view(qtbot: QtBot, make_neurons: Make) -> NeuronsView:
    """In a window, with 12 neurons of the first of three layers."""
    view = NeuronsView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(800, 360)
    view.show()
    qtbot.waitExposed(view)
    view.display(make_neurons())
    return view


def place_of(view: NeuronsView, k: int) -> QPoint:
    return view.sheet.tile(k).center().toPoint()


def test_a_click_mutes_and_another_one_unmutes(view: NeuronsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.request_changed):
        qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, 4))
    assert view.request() == InsightRequest("neurons", 0, (4,))
    assert view.without.header.lead == "Without neuron 5"
    with qtbot.waitSignal(view.request_changed):
        qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, 4))
    assert view.request() == InsightRequest("neurons", 0, ())


def test_a_muted_tile_is_crossed_out(view: NeuronsView, qtbot: QtBot) -> None:
    before = view.sheet.grab().toImage().pixelColor(place_of(view, 2))
    qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, 2))
    after = view.sheet.grab().toImage().pixelColor(place_of(view, 2))
    assert before != after
    assert after.red() > after.blue() + 60  # the cross meets in the middle


def test_keys_move_and_mute(view: NeuronsView, qtbot: QtBot) -> None:
    view.pane.setFocus()
    qtbot.keyClick(view.pane, Qt.Key.Key_Right)
    qtbot.keyClick(view.pane, Qt.Key.Key_Space)
    assert view.muted == (1,)
    qtbot.keyClick(view.pane, Qt.Key.Key_Right)
    qtbot.keyClick(view.pane, Qt.Key.Key_Return)
    assert view.muted == (1, 2)
    qtbot.keyClick(view.pane, Qt.Key.Key_End)
    qtbot.keyClick(view.pane, Qt.Key.Key_Space)
    assert view.muted == (1, 2, 11)
    qtbot.keyClick(view.pane, Qt.Key.Key_Right)
    qtbot.keyClick(view.pane, Qt.Key.Key_Home)
    qtbot.keyClick(view.pane, Qt.Key.Key_Up)
    assert view.words.text == "neuron 1 of 12 · −1.00 to 1.00"


def test_the_price_is_shown_beside_the_picture(view: NeuronsView, make_neurons: Make, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, 4))
    assert view.without.header.text == "…"
    view.display(make_neurons(muted=()))  # an answer from before the click
    assert view.without.picture.is_empty
    view.display(make_neurons(muted=(4,)))
    assert not view.without.picture.is_empty
    assert view.without.header.text == "PSNR −3.2 dB against all neurons"
    qtbot.mouseClick(view.unmute_button, Qt.MouseButton.LeftButton)
    assert view.muted == ()
    assert view.without.picture.is_empty
    assert not view.unmute_button.isEnabled()


def test_each_layer_keeps_its_own_muted_ones(view: NeuronsView, make_neurons: Make, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, 4))
    view.layer_box.setFocus()
    with qtbot.waitSignal(view.request_changed):
        qtbot.keyClick(view.layer_box, Qt.Key.Key_Down)
    assert view.request() == InsightRequest("neurons", 1, ())
    view.display(make_neurons(layer=0, muted=(4,)))  # too late
    assert view.without.picture.is_empty
    view.display(make_neurons(layer=1))
    assert view.pane.header.text == "layer 2 of 3 · 12 neurons"
    qtbot.keyClick(view.layer_box, Qt.Key.Key_Up)
    assert view.request() == InsightRequest("neurons", 0, (4,))


def test_a_network_with_fewer_layers_and_neurons(view: NeuronsView, make_neurons: Make, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.keyClick(view.layer_box, Qt.Key.Key_Down)
    assert view.request().layer == 2
    small = make_neurons(layer=1)
    view.display(type(small)(**{**vars(small), "layers": 2}))
    assert view.request().layer == 1
    assert view.layer_box.count() == 2
    assert view.layer_box.currentIndex() == 1


def test_a_narrower_network_has_fewer_to_mute(view: NeuronsView, make_neurons: Make, qtbot: QtBot) -> None:
    for k in (2, 11):
        qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, k))
    assert view.muted == (2, 11)
    small = vars(make_neurons(muted=(2,)))
    part = {name: small[name][:8] for name in ("indices", "maps", "lows", "highs")}
    view.display(Neurons(**{**small, **part, "features": 8}))
    assert view.muted == (2,)
    assert view.without.header.lead == "Without neuron 3"
    assert view.without.header.text == "PSNR −3.2 dB against all neurons"


def test_a_new_run_forgets_what_was_muted(view: NeuronsView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.sheet, Qt.MouseButton.LeftButton, pos=place_of(view, 4))
    view.clear()
    assert view.muted == ()
    assert "Press Start" in view.said


def test_a_new_answer_leaves_the_frame_where_it_is(view: NeuronsView, make_neurons: Make, qtbot: QtBot) -> None:
    view.pane.setFocus()
    for _ in range(5):
        qtbot.keyClick(view.pane, Qt.Key.Key_Right)
    view.display(make_neurons())
    view.apply_theme(DARK)
    assert view.words.text.startswith("neuron 6 of 12")


def test_tiles_do_not_overlap_and_lie_inside(view: NeuronsView) -> None:
    for size in ((800, 360), (300, 600), (1500, 300)):
        view.resize(*size)
        tiles = [view.sheet.tile(k) for k in range(12)]
        assert all(view.sheet.rect().contains(tile.toAlignedRect()) for tile in tiles)
        assert not any(a.intersects(b) for k, a in enumerate(tiles) for b in tiles[:k])


def test_a_loss_in_words() -> None:
    assert loss_text(3.21) == "PSNR −3.2 dB against all neurons"
    assert loss_text(-0.5) == "PSNR +0.5 dB against all neurons"
    assert loss_text(0.01) == loss_text(-0.01) == "PSNR 0.0 dB against all neurons"
    assert loss_text(None) == ""
