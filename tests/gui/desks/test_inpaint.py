"""The inpainting desk in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

import dataclasses
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.cli import run
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment, read_experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.mask import make_mask, read_any_mask
from sirendesk.core.race import Race
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.signals.image import encode_png, read_image
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.desks.inpaint import InpaintDesk
from sirendesk.gui.inpainting import mask_files
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.widgets.lane_dialog import LaneDialog
from waiting import LONG

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SMALL = Experiment(
    signal=SignalSource("sample:camera", size=40, gray=True),
    task=InpaintOptions(mask="random:0.2", mask_seed=3, fill_rank=4),
    field=SirenOptions(hidden_features=16, hidden_layers=1, first_omega_0=10.0),
    training=TrainingOptions(batch_size=64, threads=1),
    budget=Budget.of(steps=100_000_000),
)
FEW = ("field", "svd", "mean", "biharmonic")


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(tmp_path / "settings.json")
    made.set_experiment("reconstruct", Experiment(signal=SMALL.signal).to_json())
    made.set_experiment("inpaint", {**SMALL.to_json(), "lanes": list(FEW)})
    return made


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    made = make_window(make_application(), preferences)
    made.resize(1280, 800)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.fit.bench.opened is not None, timeout=LONG)
    made.choose_tab("inpaint")
    desk = desk_of(made)
    qtbot.waitUntil(lambda: desk.keeper.mask is not None, timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def desk(window: MainWindow) -> InpaintDesk:
    return desk_of(window)


def desk_of(window: MainWindow) -> InpaintDesk:
    found = window.desks["inpaint"]
    assert isinstance(found, InpaintDesk)
    return found


def child(desk: InpaintDesk, name: str, kind: type = QWidget) -> QWidget:
    found = desk.tab.window().findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found


def click(qtbot: QtBot, desk: InpaintDesk, name: str) -> None:
    button = child(desk, name, QAbstractButton)
    assert button.isEnabled(), f"{name} cannot be pressed"
    qtbot.mouseClick(button, LEFT)


def tick(qtbot: QtBot, desk: InpaintDesk, name: str) -> None:
    """The other way round, by the keyboard."""
    box = child(desk, name, QAbstractButton)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)


def message(desk: InpaintDesk) -> str:
    current = desk.messages.current()
    return current.text if current else ""


def paint(qtbot: QtBot, desk: InpaintDesk, *places: tuple[float, float]) -> None:
    """One stroke of the left button through places (x, y) of the picture, by real mouse events."""
    canvas = desk.tab.canvas.canvas
    points = [canvas.point_at(QPointF(*place)).toPoint() for place in places]
    with qtbot.waitSignal(desk.tab.canvas.mask_changed, timeout=LONG):
        qtbot.mousePress(canvas.viewport(), LEFT, pos=points[0])
        for point in points[1:]:
            qtbot.mouseMove(canvas.viewport(), point)
        qtbot.mouseRelease(canvas.viewport(), LEFT, pos=points[-1])


def start(qtbot: QtBot, desk: InpaintDesk) -> None:
    click(qtbot, desk, "transport.start")
    with qtbot.waitSignal(desk.session.snapshot_arrived, timeout=LONG):
        pass


def stop(qtbot: QtBot, desk: InpaintDesk) -> None:
    click(qtbot, desk, "transport.stop")
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)


def ask(qtbot: QtBot, desk: InpaintDesk, question: Any) -> Any:
    """The answer of the race, from its own thread."""
    answers: list[Any] = []

    def take(answer: Any) -> None:
        if answer.key == "test":
            assert answer.failure is None, answer.failure
            answers.append(answer.value)

    desk.session.answered.connect(take)
    desk.session.ask_trainer("test", question)
    qtbot.waitUntil(lambda: bool(answers), timeout=LONG)
    desk.session.answered.disconnect(take)
    return answers[0]


def mask_of(race: Race) -> NDArray[np.bool_]:
    return race.problem.mask


def steps_of(race: Race) -> dict[str, int]:
    return {key: trainer.step for key, trainer in race.trainers.items()}


def put(desk: InpaintDesk, mask: NDArray[np.bool_]) -> None:
    desk.tab.canvas.set_mask(mask)


def test_a_picture_with_a_hole_is_there_so_that_start_is_the_first_click(qtbot: QtBot, desk: InpaintDesk) -> None:
    assert np.array_equal(desk.tab.canvas.mask, make_mask("random:0.2", (40, 40), 3))
    assert desk.holes.ticked == FEW
    assert child(desk, "transport.start", QAbstractButton).isEnabled()
    start(qtbot, desk)
    qtbot.waitUntil(lambda: len(desk.tab.scored()) == 4 and bool(desk.tab.scored()["biharmonic"].scores), timeout=LONG)
    stop(qtbot, desk)


def test_paint_start_fill_paint_on_and_score(qtbot: QtBot, desk: InpaintDesk) -> None:
    paint(qtbot, desk, (10, 10), (20, 12))
    before = desk.tab.canvas.mask
    assert before[10, 10]
    assert desk.keeper.words is None
    start(qtbot, desk)
    for key in FEW:
        qtbot.waitUntil(lambda key=key: desk.tab.lanes.pane(key).kept is not None, timeout=LONG)
    run, steps = desk.session.run, ask(qtbot, desk, steps_of)
    with qtbot.waitSignal(desk.filling.observer.taken, timeout=LONG):
        paint(qtbot, desk, (30, 30), (33, 35))
    after = desk.tab.canvas.mask
    assert after.sum() > before.sum()
    assert np.array_equal(ask(qtbot, desk, mask_of), after)
    # no new start: the same run, and the network's steps go on
    assert desk.session.run == run
    assert desk.state == "running"
    assert ask(qtbot, desk, steps_of)["field"] >= steps["field"]
    stop(qtbot, desk)
    rows = desk.tab.scored()
    assert set(rows) == set(FEW)
    for key, row in rows.items():
        assert set(row.scores) == {"psnr", "ssim", "whole_psnr", "whole_ssim"}, key
        assert not row.is_estimate
    # the rivals are about the hole as it is now
    hole = desk.filling.mask
    assert hole is not None
    assert np.array_equal(hole, after)
    truth = load_signal(SMALL.signal).values
    known = np.where(after[..., None], truth[~after].mean(axis=0), truth)
    worst = 10 * np.log10(1 / np.mean((known - truth)[after] ** 2))
    assert rows["mean"].scores["psnr"] == pytest.approx(worst, abs=1e-3)
    # a method that loses to a rival is told so, in red
    lost = [row.title for row in rows.values() if not row.is_baseline and row.merit < rows["biharmonic"].merit]
    for title in lost:
        assert f"{title} loses to" in desk.tab.scores.plain_text()


def test_painting_wakes_a_race_that_is_over(qtbot: QtBot, desk: InpaintDesk) -> None:
    start(qtbot, desk)
    stop(qtbot, desk)
    old = desk.tab.scored()["svd"].scores
    with qtbot.waitSignal(desk.filling.observer.taken, timeout=LONG):
        paint(qtbot, desk, (5, 30), (20, 30))
    qtbot.waitUntil(lambda: desk.state == "running", timeout=LONG)
    stop(qtbot, desk)
    row = desk.tab.scored()["svd"]
    assert not row.is_estimate
    assert row.scores != old
    assert np.array_equal(ask(qtbot, desk, mask_of), desk.tab.canvas.mask)


@pytest.mark.parametrize("full", [False, True])
def test_an_empty_and_a_full_mask_are_one_sentence(qtbot: QtBot, desk: InpaintDesk, full: bool) -> None:
    put(desk, np.full((40, 40), full))
    click(qtbot, desk, "transport.start")
    assert ("whole picture" if full else "hides nothing") in message(desk)
    assert desk.state == "empty"
    qtbot.keyClick(desk.tab.canvas, Qt.Key.Key_Z, CTRL)
    assert message(desk) == ""
    start(qtbot, desk)


def test_a_new_start_amid_two_strokes_scores_the_rivals_on_the_last_one(qtbot: QtBot, desk: InpaintDesk) -> None:
    start(qtbot, desk)
    qtbot.waitUntil(lambda: desk.tab.lanes.pane("field").kept is not None, timeout=LONG)
    for words in ("block:6", "block:12"):
        put(desk, make_mask(words, (40, 40), 0))
    desk.tab.settings.task_edited.emit(dataclasses.replace(desk.tab.settings.task, fill_rank=3))
    qtbot.waitUntil(lambda: not desk.filling.busy, timeout=LONG)
    assert np.array_equal(ask(qtbot, desk, mask_of), desk.tab.canvas.mask)
    assert desk.filling.mask is not None
    assert np.array_equal(desk.filling.mask, desk.tab.canvas.mask)


def test_clearing_the_mask_of_a_running_race_leaves_the_hole_that_was(qtbot: QtBot, desk: InpaintDesk) -> None:
    start(qtbot, desk)
    before = ask(qtbot, desk, mask_of)
    desk.tab.canvas.setFocus()
    with qtbot.waitSignal(desk.filling.refused, timeout=LONG):
        qtbot.keyClick(desk.tab.canvas, Qt.Key.Key_Delete)
    assert "hides nothing" in message(desk)
    assert desk.state == "running"
    assert np.array_equal(ask(qtbot, desk, mask_of), before)


def test_without_a_method_that_learns_nothing_begins(qtbot: QtBot, desk: InpaintDesk) -> None:
    for name in ("field", "svd"):
        tick(qtbot, desk, f"inpaint.method_{name}")
    click(qtbot, desk, "transport.start")
    assert "method" in message(desk)
    assert desk.state == "empty"


def test_a_rank_above_the_picture_is_said_and_the_others_fill(qtbot: QtBot, desk: InpaintDesk) -> None:
    desk.tab.settings.task_edited.emit(dataclasses.replace(desk.tab.settings.task, fill_rank=41))
    start(qtbot, desk)
    qtbot.waitUntil(lambda: "rank is 41" in message(desk), timeout=LONG)
    qtbot.waitUntil(lambda: desk.tab.lanes.pane("field").kept is not None, timeout=LONG)
    assert desk.state == "running"


def answer_whether(monkeypatch: pytest.MonkeyPatch, agree: bool) -> list[str]:
    asked: list[str] = []

    def ask_whether(parent: QWidget, title: str, question: str, yes: str) -> bool:
        asked.append(question)
        return agree

    monkeypatch.setattr(mask_files, "ask_whether", ask_whether)
    return asked


def choose_file(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *arguments: (str(path), ""))


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(path)])


def test_a_mask_of_another_size_is_scaled_only_if_one_agrees(
    qtbot: QtBot, desk: InpaintDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "<b>mask.png"
    small = np.zeros((20, 20), np.uint8)
    small[4:9, 3:7] = 255
    path.write_bytes(encode_png(small))
    choose_file(monkeypatch, path)
    before = desk.tab.canvas.mask
    asked = answer_whether(monkeypatch, agree=False)
    click(qtbot, desk, "inpaint.mask_load")
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=LONG)
    assert "20 × 20" in asked[0]
    assert "40 × 40" in asked[0]
    assert desk.tab.canvas.mask is before
    answer_whether(monkeypatch, agree=True)
    with qtbot.waitSignal(desk.tab.canvas.mask_changed, timeout=LONG):
        click(qtbot, desk, "inpaint.mask_load")
    assert np.array_equal(desk.tab.canvas.mask, np.kron(small > 0, np.ones((2, 2), bool)))
    click(qtbot, desk, "inpaint.mask_undo")
    assert np.array_equal(desk.tab.canvas.mask, before)


def test_a_mask_that_was_saved_is_loaded_again(
    qtbot: QtBot, desk: InpaintDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(qtbot, desk, (3, 3), (30, 20))
    wanted, path = desk.tab.canvas.mask, tmp_path / "mask.png"
    save_to(monkeypatch, path)
    click(qtbot, desk, "inpaint.mask_save")
    qtbot.waitUntil(path.exists, timeout=LONG)
    assert np.array_equal(read_any_mask(path), wanted)
    put(desk, np.eye(40, dtype=bool))
    choose_file(monkeypatch, path)
    with qtbot.waitSignal(desk.tab.canvas.mask_changed, timeout=LONG):
        click(qtbot, desk, "inpaint.mask_load")
    assert np.array_equal(desk.tab.canvas.mask, wanted)


def open_picture(qtbot: QtBot, desk: InpaintDesk, path: Path, shape: tuple[int, int]) -> None:
    with qtbot.waitSignal(desk.keeper.prepared, timeout=LONG):
        desk.open_location(str(path))
    assert desk.tab.canvas.mask.shape == shape


def test_another_picture_gets_the_generated_mask_anew_and_drops_a_painted_one(
    qtbot: QtBot, desk: InpaintDesk, tmp_path: Path
) -> None:
    path = tmp_path / "own.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (30, 50, 3), dtype=np.uint8)).save(path)
    open_picture(qtbot, desk, path, (30, 50))
    assert np.array_equal(desk.tab.canvas.mask, make_mask("random:0.2", (30, 50), 3))
    assert "take the tick from Truth is known" in message(desk)  # said of a first picture of one's own, and of no other
    paint(qtbot, desk, (5, 5), (20, 20))
    with qtbot.waitSignal(desk.keeper.prepared, timeout=LONG):
        desk.open_location("sample:checker")
    assert np.array_equal(desk.tab.canvas.mask, make_mask("random:0.2", (256, 256), 3))
    assert "50 × 30" in message(desk)


def test_a_painted_mask_stays_with_a_picture_of_its_size(qtbot: QtBot, desk: InpaintDesk, tmp_path: Path) -> None:
    paint(qtbot, desk, (5, 5), (20, 20))
    wanted, path = desk.tab.canvas.mask, tmp_path / "own.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 40, 3), dtype=np.uint8)).save(path)
    open_picture(qtbot, desk, path, (40, 40))
    assert np.array_equal(desk.tab.canvas.mask, wanted)


def test_two_rows_are_enough(qtbot: QtBot, desk: InpaintDesk, tmp_path: Path) -> None:
    path = tmp_path / "narrow.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (2, 60, 3), dtype=np.uint8)).save(path)
    open_picture(qtbot, desk, path, (2, 60))
    desk.tab.settings.task_edited.emit(dataclasses.replace(desk.tab.settings.task, fill_rank=1))
    start(qtbot, desk)
    stop(qtbot, desk)
    assert np.isfinite(desk.tab.scored()["svd"].scores["psnr"])


def test_the_filled_picture_keeps_what_is_known_to_the_bit_of_sixteen(
    qtbot: QtBot, desk: InpaintDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep, source, path = np.random.default_rng(0).random((24, 30, 4), np.float32), tmp_path / "deep.png", tmp_path / "f"
    source.write_bytes(encode_png(deep, 16))
    open_picture(qtbot, desk, source, (24, 30))
    start(qtbot, desk)
    qtbot.waitUntil(lambda: desk.tab.lanes.pane("svd").kept is not None, timeout=LONG)
    save_to(monkeypatch, path)
    for key in ("field", "svd", "biharmonic"):
        qtbot.waitUntil(lambda key=key: bool(desk.tab.scored()[key].scores), timeout=LONG)
        monkeypatch.setattr(LaneDialog, "ask", classmethod(lambda cls, parent, lanes, best, key=key: key))
        path.unlink(missing_ok=True)
        desk.tab.window().action("export_picture").trigger()
        qtbot.waitUntil(path.exists, timeout=LONG)
        read, original = read_image(path.read_bytes(), "f"), read_image(source.read_bytes(), "deep")
        assert read.bits == 16
        known = ~desk.tab.canvas.mask
        assert np.array_equal(read.values[known], original.values[known]), key
        assert read.alpha is not None
        assert np.array_equal(read.alpha, original.alpha)
        assert not np.array_equal(read.values, original.values)


def test_an_experiment_brings_its_painted_mask_and_its_picture_back(
    qtbot: QtBot, desk: InpaintDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(qtbot, desk, (5, 5), (25, 30))
    wanted, path = desk.tab.canvas.mask, tmp_path / "experiment.json"
    save_to(monkeypatch, path)
    desk.tab.window().action("save_experiment").trigger()
    qtbot.waitUntil(path.exists, timeout=LONG)
    saved = read_experiment(path)
    assert saved.field == desk.bench.draft.field
    with qtbot.waitSignal(desk.keeper.prepared, timeout=LONG):
        desk.open_location("sample:checker")
    put(desk, np.eye(256, dtype=bool))
    desk.open_location(str(path))
    qtbot.waitUntil(lambda: desk.tab.canvas.mask.shape == (40, 40), timeout=LONG)
    qtbot.waitUntil(lambda: np.array_equal(desk.tab.canvas.mask, wanted), timeout=LONG)
    assert desk.bench.draft.signal == SMALL.signal
    assert desk.keeper.words is None
    # once more over another mask of the same picture
    put(desk, np.eye(40, dtype=bool))
    desk.open_location(str(path))
    qtbot.waitUntil(lambda: np.array_equal(desk.tab.canvas.mask, wanted), timeout=LONG)


def test_an_experiment_of_another_task_keeps_the_hole(qtbot: QtBot, desk: InpaintDesk, tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    other = Experiment(signal=SMALL.signal, field=SirenOptions(hidden_features=32), budget=Budget.of(steps=7))
    path.write_text(json.dumps(other.to_json()))
    before = desk.tab.canvas.mask
    desk.open_location(str(path))
    qtbot.waitUntil(lambda: desk.bench.draft.budget == other.budget, timeout=LONG)
    assert desk.bench.draft.field == other.field
    assert isinstance(desk.bench.draft.task, InpaintOptions)
    assert np.array_equal(desk.tab.canvas.mask, before)


def test_the_words_that_are_copied_repeat_it(
    qtbot: QtBot, desk: InpaintDesk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk.edit_budget(Budget.of(steps=3))
    desk.tab.window().action("copy_command").trigger()
    line = QGuiApplication.clipboard().text()
    words = shlex.split(line)
    assert words[:2] == ["sirendesk", "inpaint"]
    assert "siren,svd" in words
    assert run([*words[1:], "--out", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["missing"] == pytest.approx(desk.tab.canvas.mask.mean())
    assert set(report["methods"]) >= {"siren", "svd", "mean", "biharmonic"}
    capsys.readouterr()


def test_mask_ticks_and_settings_are_there_next_time(
    qtbot: QtBot, window: MainWindow, desk: InpaintDesk, preferences: Preferences
) -> None:
    paint(qtbot, desk, (5, 5), (25, 30))
    tick(qtbot, desk, "inpaint.method_patches")
    wanted, ticked = desk.tab.canvas.mask, desk.holes.ticked
    assert "patches" in ticked
    window.close()
    again = make_window(make_application(), Preferences(preferences.path))
    again.show()
    again.begin()
    qtbot.waitUntil(lambda: again.fit.bench.opened is not None, timeout=LONG)
    again.choose_tab("inpaint")
    other = desk_of(again)
    qtbot.waitUntil(lambda: other.keeper.mask is not None, timeout=LONG)
    assert other.holes.ticked == ticked
    assert np.array_equal(other.tab.canvas.mask, wanted)
    again.close()
    again.deleteLater()


def test_undo_reaches_the_canvas_from_the_settings(qtbot: QtBot, desk: InpaintDesk) -> None:
    before = desk.tab.canvas.mask
    paint(qtbot, desk, (5, 5), (25, 30))
    box = child(desk, "inpaint.method_svd")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert np.array_equal(desk.tab.canvas.mask, before)
    qtbot.keyClick(box, Qt.Key.Key_Y, CTRL)
    assert not np.array_equal(desk.tab.canvas.mask, before)
    assert desk.keeper.words is None


def test_a_damaged_photo_is_scored_on_what_was_held_out(qtbot: QtBot, desk: InpaintDesk) -> None:
    tick(qtbot, desk, "inpaint.truth.box")
    start(qtbot, desk)
    stop(qtbot, desk)
    assert "held out" in desk.tab.scores.plain_text()
    assert set(desk.tab.scored()["field"].scores) == {"psnr", "ssim"}


def test_the_rank_page_takes_the_picture_and_a_filling_apart(qtbot: QtBot, desk: InpaintDesk) -> None:
    start(qtbot, desk)
    qtbot.waitUntil(lambda: bool(desk.tab.scored()["svd"].scores), timeout=LONG)
    qtbot.keyClick(desk.tab, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert desk.tab.rank_seen
    qtbot.waitUntil(lambda: desk.tab.rank.cut is not None, timeout=LONG)
    first = desk.tab.rank.cut
    box = desk.tab.rank_source
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == "field"
    qtbot.waitUntil(lambda: desk.tab.rank.cut is not None and desk.tab.rank.cut is not first, timeout=LONG)


def test_a_fit_in_another_tab_holds_the_race(qtbot: QtBot, window: MainWindow, desk: InpaintDesk) -> None:
    start(qtbot, desk)
    window.choose_tab("reconstruct")
    window.action("start").trigger()
    qtbot.waitUntil(lambda: desk.state == "paused", timeout=LONG)
    window.action("reset").trigger()
    window.choose_tab("inpaint")
    assert "another tab" in message(desk)
    click(qtbot, desk, "transport.start")
    qtbot.waitUntil(lambda: desk.state == "running", timeout=LONG)


def test_reset_keeps_picture_and_mask(qtbot: QtBot, desk: InpaintDesk) -> None:
    paint(qtbot, desk, (5, 5), (25, 30))
    wanted = desk.tab.canvas.mask
    start(qtbot, desk)
    click(qtbot, desk, "transport.reset")
    assert desk.state == "empty"
    assert desk.tab.canvas.mask is wanted
    assert desk.tab.scored() == {}
    start(qtbot, desk)


def test_step_takes_one_of_every_method_and_holds(qtbot: QtBot, desk: InpaintDesk) -> None:
    start(qtbot, desk)
    click(qtbot, desk, "transport.pause")
    qtbot.waitUntil(lambda: desk.state == "paused", timeout=LONG)
    before = ask(qtbot, desk, steps_of)
    click(qtbot, desk, "transport.step")
    qtbot.waitUntil(lambda: ask(qtbot, desk, steps_of)["field"] == before["field"] + 1, timeout=LONG)
    assert desk.state == "paused"
