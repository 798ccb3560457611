"""Original, decoded and JPEG beside each other, and what is said where there is no JPEG."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sirendesk.core.canvas import to_uint8
from sirendesk.core.signals import SampledSignal
from sirendesk.gui.compressing.encoding import judged
from sirendesk.gui.compressing.pictures import JPEG, NONE_SO_SMALL, OURS, SENTENCE, CompressPictures
from sirendesk.gui.views.lane_pane import ORIGINAL
from sirendesk.gui.views.placeholder import Placeholder

VALUES = np.random.default_rng(3).random((32, 40, 1), dtype=np.float32)
SIGNAL = SampledSignal(VALUES, None, "noise", "noise")


@pytest.fixture
def pictures(qtbot: QtBot) -> CompressPictures:
    made = CompressPictures("test")
    qtbot.addWidget(made)
    made.set_original(to_uint8(VALUES), "noise", (32, 40))
    return made


def said(pictures: CompressPictures) -> str:
    found = pictures.lanes.pane(JPEG).findChild(Placeholder)
    assert found is not None
    return found.accessibleName()


def test_without_a_jpeg_nobody_wins_and_the_wipe_is_against_the_original(pictures: CompressPictures) -> None:
    small, large = judged("Grids", b"x" * 60, VALUES, SIGNAL), judged("Grids", b"x" * 900, VALUES, SIGNAL)
    lanes = pictures.lanes
    assert (said(pictures), lanes.tools.pair) == (SENTENCE, (JPEG, OURS))
    pictures.display(small)
    assert (said(pictures), lanes.tools.pair) == (NONE_SO_SMALL, (ORIGINAL, OURS))
    assert not any(lanes.pane(key).is_winner for key in lanes.keys)
    assert "∞ dB" in lanes.pane(OURS).header.text
    pictures.display(large)
    assert (said(pictures), lanes.tools.pair) == (SENTENCE, (JPEG, OURS))
    assert lanes.pane(OURS).is_winner


def test_a_pair_that_somebody_chose_is_kept(pictures: CompressPictures) -> None:
    pictures.lanes.set_wipe(ORIGINAL, OURS)
    pictures.display(judged("Grids", b"x" * 900, VALUES, SIGNAL))
    assert pictures.lanes.tools.pair == (ORIGINAL, OURS)
