"""The descent tab in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QFileDialog, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.descent.experiment import DescentExperiment, read_descent
from sirendesk.core.descent.recipes import RECIPES, SIX
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.walk import descend
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.signals import SignalSource
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.desks.descend import DescentDesk
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from waiting import LONG

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "settings.json")


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    made = make_window(make_application(), preferences)
    made.resize(1280, 800)
    made.show()
    made.choose_tab("descend")
    desk = made.desks["descend"]
    assert isinstance(desk, DescentDesk)
    desk.begin()
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def desk(window: MainWindow) -> DescentDesk:
    found = window.desks["descend"]
    assert isinstance(found, DescentDesk)
    return found


def child(desk: DescentDesk, name: str, kind: type = QWidget) -> QWidget:
    found = desk.tab.window().findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found


def settle(qtbot: QtBot, desk: DescentDesk) -> None:
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)


def has_its_ground(desk: DescentDesk) -> bool:
    plane = desk.tab.landscape.plane
    return plane.terrain is not None and plane.terrain.bounds == pytest.approx(plane.bounds)


def choose_landscape(qtbot: QtBot, desk: DescentDesk, name: str) -> None:
    box = child(desk, "descend.landscape.box", QComboBox)
    assert isinstance(box, QComboBox)
    box.setFocus()
    while box.currentData() != name:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"no landscape called {name}"
    settle(qtbot, desk)


def end_of(desk: DescentDesk, name: str) -> tuple[float, float]:
    return desk.bench.walks[name].end


def test_all_six_are_there_at_first_glance(desk: DescentDesk) -> None:
    assert list(desk.bench.walks) == list(SIX)
    assert desk.state == "finished"
    assert desk.player.step == desk.player.length == 500
    landscape = desk.bench.landscape
    assert isinstance(landscape, Regression)
    for walk in desk.bench.walks.values():
        assert math.dist(walk.end, landscape.best) < 1.0
    plane = desk.tab.landscape.plane
    assert plane.terrain is not None
    assert len(plane.walks) == 6
    assert desk.tab.standings.texts("batch")[1].startswith("3.")
    assert "Update 50 of 50" in desk.tab.arithmetic.text.toPlainText()
    assert desk.tab.data.isVisible()


def test_start_plays_from_the_beginning_to_the_end(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    desk.tab.playback.set_speed(3000.0)
    seen: list[int] = []
    desk.player.moved.connect(seen.append)
    button = child(desk, "transport.start", QAbstractButton)
    qtbot.mouseClick(button, LEFT)
    assert desk.state == "running"
    qtbot.waitUntil(lambda: desk.state == "finished", timeout=LONG)
    assert seen[0] == 0
    assert seen[-1] == 500
    assert seen == sorted(seen)


def test_space_plays_and_arrows_step(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    pane = desk.tab.landscape
    pane.setFocus()
    qtbot.keyClick(pane, Qt.Key.Key_Left)
    assert desk.player.step == 499
    assert desk.state == "paused"
    qtbot.keyClick(pane, Qt.Key.Key_Left)
    qtbot.keyClick(pane, Qt.Key.Key_Right)
    assert desk.player.step == 499
    qtbot.keyClick(pane, Qt.Key.Key_Space)
    assert desk.state == "running"
    qtbot.keyClick(pane, Qt.Key.Key_Space)
    assert desk.state in ("paused", "finished")


def test_transport_keys(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert desk.player.step == 0
    assert desk.state == "ready"
    assert window.action("step").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert desk.player.step == 1
    assert "Update 1 of 50" in desk.tab.arithmetic.text.toPlainText()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert desk.player.step == 500
    assert desk.state == "finished"


def test_scrubbing_shows_any_step(qtbot: QtBot, desk: DescentDesk) -> None:
    timeline = child(desk, "descend.timeline", QSlider)
    assert isinstance(timeline, QSlider)
    qtbot.mouseClick(timeline, LEFT, pos=QPoint(timeline.width() // 2, timeline.height() // 2))
    assert 200 < desk.player.step < 300
    assert desk.tab.landscape.plane.step == desk.player.step
    assert desk.tab.losses.plane.step == desk.player.step
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    assert desk.player.step == 0
    assert desk.tab.standings.texts("batch")[1] == "0.00, 0.00"


def test_a_press_on_the_losses_shows_that_update(qtbot: QtBot, desk: DescentDesk) -> None:
    plane = desk.tab.losses.plane
    place = plane.place_of(math.log10(1.0 + 20), 0.5)
    qtbot.mouseClick(plane, LEFT, pos=place.toPoint())
    assert abs(desk.player.step - 20) <= 1


def test_a_click_chooses_the_start(qtbot: QtBot, desk: DescentDesk) -> None:
    plane = desk.tab.landscape.plane
    place = plane.place_of(5.0, 0.5).toPoint()
    wanted = plane.value_at(QPointF(place))
    qtbot.mouseClick(plane, LEFT, pos=place)
    settle(qtbot, desk)
    walk = desk.bench.walks["batch"]
    assert walk.positions[0].tolist() == pytest.approx(wanted)
    assert desk.bench.experiment.start == pytest.approx(wanted)
    qtbot.keyClick(desk.tab.landscape, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, desk)
    assert desk.bench.walks["batch"].positions[0, 0] < wanted[0]


def test_dragging_a_point_moves_the_optimum(qtbot: QtBot, desk: DescentDesk) -> None:
    plane = desk.tab.data.plane
    before = desk.bench.landscape
    assert isinstance(before, Regression)
    k = int(plane.points[:, 0].argmax())
    place = plane.place_of(*plane.points[k].tolist()).toPoint()
    qtbot.mousePress(plane, LEFT, pos=place)
    for up in range(0, 160, 20):
        qtbot.mouseMove(plane, place + QPoint(0, up))
    qtbot.mouseRelease(plane, LEFT, pos=place + QPoint(0, 140))
    settle(qtbot, desk)
    after = desk.bench.landscape
    assert isinstance(after, Regression)
    assert after.best[1] < before.best[1]
    assert len(after.points) == 100
    assert desk.bench.edited_points


def test_points_are_added_and_removed(qtbot: QtBot, desk: DescentDesk) -> None:
    plane = desk.tab.data.plane
    corner = plane._clip().bottomRight().toPoint() - QPoint(6, 6)
    qtbot.mouseDClick(plane, LEFT, pos=corner)
    settle(qtbot, desk)
    assert desk.bench.landscape is not None
    assert desk.bench.landscape.samples == 101
    place = plane.place_of(*plane.points[100].tolist()).toPoint()
    qtbot.mouseClick(plane, RIGHT, pos=place)
    settle(qtbot, desk)
    assert desk.bench.landscape.samples == 100
    qtbot.keyClick(desk.tab.data, Qt.Key.Key_Up)
    qtbot.keyClick(desk.tab.data, Qt.Key.Key_Delete)
    settle(qtbot, desk)
    assert desk.bench.landscape.samples == 99
    qtbot.keyClick(desk.tab.data, Qt.Key.Key_Insert)
    settle(qtbot, desk)
    assert desk.bench.landscape.samples == 100


def roughness(desk: DescentDesk, name: str) -> float:
    """How much the directions of neighbouring updates disagree."""
    steps = np.diff(desk.bench.walks[name].positions, axis=0)[-20:]
    return float(np.abs(np.diff(steps, axis=0)).sum())


def test_the_batch_slider_smooths_the_path_with_the_same_seed(qtbot: QtBot, desk: DescentDesk) -> None:
    desk.bench.choose("mini-batch")
    slider = child(desk, "descend.batch_size.slider", QSlider)
    assert isinstance(slider, QSlider)
    slider.setFocus()
    others = desk.bench.walks["stochastic"]
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    settle(qtbot, desk)
    assert desk.bench.walks["mini-batch"].recipe.batch_size == 1
    rough = roughness(desk, "mini-batch")
    qtbot.keyClick(slider, Qt.Key.Key_End)
    settle(qtbot, desk)
    walk = desk.bench.walks["mini-batch"]
    assert walk.recipe.batch_size is None
    assert walk.seed == 0
    assert roughness(desk, "mini-batch") < rough / 10
    assert desk.bench.walks["stochastic"] is others


def test_a_rate_above_the_limit_is_said_and_drawn(qtbot: QtBot, desk: DescentDesk) -> None:
    slider = child(desk, "descend.learning_rate.slider", QSlider)
    assert isinstance(slider, QSlider)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    settle(qtbot, desk)
    note = desk.tab.landscape.plane.note
    landscape = desk.bench.landscape
    assert isinstance(landscape, Regression)
    limit = 2 / np.linalg.eigvalsh(landscape.hessian())[-1]
    assert f"{limit:.4g}" in note
    assert "Batch" in note
    assert not desk.tab.grab().isNull()
    desk.bench.edit_recipe(RECIPES["batch"])
    settle(qtbot, desk)
    assert desk.tab.landscape.plane.note == ""


def test_a_refused_formula_says_why_and_changes_nothing(qtbot: QtBot, desk: DescentDesk) -> None:
    choose_landscape(qtbot, desk, "formula")
    assert not desk.tab.data.isVisible()
    before = desk.bench.landscape
    line = child(desk, "descend.formula.line", QLineEdit)
    assert isinstance(line, QLineEdit)
    for text in ('__import__("os")', "x**9**9"):
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        settle(qtbot, desk)
        assert desk.tab.landscape_form.form.editor("formula").message().endswith(".")
        assert desk.bench.landscape is before
        assert desk.bench.experiment.landscape.formula == "x**2 + 3*y**2"  # type: ignore[attr-defined]
    line.selectAll()
    qtbot.keyClicks(line, "x**2 + 9*y**2 + sin(3*x)")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert desk.tab.landscape_form.form.editor("formula").message() == ""
    assert desk.bench.landscape is not before


def test_every_landscape_is_drawn_and_remembered(qtbot: QtBot, desk: DescentDesk) -> None:
    for name in ("rosenbrock", "beale", "himmelblau", "rastrigin", "saddle", "ravine", "formula"):
        choose_landscape(qtbot, desk, name)
        assert len(desk.bench.walks) == 6
        assert desk.tab.landscape.plane.note == ""
        # a pane that changes its size asks for its ground once more
        qtbot.waitUntil(lambda: has_its_ground(desk), timeout=LONG)


def test_edits_beside_a_refused_formula_still_count(qtbot: QtBot, desk: DescentDesk) -> None:
    choose_landscape(qtbot, desk, "formula")
    bench = desk.bench
    good = bench.options
    stochastic = dataclasses.replace(bench.recipes["stochastic"], epochs=3)
    bench.edit_landscape(dataclasses.replace(good, formula="log(-2-x**2)"))
    bench.edit_order(dataclasses.replace(bench.experiment, seed=123))
    bench.edit_recipe(stochastic)
    settle(qtbot, desk)
    assert bench.options == good
    assert bench.landscape is not None
    fresh = descend(bench.landscape, bench.recipes["stochastic"], bench.experiment.start, 123)
    assert np.array_equal(bench.walks["stochastic"].positions, fresh.positions)


def test_ticking_lets_a_recipe_walk(qtbot: QtBot, desk: DescentDesk) -> None:
    standings = desk.tab.standings
    standings.setFocus()
    for _ in range(6):
        qtbot.keyClick(standings, Qt.Key.Key_Down)
    assert desk.bench.chosen == "nesterov"
    qtbot.keyClick(standings, Qt.Key.Key_Space)
    settle(qtbot, desk)
    assert "nesterov" in desk.bench.walks
    assert standings.texts("nesterov")[2]
    qtbot.keyClick(standings, Qt.Key.Key_Space)
    assert "nesterov" not in desk.bench.walks


def test_wheel_and_keys_zoom(qtbot: QtBot, desk: DescentDesk) -> None:
    plane = desk.tab.landscape.plane
    whole = plane.bounds
    qtbot.keyClick(desk.tab.landscape, Qt.Key.Key_Plus)
    assert plane.bounds[1] - plane.bounds[0] < whole[1] - whole[0]
    qtbot.waitUntil(lambda: desk.settled and plane.terrain.bounds == pytest.approx(plane.bounds), timeout=LONG)  # type: ignore[union-attr]
    qtbot.keyClick(desk.tab.landscape, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert plane.bounds == pytest.approx(whole)
    qtbot.waitUntil(lambda: desk.settled and plane.terrain.bounds == pytest.approx(whole), timeout=LONG)  # type: ignore[union-attr]


def test_the_theme_reaches_the_ground(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    plane = desk.tab.landscape.plane
    window.choose_theme("light")
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    assert plane.terrain is not None
    light = plane.terrain.pixels.mean()
    window.choose_theme("dark")
    qtbot.waitUntil(lambda: plane.terrain is not None and plane.terrain.pixels.mean() < light / 2, timeout=LONG)
    window.choose_theme("light")
    settle(qtbot, desk)


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(path)])


@pytest.mark.parametrize(
    ("action", "name", "starts"),
    [
        ("export_picture", "descent.png", b"\x89PNG"),
        ("export_curve_svg", "descent.svg", b"<svg"),
        ("export_csv", "descent.csv", b"method,update"),
        ("save_experiment", "descent.json", b"{"),
        ("export_film", "descent.gif", b"GIF89a"),
    ],
)
def test_results_come_out(
    qtbot: QtBot,
    window: MainWindow,
    desk: DescentDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    name: str,
    starts: bytes,
) -> None:
    for extra in SIX[1:]:
        desk.bench.tick(extra, False)
    path = tmp_path / name
    save_to(monkeypatch, path)
    window.action(action).trigger()
    qtbot.waitUntil(path.exists, timeout=LONG)
    assert path.read_bytes().startswith(starts)
    if name == "descent.json":
        assert read_descent(path) == desk.bench.experiment
    if name == "descent.csv":
        assert len(list(csv.reader(path.read_text().splitlines()))) == 52


def test_a_film_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, desk: DescentDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "descent.gif"
    save_to(monkeypatch, path)
    window.action("export_film").trigger()
    cancel = child(desk, "descend.film_cancel", QAbstractButton)
    assert cancel.isVisible()
    assert not window.action("export_film").isEnabled()
    qtbot.mouseClick(cancel, LEFT)
    assert not cancel.isVisible()
    assert window.action("export_film").isEnabled()
    desk.bench.edit_start((1.0, 1.0))
    settle(qtbot, desk)
    assert not path.exists()


def test_an_experiment_is_opened_and_a_wrong_one_is_refused(
    qtbot: QtBot, window: MainWindow, desk: DescentDesk, tmp_path: Path
) -> None:
    wanted = dataclasses.replace(
        DescentExperiment(), points=((0.0, 1.0), (1.0, 2.0), (2.0, 2.5)), recipes=(RECIPES["adam"],), start=(2.0, 2.0)
    )
    path = tmp_path / "own.json"
    path.write_text(json.dumps(wanted.to_json()))
    desk.open(path)
    qtbot.waitUntil(lambda: desk.settled and desk.bench.experiment == wanted, timeout=LONG)
    assert list(desk.bench.walks) == ["adam"]
    (tmp_path / "wrong.json").write_text('{"kind": "other"}')
    desk.open(tmp_path / "wrong.json")
    qtbot.waitUntil(lambda: desk.messages.current() is not None, timeout=LONG)
    assert desk.bench.experiment == wanted


def test_the_command_line_is_copied(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    choose_landscape(qtbot, desk, "ravine")
    window.action("copy_command").trigger()
    wanted = "sirendesk descend --landscape ravine --method all --seed 0 --out descent"
    assert QGuiApplication.clipboard().text() == wanted


def test_what_was_set_is_there_next_time(
    qtbot: QtBot, window: MainWindow, desk: DescentDesk, preferences: Preferences
) -> None:
    choose_landscape(qtbot, desk, "saddle")
    desk.bench.tick("adam", True)
    settle(qtbot, desk)
    wanted = desk.bench.experiment
    window.close()
    again = make_window(make_application(), Preferences(preferences.path))
    other = again.desks["descend"]
    assert isinstance(other, DescentDesk)
    assert other.bench.experiment == wanted
    again.close()
    again.deleteLater()


def test_closing_while_it_plays_and_works(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    desk.player.to_start()
    desk.player.play()
    for seed in range(20):
        desk.bench.edit_order(dataclasses.replace(desk.bench.experiment, seed=seed))
    window.close()
    assert not window.session._jobs_thread.isRunning()


def test_only_the_newest_wish_counts(qtbot: QtBot, desk: DescentDesk) -> None:
    for k in range(40):
        desk.bench.edit_start((0.1 * k, 0.0))
    settle(qtbot, desk)
    assert desk.bench.walks["batch"].positions[0].tolist() == pytest.approx([3.9, 0.0])


@pytest.fixture
def fitted(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    """A window with a finished fit of a tiny network."""
    small = Experiment(
        signal=SignalSource("sample:camera", size=16, gray=True),
        field=SirenOptions(hidden_features=8, hidden_layers=1),
        training=TrainingOptions(batch_size=64, threads=1),
        budget=Budget.of(seconds=3.0),
    )
    preferences.set_experiment("reconstruct", small.to_json())
    made = make_window(make_application(), preferences)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.fit.bench.opened is not None, timeout=LONG)
    made.action("start").trigger()
    qtbot.waitUntil(lambda: made.session.state == "finished", timeout=LONG)
    yield made
    made.close()
    made.deleteLater()


def test_the_landscape_of_a_real_network(qtbot: QtBot, fitted: MainWindow) -> None:
    fitted.choose_tab("descend")
    desk = fitted.desks["descend"]
    assert isinstance(desk, DescentDesk)
    settle(qtbot, desk)
    choose_landscape(qtbot, desk, "network")
    plane = desk.tab.landscape.plane
    qtbot.waitUntil(lambda: desk.settled and plane.terrain is not None, timeout=LONG)
    text = desk.tab.arithmetic.text.toPlainText()
    assert "explains" in text
    assert "All heights are known" in text
    assert desk.player.length >= 2
    assert not desk.tab.losses.isVisible()
    before = desk.bench.experiment
    together = child(desk, "descend.together", QAbstractButton)
    together.setFocus()
    qtbot.keyClick(together, Qt.Key.Key_Space)
    # a second run comes to the same plane
    fitted.fit.bench.edit_seed(7)
    fitted.choose_tab("reconstruct")
    fitted.action("start").trigger()
    qtbot.waitUntil(lambda: fitted.session.state == "finished", timeout=LONG)
    qtbot.waitUntil(lambda: desk.settled and "(orange)" in desk.tab.arithmetic.text.toPlainText(), timeout=LONG)
    fitted.choose_tab("descend")
    box = child(desk, "descend.landscape.box", QComboBox)
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    settle(qtbot, desk)
    assert before != desk.bench.experiment == DescentExperiment()
    assert desk.tab.losses.isVisible()
    assert len(plane.walks) == 6
    assert desk.player.length == 500


def test_a_network_that_is_not_there_is_asked_for(qtbot: QtBot, window: MainWindow, desk: DescentDesk) -> None:
    choose_landscape(qtbot, desk, "network")
    qtbot.waitUntil(lambda: desk.messages.current() is not None, timeout=LONG)
    assert not desk.ready
    assert not window.action("export_picture").isEnabled()
    assert not desk.tab.grab().isNull()


def test_every_control_has_a_name_and_a_tip(desk: DescentDesk) -> None:
    controls = [
        w
        for w in desk.tab.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.objectName().startswith("descend.")
    ]
    assert len(controls) > 15
    assert [w.objectName() for w in controls if not w.accessibleName()] == []
    parents = {w: w.parentWidget() for w in controls}
    assert [w.objectName() for w, p in parents.items() if not w.toolTip() and not (p and p.toolTip())] == []
