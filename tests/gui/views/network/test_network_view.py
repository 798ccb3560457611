"""The strip of pages: what is asked for, when, and who gets the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar
from pytestqt.qtbot import QtBot

from sirendesk.core.insight.values import Activations, InsightRequest, Neurons, Spectrum, Unavailable
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.network.gradient_check_view import GradientCheckView
from sirendesk.gui.views.network.network_view import PAGES, NetworkView
from sirendesk.gui.views.network.neurons_view import NeuronsView


@pytest.fixture
def asked() -> list[Any]:
    """All requests, in order."""
    return []


@pytest.fixture
def view(qtbot: QtBot, asked: list[Any]) -> NetworkView:
    """In a window, on its first page."""
    view = NetworkView("reconstruct", QLabel("pictures"), LIGHT)
    qtbot.addWidget(view)
    view.insight_requested.connect(asked.append)
    view.resize(900, 420)
    view.show()
    qtbot.waitExposed(view)
    return view


def strip_of(view: NetworkView) -> QTabBar:
    strip = view.findChild(QTabBar, "reconstruct.network_pages")
    assert strip is not None
    return strip


def test_only_what_is_in_sight_is_asked_for(view: NetworkView, asked: list[Any], qtbot: QtBot) -> None:
    assert view.page == "pictures"
    assert asked == []
    strip = strip_of(view)
    for key in ("derivatives", "spectrum", "gradcheck", "layers", "pictures"):
        k = list(PAGES).index(key)
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.tabRect(k).center())
        assert view.page == key
    assert asked == [InsightRequest("derivatives"), InsightRequest("spectrum"), None, InsightRequest("layers"), None]


def test_keys_go_from_page_to_page(view: NetworkView, qtbot: QtBot) -> None:
    view.activateWindow()
    qtbot.keyClick(view, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert view.page == "spectrum"
    strip = strip_of(view)
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert view.page == "activations"
    qtbot.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert view.page == "pictures"


def test_every_page_teaches(view: NetworkView) -> None:
    strip = strip_of(view)
    for k in range(strip.count()):
        assert len(strip.tabToolTip(k)) > 40
        assert f"(Alt+{k + 1})" in strip.tabToolTip(k)
    assert "spectral bias" in strip.tabToolTip(2)


def test_an_answer_goes_to_the_page_that_asked(view: NetworkView, spectrum: Spectrum, activations: Activations) -> None:
    view.set_page("spectrum")
    view.display(activations)  # asked for by the page before
    assert view.view_of("spectrum").said
    view.display(spectrum)
    assert view.view_of("spectrum").said == ""
    view.display(Unavailable(5, "spectrum", "A sound has no directions."))
    assert view.view_of("spectrum").said == "A sound has no directions."
    view.set_page("pictures")
    view.display(spectrum)  # comes too late and is no fault


def test_a_muted_neuron_is_asked_for_at_once(
    view: NetworkView, asked: list[Any], make_neurons: Callable[..., Neurons]
) -> None:
    view.set_page("neurons")
    page = view.view_of("neurons")
    assert isinstance(page, NeuronsView)
    view.display(make_neurons())
    page.sheet.toggle_requested.emit(3)
    assert asked[-1] == InsightRequest("neurons", 0, (3,))
    view.clear()
    assert asked[-1] == InsightRequest("neurons", 0, ())


def test_pages_are_made_when_first_seen_in_the_present_colours(view: NetworkView, spectrum: Spectrum) -> None:
    assert view._pages == {}
    view.apply_theme(DARK)
    view.set_page("spectrum")
    view.display(spectrum)
    assert list(view._pages) == ["spectrum"]
    shot = view.view_of("spectrum").grab().toImage()
    assert shot.pixelColor(shot.width() // 2, shot.height() - 60).name() != LIGHT.background


def test_a_check_is_a_job_for_someone_else(view: NetworkView, qtbot: QtBot) -> None:
    jobs: list[tuple[str, Callable[[], Any]]] = []
    view.job_requested.connect(lambda key, job: jobs.append((key, job)))
    view.set_page("gradcheck")
    (key, job), page = jobs[0], view.view_of("gradcheck")
    assert isinstance(page, GradientCheckView)
    view.take_answer(Answer("report 1", {}))
    assert page.table.rowCount() == 0
    view.take_answer(Answer(key, failure=Failure("It failed.")))
    assert page.words.text == "It failed."
    view.take_answer(Answer(key, job()))
    assert page.table.rowCount() == 4


def test_an_unknown_page_is_the_pictures(view: NetworkView) -> None:
    view.set_page("layers")
    view.set_page("no such page")
    assert view.page == "pictures"
    with pytest.raises(ValueError, match="pictures"):
        view.view_of("pictures")
