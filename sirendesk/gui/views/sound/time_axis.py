"""Which part of a sound is seen: one for all views that show the same stretch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

# nobody needs to see less than this of a sound: some tens of samples
LEAST_SECONDS = 0.001


class TimeAxis(QObject):
    """From `start` to `stop` seconds of a sound. Views draw by it and move it: whatever they share it with follows.

    `range_changed` tells of every move, `range_moved` with (start, stop) of a hand's alone.
    """

    range_changed = Signal()
    range_moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = 1.0
        self._start, self._stop = 0.0, 1.0

    @property
    def seconds(self) -> float:
        """How long the sound is."""
        return self._seconds

    @property
    def start(self) -> float:
        """The first moment that is seen."""
        return self._start

    @property
    def stop(self) -> float:
        """The last moment that is seen."""
        return self._stop

    @property
    def span(self) -> float:
        """Seconds that are seen."""
        return self._stop - self._start

    @property
    def is_whole(self) -> bool:
        """Whether all of the sound is seen."""
        return self.span >= self._seconds

    def set_length(self, seconds: float) -> None:
        """A sound of that length, seen as a whole."""
        self._seconds = max(seconds, LEAST_SECONDS)
        self._start, self._stop = 0.0, self._seconds
        self.range_changed.emit()

    def move_to(self, start: float, stop: float) -> bool:
        """See that part, as far as there is one; whether anything changed. No hand did it."""
        span = min(max(stop - start, min(LEAST_SECONDS, self._seconds)), self._seconds)
        start = min(max(start, 0.0), self._seconds - span)
        if (start, start + span) == (self._start, self._stop):
            return False
        self._start, self._stop = start, start + span
        self.range_changed.emit()
        return True

    def move_by_hand(self, start: float, stop: float) -> None:
        """See that part because a person wants to."""
        if self.move_to(start, stop):
            self.range_moved.emit((self._start, self._stop))

    def zoom(self, factor: float, about: float | None = None) -> None:
        """See `factor` times less; what is at `about`, or else in the middle, stays where it is."""
        about = 0.5 * (self._start + self._stop) if about is None else about
        span = min(max(self.span / factor, min(LEAST_SECONDS, self._seconds)), self._seconds)
        share = (about - self._start) / self.span
        self.move_by_hand(about - share * span, about + (1.0 - share) * span)

    def pan(self, share: float) -> None:
        """Move on by a part of what is seen."""
        self.move_by_hand(self._start + share * self.span, self._stop + share * self.span)

    @Slot()
    def fit(self) -> None:
        """See all of it."""
        self.move_by_hand(0.0, self._seconds)
