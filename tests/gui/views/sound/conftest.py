"""The views of a sound in a window, with four seconds in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.sounds.pyramid import make_pyramid
from sirendesk.core.sounds.spectrogram import make_spectrogram
from sirendesk.gui.views.sound.sound_views import SoundViews

RATE = 8000
SECONDS = 4.0


@pytest.fixture(scope="session")
def tone() -> NDArray[np.float32]:
    """(32000, 1): silence for a second, a tone of 1 kHz at half of full scale, and silence again from second 3 on."""
    times = np.arange(int(SECONDS * RATE)) / RATE
    sounding = (times >= 1) & (times < 3)
    return (0.5 * np.sin(2 * np.pi * 1000 * times) * sounding).astype(np.float32)[:, None]


@pytest.fixture
def empty_views(qtbot: QtBot) -> SoundViews:
    """Without a sound."""
    views = SoundViews("sound")
    qtbot.addWidget(views)
    views.resize(900, 600)
    views.show()
    qtbot.waitExposed(views)
    return views


@pytest.fixture
def views(empty_views: SoundViews, tone: NDArray[np.float32]) -> SoundViews:
    """With the tone as all three tracks, the reconstruction of half its loudness."""
    empty_views.set_sound("tone.wav", SECONDS, RATE)
    for key, share in (("original", 1.0), ("fit", 0.5), ("difference", 0.5)):
        values = tone * np.float32(share)
        empty_views.display_track(key, make_pyramid(values, RATE))
        empty_views.display_spectrogram(key, make_spectrogram(values, RATE))
    return empty_views


@pytest.fixture
def turn_wheel() -> Callable[..., None]:
    """Turn the wheel over a widget."""

    def turn(
        widget: QWidget, x: float, turns: float, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        where = QPointF(x, widget.height() / 2)
        event = QWheelEvent(
            where,
            QPointF(widget.mapToGlobal(where.toPoint())),
            QPoint(),
            QPoint(0, round(120 * turns)),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    return turn
