"""What is said while a signal is read and once it is there, and that its file is remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from sirendesk.core.signals.sampled import SAMPLE_PREFIX
from sirendesk.gui.commands import can_be_reopened
from sirendesk.gui.desks.base import Desk, Surroundings
from sirendesk.gui.opening import Opened
from sirendesk.gui.workbench import Workbench


class OpeningNews(QObject):
    """Speaks for a desk about what its workbench opens; made before the desk itself listens there."""

    def __init__(self, bench: Workbench, surroundings: Surroundings, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._surroundings = surroundings
        # once is help, every time is noise
        self._word_said = False
        bench.loading_began.connect(self._say_loading)
        bench.signal_opened.connect(self._tell)

    @Slot()
    def _say_loading(self) -> None:
        self._desk.wants_front.emit(self._desk)
        self._desk.said.emit("Reading the sound…" if self._desk.kind == "audio" else "Reading the picture…")

    @Slot(object)
    def _tell(self, opened: Opened) -> None:
        self._surroundings.status.clearMessage()
        self._desk.messages.clear()
        location = opened.source.location
        if can_be_reopened(location) and not location.startswith(SAMPLE_PREFIX):
            self._surroundings.preferences.add_recent(location)
        # what reading took is worth a line; the size that was asked for is no news
        notes = [*opened.whole.notes, *([opened.reduction] if opened.reduction else [])]
        if not self._word_said and not location.startswith(SAMPLE_PREFIX) and self._desk.word_on_own():
            self._word_said = True
            notes.append(self._desk.word_on_own())
        if notes:
            self._desk.messages.raise_info(" ".join(notes))
