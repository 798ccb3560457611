"""The views into the network in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QTabBar
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.signals import SignalSource
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.views.network.gradient_check_view import GradientCheckView
from sirendesk.gui.views.network.network_view import PAGES, NetworkView
from sirendesk.gui.views.network.neurons_view import NeuronsView
from waiting import LONG

SMALL = Experiment(
    signal=SignalSource("sample:camera", size=32, gray=True),
    field=SirenOptions(hidden_features=16, hidden_layers=1),
    training=TrainingOptions(batch_size=64, threads=1),
    budget=Budget.of(steps=100_000_000),
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    preferences = Preferences(tmp_path / "settings.json")
    preferences.set_experiment("reconstruct", SMALL.to_json())
    made = make_window(make_application(), preferences)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.fit.bench.opened is not None, timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def network(window: MainWindow) -> NetworkView:
    return window.fit.tab.network


def go_to(qtbot: QtBot, network: NetworkView, key: str) -> None:
    strip = network.findChild(QTabBar, "reconstruct.network_pages")
    assert strip is not None
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.tabRect(list(PAGES).index(key)).center())


@pytest.mark.parametrize("key", ["derivatives", "spectrum", "activations", "neurons", "layers"])
def test_every_page_fills_while_a_fit_runs_and_goes_with_it(
    qtbot: QtBot, window: MainWindow, network: NetworkView, key: str
) -> None:
    go_to(qtbot, network, key)
    assert "Press Start" in network.view_of(key).said
    window.action("start").trigger()
    qtbot.waitUntil(lambda: network.view_of(key).said == "", timeout=LONG)
    assert network.view_of(key).words.text
    window.action("reset").trigger()
    assert "Press Start" in network.view_of(key).said


def test_a_muted_neuron_costs_something_while_held(qtbot: QtBot, window: MainWindow, network: NetworkView) -> None:
    with qtbot.waitSignal(window.session.snapshot_arrived, timeout=LONG):  # held before its first step it has no scores
        window.action("start").trigger()
    window.action("pause").trigger()
    qtbot.waitUntil(lambda: window.fit.report is not None, timeout=LONG)
    shown = window.fit.tab.scores.plain_text()
    go_to(qtbot, network, "neurons")
    page = network.view_of("neurons")
    assert isinstance(page, NeuronsView)
    qtbot.waitUntil(lambda: page.said == "", timeout=LONG)
    place = page.sheet.tile(2).center().toPoint()
    qtbot.mouseClick(page.sheet, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: "dB" in page.without.header.text, timeout=LONG)
    assert not page.without.picture.is_empty
    # exact scores stay exact: what is seen inside is no new estimate
    assert window.fit.tab.scores.plain_text() == shown


def test_a_stopped_fit_can_still_be_looked_into(qtbot: QtBot, window: MainWindow, network: NetworkView) -> None:
    window.action("start").trigger()
    qtbot.waitUntil(lambda: window.session.state == "running", timeout=LONG)
    window.action("stop").trigger()
    qtbot.waitUntil(lambda: window.session.state == "finished", timeout=LONG)
    go_to(qtbot, network, "activations")
    qtbot.waitUntil(lambda: network.view_of("activations").said == "", timeout=LONG)


def test_the_gradient_check_runs_without_a_fit_and_finds_a_mistake(
    qtbot: QtBot, window: MainWindow, network: NetworkView
) -> None:
    go_to(qtbot, network, "gradcheck")
    page = network.view_of("gradcheck")
    assert isinstance(page, GradientCheckView)
    qtbot.waitUntil(lambda: page.words.text.startswith("right"), timeout=LONG)
    box = page.findChild(QCheckBox, "reconstruct.gradcheck.spoil.box")
    assert box is not None
    box.click()
    qtbot.waitUntil(lambda: page.words.text.startswith("wrong: hidden 2"), timeout=LONG)
