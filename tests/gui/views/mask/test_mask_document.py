"""The document: steps, origins, and work that is done elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from sirendesk.core.mask import grow, make_mask
from sirendesk.gui.answers import Answer, attempt
from sirendesk.gui.views.mask.mask_document import MaskDocument
from sirendesk.gui.views.mask.mask_history import DEPTH
from sirendesk.gui.views.mask.mask_strokes import capsule

LARGE = (700, 600)


class Elsewhere:
    """Keeps what is asked until a test has it done."""

    def __init__(self, document: MaskDocument) -> None:
        self.jobs: list[tuple[str, Callable[[], Any]]] = []
        self._document = document
        document.job_requested.connect(self.take)
        document.work_elsewhere()

    def take(self, key: str, job: Callable[[], Any]) -> None:
        """A wish of the document's."""
        self.jobs.append((key, job))

    def work(self) -> None:
        """Do all that was asked."""
        for key, job in self.jobs:
            self._document.take_answer(attempt(key, job))
        self.jobs.clear()


@pytest.fixture
def document(qtbot: QtBot) -> MaskDocument:
    """For a large grey picture."""
    document = MaskDocument("test.mask")
    document.set_picture(np.zeros(LARGE, np.uint8), LARGE)
    return document


def dab(document: MaskDocument, x: float, y: float, radius: float = 20) -> None:
    """A finished stroke."""
    document.touch(document.sheet.fill(capsule(document.shape, (x, y), (x, y), radius), True))
    document.settle("Brush stroke")


def test_each_finished_change_is_told_once_as_a_copy(document: MaskDocument) -> None:
    spy = QSignalSpy(document.mask_changed)
    dab(document, 100, 100)
    first = document.mask
    assert spy.count() == 1
    assert spy.at(0)[0] is first
    assert not first.flags.writeable
    count = first.sum()
    dab(document, 300, 300)
    assert first.sum() == count  # nobody writes to what was handed out
    assert document.mask.sum() == 2 * count
    document.undo()
    assert np.array_equal(document.mask, first)
    assert spy.count() == 3
    document.clear()
    document.clear()  # nothing to clear
    assert spy.count() == 4


def test_a_hundred_steps_are_kept(document: MaskDocument) -> None:
    for k in range(DEPTH + 5):
        dab(document, 5 * k, 100, 3)
    for _ in range(DEPTH + 5):
        document.undo()
    assert not document.history.stack.canUndo()
    assert 0 < document.mask.sum() < 6 * np.pi * 9


def test_words_stay_with_the_mask_they_made(document: MaskDocument) -> None:
    document.generate("scratches:7", 3, "replace")
    assert document.origin == ("scratches:7", 3)
    assert np.array_equal(document.mask, make_mask("scratches:7", LARGE, 3))
    dab(document, 100, 100)
    assert document.origin is None
    document.undo()
    assert document.origin == ("scratches:7", 3)
    document.redo()
    assert document.origin is None
    document.generate("block:64", 0, "add")
    assert document.origin is None
    document.reset(make_mask("block:9", LARGE, 0), ("block:9", 0))
    assert document.origin == ("block:9", 0)
    assert not document.history.stack.canUndo()


def test_slow_work_is_a_wish_and_strokes_go_on_meanwhile(document: MaskDocument) -> None:
    elsewhere = Elsewhere(document)
    busy = QSignalSpy(document.busy_changed)
    dab(document, 100, 100)
    before = document.mask
    document.grow(5)
    assert document.busy
    assert np.array_equal(document.mask, before)
    dab(document, 400, 400, 9)
    alone = document.mask & ~before
    elsewhere.work()
    assert np.array_equal(document.mask, grow(before, 5) | alone)
    assert not document.busy
    assert [busy.at(k)[0] for k in range(busy.count())] == [True, False]
    document.shrink(5)
    elsewhere.work()
    assert document.mask[100, 100]
    document.undo()
    document.undo()
    assert np.array_equal(document.mask, before | alone)


def test_an_answer_in_the_middle_of_a_stroke_leaves_the_stroke(document: MaskDocument) -> None:
    elsewhere = Elsewhere(document)
    document.generate("block:64", 0, "add")
    document.touch(document.sheet.fill(capsule(LARGE, (50, 50), (50, 50), 9), True))
    elsewhere.work()
    assert document.mask[50, 50]
    assert document.mask[350, 300]
    document.undo()
    assert document.mask[50, 50]
    assert not document.mask[350, 300]


def test_an_answer_about_a_picture_that_is_gone_is_dropped(document: MaskDocument) -> None:
    elsewhere = Elsewhere(document)
    document.generate("block:64", 0, "add")
    document.set_picture(np.zeros((800, 800), np.uint8), (800, 800))
    assert not document.busy
    elsewhere.work()
    assert not document.mask.any()
    document.take_answer(Answer("somebody else's", np.ones((800, 800), np.bool_)))
    assert not document.mask.any()


def test_what_cannot_be_made_is_said_in_a_sentence(document: MaskDocument) -> None:
    refused = QSignalSpy(document.refused)
    document.generate("block:60000", 0, "replace")
    assert "hides the whole picture" in refused.at(0)[0]
    assert not document.mask.any()
    assert not document.busy


def test_flood_over_a_coarser_picture_covers_its_blocks(document: MaskDocument) -> None:
    picture = np.zeros((7, 6), np.uint8)
    picture[:, 3:] = 200
    document.set_picture(picture, LARGE)
    document.flood(10, 10, 50)
    assert document.mask[:, :300].all()
    assert not document.mask[:, 300:].any()
    document.flood(10, 10, 50, erase=True)
    assert not document.mask.any()
    document.flood(-1, 10, 50)  # beside the picture
    assert not document.mask.any()


def test_another_size_begins_anew_and_the_same_size_keeps_the_mask(document: MaskDocument) -> None:
    dab(document, 100, 100)
    document.set_picture(np.ones(LARGE, np.uint8), LARGE)
    assert document.mask.any()
    document.set_picture(np.ones((20, 30), np.uint8), (20, 30))
    assert document.mask.shape == (20, 30)
    assert not document.mask.any()
    with pytest.raises(ValueError, match="does not fit"):
        document.replace(np.ones((2, 2), np.bool_))
