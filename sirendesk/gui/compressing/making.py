"""One file on its way: begins its encoder in a thread of its own, follows it, and gives it up."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.gui.answers import Answer
from sirendesk.gui.compressing.encoding import Glimpse, Order, encode
from sirendesk.gui.session import Session


class Making(QObject):
    """States are "empty", "running" and "finished". What an encoder says that was given up is dropped."""

    state_changed = Signal(str)
    glimpsed = Signal(object)
    made = Signal(object)
    failed = Signal(object)
    given_up = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._count = 0
        self._state = "empty"
        self._order: Order | None = None
        self._last: Glimpse | None = None
        session.answered.connect(self._take_answer)
        session.progressed.connect(self._take_progress)

    @property
    def state(self) -> str:
        """ "empty", "running" or "finished"."""
        return self._state

    @property
    def order(self) -> Order | None:
        """What is being encoded, or was."""
        return self._order

    @property
    def last(self) -> Glimpse | None:
        """How far it is."""
        return self._last

    def begin(self, order: Order) -> None:
        """Encode; what is under way is given up."""
        self._give_up()
        self._count += 1
        self._order, self._last = order, None
        self._session.work(self._key, partial(encode, order))
        self._set_state("running")

    @Slot()
    def stop(self) -> None:
        """Give up at once: the thread ends at its next breath, and nothing of it is seen any more."""
        if self._state == "running":
            self._give_up()
            self._set_state("empty")
            self.given_up.emit()

    @Slot()
    def reset(self) -> None:
        """Forget what is under way or was made."""
        self._give_up()
        self._order, self._last = None, None
        self._set_state("empty")

    def show_finished(self) -> None:
        """A file that was made elsewhere is there."""
        self._give_up()
        self._set_state("finished")

    @property
    def _key(self) -> str:
        return f"compress {self._count}"

    def _give_up(self) -> None:
        if self._state == "running":
            self._session.give_up(self._key)
            self._count += 1

    @Slot(str, object)
    def _take_progress(self, key: str, glimpse: Glimpse) -> None:
        if key == self._key and self._state == "running":
            self._last = glimpse
            self.glimpsed.emit(glimpse)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != self._key or self._state != "running":
            return
        if answer.failure is not None or answer.value is None:
            self._set_state("empty")
            if answer.failure is not None:
                self.failed.emit(answer.failure)
            return
        self._set_state("finished")
        self.made.emit(answer.value)

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
