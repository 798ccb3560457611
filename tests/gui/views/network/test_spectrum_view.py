"""Power by frequency."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from sirendesk.core.insight.values import Spectrum
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.network.spectrum_view import SpectrumView, reach_of, reach_text


@pytest.fixture
def view(qtbot: QtBot) -> SpectrumView:
    """In a window, empty."""
    view = SpectrumView("reconstruct", LIGHT)
    qtbot.addWidget(view)
    view.resize(700, 340)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_words_tell_how_far_the_fit_follows(view: SpectrumView, spectrum: Spectrum) -> None:
    assert "high frequencies arrive last" in view.said
    view.display(spectrum)
    assert view.words.text.startswith("the fit follows within 3 dB up to 10 of 64 cycles")


def test_reach_forgives_one_ring_and_no_more(spectrum: Spectrum) -> None:
    right = dataclasses.replace(spectrum, fit=spectrum.target, error=spectrum.target / 1000)
    assert "every frequency" in reach_text(right)
    fit = spectrum.target.copy()
    fit[20] /= 10
    assert reach_of(dataclasses.replace(right, fit=fit)) == 64.0
    fit[21] /= 10
    assert reach_of(dataclasses.replace(right, fit=fit)) == 20.0
    silent = dataclasses.replace(right, fit=np.zeros_like(fit), error=right.target)
    assert reach_of(silent) is None
    assert reach_text(silent).startswith("the fit does not follow yet")


def test_the_right_amount_of_the_wrong_waves_is_no_fit(spectrum: Spectrum) -> None:
    # as strong as the signal, but out of step with it
    wrong = dataclasses.replace(spectrum, fit=spectrum.target, error=2 * spectrum.target)
    assert reach_of(wrong) is None


def test_too_much_is_told_from_too_little(spectrum: Spectrum) -> None:
    assert reach_text(spectrum).endswith("finer detail is still to come")
    rough = np.where(spectrum.frequencies <= 10, spectrum.target, 30 * spectrum.target)
    noisy = dataclasses.replace(spectrum, fit=rough)
    assert reach_of(noisy) == 10.0
    assert reach_text(noisy).endswith("noise")


def test_the_paper_stays_while_the_picture_moves(view: SpectrumView, spectrum: Spectrum) -> None:
    view.display(spectrum)
    wide = view.pane.plane.y_range
    view.display(dataclasses.replace(spectrum, error=spectrum.target, fit=spectrum.target))
    assert view.pane.plane.y_range == wide
    view.clear()
    assert view.pane.plane.y_range is None


def test_pointer_and_keys_read_a_frequency(view: SpectrumView, spectrum: Spectrum, qtbot: QtBot) -> None:
    view.display(spectrum)
    plane = view.pane.plane
    chart = plane.chart()
    assert chart is not None
    qtbot.mouseMove(plane, QPoint(round(chart.at_x(20.0)), round(chart.room.center().y())))
    assert view.words.text.startswith("20 cycles · fit −20.0 dB")
    qtbot.keyClick(view.pane, Qt.Key.Key_Right)
    assert view.words.text.startswith("21 cycles")
    view.display(spectrum)  # what arrives meanwhile leaves the reading
    assert view.words.text.startswith("21 cycles")
    qtbot.keyClick(view.pane, Qt.Key.Key_Escape)
    assert view.words.text.startswith("the fit follows")


def test_curves_of_nothing_are_drawn(view: SpectrumView, spectrum: Spectrum) -> None:
    nothing = np.zeros_like(spectrum.target)
    view.display(dataclasses.replace(spectrum, target=nothing, fit=nothing, error=nothing))
    view.apply_theme(DARK)
    view.grab()
