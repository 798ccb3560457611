"""The rank's view with its thread: what hands do to sliders and curve, and what is then drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sirendesk.core.lowrank.scrub import Decomposition
from sirendesk.gui.rank_scrubber import RankScrubber
from sirendesk.gui.session import Session
from sirendesk.gui.theme import DARK
from sirendesk.gui.views.rank_view import RankView
from waiting import LONG

SHAPE = (48, 60, 3)


@pytest.fixture
def values() -> NDArray[np.float32]:
    """Grain over a slope: every rank keeps something."""
    rng = np.random.default_rng(0)
    return np.clip(np.linspace(0, 1, 60)[None, :, None] + rng.normal(0, 0.2, SHAPE), 0, 1).astype(np.float32)


@pytest.fixture
def view(qtbot: QtBot) -> RankView:
    view = RankView("inpaint")
    qtbot.addWidget(view)
    view.resize(900, 450)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def scrubber(view: RankView) -> Iterator[RankScrubber]:
    session = Session()
    yield RankScrubber(session, view, view)
    session.close()


def settle(qtbot: QtBot, view: RankView, scrubber: RankScrubber) -> None:
    """Wait until what is drawn is what the sliders say."""

    def there() -> bool:
        cut, wish = view.cut, view.wish
        return not scrubber.busy and cut is not None and (cut.soft, cut.value) == (wish.soft, wish.value)

    qtbot.waitUntil(there, timeout=LONG)


@pytest.fixture
def ready(qtbot: QtBot, view: RankView, scrubber: RankScrubber, values: NDArray[np.float32]) -> RankScrubber:
    scrubber.set_picture(values, "grain")
    settle(qtbot, view, scrubber)
    return scrubber


def test_before_a_picture_it_says_what_will_come(view: RankView, scrubber: RankScrubber) -> None:
    assert not view.sliders.isEnabled()
    assert view.facts.energy.text == "–"
    assert view.picture.picture.is_empty
    view.set_rank(3)
    QTest.mouseClick(view.chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(60, 60))
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    assert not scrubber.busy


def test_keys_move_the_rank_and_the_picture_is_that_of_the_rank(
    qtbot: QtBot, view: RankView, ready: RankScrubber, values: NDArray[np.float32]
) -> None:
    slider = view.sliders.rank
    assert slider.value() == 30
    for key, rank in (
        (Qt.Key.Key_Left, 29),
        (Qt.Key.Key_PageDown, 19),
        (Qt.Key.Key_PageUp, 29),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_End, 48),
    ):
        qtbot.keyClick(slider, key)
        assert slider.value() == rank
        settle(qtbot, view, ready)
        assert view.cut is not None
        wanted = Decomposition.of(values).picture(rank)
        assert np.array_equal(view.cut.picture, wanted.picture)
        assert view.cut.psnr == pytest.approx(wanted.psnr, rel=1e-6)
    assert view.facts.psnr.text == "∞, the picture itself"
    assert "more than the picture" in view.facts.stored.text


def test_a_drag_of_the_threshold_is_soft_and_the_rank_follows(
    qtbot: QtBot, view: RankView, ready: RankScrubber, values: NDArray[np.float32]
) -> None:
    slider = view.sliders.threshold
    start, end = QPoint(10, slider.height() // 2), QPoint(int(slider.width() * 0.7), slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(slider, end)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)
    settle(qtbot, view, ready)
    assert view.cut is not None
    assert view.cut.soft
    parts = Decomposition.of(values)
    assert np.array_equal(view.cut.picture, parts.soft(view.wish.value).picture)
    assert view.sliders.rank.value() == round(sum(parts.ranks(view.wish.value)) / 3)
    text = view.findChild(QLabel, "inpaint.rank_text")
    assert text is not None
    assert text.text().startswith("≈")
    assert not text.font().bold()


def test_the_cut_in_the_curve_can_be_dragged(qtbot: QtBot, view: RankView, ready: RankScrubber) -> None:
    chart = view.chart
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=chart.place_of(5).toPoint())
    assert view.wish.value == 5
    qtbot.mouseMove(chart, chart.place_of(12).toPoint())
    qtbot.mouseMove(chart, chart.place_of(20).toPoint())
    assert view.sliders.rank.value() == 20
    qtbot.mouseMove(chart, QPoint(-50, 10))
    assert view.wish.value == 1
    qtbot.mouseMove(chart, QPoint(chart.width() + 50, 10))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton)
    assert view.wish.value == 48
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert view.wish.value == 47
    settle(qtbot, view, ready)


def test_the_line_of_the_threshold_can_be_dragged(qtbot: QtBot, view: RankView, ready: RankScrubber) -> None:
    chart = view.chart
    view.set_threshold(2.0)
    middle = round(chart.room.center().x())
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(middle, round(chart.height_of(2.0))))
    qtbot.mouseMove(chart, QPoint(middle, round(chart.height_of(4.0))))
    assert view.wish.soft
    assert view.wish.value == pytest.approx(4.0, rel=0.05)
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton)
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=chart.place_of(7).toPoint())  # elsewhere: a rank
    assert view.wish.value == 7
    assert not view.wish.soft
    settle(qtbot, view, ready)


def test_another_layout_is_another_matrix(qtbot: QtBot, view: RankView, ready: RankScrubber) -> None:
    view.set_rank(9)
    view.layouts.setFocus()
    with qtbot.waitSignal(ready.decomposed, timeout=LONG):
        qtbot.keyClick(view.layouts, Qt.Key.Key_Down)
    assert view.layout_name == "joint"
    settle(qtbot, view, ready)
    assert ready.decomposition is not None
    assert ready.decomposition.layout == "joint"
    assert view.cut is not None
    assert view.cut.ranks == (9,)
    assert view.cut.stored == 9 * (48 + 180 + 1)


def test_the_newest_of_many_moves_and_pictures_counts(
    qtbot: QtBot, view: RankView, ready: RankScrubber, values: NDArray[np.float32]
) -> None:
    for rank in range(1, 49):
        view.set_rank(rank)
    settle(qtbot, view, ready)
    assert view.cut is not None
    assert view.cut.value == 48
    ready.set_picture(values, "one")
    other = np.ascontiguousarray(values[:20, :30])
    ready.set_picture(other, "other")
    qtbot.waitUntil(lambda: view.cut is not None and view.cut.picture.shape == (20, 30, 3), timeout=LONG)
    settle(qtbot, view, ready)
    assert view.picture.header.text == "other"
    assert view.wish.value == 20  # no higher than the picture allows


def test_cleared_while_it_works_it_stays_empty(
    qtbot: QtBot, view: RankView, ready: RankScrubber, values: NDArray[np.float32]
) -> None:
    ready.set_picture(values.copy(), "late")
    ready.clear()
    qtbot.waitUntil(lambda: not ready.busy, timeout=LONG)
    assert view.cut is None
    assert view.picture.picture.is_empty
    assert not view.sliders.isEnabled()


def test_a_picture_that_cannot_be_taken_apart_is_said(qtbot: QtBot, view: RankView, scrubber: RankScrubber) -> None:
    with qtbot.waitSignal(scrubber.failed, timeout=LONG) as told:
        scrubber.set_picture(np.full(SHAPE, np.nan, np.float32), "nothing")
    assert "no numbers" in told.args[0]
    assert view.picture.header.text == ""


def test_a_large_picture_is_seen_smaller(qtbot: QtBot, view: RankView, scrubber: RankScrubber) -> None:
    scrubber.set_picture(np.random.default_rng(0).random((40, 40_000, 1), np.float32), "long")
    settle(qtbot, view, scrubber)
    assert "1/2 of its size" in view.picture.header.text
    assert view.cut is not None
    assert view.cut.picture.shape == (20, 20_000)


def test_narrow_it_goes_below_each_other_and_dark_it_is_dark(qtbot: QtBot, view: RankView, ready: RankScrubber) -> None:
    assert view.chart.x() > view.picture.geometry().right()
    view.resize(420, 640)
    QApplication.processEvents()
    assert view.chart.y() > view.picture.geometry().bottom()
    view.apply_theme(DARK)
    corner = view.chart.grab().toImage().pixelColor(view.chart.width() - 4, 4)
    assert corner.name() == DARK.background


def test_what_is_kept_is_in_colour_up_to_the_cut(qtbot: QtBot, view: RankView, ready: RankScrubber) -> None:
    def coloured(left: int, right: int) -> int:
        image = view.chart.grab().toImage()
        points = [image.pixelColor(x, y) for x in range(left, right) for y in range(12, image.height() - 40)]
        return sum(point.saturationF() > 0.5 and point.hueF() > 0.5 for point in points)

    view.set_rank(8)
    cut, right = round(view.chart.place_of(8).x()), round(view.chart.room.right())
    assert coloured(round(view.chart.room.left()), cut - 3) > 20
    assert coloured(cut + 3, right) == 0
    view.set_rank(40)
    assert coloured(cut + 3, round(view.chart.place_of(40).x()) - 3) > 20
    assert isinstance(view.chart.place_of(8), QPointF)
