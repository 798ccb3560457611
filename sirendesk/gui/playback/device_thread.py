"""A thread that waits for sound devices, so that nobody else has to."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from sirendesk.gui.answers import Answer, attempt


class DeviceThread:
    """Does one order after the other and replies from its own thread.

    It begins with the first order. A driver that never comes back cannot be ended from outside; the thread is a
    daemon, so the program ends all the same.
    """

    def __init__(self, reply: Callable[[Answer], None]) -> None:
        self._reply = reply
        self._orders: queue.SimpleQueue[tuple[str, Callable[[], Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def do(self, key: str, job: Callable[[], Any]) -> None:
        """Order something; its answer is replied under `key`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="sound device", daemon=True)
            self._thread.start()
        self._orders.put((key, job))

    def end(self, seconds: float) -> bool:
        """Finish what is ordered and end; returns whether it did within that time."""
        if self._thread is None:
            return True
        self._orders.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            self._reply(attempt(*order))
