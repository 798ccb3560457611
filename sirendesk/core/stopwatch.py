"""Time spent by a run, pauses left out, and the share of it that went into drawing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Clock = Callable[[], float]


class Stopwatch:
    """Counts seconds between `start` and `stop`, any number of times."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._total = 0.0
        self._since: float | None = None

    @property
    def running(self) -> bool:
        """Whether it counts at the moment."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """Seconds counted so far."""
        return self._total + (self._clock() - self._since if self._since is not None else 0.0)

    def start(self) -> None:
        """Go on counting."""
        if self._since is None:
            self._since = self._clock()

    def stop(self) -> None:
        """Hold the count."""
        self._total, self._since = self.seconds, None


class DrawingAccount:
    """Keeps all drawing of a run within `most_share` of its time."""

    def __init__(self, watch: Stopwatch, most_share: float = 0.05, clock: Clock = time.perf_counter) -> None:
        self._watch = watch
        self._most_share = most_share
        self._clock = clock
        self._spent = 0.0
        self._frame = 0.0

    @property
    def share(self) -> float:
        """Seconds of drawing for each second of the run, 0 to 1."""
        elapsed = self._watch.seconds
        return min(1.0, self._spent / elapsed) if elapsed > 0 else 0.0

    @property
    def may_draw(self) -> bool:
        """Whether a frame as costly as the last one stays within the share; the first one always may."""
        return self._frame == 0.0 or self._spent + self._frame <= self._most_share * self._watch.seconds

    @contextmanager
    def drawing(self, *, a_frame: bool = False) -> Iterator[None]:
        """Count the time inside as drawing, unless the run is held or over: then nobody waits for it."""
        start = self._clock()
        try:
            yield
        finally:
            spent = self._clock() - start
            self._frame = spent if a_frame else self._frame
            self._spent += spent if self._watch.running else 0.0
