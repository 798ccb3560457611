"""The inpainting tab by itself: what it draws of a race, and what every control of it has."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.experiment import Experiment
from sirendesk.core.findings import Finding
from sirendesk.core.race import RaceSnapshot
from sirendesk.core.signals import SampledSignal, SignalSource
from sirendesk.core.snapshot import Frame, Snapshot
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.gui.inpainting.baselines import BaselineFilling
from sirendesk.gui.opening import Opened, opened_as
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.tabs.inpaint import InpaintTab
from sirendesk.gui.theme import DARK, LIGHT

NONE = np.empty(0, np.float32)
TASK = InpaintOptions()
TICKED = ("field", "svd", "biharmonic")
REGION = "the hole (6 % of the picture)"


@pytest.fixture
def opened() -> Opened:
    values = np.random.default_rng(0).random((24, 30, 3), np.float32)
    return opened_as(SignalSource("noise"), SampledSignal(values, None, "<b>noise", "noise"))


@pytest.fixture
def tab(qtbot: QtBot, opened: Opened) -> InpaintTab:
    made = InpaintTab(Experiment(task=TASK), TASK, LIGHT)
    qtbot.addWidget(made)
    made.resize(1280, 700)
    made.show()
    made.edit(Experiment(task=TASK), TASK, TICKED)
    made.display_signal(opened)
    made.display_mask(opened.picture, "<b>noise", np.eye(24, 30, dtype=bool), ("scratches:7", 3))
    return made


def lane(psnr: float, step: int = 5, *, exact: bool = False, framed: bool = True, finding: str = "") -> Snapshot:
    frame = Frame(np.full((24, 30, 3), 9, np.uint8), np.zeros((24, 30), np.uint8), 1.0, exact)
    metrics = {"psnr": psnr, "ssim": 0.5, "whole_psnr": psnr + 10, "whole_ssim": 0.9} if exact else None
    return Snapshot(
        1,
        step,
        step / 10,
        NONE,
        NONE,
        1e-3,
        10.0,
        psnr,
        0.5,
        None,
        0.01,
        100,
        finished=exact,
        frame=frame if framed else None,
        metrics=metrics,
        findings=(Finding("lane", finding),) if finding else (),
    )


def race(region: str = REGION, seen: float = 0.0, **lanes: Snapshot) -> RaceSnapshot:
    done = all(one.finished for one in lanes.values())
    return RaceSnapshot(1, 10, 1.0, 0.5, None, done, lanes, region=region, seen_before=seen)


def rival(psnr: float) -> BaselineFilling:
    scores = {"psnr": psnr, "ssim": 0.9, "whole_psnr": psnr + 10, "whole_ssim": 0.95}
    return BaselineFilling(
        "biharmonic", np.zeros((24, 30, 3), np.float32), np.zeros((24, 30, 3), np.uint8), scores, 0.2
    )


def test_estimates_become_scores_and_losers_are_named(tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    tab.display(race(field=lane(18.0), svd=lane(20.0)))
    assert tab.scored()["field"].is_estimate
    assert "18.0 dB" in tab.lanes.pane("field").header.text
    assert "≈" in tab.lanes.pane("field").header.text
    tab.display_baseline(rival(19.0))
    assert "loses" not in tab.scores.plain_text()
    tab.display(race(field=lane(18.5, exact=True), svd=lane(20.5, exact=True)))
    assert "SIREN loses to Biharmonic (0.50 dB PSNR" in tab.scores.plain_text()
    assert "≈" not in tab.lanes.pane("field").header.text
    assert [row.key for row in tab.scores.rows] == ["svd", "biharmonic", "field"]
    assert REGION.removeprefix("the ") in tab.scores.plain_text()


def test_another_hole_is_another_region_and_says_what_was_seen(tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    tab.display(race(field=lane(18.0)))
    tab.display(race("the hole (9 % of the picture)", 0.25, field=lane(17.0)))
    text = tab.scores.plain_text()
    assert "9 %" in text
    assert "25" in text


def test_a_lane_that_could_not_be_built_says_why(tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    failed = dataclasses.replace(lane(math.nan, 0, framed=False, finding="The rank is 99."), finished=True)
    tab.display(race(field=lane(18.0), svd=failed))
    assert tab.scored()["svd"].scores == {}
    assert "The rank is 99." in tab.scores.plain_text()
    tab.display_baseline_note("biharmonic", "The hole is too large.")
    assert "The hole is too large." in tab.scores.plain_text()


def test_a_new_picture_forgets_what_was_filled(tab: InpaintTab, opened: Opened) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    tab.display(race(field=lane(18.0)))
    tab.display_signal(opened)
    assert tab.scored() == {}
    assert tab.lanes.keys == ()
    assert tab.curves.plot.lines == ()
    assert tab.rank_source.count() == 1


def test_the_generator_shows_what_made_the_mask(tab: InpaintTab) -> None:
    assert tab.tools.words == ("scratches:7", 3)
    assert tab.tools.maker.words == "scratches:7"
    assert tab.tools.maker.seed == 3


def test_one_zoom_for_canvas_and_lanes(tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    tab.canvas.canvas.zoom(3.0)
    seen, other = tab.canvas.canvas.visible_range, tab.lanes.pane("svd").canvas.visible_range
    assert other.center().x() == pytest.approx(seen.center().x(), abs=1.0)
    assert other.width() < 30
    tab.lanes.pane("svd").canvas.zoom(2.0)
    assert tab.canvas.canvas.visible_range.width() < seen.width()


def test_undo_reaches_the_canvas_from_another_view(qtbot: QtBot, tab: InpaintTab) -> None:
    before = tab.canvas.mask
    tab.canvas.set_mask(np.zeros((24, 30), bool))
    tab.curves.plot.parentWidget().setFocus()
    qtbot.keyClick(tab.curves.plot.parentWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(tab.canvas.mask, before)


def test_every_control_has_a_name_and_a_tip(tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    controls = [
        w
        for w in tab.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.objectName().startswith("inpaint.")
    ]
    assert len(controls) > 40
    assert [w.objectName() for w in controls if not w.accessibleName()] == []
    assert [w.objectName() for w in controls if not tip_of(w, tab)] == []


def tip_of(widget: QWidget | None, tab: InpaintTab) -> str:
    """The tip that Qt would show: the nearest one upwards, within the tab."""
    while widget is not None and widget is not tab:
        if widget.toolTip():
            return widget.toolTip()
        widget = widget.parentWidget()
    return ""


def test_no_label_reads_markup(tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    rich = [label for label in tab.findChildren(QLabel) if "<" in label.text()]
    assert [label.text() for label in rich if label.textFormat() != Qt.TextFormat.PlainText] == []


def test_dividers_and_folds_are_remembered(qtbot: QtBot, tab: InpaintTab, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "settings.json")
    whole = next(s for s in tab._splitters if s.objectName() == "inpaint.panes")
    whole.setSizes([400, 800])
    tab.curves.set_axis("steps")
    tab.save_layout(preferences)
    other = InpaintTab(Experiment(task=TASK), TASK, DARK)
    qtbot.addWidget(other)
    other.resize(1280, 700)
    other.restore_layout(preferences)
    other.show()
    again = next(s for s in other._splitters if s.objectName() == "inpaint.panes")
    assert again.sizes()[0] == pytest.approx(whole.sizes()[0], abs=2)


def test_a_pane_shown_large_takes_the_place_of_the_numbers(qtbot: QtBot, tab: InpaintTab) -> None:
    tab.begin_run(Experiment(), TICKED, "")
    pane = tab.lanes.pane("svd")
    pane.setFocus()
    qtbot.keyClick(pane, Qt.Key.Key_Return)
    assert not tab.curves.isVisible()
    qtbot.keyClick(pane, Qt.Key.Key_Return)
    assert tab.curves.isVisible()
