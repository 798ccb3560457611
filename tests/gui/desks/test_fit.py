"""What the fit's desk does with lessons and with what the doctor finds, on the real window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.findings import Finding, Repair
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.presets import find_preset
from sirendesk.core.signals import SignalSource
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from waiting import LONG

TOO_HIGH = Experiment(
    signal=SignalSource("sample:camera", size=32, gray=True),
    field=SirenOptions(hidden_features=16, hidden_layers=1),
    optimizer=AdamOptions(learning_rate=0.1),
    training=TrainingOptions(batch_size=64, threads=1),
    budget=Budget.of(steps=100_000_000),
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    preferences = Preferences(tmp_path / "settings.json")
    preferences.set_experiment("reconstruct", TOO_HIGH.to_json())
    made = make_window(make_application(), preferences)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.fit.bench.opened is not None, timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_doctor_speaks_before_the_first_step_and_one_click_repairs(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "transport.start")
    qtbot.waitUntil(lambda: window.fit.messages.current() is not None, timeout=LONG)
    message = window.fit.messages.current()
    assert message is not None
    assert message.cause == "rate"
    assert "0.1" in message.text
    with qtbot.waitSignal(window.fit.bench.run_started, timeout=LONG):
        press(qtbot, window, "reconstruct.message_action")
    assert window.fit.bench.draft.optimizer.learning_rate < 0.01
    assert window.fit.bench.draft.signal == TOO_HIGH.signal
    qtbot.waitUntil(lambda: window.session.state == "running", timeout=LONG)
    assert window.fit.messages.current() is None


def test_going_back_halves_the_rate_of_the_run_and_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    window.fit.bench.edit_optimizer(AdamOptions(learning_rate=1e-3, schedule="constant", warm_up=0.0))
    press(qtbot, window, "transport.start")
    with qtbot.waitSignal(window.session.snapshot_arrived, timeout=LONG):
        pass
    window.fit._show_finding(Finding("unstable", "Made for this test.", Repair("Go back and calm down")))
    press(qtbot, window, "reconstruct.message_action")
    qtbot.waitUntil(lambda: last_rate(qtbot, window) == pytest.approx(5e-4), timeout=LONG)
    assert window.session.state == "running"


def last_rate(qtbot: QtBot, window: MainWindow) -> float:
    with qtbot.waitSignal(window.session.snapshot_arrived, timeout=LONG) as arrived:
        pass
    assert arrived.args is not None
    return arrived.args[0].learning_rate


def test_a_lesson_shows_its_text_and_runs_its_other_half(qtbot: QtBot, window: MainWindow) -> None:
    card = window.fit.tab.lesson
    assert not card.isVisible()
    box = window.findChild(QComboBox, "transport.preset")
    assert box is not None
    lesson = find_preset("relu-without-encoding")
    box.setCurrentIndex(box.findText(lesson.title))
    box.activated.emit(box.currentIndex())
    assert window.fit.bench.draft.field.title == "MLP with encoding"
    assert card.isVisible()
    assert box.currentText() == lesson.title
    # small enough for a test: what matters here is what is started
    with qtbot.waitSignal(window.fit.bench.run_started, timeout=LONG) as started:
        press(qtbot, window, "reconstruct.lesson_compare")
    other = find_preset("relu-with-fourier-features")
    assert started.args is not None
    assert started.args[0] == other.apply(window.fit.bench.draft)
    assert box.currentText() == other.title
    # the lesson stays in sight beside its other half, and leads back
    assert card.isVisible()
    with qtbot.waitSignal(window.fit.bench.run_started, timeout=LONG) as started:
        press(qtbot, window, "reconstruct.lesson_compare")
    assert started.args is not None
    assert started.args[0] == lesson.apply(window.fit.bench.draft)
    window.fit.bench.edit_field(dataclasses.replace(started.args[0].field, hidden_features=8))
    assert not card.isVisible()
    assert box.currentText() == "Own settings"
