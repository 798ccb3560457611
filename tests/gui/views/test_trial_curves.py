"""The curves of the three judges, driven as a person does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Snapshot, Trials
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.trial_curves import DEPTH, TrialCurves
from sirendesk.gui.views.trial_data import TRIALS

Make = Callable[..., Snapshot]
STEPS = np.arange(10, 410, 10)
PEAK, ORACLE = 200, 240


@pytest.fixture
def view(qtbot: QtBot) -> TrialCurves:
    """In a window, empty."""
    view = TrialCurves("denoise", LIGHT)
    qtbot.addWidget(view)
    view.resize(760, 260)
    view.show()
    qtbot.waitExposed(view)
    return view


def feed(view: TrialCurves, make: Make, label: str, *, truth: bool = True, stop: int | None = PEAK) -> None:
    """A whole run: the noisy data is met better and better, the others have a best."""
    view.begin(label)
    curves = {
        "noisy": 10 + STEPS / 40,
        "held out": 15 - ((STEPS - PEAK) / 100.0) ** 2,
        **({"truth": 25 - ((STEPS - ORACLE) / 100.0) ** 2} if truth else {}),
    }
    for first in range(0, len(STEPS), 10):
        part = slice(first, first + 10)
        trials = Trials(
            STEPS[part],
            (STEPS[part] / 100).astype(np.float32),
            {name: values[part].astype(np.float32) for name, values in curves.items()},
            stop,
            ORACLE if truth else None,
        )
        finished = first + 10 >= len(STEPS)
        snapshot = make([0.1] * 10, int(STEPS[part][-1]), finished=finished)
        view.display(dataclasses.replace(snapshot, trials=trials))


def line(view: TrialCurves, name: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = view._lines[name].getData()
    return np.asarray(x), np.asarray(y)


def test_empty_says_what_will_appear(view: TrialCurves, make_snapshot: Make) -> None:
    assert not view.plot.isVisible()
    feed(view, make_snapshot, "one")
    assert view.plot.isVisible()
    view.clear_all()
    assert not view.plot.isVisible()


def test_each_judge_has_its_own_curve_and_name(view: TrialCurves, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    for name in TRIALS:
        assert np.array_equal(line(view, name)[0], STEPS)
    assert line(view, "noisy")[1][-1] == pytest.approx(20)
    assert [entry.text for entry in view.legend.entries] == ["held-out pixels", "truth", "noisy data"]
    # told apart without colours too
    assert len({entry.dashes for entry in view.legend.entries}) == 3
    assert "truth 22.44" in view.plot.header.text


def test_the_honest_stop_and_the_oracles_best_are_marked_apart(view: TrialCurves, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    honest, oracle = view.marks["held out"], view.marks["truth"]
    assert honest.place == PEAK
    assert oracle.place == ORACLE
    assert honest.text.startswith("honest stop: step 200, ≈ 24.84 dB against the truth")
    assert oracle.text == "oracle's best: step 240, ≈ 25.00 dB against the truth"


def test_the_stop_is_the_one_that_was_told_not_the_highest_point(view: TrialCurves, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one", stop=180)
    assert view.marks["held out"].place == 180


def test_without_truth_nobody_knows_the_oracles_best(view: TrialCurves, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one", truth=False)
    assert view.marks["truth"].place is None
    assert view.marks["held out"].place == PEAK
    assert "truth" not in view.marks["held out"].text
    assert [entry.text for entry in view.legend.entries] == ["held-out pixels", "noisy data"]


def test_while_it_runs_the_best_is_one_so_far(view: TrialCurves, make_snapshot: Make) -> None:
    view.begin("one")
    trials = Trials(np.array([10, 20]), np.array([0.1, 0.2], np.float32), {"held out": np.array([1.0, 2.0])}, 20)
    view.display(dataclasses.replace(make_snapshot([0.1], 20), trials=trials))
    assert view.marks["held out"].text.startswith("best held out so far: step 20")
    view.display(make_snapshot([0.1], 21, finished=True))
    assert view.marks["held out"].text.startswith("honest stop: step 20")


def test_not_measured_is_left_out(view: TrialCurves, make_snapshot: Make) -> None:
    view.begin("one")
    trials = Trials(np.array([10, 20]), np.array([0.1, 0.2], np.float32), {"held out": np.array([np.nan, 2.0])})
    view.display(dataclasses.replace(make_snapshot([0.1], 20), trials=trials))
    assert np.array_equal(line(view, "held out")[0], [20])


def test_below_their_own_best_all_have_their_peak_at_zero(view: TrialCurves, make_snapshot: Make, qtbot: QtBot) -> None:
    feed(view, make_snapshot, "one")
    qtbot.mouseClick(view.findChild(QToolButton, "denoise.from_best"), Qt.MouseButton.LeftButton)
    for name in ("held out", "truth"):
        assert line(view, name)[1].max() == pytest.approx(0.0, abs=1e-6)
    assert view.plot.y_range[0] >= DEPTH
    assert view.marks["held out"].place == PEAK


def test_a_run_before_stays_by_its_best_judge(view: TrialCurves, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    feed(view, make_snapshot, "two", truth=False)
    feed(view, make_snapshot, "three")
    assert [ghost.label for ghost in view.ghosts] == ["two", "one"]
    assert [entry.text for entry in view.legend.entries][3:] == ["two (held out)", "one (truth)"]
    assert view.plot.ghost(0)[1].max() == pytest.approx(15, abs=0.01)
    assert view.plot.ghost(1)[1].max() == pytest.approx(25, abs=0.01)
    view.findChild(QToolButton, "denoise.clear_ghosts").click()
    assert view.ghosts == ()


def test_seconds_and_steps(view: TrialCurves, make_snapshot: Make, qtbot: QtBot) -> None:
    feed(view, make_snapshot, "one")
    with qtbot.waitSignal(view.axis_changed) as told:
        qtbot.mouseClick(view.findChild(QToolButton, "denoise.over_seconds"), Qt.MouseButton.LeftButton)
    assert told.args == ["seconds"]
    assert line(view, "truth")[0][-1] == pytest.approx(4.0)
    assert view.marks["held out"].place == pytest.approx(2.0)


def test_pointer_and_keys_read_all_curves(view: TrialCurves, make_snapshot: Make, qtbot: QtBot) -> None:
    feed(view, make_snapshot, "one")
    viewport = view.plot._plot.viewport()
    qtbot.mouseMove(viewport, QPoint(viewport.width() // 2, viewport.height() // 2))
    assert "step" in view.plot.header.text
    before = view.plot.marked
    qtbot.keyClick(view.plot, Qt.Key.Key_Left)
    assert view.plot.marked is not None
    assert view.plot.marked < (before or 0)


def test_hidden_view_catches_up(view: TrialCurves, make_snapshot: Make) -> None:
    view.hide()
    feed(view, make_snapshot, "one")
    view.show()
    assert len(line(view, "truth")[0]) == len(STEPS)


def test_dark_theme_and_exports(view: TrialCurves, make_snapshot: Make) -> None:
    feed(view, make_snapshot, "one")
    svg = view.export_svg()
    assert svg.count(b"<path") + svg.count(b"<polyline") > 5
    assert b"<image" not in svg
    assert b"honest stop" in svg
    view.apply_theme(DARK)
    image = QImage.fromData(view.export_png(), "PNG")
    assert image.width() > 1.9 * view.plot.width()
    shot = view.plot.grab().toImage()
    assert QColor(shot.pixel(shot.width() - 4, shot.height() - 4)) == QColor(DARK.background)
