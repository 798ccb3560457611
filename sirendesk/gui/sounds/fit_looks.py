"""Follows what is learnt of a sound: the latest state, as often as it costs little, off the window's thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sirendesk.core.snapshot import SoundFrame
from sirendesk.gui.answers import Answer
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.session import Session
from sirendesk.gui.sounds.looks import DIFFERENCE, FIT, FitLook, SoundPreview, look_at_fit

# seconds between two looks at least; and of each second of a processor, those at waveforms may take so much, and as
# much again those at spectrograms, which cost ten times as much: a fit needs the rest
LEAST_SECONDS = 0.33
SHARE = 0.015
LEAST_SECONDS_OF_SPECTROGRAMS = 0.5


class FitLooks(QObject):
    """`made` brings a FitLook of the newest frame offered, as the task of its run puts it together.

    What is under way when a run begins, or is forgotten, is dropped. Frames of a task whose preview is not there yet
    wait for it.
    """

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: SoundPreview | None = None
        self._task: object = None
        self._frame: SoundFrame | None = None
        # None once what was asked for is not wanted any more
        self._asked: SoundFrame | None = None
        # whether how loud it is will be asked for
        self.needs_level = False
        self._spectrograms: tuple[str, ...] = ()
        self._turn = 0
        self._next = self._next_spectrograms = 0.0
        self._job = LatestJob(session, "look", self._make_job, self)
        self._job.answered.connect(self._take_answer)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._job.ask)

    @property
    def busy(self) -> bool:
        """Whether the last frame has still to be looked at."""
        return self._job.busy or self._can_go

    def begin(self, preview: SoundPreview | None) -> None:
        """What frames are put together with from now on; None while that is not known."""
        self._preview = preview
        self._asked = None
        self._go()

    def follow(self, task: object) -> None:
        """A run of this task begins: frames are its own from now on."""
        self.forget()
        self._task = task

    def forget(self) -> None:
        """There is no fit any more."""
        self._frame = self._asked = None
        self._timer.stop()
        self._next = self._next_spectrograms = 0.0

    def offer(self, frame: SoundFrame) -> None:
        """A newer state."""
        self._frame = frame
        self._go()

    @property
    def _can_go(self) -> bool:
        return self._frame is not None and self._preview is not None and self._preview.task == self._task

    def _go(self) -> None:
        if not self._can_go or self._job.busy:
            return
        assert self._frame is not None, "or it could not go"
        wait = 0.0 if self._frame.exact else self._next - time.perf_counter()
        if wait <= 0:
            self._timer.stop()
            self._job.ask()
        elif not self._timer.isActive():
            self._timer.start(round(1000 * wait))

    def _make_job(self) -> Callable[[], Any] | None:
        if not self._can_go:
            return None
        frame, preview = self._frame, self._preview
        assert frame is not None, "or it could not go"
        assert preview is not None, "likewise"
        self._frame, self._asked = None, frame
        self._spectrograms = self._due(frame)
        needs = {"spectrograms": self._spectrograms, "level": self.needs_level}
        return partial(look_at_fit, preview, frame.values, exact=frame.exact, **needs)

    def _due(self, frame: SoundFrame) -> tuple[str, ...]:
        """Whose spectrogram is due: while it learns, one and the other in turn."""
        if frame.exact or not self._next_spectrograms:
            return (FIT, DIFFERENCE)
        if time.perf_counter() < self._next_spectrograms:
            return ()
        self._turn = 1 - self._turn
        return ((FIT, DIFFERENCE)[self._turn],)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        asked, self._asked = self._asked, None
        if asked is not None and answer.failure is not None:
            self.failed.emit(answer.failure)
        elif asked is not None:
            self._tell(answer.value)
        self._go()

    def _tell(self, look: FitLook) -> None:
        now = time.perf_counter()
        if self._spectrograms:
            self._next_spectrograms = now + max(LEAST_SECONDS_OF_SPECTROGRAMS, look.cost / SHARE)
        else:
            self._next = now + max(LEAST_SECONDS, look.cost / SHARE)
        self.made.emit(look)
