"""Curves of several lanes, and the rivals' levels beside them."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.lane_curves import LaneCurves

LANES = (("field", "SIREN"), ("svd", "Iterative SVD"), ("biharmonic", "Biharmonic"))


@pytest.fixture
def curves(qtbot: QtBot) -> LaneCurves:
    made = LaneCurves("test", LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    made.begin(LANES)
    return made


def test_the_best_lane_stands_first_wherever_it_was_listed(
    curves: LaneCurves, make_snapshot: Callable[..., Snapshot]
) -> None:
    curves.display("field", make_snapshot([0.1], 10, 18.0))
    curves.display("svd", make_snapshot([0.1], 10, 21.0))
    curves.set_level("biharmonic", 20.0)
    assert [line.key for line in curves.plot.ranked()] == ["svd", "biharmonic", "field"]
    assert "Iterative SVD 21.00, Biharmonic 20.00, SIREN 18.00" in curves.plot.accessibleDescription()


def test_every_report_is_kept_once(curves: LaneCurves, make_snapshot: Callable[..., Snapshot]) -> None:
    for step, psnr in ((10, 18.0), (20, 19.0), (20, 19.0), (20, 17.0)):
        curves.display("field", make_snapshot([0.1], step, psnr))
    series = curves.values("field")
    assert series is not None
    # the same step twice is one report, unless the hole became another one
    assert series.values.tolist() == [18.0, 19.0, 17.0]
    assert series.steps.tolist() == [10.0, 20.0, 20.0]


def test_what_is_not_known_is_not_drawn(curves: LaneCurves, make_snapshot: Callable[..., Snapshot]) -> None:
    curves.display("field", make_snapshot([0.1], 10, math.nan))
    curves.display("nobody", make_snapshot([0.1], 10, 20.0))
    curves.set_level("mean", 9.0)
    assert curves.plot.lines == ()


def test_the_cursor_reads_all_lanes_at_one_place(
    qtbot: QtBot, curves: LaneCurves, make_snapshot: Callable[..., Snapshot]
) -> None:
    for step in (100, 200, 400):
        curves.display("field", make_snapshot([0.1], step, 10.0 + step / 100))
        curves.display("svd", make_snapshot([0.1], step, 16.0 - step / 100))
    curves.set_axis("steps")
    assert [line.key for line in curves.plot.ranked()] == ["field", "svd"]
    qtbot.mouseMove(curves.plot, QPoint(60, 60))
    with qtbot.waitSignal(curves.plot.pointed):
        qtbot.mouseMove(curves.plot, QPoint(50, 60))
    # at its beginning the other one was ahead
    assert [line.key for line in curves.plot.ranked()] == ["svd", "field"]
    pane = curves.plot.parentWidget()
    pane.setFocus()
    for _ in range(60):
        qtbot.keyClick(pane, Qt.Key.Key_Right)
    assert [line.key for line in curves.plot.ranked()] == ["field", "svd"]


def test_another_run_forgets_the_one_before(curves: LaneCurves, make_snapshot: Callable[..., Snapshot]) -> None:
    curves.display("field", make_snapshot([0.1], 10, 18.0))
    curves.begin(LANES)
    assert curves.plot.lines == ()
    assert curves.values("field") is None


def test_it_is_drawn_in_both_looks_and_exported(curves: LaneCurves, make_snapshot: Callable[..., Snapshot]) -> None:
    for step in (1, 10, 100):
        curves.display("field", make_snapshot([0.1], step, 10.0 + step / 10))
    curves.set_level("biharmonic", 24.0)
    for theme in (LIGHT, DARK):
        curves.apply_theme(theme)
        image = curves.plot.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(image.height())}
        assert theme.background in seen
        assert len(seen) > 10
    assert curves.export_svg().startswith(b"<?xml")
    assert curves.export_png().startswith(b"\x89PNG")


def test_an_axis_that_is_none_is_refused(curves: LaneCurves) -> None:
    with pytest.raises(ValueError, match="no such axis"):
        curves.set_axis("moons")
