"""A compressed file on its way in: read and decoded in a thread of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.signals import SampledSignal
from sirendesk.gui.answers import Answer
from sirendesk.gui.compressing.encoding import open_compressed
from sirendesk.gui.session import Session


class Reading(QObject):
    """Of files asked for one after the other only the last one arrives, as `read` or `failed`."""

    read = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._count = 0
        self._busy = False
        session.answered.connect(self._take_answer)

    @property
    def busy(self) -> bool:
        """Whether a file is still to come."""
        return self._busy

    def begin(self, location: str, signal: SampledSignal | None) -> None:
        """Read a file, and compare it with `signal` if that has its size."""
        self.give_up()
        self._count += 1
        self._busy = True
        self._session.work(self._key, partial(open_compressed, Path(location), signal))

    def give_up(self) -> None:
        """Let what is under way be."""
        if self._busy:
            self._busy = False
            self._session.give_up(self._key)

    @property
    def _key(self) -> str:
        return f"open compressed {self._count}"

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != self._key or not self._busy:
            return
        self._busy = False
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        elif answer.value is not None:
            self.read.emit(answer.value)
