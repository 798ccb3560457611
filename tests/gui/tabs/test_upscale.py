"""The Upscale tab in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QSlider, QTabBar
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.desks.upscale import UpscaleDesk
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from waiting import LONG
from window_hands import SMALL_CAMERA, press, remember, run, window_on

SMALL = Experiment(
    signal=SMALL_CAMERA,
    task=UpscaleOptions(protocol="area"),
    field=SirenOptions(hidden_features=16, hidden_layers=1),
    optimizer=AdamOptions(learning_rate=2e-3),
    training=TrainingOptions(batch_size=64, threads=1),
    budget=Budget.of(steps=60),
)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(tmp_path / "settings.json")
    remember(made, "upscale", SMALL)
    return made


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    with window_on(qtbot, preferences, "upscale") as made:
        yield made


def desk_of(window: MainWindow) -> UpscaleDesk:
    desk = window.desks["upscale"]
    assert isinstance(desk, UpscaleDesk)
    return desk


def test_the_first_click_can_be_start(window: MainWindow) -> None:
    desk = desk_of(window)
    assert window.action("start").isEnabled()
    lanes = desk.tab.compare.lanes
    assert lanes.keys == ("small", "ours", "bicubic", "error")
    assert lanes.pane("small").header.text == "16 × 16"
    assert "dB" in lanes.pane("bicubic").header.text


def test_a_run_ends_with_scores_beside_every_rival(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    run(qtbot, window)
    text = desk.tab.scores.plain_text()
    for rival in ("Nearest", "Bilinear", "Bicubic", "Lanczos", "Back-projection"):
        assert rival in text
    # so small a network in so few steps is no match, and says so
    assert "Better in PSNR" in text
    assert desk.report is not None
    assert desk.tab.compare.lanes.pane("ours").header.text == f"{desk.report['metrics']['psnr']:.2f} dB"
    # scores of the large picture are no point on the curve of the small one
    curve = desk.tab.curves.run
    assert curve is not None
    assert desk.report["metrics"]["psnr"] not in curve.psnr.values


def test_another_protocol_shows_another_small_picture_and_starts_again(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    run(qtbot, window)
    box = window.findChild(QComboBox, "upscale.protocol.box")
    assert box is not None
    box.setFocus()
    with qtbot.waitSignal(desk.bench.run_started, timeout=LONG) as started:
        qtbot.keyClick(box, Qt.Key.Key_Up)  # from area to none
    assert started.args is not None
    assert started.args[0].task.protocol == "none"
    qtbot.waitUntil(lambda: desk.settled and desk.tab.compare.lanes.keys == ("ours", "bicubic", "error"), timeout=LONG)
    qtbot.waitUntil(lambda: desk.report is not None, timeout=LONG)
    text = desk.tab.scores.plain_text()
    assert "no contest" in text
    assert "Better" not in text
    assert window.findChild(QAbstractButton, "upscale.choose_truth").isVisible()


def test_a_scale_that_cannot_be_is_refused_and_a_good_one_heals(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    desk.edit_task(dataclasses.replace(desk.task_draft.task, protocol="stride", scale=2.5))
    qtbot.waitUntil(lambda: desk.messages.current() is not None, timeout=LONG)
    message = desk.messages.current()
    assert message is not None
    assert "2.5" in message.text
    desk.edit_task(dataclasses.replace(desk.task_draft.task, scale=2.0))
    qtbot.waitUntil(lambda: desk.messages.current() is None, timeout=LONG)


def test_a_refused_start_says_it_once(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    desk.edit_task(dataclasses.replace(desk.task_draft.task, protocol="stride", scale=2.5))
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    with qtbot.waitSignal(desk.session.failed, timeout=LONG):
        press(qtbot, window, "transport.start")
    assert len(desk.messages.messages()) == 1
    assert desk.state == "empty"


def test_the_model_follows_the_scale_until_a_person_sets_it(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    assert desk.bench.draft.field == SMALL.field
    press(qtbot, window, "upscale.suggest")
    suited = desk.bench.draft
    assert suited.field != SMALL.field
    assert "ω₀" in (desk.messages.current().text if desk.messages.current() else "")
    window.findChild(QAbstractButton, "upscale.model_settings.heading").click()
    slider = window.findChild(QSlider, "upscale.hidden_features.slider")
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    own = desk.bench.draft.field
    assert own != suited.field
    desk.edit_task(dataclasses.replace(desk.task_draft.task, scale=4.0))
    assert desk.bench.draft.field == own
    assert desk.bench.draft.optimizer == suited.optimizer


def test_a_file_with_the_truth_can_be_chosen(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(window)
    desk.edit_task(UpscaleOptions(protocol="none", scale=2.0))
    broken = tmp_path / "truth.png"
    broken.write_bytes(b"not a picture")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(broken), ""))
    press(qtbot, window, "upscale.choose_truth")
    qtbot.waitUntil(lambda: desk.messages.current() is not None, timeout=LONG)
    message = desk.messages.current()
    assert message is not None
    assert "truth.png" in message.text
    assert desk.bench.draft.task.reference == str(broken)  # type: ignore[attr-defined]


def test_one_zooms_into_what_was_learnt(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    strip = window.findChild(QTabBar, "upscale.pages")
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.tabRect(1).center())
    assert desk.tab.zoom.isVisible()
    qtbot.waitUntil(lambda: desk.tab.zoom.settled, timeout=LONG)  # there is nothing to draw, and it does not wait
    run(qtbot, window)
    asked: list[object] = []
    desk.tab.region_requested.connect(asked.append)
    press(qtbot, window, "upscale.zoom_in")
    qtbot.waitUntil(lambda: bool(asked) and desk.tab.zoom.settled, timeout=LONG)


def test_what_only_suits_one_picture_is_not_remembered(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    desk = desk_of(window)
    press(qtbot, window, "upscale.suggest")
    assert desk.bench.draft.field != SirenOptions()
    desk.remember()
    kept = Experiment().updated(preferences.experiment("upscale"))
    assert kept.task == desk.bench.draft.task
    assert kept.field == SirenOptions()
    assert kept.signal == desk.bench.draft.signal


def test_an_experiment_about_something_else_leaves_the_task(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    other = dataclasses.replace(Experiment(signal=SMALL_CAMERA), seed=7)
    desk.bench.adopt(other)
    assert desk.bench.draft.task == SMALL.task
    assert desk.bench.draft.seed == 7


def test_the_export_begins_at_the_larger_size(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(window)
    desk.edit_task(UpscaleOptions(protocol="none", scale=3.0))
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    run(qtbot, window)
    asked: list[object] = []
    monkeypatch.setattr(desk._exporter, "picture", asked.append)
    window.action("export_picture").trigger()
    assert asked == [(96, 96)]


def test_the_words_that_repeat_it_can_be_copied(window: MainWindow) -> None:
    window.action("copy_command").trigger()
    words = QGuiApplication.clipboard().text().split()
    assert words[:3] == ["sirendesk", "upscale", "sample:camera"]
    assert words[words.index("--protocol") + 1] == "area"


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
    desk.edit_task(UpscaleOptions(protocol="none", scale=2.0))
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    run(qtbot, window)
    assert desk.report is not None
    assert desk.tab.compare.lanes.pane("ours").kept is not None
