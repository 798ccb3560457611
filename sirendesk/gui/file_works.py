"""Files that take a while, written bit by bit in a thread of their own: how far they are, and giving them up."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.tiles import Progress
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.session import Session

AskPath = Callable[[str, str, str], Path | None]
Work = Callable[[Callable[[], bool]], Generator[Progress, None, Any]]


class FileWorks(QObject):
    """Abstract: a subclass asks what is wanted, and calls `write`.

    `began`, then `progressed` some times a second, then `ended`; and `saved` or `failed` unless it was given up.
    `saved` brings the path and what the work returned, which is None when it was given up.
    """

    saved = Signal(str, object)
    failed = Signal(object)
    began = Signal(str)
    progressed = Signal(str, object)
    ended = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._paths: dict[str, Path] = {}
        session.answered.connect(self._take_end)
        session.progressed.connect(self._take_progress)

    def write(self, key: str, path: Path, work: Work) -> None:
        """Let a thread do the work that writes a file; `key` is a new word."""
        if path in self._paths.values():
            self.failed.emit(Failure(f"{str(path)!r} is being written already; wait for it, or choose another name."))
            return
        self._paths[key] = path
        self.began.emit(str(path))
        self._session.work(key, work)

    @Slot(str)
    def cancel(self, path: str) -> None:
        """Give a file up; nothing of it is left."""
        for key, own in self._paths.items():
            if str(own) == path:
                self._session.give_up(key)

    @Slot(object)
    def _take_end(self, answer: Answer) -> None:
        if answer.key not in self._paths:
            return
        path = str(self._paths.pop(answer.key))
        self.ended.emit(path)
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        elif answer.value is not None:
            self.saved.emit(path, answer.value)

    @Slot(str, object)
    def _take_progress(self, key: str, progress: Progress) -> None:
        if key in self._paths:
            self.progressed.emit(str(self._paths[key]), progress)
