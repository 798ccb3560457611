"""A sound device that nobody hears: it asks for samples as a real one does, in a thread of its own."""

from __future__ import annotations

import sys
import threading
import time
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pytest

BLOCK = 512
NAME = "Quiet device"


class QuietStream:
    """Asks for a block as often as its rate needs it."""

    latency = 0.0

    def __init__(
        self,
        *,
        samplerate: float,
        channels: int,
        callback: Callable[..., None],
        finished_callback: Callable[[], None],
        **_: Any,
    ) -> None:
        self._pause = BLOCK / samplerate
        self._channels = channels
        self._callback = callback
        self._finished = finished_callback
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        """Whether it asks."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Ask from now on."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def abort(self) -> None:
        """Ask no more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    close = abort

    def _run(self) -> None:
        status = types.SimpleNamespace(output_underflow=False)
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            due += self._pause
            out = np.zeros((BLOCK, self._channels), np.float32)
            now = time.monotonic()
            try:
                self._callback(out, BLOCK, types.SimpleNamespace(outputBufferDacTime=now, currentTime=now), status)
            except StopIteration:
                break
        self._finished()


def quiet_library(*, there: bool = True) -> types.ModuleType:
    """What stands in for sounddevice: with the quiet device, or with none."""
    device = {"index": 0, "name": NAME, "hostapi": 0, "max_output_channels": 2, "default_samplerate": 48_000.0}
    library = types.ModuleType("sounddevice")
    parts: dict[str, Any] = {
        "query_devices": lambda: [device] if there else [],
        "query_hostapis": lambda: [{"name": "quiet"}],
        "default": types.SimpleNamespace(device=(0, 0)),
        "OutputStream": QuietStream,
        "PortAudioError": type("PortAudioError", (Exception,), {}),
        "CallbackStop": StopIteration,
        "_initialized": 0,
        "_initialize": lambda: None,
        "_terminate": lambda: None,
    }
    for name, part in parts.items():
        setattr(library, name, part)
    return library


def plug_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the quiet device be the only one."""
    monkeypatch.setitem(sys.modules, "sounddevice", quiet_library())


def unplug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no device at all."""
    monkeypatch.setitem(sys.modules, "sounddevice", quiet_library(there=False))
