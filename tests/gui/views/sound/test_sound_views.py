"""Waveforms and spectrograms together, driven as a person does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.sounds.pyramid import make_pyramid
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.sound.sound_views import SoundViews
from sirendesk.gui.views.sound.time_row import TimeRow
from waiting import LONG

LEFT = Qt.MouseButton.LeftButton
Turn = Callable[..., None]


def told(views: SoundViews) -> list[tuple[Any, ...]]:
    """Everything that the views say to the rest of the program from now on."""
    heard: list[tuple[Any, ...]] = []
    for name in ("seek_requested", "region_selected", "loop_requested", "gap_painted", "gap_removed", "range_moved"):
        getattr(views, name).connect(lambda *values, name=name: heard.append((name, *values)))
    return heard


def at(row: TimeRow, seconds: float) -> QPoint:
    return QPoint(round(row.x_of(seconds)), row.height() // 2)


def drag(qtbot: QtBot, row: TimeRow, start: float, stop: float, button: Qt.MouseButton = LEFT) -> None:
    first, middle, last = (at(row, seconds) for seconds in (start, 0.5 * (start + stop), stop))
    qtbot.mousePress(row, button, pos=first)
    qtbot.mouseMove(row, middle)
    qtbot.mouseMove(row, last)
    qtbot.mouseRelease(row, button, pos=last)


def button(views: SoundViews, name: str) -> QToolButton:
    found = views.findChild(QToolButton, f"sound.{name}")
    assert found is not None
    return found


def test_empty_says_what_will_appear(empty_views: SoundViews, qtbot: QtBot) -> None:
    assert empty_views._placeholder.isVisible()
    assert not button(empty_views, "sound_fit").isEnabled()
    heard = told(empty_views)
    qtbot.mouseClick(empty_views.waveforms.ruler, LEFT)
    qtbot.mouseClick(empty_views.waveforms.row("original"), LEFT)
    qtbot.keyClick(empty_views.waveforms, Qt.Key.Key_End)
    assert heard == []
    empty_views.set_sound("a.wav", 2.0, 8000)
    assert not empty_views._placeholder.isVisible()
    assert empty_views.visible_range == (0.0, 2.0)
    empty_views.clear()
    assert empty_views._placeholder.isVisible()
    assert not empty_views.has_sound


def test_a_click_asks_to_go_there(views: SoundViews, qtbot: QtBot) -> None:
    for row in (views.waveforms.row("difference"), views.spectrograms.row("original")):
        heard = told(views)
        qtbot.mouseClick(row, LEFT, pos=at(row, 2.5))
        assert [name for name, *_ in heard] == ["seek_requested"]
        assert heard[0][1] == pytest.approx(2.5, abs=0.01)
    assert views.playhead == 0.0


def test_a_drag_selects_and_a_click_gives_it_up(views: SoundViews, qtbot: QtBot) -> None:
    heard = told(views)
    row = views.spectrograms.row("fit")
    drag(qtbot, row, 3.0, 1.0)
    assert views.region == pytest.approx((1.0, 3.0), abs=0.01)
    assert heard == [("region_selected", views.region)]
    assert "selected 2.0" in views.tools.readout.text
    heard.clear()
    qtbot.mouseClick(row, LEFT, pos=at(row, 0.5))
    assert views.region is None
    assert heard[0] == ("region_selected", None)
    assert heard[1][0] == "seek_requested"


def test_an_end_of_the_selection_can_be_moved(views: SoundViews, qtbot: QtBot) -> None:
    row = views.waveforms.row("original")
    views.set_region((1.0, 2.0))
    qtbot.mouseMove(row, at(row, 2.0))
    assert row.cursor().shape() == Qt.CursorShape.SizeHorCursor
    drag(qtbot, row, 2.0, 2.75)
    assert views.region == pytest.approx((1.0, 2.75), abs=0.01)
    # a click on an end changes nothing
    heard = told(views)
    qtbot.mouseClick(row, LEFT, pos=at(row, 2.75))
    assert heard == []
    # past the other end it turns round
    drag(qtbot, row, 2.75, 0.5)
    assert views.region == pytest.approx((0.5, 1.0), abs=0.01)


def test_shift_and_click_stretches_the_selection(views: SoundViews, qtbot: QtBot) -> None:
    row = views.waveforms.row("original")
    heard = told(views)
    views.set_playhead(1.0)
    qtbot.mouseClick(row, LEFT, Qt.KeyboardModifier.ShiftModifier, at(row, 2.0))
    assert views.region == pytest.approx((1.0, 2.0), abs=0.01)
    qtbot.mouseClick(row, LEFT, Qt.KeyboardModifier.ShiftModifier, at(row, 0.5))
    assert views.region == pytest.approx((0.5, 2.0), abs=0.01)
    assert [name for name, *_ in heard] == ["region_selected"] * 2


def test_escape_gives_up_a_drag_and_then_the_selection(views: SoundViews, qtbot: QtBot) -> None:
    row = views.waveforms.row("original")
    views.set_region((1.0, 2.0))
    heard = told(views)
    qtbot.mousePress(row, LEFT, pos=at(row, 3.0))
    qtbot.mouseMove(row, at(row, 3.5))
    assert views.region == pytest.approx((3.0, 3.5), abs=0.01)
    qtbot.keyClick(views.waveforms, Qt.Key.Key_Escape)
    qtbot.mouseRelease(row, LEFT, pos=at(row, 3.5))
    assert views.region == (1.0, 2.0)
    assert heard == []
    qtbot.keyClick(views.waveforms, Qt.Key.Key_Escape)
    assert heard == [("region_selected", None)]


def test_all_rows_have_one_axis(views: SoundViews, qtbot: QtBot, turn_wheel: Turn) -> None:
    wave, spectrum = views.waveforms.row("original"), views.spectrograms.row("difference")
    heard = told(views)
    turn_wheel(spectrum, spectrum.x_of(1.0), 3)
    start, stop = views.visible_range
    assert stop - start == pytest.approx(4.0 / 1.25**3)
    assert wave.seconds_at(spectrum.x_of(1.0)) == pytest.approx(1.0, abs=0.02)
    turn_wheel(wave, 300, -1, Qt.KeyboardModifier.ShiftModifier)
    assert views.visible_range[0] > start
    assert [name for name, *_ in heard] == ["range_moved"] * 2
    assert heard[-1][1] == views.visible_range
    qtbot.mouseDClick(wave, LEFT, pos=at(wave, 1.0))
    assert views.visible_range == (0.0, 4.0)
    heard.clear()
    views.move_to((1.0, 2.0))
    assert heard == []
    assert spectrum.seconds_at(spectrum.room.right()) == pytest.approx(2.0)


def test_nothing_beyond_the_sound_is_seen(views: SoundViews, turn_wheel: Turn) -> None:
    row = views.waveforms.row("original")
    turn_wheel(row, 300, -4)
    assert views.visible_range == (0.0, 4.0)
    turn_wheel(row, 300, 500)
    start, stop = views.visible_range
    assert stop - start == pytest.approx(0.001)
    turn_wheel(row, 300, -90_000, Qt.KeyboardModifier.ShiftModifier)
    assert views.visible_range[1] == pytest.approx(4.0)
    row.grab()


def test_the_middle_button_moves_along(views: SoundViews, qtbot: QtBot) -> None:
    views.move_to((1.0, 2.0))
    row = views.waveforms.row("original")
    drag(qtbot, row, 1.2, 1.7, Qt.MouseButton.MiddleButton)
    assert views.visible_range == pytest.approx((0.5, 1.5), abs=0.02)
    assert row.cursor().shape() == Qt.CursorShape.IBeamCursor


def test_the_scroll_bar_follows_and_moves(views: SoundViews) -> None:
    heard = told(views)
    bar = views.scroll_bar
    assert bar.maximum() == 0
    views.move_to((1.0, 2.0))
    assert bar.value() / (bar.maximum() + bar.pageStep()) == pytest.approx(0.25)
    assert heard == []
    bar.setValue(bar.maximum())
    assert views.visible_range == pytest.approx((3.0, 4.0), abs=1e-4)
    assert heard[-1][0] == "range_moved"


def test_zoom_to_a_word_and_back(views: SoundViews, qtbot: QtBot) -> None:
    drag(qtbot, views.waveforms.row("original"), 1.0, 2.0)
    qtbot.keyClick(views.waveforms, Qt.Key.Key_Z)
    start, stop = views.visible_range
    assert 0.9 < start < 1.0
    assert 2.0 < stop < 2.1
    qtbot.mouseClick(button(views, "sound_zoom_selection"), LEFT)
    assert views.visible_range == (0.0, 4.0)


def test_a_loop_is_asked_for_and_given_up(views: SoundViews, qtbot: QtBot) -> None:
    heard = told(views)
    qtbot.keyClick(views.waveforms, Qt.Key.Key_L)
    assert heard == []
    views.set_region((1.0, 2.0))
    qtbot.keyClick(views.spectrograms, Qt.Key.Key_L)
    assert heard == [("loop_requested", (1.0, 2.0))]
    assert views.loop is None
    views.set_loop((1.0, 2.0))
    assert button(views, "sound_loop").isChecked()
    qtbot.mouseClick(button(views, "sound_loop"), LEFT)
    assert heard[-1] == ("loop_requested", None)
    assert button(views, "sound_loop").isChecked()
    views.set_loop(None)
    assert not button(views, "sound_loop").isChecked()


def test_the_ruler_seeks_and_loops(views: SoundViews, qtbot: QtBot) -> None:
    heard = told(views)
    ruler = views.waveforms.ruler
    where = [QPoint(round(ruler.x_of(s)), 5) for s in (1.0, 2.0)]
    qtbot.mouseClick(ruler, LEFT, pos=where[0])
    assert heard[0] == ("seek_requested", pytest.approx(1.0, abs=0.01))
    qtbot.mousePress(ruler, LEFT, pos=where[1])
    qtbot.mouseMove(ruler, where[0])
    qtbot.mouseRelease(ruler, LEFT, pos=where[0])
    assert heard[1] == ("loop_requested", pytest.approx((1.0, 2.0), abs=0.01))


def test_gaps_are_painted_and_taken_away(views: SoundViews, qtbot: QtBot) -> None:
    assert not button(views, "sound_gap_tool").isVisible()
    views.set_gaps_offered(True)
    qtbot.mouseClick(button(views, "sound_gap_tool"), LEFT)
    row = views.waveforms.row("original")
    assert row.cursor().shape() == Qt.CursorShape.CrossCursor
    heard = told(views)
    drag(qtbot, row, 1.0, 1.5)
    assert heard == [("gap_painted", pytest.approx(1.0, abs=0.01), pytest.approx(1.5, abs=0.01))]
    assert views.region is None
    assert views.gaps == ()
    views.set_gaps([(0.2, 0.4), (1.0, 1.5)])
    heard.clear()
    cross = QPoint(round(row.x_of(1.5)) - 8, 10)
    qtbot.mouseClick(row, LEFT, pos=cross)
    assert heard == [("gap_removed", 1)]


def test_gaps_from_the_keyboard(views: SoundViews, qtbot: QtBot) -> None:
    heard = told(views)
    views.set_region((2.0, 3.0))
    qtbot.keyClick(views.waveforms, Qt.Key.Key_G)
    assert heard == []
    views.set_gaps_offered(True)
    qtbot.keyClick(views.waveforms, Qt.Key.Key_G)
    assert heard == [("gap_painted", 2.0, 3.0)]
    views.set_gaps([(0.2, 0.4), (2.0, 3.0)])
    views.set_region(None)
    views.set_playhead(0.3)
    qtbot.keyClick(views.waveforms, Qt.Key.Key_Delete)
    assert heard[-1] == ("gap_removed", 0)
    views.set_tool("gap")
    views.set_gaps_offered(False)
    assert views.marks.tool == "select"


def test_arrows_go_and_select(views: SoundViews, qtbot: QtBot) -> None:
    heard = told(views)
    view = views.waveforms
    views.set_playhead(1.0)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert [round(value, 3) for _, value in heard] == [1.4, 0.6, 4.0, 0.0]
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert views.region == pytest.approx((1.0, 1.8))
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert views.region == (0.0, 4.0)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert views.visible_range[1] - views.visible_range[0] == pytest.approx(4.0 / 1.5)
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert views.visible_range == (0.0, 4.0)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_D, Qt.Key.Key_G])
def test_keys_of_the_player_are_left_to_the_window(views: SoundViews, qtbot: QtBot, key: Qt.Key) -> None:
    action = QAction("theirs", views)
    action.setShortcut(key)
    views.addAction(action)
    views.activateWindow()
    views.waveforms.setFocus()
    with qtbot.waitSignal(action.triggered, timeout=5000):
        qtbot.keyClick(views.waveforms, key)


def test_the_page_turns_when_the_playhead_leaves_it(views: SoundViews) -> None:
    heard = told(views)
    views.move_to((0.0, 1.0))
    views.set_playhead(0.98)
    views.set_playhead(1.01)
    assert views.visible_range == pytest.approx((1.01, 2.01))
    # a hand that looked elsewhere is left there
    views.move_to((3.0, 4.0))
    views.set_playhead(1.1)
    assert views.visible_range == pytest.approx((3.0, 4.0))
    assert heard == []


def test_a_playhead_repaints_two_strips(views: SoundViews, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitUntil(
        lambda: all(views.waveforms.row(key)._kept is not None for key in views.waveforms.keys), timeout=LONG
    )
    drawn: list[str] = []
    painted: list[int] = []
    for view in (views.waveforms, views.spectrograms):
        for key in view.keys:
            row = view.row(key)
            monkeypatch.setattr(row, "_draw_kept", lambda ratio, key=key: drawn.append(key))
    paint = TimeRow.paintEvent

    def watch(row: TimeRow, event: Any) -> None:
        painted.append(sum(rect.width() for rect in event.region()))
        paint(row, event)

    monkeypatch.setattr(TimeRow, "paintEvent", watch)
    QApplication.processEvents()
    painted.clear()
    views.set_playhead(2.0)
    QApplication.processEvents()
    assert drawn == []
    assert painted
    assert max(painted) <= 2 * 6


def test_a_readout_for_everything_under_the_pointer(views: SoundViews, qtbot: QtBot) -> None:
    wave = views.waveforms.row("original")
    # the greatest sample is a quarter of a period after a whole second
    moment = 2.0 + 0.25 / 1000
    views.move_to((1.999, 2.003))
    qtbot.mouseMove(wave, at(wave, moment))
    assert "original +0.5000 · reconstruction +0.2500" in views.tools.readout.text
    views.fit()
    spectrum = views.spectrograms.row("original")
    qtbot.mouseMove(
        spectrum, QPoint(round(spectrum.x_of(2.0)), round(spectrum.room.bottom() - spectrum.room.height() / 4))
    )
    text = views.tools.readout.text
    assert text.startswith("0:0")
    assert "Hz (B5)" in text or "Hz (C6)" in text
    assert "original −6." in text
    assert "reconstruction −12." in text
    assert views.marks.hover == pytest.approx(2.0, abs=0.01)
    QApplication.sendEvent(spectrum, leave())
    assert views.tools.readout.text == ""
    assert views.marks.hover is None


def leave() -> Any:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_tracks_can_be_others_and_keep_what_they_show(views: SoundViews, tone: NDArray[np.float32]) -> None:
    views.set_tracks([("given", "Given"), ("original", "The truth")])
    assert views.waveforms.keys == views.spectrograms.keys == ("given", "original")
    assert not views.waveforms.row("original").is_empty
    assert views.waveforms.row("given").is_empty
    views.display_track("difference", make_pyramid(tone, 8000))
    views.display_track("given", make_pyramid(tone, 8000))
    assert not views.waveforms.row("given").is_empty
    assert views.waveforms.row("original").y() > views.waveforms.row("given").y()
    views.clear_track("given")
    assert views.waveforms.row("given").is_empty


def test_rows_can_be_put_away(views: SoundViews) -> None:
    actions = [action for action in button(views, "sound_rows").menu().actions() if not action.isSeparator()]
    assert [action.text() for action in actions[:2]] == ["Original: waveform", "Reconstruction: waveform"]
    for action in actions[3:]:
        action.trigger()
    assert not views.spectrograms.isVisible()
    actions[4].trigger()
    assert views.spectrograms.isVisible()
    assert [views.spectrograms.row(key).isVisible() for key in views.spectrograms.keys] == [False, True, False]


def test_stereo_may_be_drawn_apart(views: SoundViews, tone: NDArray[np.float32], qtbot: QtBot) -> None:
    assert not button(views, "sound_stripes").isVisible()
    views.display_track("original", make_pyramid(np.concatenate([tone, 0 * tone], axis=1), 8000))
    assert button(views, "sound_stripes").isVisible()
    with qtbot.waitSignal(views.look_changed, timeout=LONG):
        qtbot.mouseClick(button(views, "sound_stripes"), LEFT)
    assert views.stripes
    row = views.waveforms.row("original")
    shot, x = row.grab().toImage(), round(row.x_of(2.0))
    dyed = [shot.pixelColor(x, y) == QColor(row.colour) for y in range(row.height())]
    assert sum(dyed[: row.height() // 2]) > 5
    assert sum(dyed[row.height() // 2 :]) <= 1


def test_octaves(views: SoundViews, qtbot: QtBot) -> None:
    row = views.spectrograms.row("original")
    before = brightest(row)
    with qtbot.waitSignal(views.look_changed, timeout=LONG):
        qtbot.mouseClick(button(views, "sound_logarithmic"), LEFT)
    assert views.logarithmic
    assert before == pytest.approx(1000 / 4000, abs=0.05)
    assert brightest(row) == pytest.approx(np.log(1000 / 40) / np.log(4000 / 40), abs=0.05)


def brightest(row: TimeRow) -> float:
    """How far up the row the loudest pitch at second 2 is drawn."""
    shot, x = row.grab().toImage(), round(row.x_of(2.0))
    light = [shot.pixelColor(x, y).lightness() for y in range(2, row.height() - 4)]
    return 1.0 - (2 + int(np.argmax(light))) / row.height()


def test_another_sound_forgets_what_was_marked(views: SoundViews) -> None:
    views.set_region((1.0, 2.0))
    views.set_loop((1.0, 2.0))
    views.set_gaps([(1.0, 2.0)])
    views.move_to((1.0, 2.0))
    heard = told(views)
    views.set_sound("other.wav", 7.0, 16_000)
    assert (views.region, views.loop, views.gaps, views.playhead) == (None, None, (), 0.0)
    assert views.visible_range == (0.0, 7.0)
    assert views.waveforms.row("original").is_empty
    assert "other.wav" in views.waveforms.row("original").caption
    assert heard == []


def test_themes_and_pictures(views: SoundViews) -> None:
    row = views.waveforms.row("original")
    views.set_active("original")
    for theme in (DARK, LIGHT):
        views.apply_theme(theme)
        shot = row.grab().toImage()
        assert QColor(shot.pixel(3, 3)) == QColor(theme.background)
    for data, view in ((views.export_png(), views.spectrograms), (views.waveforms.export_png(), views.waveforms)):
        image = QImage.fromData(data, "PNG")
        assert image.width() == 2 * view.row("original").width()
        assert image.height() > 2 * 3 * view.row("original").height()
        # drawn so fine, not blown up
        kept = view.row("original")._kept
        assert kept is not None
        assert kept.width() == image.width()
