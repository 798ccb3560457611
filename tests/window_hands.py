"""Hands for tests of the real window: open it on a tab, press what has a name, wait for a report."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from waiting import LONG

SMALL_CAMERA = SignalSource("sample:camera", size=32, gray=True)


def remember(preferences: Preferences, tab: str, experiment: Experiment) -> None:
    """The window is to begin with a small picture, and a tab with this experiment."""
    preferences.set_experiment("reconstruct", Experiment(signal=SMALL_CAMERA).to_json())
    preferences.set_experiment(tab, experiment.to_json())


@contextlib.contextmanager
def window_on(qtbot: QtBot, preferences: Preferences, tab: str) -> Iterator[MainWindow]:
    """The real window with its first picture read and a tab in front that shows all there is before a fit."""
    made = make_window(make_application(), preferences)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.fit.bench.opened is not None, timeout=LONG)
    made.choose_tab(tab)
    desk: Any = made.desks[tab]
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    """Click a button that can be clicked."""
    button = root.findChild(QAbstractButton, name)
    assert button is not None, f"there is no {name}"
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def run(qtbot: QtBot, window: MainWindow) -> None:
    """Press Start and wait for the report of the tab in front."""
    press(qtbot, window, "transport.start")
    desk: Any = window.desk
    qtbot.waitUntil(lambda: desk.report is not None, timeout=LONG)
