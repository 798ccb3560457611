"""The report of a run that is held or over: its own scores from the trainer, its rivals' from a thread of their own.

Rivals may take longer than a fit. Nobody shall wait for them who wants to go on, begin anew, or close the window.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.gui.answers import Answer
from sirendesk.gui.asking import Found, Measured, complete, find_rivals, measured
from sirendesk.gui.session import Session

MEASURED = ("paused", "finished")


class Scoring(QObject):
    """`arrived` brings the whole report of the run as it stands; a run's rivals are sought once."""

    arrived = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._report: dict[str, Any] | None = None
        self._found: Found | None = None
        self._run = 0
        self._seeking = False
        session.answered.connect(self._take_answer)
        session.state_changed.connect(self._see_state)

    def ask(self, run: int) -> None:
        """A run has been measured."""
        if run != self._run:
            self._forget_rivals()
            self._run = run
        self._session.ask_trainer(f"report {run}", measured)

    def _forget_rivals(self) -> None:
        if self._seeking:
            self._session.give_up(f"rivals {self._run}")
        self._found, self._seeking = None, False

    @Slot(str)
    def _see_state(self, state: str) -> None:
        # a fit that goes on has no exact scores any more
        self._report = None
        if state in ("empty", "starting"):
            self._forget_rivals()

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        run = self._session.run
        if answer.key == f"report {run}" and self._session.state in MEASURED:
            if answer.failure is not None:
                self.failed.emit(answer.failure)
            else:
                self._take_measured(answer.value)
        elif answer.key == f"rivals {run}" and self._seeking:
            self._seeking = False
            if answer.failure is not None:
                self.failed.emit(answer.failure)
            self._found = answer.value or {}
            self._tell()

    def _take_measured(self, made: Measured) -> None:
        self._report = made.report
        if self._found is None and not self._seeking:
            self._seeking = True
            self._session.work(f"rivals {self._run}", partial(find_rivals, made.rivals))
        self._tell()

    def _tell(self) -> None:
        if self._report is not None and self._found is not None:
            self.arrived.emit(complete(self._report, self._found))
