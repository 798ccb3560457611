"""The Denoise tab in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSlider
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.desks.denoise import DenoiseDesk
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from waiting import LONG
from window_hands import SMALL_CAMERA, press, remember, run, window_on

SMALL = Experiment(
    signal=SMALL_CAMERA,
    task=DenoiseOptions(add="gaussian:25", stop_early=False, smoothness=0.0),
    field=SirenOptions(hidden_features=16, hidden_layers=1),
    optimizer=AdamOptions(learning_rate=2e-3),
    training=TrainingOptions(batch_size=256, threads=1),
    budget=Budget.of(steps=400),
)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(tmp_path / "settings.json")
    remember(made, "denoise", SMALL)
    return made


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    with window_on(qtbot, preferences, "denoise") as made:
        yield made


def desk_of(window: MainWindow) -> DenoiseDesk:
    desk = window.desks["denoise"]
    assert isinstance(desk, DenoiseDesk)
    return desk


def test_the_first_click_can_be_start(window: MainWindow) -> None:
    desk = desk_of(window)
    assert window.action("start").isEnabled()
    assert desk.tab.compare.lanes.keys == ("noisy", "ours", "difference")
    # the literature's σ = 25 is 20.17 dB, and a little more once it is cut to what can be shown
    shown = float(desk.tab.compare.lanes.pane("noisy").header.text.split()[0])
    assert shown == pytest.approx(20.5, abs=0.5)


def test_a_run_is_judged_three_times_and_the_honest_stop_is_scored(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    run(qtbot, window)
    told = desk.tab.curves.run
    assert told is not None
    assert told.names == ("held out", "truth", "noisy")
    assert np.all(np.diff(told.of("truth").steps) > 0)
    assert desk.tab.curves.marks["held out"].text.startswith("honest stop")
    text = desk.tab.scores.plain_text()
    for word in ("Honest stop", "Median", "Total variation", "Non-local means", "Noisy", "Oracle's best", "Kept step"):
        assert word in text
    assert desk.report is not None
    assert f"{desk.report['metrics']['psnr']:.2f}" in text
    assert desk.tab.compare.lanes.pane("difference").kept is not None


def test_stronger_noise_is_seen_at_once_and_starts_a_run_again(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    run(qtbot, window)
    before = desk.tab.compare.lanes.pane("noisy").header.text
    slider = window.findChild(QSlider, "denoise.noise_sigma.slider")
    slider.setFocus()
    with qtbot.waitSignal(desk.bench.run_started, timeout=LONG) as started:
        qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert started.args is not None
    assert started.args[0].task.add != "gaussian:25"
    qtbot.waitUntil(lambda: desk.settled and desk.tab.compare.lanes.pane("noisy").header.text != before, timeout=LONG)
    assert float(desk.tab.compare.lanes.pane("noisy").header.text.split()[0]) < float(before.split()[0])


def test_a_picture_that_is_noisy_already_has_no_truth(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    box = window.findChild(QComboBox, "denoise.add.box")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Up)  # from gaussian to none
    qtbot.waitUntil(lambda: desk.settled and desk.tab.compare.lanes.keys == ("ours", "difference"), timeout=LONG)
    assert desk.bench.draft.task.add == "none"  # type: ignore[attr-defined]
    run(qtbot, window)
    told = desk.tab.curves.run
    assert told is not None
    assert "truth" not in told.names
    text = desk.tab.scores.plain_text()
    assert "Without truth" in text
    assert "Oracle" not in text


def test_suggest_knows_what_meets_the_picture_before_its_noise(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    press(qtbot, window, "denoise.suggest")
    draft = desk.bench.draft
    assert draft.field != SMALL.field
    assert draft.optimizer != SMALL.optimizer
    message = desk.messages.current()
    assert message is not None
    assert "noise" in message.text
    box = window.findChild(QComboBox, "denoise.add.box")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)  # salt and pepper asks for a loss that outliers do not bend
    assert desk.bench.draft.task.add.startswith("salt")  # type: ignore[attr-defined]
    assert desk.bench.draft.loss == LOSSES["mae"]()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert desk.bench.draft.loss == Experiment().loss


def test_while_it_runs_the_estimate_is_the_judges(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    desk.bench.edit_budget(Budget.of(steps=100_000_000))
    press(qtbot, window, "transport.start")
    qtbot.waitUntil(lambda: "clean picture" in desk.tab.scores.plain_text(), timeout=LONG)
    assert desk.tab.compare.lanes.pane("ours").header.text.startswith("≈")
    press(qtbot, window, "transport.stop")
    qtbot.waitUntil(lambda: desk.report is not None, timeout=LONG)
    press(qtbot, window, "transport.reset")
    assert desk.tab.curves.run is None
    assert desk.tab.compare.lanes.pane("noisy").kept is not None


@pytest.mark.parametrize("kind", ["a single pixel", "one colour", "transparent"])
def test_pictures_that_are_hardly_any(qtbot: QtBot, window: MainWindow, tmp_path: Path, kind: str) -> None:
    desk = desk_of(window)
    side = 1 if kind == "a single pixel" else 12
    pixels = np.full((side, side, 4), 90, np.uint8)
    pixels[..., 3] = 100 if kind == "transparent" else 255
    path = tmp_path / "picture.png"
    Image.fromarray(pixels).save(path)
    with qtbot.waitSignal(desk.bench.signal_opened, timeout=LONG):
        desk.commands.open(str(path))
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    run(qtbot, window)
    assert desk.tab.compare.lanes.pane("ours").kept is not None


def test_who_opens_an_own_picture_is_told_once_that_noise_is_added(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    desk = desk_of(window)
    assert desk.messages.current() is None  # a sample needs no word
    for name, told in (("first.png", True), ("second.png", False)):
        Image.new("RGB", (24, 16), (200, 90, 30)).save(tmp_path / name)
        desk.open_location(str(tmp_path / name))
        qtbot.waitUntil(lambda name=name: desk.title.startswith(name) and desk.settled, timeout=LONG)
        message = desk.messages.current()
        assert (message is not None and "choose None under Add noise" in message.text) == told
