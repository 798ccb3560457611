"""The whole window, driven by mouse and keys as a person would, over the real threads."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QFileDialog, QLabel, QSlider, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.losses.pointwise import HuberOptions
from sirendesk.core.model_file import load_model
from sirendesk.core.signals import SignalSource
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.app import make_application, make_window, remembered_experiment
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.widgets.export_progress import ExportProgress
from sirendesk.gui.widgets.size_dialog import PictureWish, SizeDialog
from waiting import LONG

SMALL = Experiment(
    signal=SignalSource("sample:camera", size=32, gray=True),
    field=SirenOptions(hidden_features=16, hidden_layers=1),
    training=TrainingOptions(batch_size=64, threads=1),
    budget=Budget.of(steps=100_000_000),
)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(tmp_path / "settings.json")
    made.set_experiment("reconstruct", SMALL.to_json())
    return made


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    made = make_window(make_application(), preferences)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.fit.bench.opened is not None, timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


def child(window: MainWindow, name: str, kind: type = QWidget) -> QWidget:
    found = window.findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    button = child(window, name, QAbstractButton)
    assert button.isEnabled(), f"{name} cannot be pressed"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for(qtbot: QtBot, window: MainWindow, state: str) -> None:
    qtbot.waitUntil(lambda: window.session.state == state, timeout=LONG)


def start(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, "transport.start")
    with qtbot.waitSignal(window.session.snapshot_arrived, timeout=LONG):
        pass


def message(window: MainWindow) -> str:
    current = window.fit.tab.messages.current()
    return current.text if current else ""


def test_a_picture_is_there_before_anything_is_pressed(window: MainWindow) -> None:
    assert window.fit.bench.opened is not None
    assert window.fit.tab.compare.original.picture is not None
    assert "camera" in window.windowTitle()
    assert window.action("start").isEnabled()
    assert not window.action("stop").isEnabled()


def test_start_hold_step_go_on_stop(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    wait_for(qtbot, window, "running")
    snapshots: list[Snapshot] = []
    window.session.snapshot_arrived.connect(snapshots.append)
    click(qtbot, window, "transport.pause")
    wait_for(qtbot, window, "paused")
    qtbot.waitUntil(lambda: bool(snapshots) and snapshots[-1].metrics is not None, timeout=LONG)
    held = snapshots[-1].step
    click(qtbot, window, "transport.step")
    qtbot.waitUntil(lambda: snapshots[-1].step == held + 1, timeout=LONG)
    assert child(window, "transport.start", QAbstractButton).text() == "Resume"
    click(qtbot, window, "transport.start")
    wait_for(qtbot, window, "running")
    click(qtbot, window, "transport.stop")
    wait_for(qtbot, window, "finished")
    qtbot.waitUntil(lambda: window.fit.report is not None, timeout=LONG)
    assert window.fit.report is not None
    assert window.fit.report["metrics"]["psnr"] > 0
    assert "mean_fill" in window.fit.report["baselines"]


def test_keys_do_what_buttons_do(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F5)
    wait_for(qtbot, window, "running")
    qtbot.keyClick(window, Qt.Key.Key_F6)
    wait_for(qtbot, window, "paused")
    qtbot.keyClick(window, Qt.Key.Key_F8)
    wait_for(qtbot, window, "finished")
    qtbot.keyClick(window, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, window, "empty")


def test_every_loss_reaches_the_curve_once(qtbot: QtBot, window: MainWindow) -> None:
    window.fit.bench.edit_budget(Budget.of(steps=500))
    losses: list[np.ndarray] = []
    window.session.snapshot_arrived.connect(lambda snapshot: losses.append(snapshot.losses))
    click(qtbot, window, "transport.start")
    wait_for(qtbot, window, "finished")
    assert sum(part.size for part in losses) == 500


def test_turning_omega_starts_again_and_keeps_the_curve_as_a_ghost(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    curves = window.fit.tab.curves
    # fewer steps than a few are no curve that is worth keeping
    qtbot.waitUntil(lambda: curves.run is not None and len(curves.run.loss) >= 10, timeout=LONG)
    slider = child(window, "reconstruct.first_omega_0.slider", QSlider)
    slider.setFocus()
    with qtbot.waitSignal(window.fit.bench.run_started, timeout=LONG) as started:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert started.args is not None
    changed = started.args[0]
    assert changed.field.first_omega_0 > SMALL.field.first_omega_0
    assert changed.seed == SMALL.seed
    assert len(curves.ghosts) == 1
    with qtbot.waitSignal(window.session.snapshot_arrived, timeout=LONG):
        pass


def test_a_fast_scrub_ends_on_the_last_value(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    slider = child(window, "reconstruct.first_omega_0.slider", QSlider)
    slider.setFocus()
    for _ in range(30):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    wanted = window.fit.bench.draft.field
    asked: list[SirenOptions] = []
    window.session.ask_trainer("field", lambda trainer: trainer.experiment.field)
    window.session.answered.connect(lambda answer: asked.append(answer.value) if answer.key == "field" else None)

    def settled() -> bool:
        if asked and asked[-1] == wanted:
            return True
        window.session.ask_trainer("field", lambda trainer: trainer.experiment.field)
        return False

    qtbot.waitUntil(settled, timeout=LONG)


def test_another_loss_starts_a_running_fit_again_with_it(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    box = child(window, "reconstruct.loss.box", QComboBox)
    box.setFocus()
    with qtbot.waitSignal(window.fit.bench.run_started, timeout=LONG):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert window.fit.bench.draft.loss == LOSSES["mae"]()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    slider = child(window, "reconstruct.delta.slider", QSlider)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    loss = window.fit.bench.draft.loss
    assert isinstance(loss, HuberOptions)
    assert loss.delta < HuberOptions().delta
    asked: list[object] = []
    window.session.answered.connect(lambda answer: asked.append(answer.value) if answer.key == "loss" else None)

    def settled() -> bool:
        window.session.ask_trainer("loss", lambda trainer: trainer.experiment.loss)
        return bool(asked) and asked[-1] == loss

    qtbot.waitUntil(settled, timeout=LONG)


def test_a_live_rate_does_not_start_again(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    slider = child(window, "reconstruct.learning_rate.slider", QSlider)
    slider.setFocus()
    with qtbot.assertNotEmitted(window.fit.bench.run_started):
        qtbot.keyClick(slider, Qt.Key.Key_Left)
    rate = window.fit.bench.draft.optimizer.learning_rate
    assert rate < SMALL.optimizer.learning_rate
    rates: list[float] = []
    window.session.snapshot_arrived.connect(lambda snapshot: rates.append(snapshot.learning_rate))
    qtbot.waitUntil(lambda: bool(rates) and rates[-1] <= rate, timeout=LONG)


def test_a_broken_file_is_refused_and_the_fit_goes_on(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    start(qtbot, window)
    broken = tmp_path / "<b>holiday.png"
    broken.write_bytes(b"not a picture")
    with qtbot.waitSignal(window.fit.bench.opening_failed, timeout=LONG):
        window.fit.commands.open(str(broken))
    assert "<b>holiday.png" in message(window)
    assert window.session.state == "running"
    assert window.fit.bench.draft.signal == SMALL.signal
    for label in window.fit.tab.messages.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def drop(window: MainWindow, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(window.rect().center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_a_dropped_file_is_opened_and_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, preferences: Preferences
) -> None:
    path = tmp_path / "own.png"
    Image.fromarray(np.arange(48, dtype=np.uint8).reshape(6, 8)).save(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    with qtbot.waitSignal(window.fit.bench.signal_opened, timeout=LONG):
        drop(window, data)
    assert window.fit.bench.opened is not None
    assert window.fit.bench.opened.signal.shape == (6, 8)
    assert preferences.recent_files() == [str(path)]


def test_a_pasted_picture_is_opened(qtbot: QtBot, window: MainWindow) -> None:
    image = QImage(10, 7, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(window.fit.bench.signal_opened, timeout=LONG):
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.fit.bench.opened is not None
    opened = window.fit.bench.opened.signal
    assert opened.shape == (7, 10)
    assert np.allclose(opened.values[0, 0], (1, 0, 0))


def test_size_and_colour_of_the_signal_are_options_of_it(qtbot: QtBot, window: MainWindow) -> None:
    box = child(window, "reconstruct.gray").findChild(QAbstractButton)
    assert box is not None
    with qtbot.waitSignal(window.fit.bench.signal_opened, timeout=LONG):
        window.fit.bench.edit_source(dataclasses.replace(SMALL.signal, size=64))
    assert window.fit.bench.opened is not None
    assert window.fit.bench.opened.signal.shape == (64, 64)


def test_suggest_says_why(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.fit.bench.suggestion_made, timeout=LONG):
        click(qtbot, window, "reconstruct.suggest")
    assert "cycles" in message(window)


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(path)])


@pytest.mark.parametrize(
    ("action", "name", "starts"),
    [
        ("export_csv", "curve.csv", b"step,seconds,loss"),
        ("export_film", "film.gif", b"GIF8"),
        ("export_curve_png", "curve.png", b"\x89PNG"),
        ("export_curve_svg", "curve.svg", b"<?xml"),
        ("export_model", "model.safetensors", b""),
        ("save_experiment", "experiment.json", b"{"),
        ("export_picture", "big.png", b"\x89PNG"),
    ],
)
def test_results_come_out(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    name: str,
    starts: bytes,
) -> None:
    start(qtbot, window)
    path = tmp_path / name
    save_to(monkeypatch, path)
    monkeypatch.setattr(SizeDialog, "exec", lambda dialog: SizeDialog.DialogCode.Accepted)
    monkeypatch.setattr(SizeDialog, "chosen", PictureWish((50, 70)))
    window.action(action).trigger()
    qtbot.waitUntil(path.exists, timeout=LONG)
    assert path.read_bytes().startswith(starts)
    if name == "big.png":
        with Image.open(path) as picture:
            assert picture.size == (70, 50)
    if name == "experiment.json":
        assert Experiment().updated(json.loads(path.read_text())) == window.fit.bench.repeatable
    if name == "model.safetensors":
        assert load_model(path).field == SMALL.field


def test_a_long_drawing_shows_at_the_foot_and_can_be_given_up(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(qtbot, window)
    folder = tmp_path / "pictures"
    folder.mkdir()
    save_to(monkeypatch, folder / "huge.tif")
    monkeypatch.setattr(SizeDialog, "exec", lambda dialog: SizeDialog.DialogCode.Accepted)
    monkeypatch.setattr(SizeDialog, "chosen", PictureWish((20_000, 20_000), 16, ".tif"))
    window.action("export_picture").trigger()
    line = child(window, "status.export", ExportProgress)
    assert isinstance(line, ExportProgress)
    qtbot.waitUntil(lambda: "%" in line.text, timeout=LONG)
    assert line.isVisible()
    assert window.fit.state == "running"
    click(qtbot, window, "status.export_cancel")
    qtbot.waitUntil(line.isHidden, timeout=LONG)
    assert list(folder.iterdir()) == []
    assert message(window) == ""
    window.action("export_picture").trigger()
    qtbot.waitUntil(lambda: len(list(folder.iterdir())) == 1, timeout=LONG)
    window.close()
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file")
    save_to(monkeypatch, tmp_path / "taken" / "experiment.json")
    window.action("save_experiment").trigger()
    qtbot.waitUntil(lambda: "taken" in message(window), timeout=LONG)


def test_the_command_line_is_copied(qtbot: QtBot, window: MainWindow) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_C, keys)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("sirendesk fit sample:camera --size 32 --gray")


def test_what_was_set_is_there_next_time(qtbot: QtBot, window: MainWindow, preferences: Preferences) -> None:
    slider = child(window, "reconstruct.hidden_features.slider", QSlider)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    wanted = window.fit.bench.draft
    window.choose_theme("dark")
    window.close()
    again = Preferences(preferences.path)
    assert Experiment().updated(again.experiment("reconstruct")) == wanted
    assert again.theme() == "dark"


def test_closing_in_the_middle_of_a_fit_ends_both_threads(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    window.close()
    assert not window.session._training_thread.isRunning()
    assert not window.session._jobs_thread.isRunning()


def test_every_control_has_a_name_a_tip_and_a_place_in_the_tab_order(window: MainWindow) -> None:
    controls = [
        w
        for w in window.fit.tab.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.objectName().startswith("reconstruct.")
    ]
    assert len(controls) > 15
    assert [w.objectName() for w in controls if not w.accessibleName()] == []
    assert [w.objectName() for w in controls if not tip_of(w)] == []


def tip_of(widget: QWidget | None) -> str:
    """The tip that Qt would show: the nearest one upwards, within the tab."""
    while widget is not None and widget.objectName() != "window.tabs":
        if widget.toolTip():
            return widget.toolTip()
        widget = widget.parentWidget()
    return ""


def test_hovering_reads_both_values(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    canvas = window.fit.tab.compare.original.canvas
    target = canvas.viewport() if hasattr(canvas, "viewport") else canvas
    with qtbot.waitSignal(window.fit.tab.compare.hovered, timeout=LONG) as said:
        centre = target.rect().center()
        qtbot.mouseMove(target, centre - QPoint(3, 3))
        qtbot.mouseMove(target, centre)
    assert said.args is not None
    assert said.args[0]


def test_dialogs_open_and_close(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDialog, "exec", lambda self: shown.append(self.windowTitle()))
    window.action("about").trigger()
    window.action("keys").trigger()
    assert shown == ["About SirenDesk", "Keyboard"]


def test_size_dialog_keeps_the_proportions(qtbot: QtBot, window: MainWindow) -> None:
    dialog = SizeDialog(window, (100, 200))
    qtbot.addWidget(dialog)
    width = dialog.findChild(QWidget, "export.width")
    assert width is not None
    width.setValue(800)  # type: ignore[attr-defined]
    assert dialog.chosen.shape == (400, 800)


def test_contributing_lists_the_controls_there_are(window: MainWindow) -> None:
    page = Path(__file__).parents[2] / ".github" / "CONTRIBUTING.md"
    section = page.read_text(encoding="utf-8").split("## Control names")[1]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    listed = {f"{place.strip(' `')}.{name}" for place, names in rows for name in re.findall(r"`([^`]+)`", names)}
    there = {w.objectName() for w in window.findChildren(QWidget)}
    assert listed - there == set()
    places = {place.strip(" `") for place, _ in rows}
    assert places == {"transport", *window.desks}
    focusable = {w.objectName() for w in window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus}
    # the controls of options are named after their declarations, and the folds after the class they belong to
    parts = (".slider", ".field", ".box", ".line", ".auto", ".heading")
    controls = {name for name in focusable if name.split(".")[0] in places and not name.endswith(parts)}
    assert controls - listed == set()


def test_another_seed_is_another_run(qtbot: QtBot, window: MainWindow) -> None:
    field = child(window, "reconstruct.seed.field")
    with qtbot.waitSignal(window.fit.tab.forms.seed_edited, timeout=LONG):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert window.fit.bench.draft.seed == SMALL.seed + 1


def test_a_preset_chosen_fills_the_form_and_one_change_makes_it_own(qtbot: QtBot, window: MainWindow) -> None:
    box = child(window, "transport.preset", QComboBox)
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "Photo, fast"
    assert window.fit.bench.draft.budget == Budget.of(seconds=10.0)
    slider = child(window, "reconstruct.hidden_features.slider", QSlider)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert box.currentText() == "Own settings"


def test_a_pasted_picture_is_no_place_to_come_back_to(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    with qtbot.waitSignal(window.fit.bench.signal_opened, timeout=LONG):
        window.fit.bench.open_pixels(np.full((9, 9, 4), 255, np.uint8), "pasted picture")
    window.action("copy_command").trigger()
    assert "pasted" not in QGuiApplication.clipboard().text()
    window.close()
    assert preferences.recent_files() == []
    assert remembered_experiment(Preferences(preferences.path)).signal == SMALL.signal


def test_stop_at_once_after_start_still_learns_a_step_and_scrubbing_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, "transport.start")
    window.action("stop").trigger()
    wait_for(qtbot, window, "finished")
    qtbot.waitUntil(lambda: window.fit.report is not None, timeout=LONG)
    slider = child(window, "reconstruct.first_omega_0.slider", QSlider)
    slider.setFocus()
    with qtbot.waitSignal(window.session.snapshot_arrived, timeout=LONG):
        qtbot.keyClick(slider, Qt.Key.Key_Right)


def test_a_file_that_changed_on_disk_is_read_again(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    for shade in (10, 200):
        Image.fromarray(np.full((6, 8), shade, np.uint8)).save(path)
        with qtbot.waitSignal(window.fit.bench.signal_opened, timeout=LONG):
            window.fit.commands.open(str(path))
        assert window.fit.bench.opened is not None
        assert window.fit.bench.opened.picture[0, 0] == shade


def test_what_is_copied_is_the_run_and_not_the_draft(qtbot: QtBot, window: MainWindow) -> None:
    window.fit.bench.edit_budget(Budget.of(steps=3))
    click(qtbot, window, "transport.start")
    wait_for(qtbot, window, "finished")
    window.fit.bench.edit_seed(99)
    window.action("copy_command").trigger()
    assert "--seed 0" in QGuiApplication.clipboard().text()


def test_a_held_fit_shows_exact_scores_and_goes_on_with_estimates(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    click(qtbot, window, "transport.pause")
    qtbot.waitUntil(lambda: window.fit.report is not None, timeout=LONG)
    held = window.fit.report
    assert held is not None
    assert f"{held['metrics']['psnr']:.2f}" in window.fit.tab.scores.plain_text()
    assert "Mean fill" in window.fit.tab.scores.plain_text()
    click(qtbot, window, "transport.step")
    qtbot.waitUntil(
        lambda: window.fit.report is not None and window.fit.report["steps"] == held["steps"] + 1, timeout=LONG
    )
    click(qtbot, window, "transport.start")
    wait_for(qtbot, window, "running")
    qtbot.waitUntil(lambda: "estimate" in window.fit.tab.scores.plain_text(), timeout=LONG)
    assert message(window) == ""


def test_a_refused_file_leaves_no_word_of_reading_behind(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.fit.bench.opening_failed, timeout=LONG):
        window.fit.commands.open(str(tmp_path / "gone.png"))
    assert window.statusBar().currentMessage() == ""
