"""The curves, driven as a person does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.axes import LogAxis, PlainAxis, number_text, power_text
from sirendesk.gui.views.curve_view import CurveView

Make = Callable[..., Snapshot]


@pytest.fixture
def view(qtbot: QtBot) -> CurveView:
    """In a window, empty."""
    view = CurveView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(760, 260)
    view.show()
    qtbot.waitExposed(view)
    return view


def feed(view: CurveView, make: Make, label: str, steps: int = 400) -> None:
    """A whole run."""
    view.begin(label)
    losses = 0.1 / np.arange(1, steps + 1)
    for end in range(50, steps + 1, 50):
        view.display(make(losses[end - 50 : end], end, psnr=10 + end / 50, finished=end == steps))


def test_empty_says_what_will_appear(view: CurveView, make_snapshot: Make) -> None:
    assert not view.loss_plot.isVisible()
    feed(view, make_snapshot, "one")
    assert view.loss_plot.isVisible()
    view.clear_all()
    assert not view.loss_plot.isVisible()


def test_losses_arrive_with_their_steps(view: CurveView, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    x, y = view.loss_plot.raw
    assert x[0] == 1
    assert x[-1] == 400
    assert y[0] == pytest.approx(-1, abs=1e-5)
    assert view.loss_plot.header.text == "2.50·10⁻⁴"
    assert view.psnr_plot.header.text == "18.00 dB"


def test_last_report_is_drawn_even_if_it_comes_at_once(view: CurveView, make_snapshot: Make, qtbot: QtBot) -> None:
    view.begin("one")
    for step in range(1, 20):
        view.display(make_snapshot([0.1], step))
    qtbot.waitUntil(lambda: view.loss_plot.raw[0].size == 19, timeout=2000)


def test_runs_become_ghosts_and_five_stay(view: CurveView, make_snapshot: Make) -> None:
    for k in range(7):
        feed(view, make_snapshot, f"run {k}")
    assert [ghost.label for ghost in view.ghosts] == ["run 5", "run 4", "run 3", "run 2", "run 1"]
    assert [entry.text for entry in view.legend.entries] == [f"run {k}" for k in (6, 5, 4, 3, 2, 1)]
    assert view.loss_plot.ghost(4)[0].size > 10
    button = view.findChild(QToolButton, "reconstruct.clear_ghosts")
    button.click()
    assert view.ghosts == ()
    assert view.loss_plot.ghost(0)[0].size == 0
    assert not button.isEnabled()
    assert view.run is not None


def test_a_run_without_a_step_leaves_no_ghost(view: CurveView, make_snapshot: Make) -> None:
    view.begin("one")
    view.begin("two")
    assert view.ghosts == ()
    feed(view, make_snapshot, "three")
    view.drop_current()
    assert view.run is None
    view.begin("four")
    assert view.ghosts == ()


def test_seconds_and_steps(view: CurveView, make_snapshot: Make, qtbot: QtBot) -> None:
    feed(view, make_snapshot, "one")
    with qtbot.waitSignal(view.axis_changed) as told:
        qtbot.mouseClick(view.findChild(QToolButton, "reconstruct.over_seconds"), Qt.MouseButton.LeftButton)
    assert told.args == ["seconds"]
    assert view.loss_plot.raw[0][-1] == pytest.approx(4.0)
    assert view.loss_plot.x_range[1] == pytest.approx(5.0)


def test_pointer_reads_both_curves(view: CurveView, make_snapshot: Make, qtbot: QtBot) -> None:
    feed(view, make_snapshot, "one")
    plot = view.loss_plot
    viewport = plot.findChild(type(plot._plot)).viewport()
    qtbot.mouseMove(viewport, QPoint(viewport.width() // 2, viewport.height() // 2))
    assert plot.marked is not None
    assert view.psnr_plot.marked == plot.marked
    assert f"step {plot.marked:,.0f}" in plot.header.text
    assert "dB" in view.psnr_plot.header.text
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.marked is not None


def test_wheel_stretches_both_and_double_click_returns(view: CurveView, make_snapshot: Make, qtbot: QtBot) -> None:
    feed(view, make_snapshot, "one")
    whole = view.loss_plot.x_range
    viewport = view.loss_plot._plot.viewport()
    where = QPointF(viewport.width() / 2, viewport.height() / 2)
    event = QWheelEvent(
        where,
        QPointF(viewport.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, 360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    near = view.loss_plot.x_range
    assert near[1] - near[0] < 0.8 * (whole[1] - whole[0])
    assert view.psnr_plot.x_range == pytest.approx(near)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton)
    assert view.loss_plot.x_range == whole


def test_range_holds_everything_and_moves_in_leaps(view: CurveView, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one", 400)
    before = view.loss_plot.x_range
    view.display(make_snapshot([2e-4], 401, finished=True))
    assert view.loss_plot.x_range == before
    low, high = view.loss_plot.y_range
    assert low < np.log10(2.5e-4)
    assert high > -1.0


def test_hidden_view_catches_up(view: CurveView, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one", 100)
    view.hide()
    view.display(make_snapshot([1e-3] * 5, 105))
    view.show()
    assert view.loss_plot.raw[0].size == 105


def test_plots_stand_as_the_space_is(view: CurveView, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    assert view.psnr_plot.x() > view.loss_plot.x()
    view.resize(360, 400)
    QApplication.processEvents()
    assert view.psnr_plot.y() > view.loss_plot.y()


def test_dark_theme_repaints_the_background(view: CurveView, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    view.apply_theme(DARK)
    shot = view.loss_plot.grab().toImage()
    assert QColor(shot.pixel(shot.width() - 4, shot.height() - 4)) == QColor(DARK.background)


def test_exports(view: CurveView, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    svg = view.export_svg()
    assert svg.startswith(b"<?xml")
    assert svg.count(b"<path") + svg.count(b"<polyline") > 5
    assert b"<image" not in svg
    image = QImage.fromData(view.export_png(), "PNG")
    assert image.width() > 1.9 * view.loss_plot.width()


def test_numbers_are_written_as_people_write_them() -> None:
    assert power_text(-3.0) == "10⁻³"
    assert power_text(-3 + np.log10(2)) == "2·10⁻³"
    assert number_text(0.000314) == "3.14·10⁻⁴"
    assert number_text(0.0009999) == "1.00·10⁻³"


@pytest.mark.parametrize(("low", "high"), [(-3.0, -0.5), (-12.0, 0.0), (-2.2, -2.0), (0.0, 0.5)])
def test_log_axis_has_a_few_numbers(qtbot: QtBot, low: float, high: float) -> None:
    levels = LogAxis("left").tickValues(low, high, 140)
    places = [place for _, level in levels for place in level]
    assert 1 <= len(places) <= 9
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in places)


@pytest.mark.parametrize("high", [10.0, 12.5, 300.0, 1250.0, 100_000.0])
def test_plain_axis_neither_crowds_nor_repeats(qtbot: QtBot, high: float) -> None:
    axis = PlainAxis("bottom")
    ((spacing, places),) = axis.tickValues(0.0, high, 300)
    texts = axis.tickStrings(places, 1.0, spacing)
    assert 2 <= len(texts) <= 6
    assert len(set(texts)) == len(texts)
    assert not any("k" in text for text in texts)
