"""The clock of a playback: which step is on the screen, and how it moves on by itself."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

FRAME_MS = 16
# after a halt of the program the playback goes on from where it stood
LONGEST_FRAME = 0.1


class Player(QObject):
    """Plays steps 0 to `length` at `speed` steps a second, an infinite speed being all at once."""

    moved = Signal(int)
    state_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._length = 0
        self._place = 0.0
        self._speed = 60.0
        self._seen = 0.0
        self._state = "ready"
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._advance)

    @property
    def step(self) -> int:
        """The step on the screen."""
        return int(self._place)

    @property
    def length(self) -> int:
        """The last step."""
        return self._length

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    @property
    def state(self) -> str:
        """ "ready" (at the beginning), "running", "paused" or "finished" (at the end)."""
        return self._state

    def set_length(self, length: int) -> None:
        """Another last step. Who stood at the end stays there; all others stay at their step if it exists."""
        at_end = self._state == "finished" or self._length == 0
        self._length = max(0, length)
        self._place = float(self._length) if at_end else min(self._place, float(self._length))
        self._settle(running=self._state == "running")
        self.moved.emit(self.step)

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Steps a second."""
        self._speed = speed

    @Slot()
    def play(self) -> None:
        """Go on, from the beginning when at the end."""
        if self._length == 0:
            return
        if self._place >= self._length:
            self._place = 0.0
            self.moved.emit(0)
        self._seen = time.perf_counter()
        self._settle(running=True)

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        self._settle(running=False)

    @Slot()
    def toggle(self) -> None:
        """Play or stand still."""
        if self._state == "running":
            self.pause()
        else:
            self.play()

    @Slot()
    def forward(self) -> None:
        """One step on, then stand still."""
        self.seek(self.step + 1)

    @Slot()
    def back(self) -> None:
        """One step back, then stand still."""
        self.seek(self.step - 1)

    @Slot()
    def to_start(self) -> None:
        """Back to the beginning."""
        self.seek(0)

    @Slot()
    def to_end(self) -> None:
        """All the way to the last step."""
        self.seek(self._length)

    @Slot(int)
    def seek(self, step: int) -> None:
        """Stand still at a step."""
        self._place = float(min(max(step, 0), self._length))
        self._settle(running=False)
        self.moved.emit(self.step)

    @Slot()
    def _advance(self) -> None:
        now = time.perf_counter()
        passed, self._seen = min(now - self._seen, LONGEST_FRAME), now
        before = self.step
        self._place = (
            min(self._place + passed * self._speed, float(self._length))
            if math.isfinite(self._speed)
            else float(self._length)
        )
        if self.step != before:
            self.moved.emit(self.step)
        if self._place >= self._length:
            self._settle(running=False)

    def _settle(self, *, running: bool) -> None:
        at_end = self._place >= self._length
        if running and not at_end:
            state = "running"
        elif at_end and self._length:
            state = "finished"
        else:
            state = "paused" if self._place > 0 else "ready"
        if state == "running":
            self._timer.start()
        else:
            self._timer.stop()
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
