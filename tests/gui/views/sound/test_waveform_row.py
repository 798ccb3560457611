"""What is drawn of a waveform."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from sirendesk.core.sounds.pyramid import make_pyramid
from sirendesk.gui.views.sound.sound_views import SoundViews
from sirendesk.gui.views.sound.waveform_row import HEADROOM, wave_bytes


def column(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def test_a_pixel_is_covered_as_far_as_the_extremes_reach() -> None:
    drawn = wave_bytes(column(-0.5), column(0.25), 8, 4.0)
    assert drawn.shape == (8, 1)
    # zero lies between rows 3 and 4: from 1 pixel above it to 2 below
    assert drawn[:, 0].tolist() == [0, 0, 0, 255, 255, 255, 0, 0]
    half = wave_bytes(column(-0.125), column(0.375), 8, 4.0)
    assert half[:, 0].tolist() == [0, 0, 127, 255, 127, 0, 0, 0]


def test_silence_is_a_line_and_nothing_is_nothing() -> None:
    drawn = wave_bytes(column(0, np.nan), column(0, np.nan), 6, 3.0)
    assert drawn[:, 0].sum() == pytest.approx(255, abs=2)
    assert drawn[:, 1].sum() == 0


def test_neighbours_are_joined() -> None:
    drawn = wave_bytes(column(0.5, -0.9), column(0.9, -0.5), 100, 50.0)
    covered = drawn > 0
    assert (covered[:, 0] | covered[:, 1])[6:94].all()


def test_what_is_beyond_the_edge_is_cut() -> None:
    drawn = wave_bytes(column(-1e9), column(1e9), 5, 100.0)
    assert (drawn == 255).all()


@pytest.mark.parametrize("span", [4.0, 1.0, 0.2, 0.02])
def test_the_height_is_that_of_the_sound_at_every_zoom(views: SoundViews, span: float) -> None:
    row = views.waveforms.row("fit")
    views.move_to((2.0 - 0.5 * span, 2.0 + 0.5 * span))
    shot = row.grab().toImage()
    # right of the title, as long as the tone sounds
    inner = range(int(row.room.center().x()), round(min(row.x_of(2.9), row.room.right())))
    high = [y for y in range(row.height() - 4) if any(is_blue(shot.pixelColor(x, y), row.colour) for x in inner)]
    reach = 0.25 * row.room.height() / HEADROOM / 2
    middle = row.room.center().y()
    assert min(high) == pytest.approx(middle - reach, abs=2)
    assert max(high) == pytest.approx(middle + reach, abs=2)


def is_blue(colour: QColor, wanted: str) -> bool:
    other = QColor(wanted)
    return (
        abs(colour.red() - other.red()) + abs(colour.green() - other.green()) + abs(colour.blue() - other.blue()) < 90
    )


def test_quiet_sounds_can_be_drawn_larger(views: SoundViews, qtbot: QtBot) -> None:
    view = views.waveforms
    assert view.reach == 1.0
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.reach == 0.5
    assert all(view.row(key).reach == 0.5 for key in view.keys)
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.reach == 0.005
    view.row("original").grab()
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.reach == 2.0


def test_ctrl_and_wheel_stretch_all_rows(views: SoundViews, turn_wheel: object) -> None:
    assert callable(turn_wheel)
    turn_wheel(views.waveforms.row("difference"), 300, 1, Qt.KeyboardModifier.ControlModifier)
    assert views.waveforms.row("original").reach == 0.5
    assert views.visible_range == (0.0, 4.0)


def test_a_track_may_be_shorter_than_the_sound(views: SoundViews, tone: NDArray[np.float32]) -> None:
    views.display_track("fit", make_pyramid(tone[:16_000], 8000))
    row = views.waveforms.row("fit")
    assert row.value_at(1.5) != []
    assert row.value_at(3.5) == []
    for visible in ((0.0, 4.0), (3.0, 3.5), (3.0, 3.005)):
        views.move_to(visible)
        row.grab()
