"""Of jobs that are asked for faster than they are done, the first and the last are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from sirendesk.gui.answers import Answer
from sirendesk.gui.latest import LatestJob


class Desk(QObject):
    """A session whose jobs are done when the test says so."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[str, Callable[[], Any]]] = []

    def submit(self, key: str, job: Callable[[], Any]) -> None:
        self.waiting.append((key, job))

    def do_one(self) -> None:
        key, job = self.waiting.pop(0)
        self.answered.emit(Answer(key, job()))


def test_the_newest_counts_and_the_ones_between_are_left_out(qapp: QApplication) -> None:
    session = Desk()
    asked: list[int] = []
    value = [0]

    def make() -> Callable[[], int]:
        asked.append(value[0])
        return lambda now=value[0]: now

    latest = LatestJob(session, "look", make)  # type: ignore[arg-type]
    answers: list[int] = []
    latest.answered.connect(lambda answer: answers.append(answer.value))
    for value[0] in range(10):
        latest.ask()
    assert asked == [0]
    assert latest.busy
    session.do_one()
    assert asked == [0, 9]
    session.do_one()
    assert answers == [0, 9]
    assert not latest.busy
    assert not session.waiting


def test_answers_to_others_are_let_pass(qapp: QApplication) -> None:
    session = Desk()
    latest = LatestJob(session, "look", lambda: lambda: 1)  # type: ignore[arg-type]
    answers: list[Answer] = []
    latest.answered.connect(answers.append)
    latest.ask()
    session.answered.emit(Answer("look 7", 3))
    session.answered.emit(Answer("other 1", 3))
    assert answers == []
    session.do_one()
    session.answered.emit(Answer("look 1", 5))  # said twice
    assert [answer.value for answer in answers] == [1]
