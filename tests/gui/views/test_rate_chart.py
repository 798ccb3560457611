"""The chart of rate and distortion: what is nearest is read, and the best of each codec is drawn."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.rate_chart import RateChart
from sirendesk.gui.views.rate_plot import RateCurve, Spot
from waiting import LONG


def spots(shift: float) -> tuple[Spot, ...]:
    return tuple(Spot(2.0**k / 8, 20.0 + 4 * k + shift, 0.5 + 0.1 * k, f"{shift:g} file {k}") for k in range(5))


@pytest.fixture
def chart(qtbot: QtBot) -> RateChart:
    made = RateChart("test", LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 320)
    png = RateCurve("png", "PNG", (Spot(12.0, math.inf, 1.0, "PNG file"),))
    made.set_curves([RateCurve("jpeg", "JPEG", spots(0.0)), RateCurve("webp", "WebP", spots(2.0)), png])
    made.show()
    qtbot.waitExposed(made)
    return made


def test_further_up_and_to_the_left_is_better(chart: RateChart) -> None:
    plot = chart.plot
    coarse, fine = plot.place_of(plot.curves[0].spots[0]), plot.place_of(plot.curves[0].spots[-1])
    assert coarse.x() < fine.x()
    assert coarse.y() > fine.y()
    better = plot.place_of(plot.curves[1].spots[0])
    assert better.x() == pytest.approx(coarse.x())
    assert better.y() < coarse.y()


def test_the_file_under_the_pointer_is_read(qtbot: QtBot, chart: RateChart) -> None:
    chart.set_note("still drawing AVIF …")
    assert chart.readout.text == "still drawing AVIF …"
    spot = chart.plot.curves[0].spots[2]
    qtbot.mouseMove(chart.plot, (chart.plot.place_of(spot) + QPointF(2, 1)).toPoint())
    qtbot.waitUntil(lambda: chart.readout.text == spot.words, timeout=LONG)
    qtbot.mouseMove(chart.plot, QPointF(20, 20).toPoint())
    qtbot.waitUntil(lambda: chart.readout.text == "still drawing AVIF …", timeout=LONG)


def test_keys_walk_along_a_curve_and_over_to_the_next(qtbot: QtBot, chart: RateChart) -> None:
    for key, words in (
        (Qt.Key.Key_Right, "0 file 0"),
        (Qt.Key.Key_Right, "0 file 1"),
        (Qt.Key.Key_Down, "2 file 1"),
        (Qt.Key.Key_Left, "2 file 0"),
        (Qt.Key.Key_Left, "2 file 0"),
        (Qt.Key.Key_Down, "PNG file"),
    ):
        qtbot.keyClick(chart.plot, key)
        assert chart.readout.text == words


def test_our_file_is_always_within_the_axes(chart: RateChart) -> None:
    own = Spot(0.01, 55.0, 0.99, "ours")
    chart.display(own, (Spot(0.02, 50.0, math.nan, "before"),))
    place = chart.plot.place_of(own)
    assert chart.plot.rect().contains(place.toPoint())
    chart.set_metric("ssim")
    assert chart.score == "ssim"
    assert chart.plot.rect().contains(chart.plot.place_of(own).toPoint())
    chart.display(None)
    assert chart.plot.dot is None


def test_it_can_be_taken_out_and_looks_different_in_the_dark(chart: RateChart) -> None:
    assert chart.export_png().startswith(b"\x89PNG")
    assert b"<svg" in chart.export_svg()
    light = chart.plot.grab().toImage().pixelColor(3, 3)
    chart.apply_theme(DARK)
    dark = chart.plot.grab().toImage().pixelColor(3, 3)
    assert dark.lightness() < light.lightness()


def test_what_has_no_error_is_at_the_upper_edge(chart: RateChart) -> None:
    plot, exact = chart.plot, Spot(0.5, math.inf, 1.0, "exact")
    chart.set_curves([RateCurve("jpeg", "JPEG", (*spots(0.0), Spot(4.0, math.inf, 1.0, "exact JPEG")))])
    chart.display(exact, (), None)
    pixels = chart.plot.grab().toImage()
    place = plot.place_of(exact)
    assert place.y() < min(plot.place_of(spot).y() for spot in spots(0.0))
    assert pixels.pixelColor(place.toPoint()).name() == QColor(LIGHT.loss).name()
    # and the finite ones of a codec that can be exact are still drawn
    assert pixels.pixelColor(plot.place_of(spots(0.0)[2]).toPoint()).name() == QColor(plot.colour_of("jpeg")).name()
