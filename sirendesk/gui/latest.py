"""Work off the window's thread of which only the newest counts: one job under way, at most one waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.gui.answers import Answer
from sirendesk.gui.session import Session


class LatestJob(QObject):
    """Asked faster than jobs are done, it leaves the ones between out; `make` is called when a job really starts."""

    answered = Signal(object)

    def __init__(
        self, session: Session, key: str, make: Callable[[], Callable[[], Any] | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._key = key
        self._make = make
        self._count = 0
        self._under_way = False
        self._again = False
        session.answered.connect(self._take_answer)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._under_way

    @Slot()
    def ask(self) -> None:
        """Have the job done as things are now."""
        if self._under_way:
            self._again = True
            return
        job = self._make()
        if job is not None:
            self._under_way = True
            self._count += 1
            self._session.submit(f"{self._key} {self._count}", job)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != f"{self._key} {self._count}" or not self._under_way:
            return
        self._under_way = False
        again, self._again = self._again, False
        self.answered.emit(answer)
        if again:
            self.ask()
