"""What is learnt of a sound is followed: the newest state always, none of a run before, none twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sirendesk.core.signals import AudioSignal
from sirendesk.core.snapshot import SoundFrame
from sirendesk.core.tasks import ReconstructOptions
from sirendesk.gui.session import Session
from sirendesk.gui.sounds.fit_looks import FitLooks
from sirendesk.gui.sounds.looks import FitLook, SoundPreview, at_rate, look_at_fit, preview_sound
from waiting import LONG

RATE = 8000


@pytest.fixture
def preview() -> SoundPreview:
    values = np.sin(np.arange(2000, dtype=np.float32) / 9)[:, None] * np.float32(0.5)
    return preview_sound(ReconstructOptions(), AudioSignal(values, RATE, "sine", "sine"))


@pytest.fixture
def looks(qtbot: QtBot) -> Iterator[FitLooks]:
    session = Session()
    made = FitLooks(session, session)
    made.follow(ReconstructOptions())
    yield made
    session.close()


def frame(level: float, *, exact: bool = False) -> SoundFrame:
    return SoundFrame(np.full((2000, 1), level, np.float32), exact)


def level_of(look: FitLook) -> float:
    return float(look.fit.values[0, 0])


def test_a_look_is_the_sound_and_what_it_lacks(preview: SoundPreview) -> None:
    look = look_at_fit(preview, frame(0.25).values, exact=True, spectrograms=("fit",), level=True)
    np.testing.assert_array_equal(look.difference.values, look.fit.values - preview.original.values)
    assert look.fit.level is not None
    assert look.fit.level.rms == pytest.approx(0.25)
    assert look.fit.pyramid.seconds == pytest.approx(0.25)
    assert look.fit.spectrogram is not None
    assert look.difference.spectrogram is None


def test_of_many_states_the_first_and_the_last_are_looked_at(
    qtbot: QtBot, looks: FitLooks, preview: SoundPreview
) -> None:
    made: list[FitLook] = []
    looks.made.connect(made.append)
    looks.begin(preview)
    for k in range(50):
        looks.offer(frame(k / 100))
    qtbot.waitUntil(lambda: not looks.busy, timeout=LONG)
    assert [level_of(look) for look in made] == pytest.approx([0.0, 0.49])


def test_a_measured_state_does_not_wait_and_has_its_spectrogram(
    qtbot: QtBot, looks: FitLooks, preview: SoundPreview
) -> None:
    looks.begin(preview)
    with qtbot.waitSignal(looks.made, timeout=LONG):
        looks.offer(frame(0.1))
    with qtbot.waitSignal(looks.made, timeout=LONG) as told:
        looks.offer(frame(0.2, exact=True))
    assert told.args is not None
    look: FitLook = told.args[0]
    assert look.exact
    assert look.difference.spectrogram is not None


def test_what_belongs_to_a_run_before_is_dropped_and_the_new_one_is_seen(
    qtbot: QtBot, looks: FitLooks, preview: SoundPreview
) -> None:
    made: list[FitLook] = []
    looks.made.connect(made.append)
    looks.begin(preview)
    looks.offer(frame(0.1))
    looks.follow(preview.task)
    looks.offer(frame(0.2))
    qtbot.waitUntil(lambda: not looks.busy, timeout=LONG)
    assert [level_of(look) for look in made] == pytest.approx([0.2])


def test_frames_wait_for_what_the_task_makes_of_the_sound(qtbot: QtBot, looks: FitLooks, preview: SoundPreview) -> None:
    looks.begin(None)
    looks.offer(frame(0.3))
    assert not looks.busy
    with qtbot.waitSignal(looks.made, timeout=LONG) as told:
        looks.begin(preview)
    assert told.args is not None
    assert level_of(told.args[0]) == pytest.approx(0.3)


def test_another_rate_keeps_the_length() -> None:
    values = np.ones((100, 1), np.float32)
    assert at_rate(values, 1000, 1000, 120).shape == (120, 1)
    assert at_rate(values, 1000, 4000, 400).shape == (400, 1)
    assert at_rate(values, 1000, 1000, 70).shape == (70, 1)
