"""A race is told of the last mask only, however fast one paints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from sirendesk.core.mask import Mask
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.inpainting.observing import KEY, MaskObserver

MASKS = [np.eye(4, k=shift, dtype=bool) for shift in range(3)]


class SlowSession(QObject):
    """Answers when the test says so."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Callable[[Any], str]] = []

    def ask_trainer(self, key: str, question: Callable[[Any], str]) -> None:
        assert key == KEY
        self.asked.append(question)

    def answer(self, value: str = "", failure: str = "") -> None:
        self.answered.emit(Answer(KEY, value, Failure(failure) if failure else None))


class Listener:
    """A race that only notes what it is told."""

    def __init__(self) -> None:
        self.masks: list[Mask] = []

    def observe(self, mask: Mask) -> str:
        self.masks.append(mask)
        return ""


@pytest.fixture
def session(qtbot: QtBot) -> SlowSession:
    return SlowSession()


def make(session: SlowSession) -> tuple[MaskObserver, list[Mask], list[str]]:
    observer = MaskObserver(session)  # type: ignore[arg-type]
    taken: list[Mask] = []
    refused: list[str] = []
    observer.taken.connect(taken.append)
    observer.refused.connect(refused.append)
    return observer, taken, refused


def test_strokes_between_two_answers_are_one_question(session: SlowSession) -> None:
    observer, taken, refused = make(session)
    for mask in MASKS:
        observer.observe(mask)
    assert len(session.asked) == 1
    session.answer()
    assert len(session.asked) == 2
    assert taken == []
    assert observer.busy
    session.answer()
    assert not observer.busy
    assert len(taken) == 1
    assert taken[0] is MASKS[2]
    assert refused == []
    race = Listener()
    for question in session.asked:
        question(race)
    assert [m is n for m, n in zip(race.masks, (MASKS[0], MASKS[2]), strict=True)] == [True, True]


@pytest.mark.parametrize("way", ["value", "failure"])
def test_why_the_hole_before_stays_is_told(session: SlowSession, way: str) -> None:
    observer, taken, refused = make(session)
    observer.observe(MASKS[0])
    session.answer(**{way: "It hides nothing."})
    assert refused == ["It hides nothing."]
    assert taken == []


@pytest.mark.parametrize("way", ["value", "failure"])
def test_a_race_that_is_gone_is_told_nothing_more_and_tells_nothing(session: SlowSession, way: str) -> None:
    observer, taken, refused = make(session)
    observer.observe(MASKS[0])
    observer.observe(MASKS[1])
    observer.forget()
    session.answer(**{way: "It hides nothing."})
    assert len(session.asked) == 1
    assert taken == []
    assert refused == []
    assert not observer.busy


def test_the_next_race_is_told_of_a_stroke_though_the_one_before_still_owes_an_answer(session: SlowSession) -> None:
    observer, taken, _ = make(session)
    observer.observe(MASKS[0])
    observer.forget()
    observer.observe(MASKS[1])
    session.answer()
    session.answer()
    assert len(taken) == 1
    assert taken[0] is MASKS[1]


def test_answers_of_others_are_left_alone(session: SlowSession) -> None:
    observer, taken, _ = make(session)
    session.answer()
    observer.observe(MASKS[0])
    session.answered.emit(Answer("report", 3))
    assert taken == []
    assert observer.busy
