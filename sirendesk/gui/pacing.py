"""Numbers change a few times a second, however often pictures do: faster nobody can read them, and each costs paint."""

from __future__ import annotations

import time


class Pace:
    """Says when something is due again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = float("-inf")

    def due(self, *, at_once: bool = False) -> bool:
        """Whether the time is up (or need not be waited for); if so, it starts anew."""
        now = time.perf_counter()
        if not at_once and now - self._last < self._seconds:
            return False
        self._last = now
        return True
