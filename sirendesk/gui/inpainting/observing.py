"""Tells a running race of a mask that was painted on; painted faster than it listens, only the last one counts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.mask import Mask
from sirendesk.gui.answers import Answer
from sirendesk.gui.inpainting.questions import observe
from sirendesk.gui.session import Session

KEY = "observe"


class MaskObserver(QObject):
    """One question under way, at most one waiting. `taken` carries the mask, `refused` why the one before stays."""

    taken = Signal(object)
    refused = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: Mask | None = None
        self._next: Mask | None = None
        self._overtaken = False
        session.answered.connect(self._take_answer)

    @property
    def busy(self) -> bool:
        """Whether a mask has not been taken in yet."""
        return self._asked is not None

    def observe(self, mask: Mask) -> None:
        """Let all lanes learn from what this mask leaves."""
        if self._asked is not None:
            self._next = mask
            return
        self._asked = mask
        self._session.ask_trainer(KEY, partial(observe, mask))

    def forget(self) -> None:
        """There is no race any more that could listen; what it was asked says nothing about the next one."""
        self._next = None
        self._overtaken = self.busy

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != KEY or self._asked is None:
            return
        mask, self._asked = self._asked, None
        following, self._next = self._next, None
        overtaken, self._overtaken = self._overtaken, False
        if following is not None:
            self.observe(following)
        elif overtaken:
            return
        elif answer.failure is not None:
            self.refused.emit(answer.failure.sentence)
        elif answer.value:
            self.refused.emit(answer.value)
        else:
            self.taken.emit(mask)
