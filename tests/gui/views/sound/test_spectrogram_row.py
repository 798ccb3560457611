"""What is drawn of a spectrogram."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from sirendesk.core.sounds import spectrogram
from sirendesk.gui.views.sound.sound_views import SoundViews
from sirendesk.gui.views.sound.spectrogram_row import loudest_rows


@given(count=st.integers(1, 200), height=st.integers(1, 120))
@settings(max_examples=80, deadline=None)
def test_rows_are_the_loudest_of_those_they_stand_for(count: int, height: int) -> None:
    picture = np.random.default_rng(count).integers(0, 256, (count, 3)).astype(np.uint8)
    drawn = loudest_rows(picture, height)
    if count <= height:
        assert drawn is picture
        return
    edges = [k * count // height for k in range(height)] + [count]
    wanted = [picture[a:b].max(axis=0) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(drawn, wanted)


@pytest.mark.parametrize("span", [4.0, 0.5, 0.01])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_tone_is_bright_where_and_when_it_sounds(views: SoundViews, span: float, logarithmic: bool) -> None:
    row = views.spectrograms.row("original")
    views.set_logarithmic(logarithmic)
    spectrogram = row.spectrogram
    assert spectrogram is not None
    share = spectrogram.picture(logarithmic=logarithmic).share_of(1000.0)
    views.move_to((1.0 - span / 2, 1.0 + span / 2))
    shot = row.grab().toImage()
    y = round(row.room.bottom() - share * row.room.height())
    light = [max(shot.pixelColor(round(row.x_of(s)), y + k).lightness() for k in (-1, 0, 1)) for s in (0.7, 1.3)]
    if span > 1:
        assert light[0] < 30
        assert light[1] > 120


def test_pieces_of_any_width_are_drawn(views: SoundViews) -> None:
    row = views.spectrograms.row("original")
    for stop in np.linspace(0.001, 4.0, 23):
        views.move_to((max(0.0, stop - 0.37), float(stop)))
        assert not row.grab().isNull()


def test_detail_of_a_long_sound_is_asked_for_once_the_view_rests(
    empty_views: SoundViews, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spectrogram, "MOST_COLUMNS", 64)
    values = np.random.default_rng(0).normal(0, 0.1, (32_000, 1)).astype(np.float32)
    views = empty_views
    views.set_sound("long.wav", 4.0, 8000)
    with qtbot.waitSignal(views.detail_requested, timeout=60_000):
        views.display_spectrogram("original", spectrogram.make_spectrogram(values, 8000))
    with qtbot.waitSignal(views.detail_requested, timeout=60_000) as asked:
        views.move_to((1.0, 1.2))
    (part,) = asked.args
    assert part == pytest.approx((0.9, 1.3))
    row = views.spectrograms.row("original")
    assert row.wants_detail
    before = row.grab().toImage()
    views.display_detail("original", spectrogram.make_spectrogram(values, 8000, part))
    assert not row.wants_detail
    assert row.grab().toImage() != before
    told = row.decibels(1.1, 1000.0)
    views.display_spectrogram("original", spectrogram.make_spectrogram(values, 8000))
    assert row.wants_detail
    assert told is not None
    views.display_detail("nowhere", spectrogram.make_spectrogram(values, 8000, part))


def test_a_short_sound_needs_no_detail(views: SoundViews) -> None:
    views.move_to((1.0, 1.001))
    assert not any(views.spectrograms.row(key).wants_detail for key in views.spectrograms.keys)
