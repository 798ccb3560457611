"""Which picture the rank page takes apart: the one that is open, or what a method made of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.gui.answers import Answer
from sirendesk.gui.inpainting.filling import HoleFilling
from sirendesk.gui.inpainting.questions import filled
from sirendesk.gui.opening import Opened
from sirendesk.gui.rank_scrubber import RankScrubber
from sirendesk.gui.session import Session
from sirendesk.gui.views.rank_view import RankView

KEY = "rank picture"
PICTURE = "picture"


class RankPictures(QObject):
    """Hands pictures to the scrubber; one that a method fills comes from the training thread."""

    failed = Signal(str)

    def __init__(self, session: Session, filling: HoleFilling, view: RankView, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._filling = filling
        self._scrubber = RankScrubber(session, view, self)
        self._shown: object = None
        self._title = ""
        self._scrubber.failed.connect(self.failed)
        session.answered.connect(self._take_answer)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self._scrubber.busy

    def show(self, key: str, title: str, opened: Opened) -> None:
        """Take apart the picture that is open (PICTURE) or a lane's, unless that is what is seen already."""
        if key == PICTURE:
            if self._shown is not opened:
                self._shown = opened
                self._scrubber.set_picture(opened.image.values, opened.signal.name)
            return
        self._title = title
        found = self._filling.rivals.found.get(key)
        if found is None:
            self._session.ask_trainer(KEY, partial(filled, key))
        elif self._shown is not found:
            self._shown = found
            self._scrubber.set_picture(found.filled, title)

    def forget(self) -> None:
        """The picture is gone."""
        self._shown = None
        self._scrubber.clear()

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != KEY:
            return
        if answer.failure is not None:
            self.failed.emit(answer.failure.sentence)
        else:
            self._shown = answer.value
            self._scrubber.set_picture(answer.value, self._title)
