"""The device that is played through, as the window sees it: wishes return at once, facts and failures come later."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.sounds.mixing import Mixer
from sirendesk.gui.answers import Answer
from sirendesk.gui.playback.device_thread import DeviceThread
from sirendesk.gui.playback.outputs import SYSTEM, Line, NoSoundError, Outlet, Watch

# a driver that has not answered by then is not waited for
START_SECONDS = 10.0
END_SECONDS = 3.0


class Speaker(QObject):
    """One stream to a device that is chosen by name, kept open between two sounds of one shape.

    `failed` tells in a sentence why nothing can be heard, `noticed` something that a person may want to know.
    """

    started = Signal()
    failed = Signal(str)
    noticed = Signal(str)
    devices_changed = Signal(object)
    device_changed = Signal(str)

    _replied = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outlet = Outlet()
        self._thread = DeviceThread(self._replied.emit)
        self._line: Line | None = None
        self._order = 0
        self._is_starting, self._asked = False, 0.0
        self._closed = False
        self._device, self._devices = SYSTEM, ()
        self._watch: Watch | None = None
        self._replied.connect(self._take_reply)

    @property
    def device(self) -> str:
        """The name that was chosen; empty for the system's own choice."""
        return self._device

    @property
    def devices(self) -> tuple[str, ...]:
        """The names found last."""
        return self._devices

    @property
    def is_starting(self) -> bool:
        """Whether an order to play is still on its way."""
        return self._is_starting

    @property
    def has_rested(self) -> bool:
        """Whether the stream has ended by itself, after a long silence."""
        return self._line is not None and self._line.feed.rested

    @property
    def underflows(self) -> int:
        """How often the device had to wait since it was opened."""
        return 0 if self._line is None else self._line.underflows

    def heard(self, mixer: Mixer) -> int:
        """The position of a mixer that is heard now; what is read next where nothing is under way."""
        heard = self._line.heard() if self._line is not None and self._line.feed.mixer is mixer else None
        return mixer.position if heard is None else heard

    def start(self, mixer: Mixer) -> None:
        """Let a mixer be heard."""
        if self._closed:
            return
        self._order += 1
        self._is_starting, self._asked = True, time.monotonic()
        self._thread.do(f"start {self._order}", partial(self._outlet.start, mixer, self._device))

    def rest(self) -> None:
        """Silence at once."""
        if self._line is not None or self._is_starting:
            self._thread.do("rested", self._outlet.rest)

    def forget(self) -> None:
        """The stream's sound is gone; the next one will want another stream."""
        self._line = None

    def choose(self, name: str) -> None:
        """Play through another device from the next start on."""
        if name != self._device:
            self._device = name
            self.device_changed.emit(name)

    def refresh(self) -> None:
        """Look for devices, giving back the one there is; `devices_changed` tells which there are."""
        if not self._closed:
            self._line = None
            self._thread.do("devices", self._outlet.refresh)

    def look(self) -> None:
        """To be called some times a second while it should play: a device that has gone is given back, and told."""
        if self._is_starting:
            if time.monotonic() - self._asked > START_SECONDS:
                self._order += 1  # should it answer after all, nobody listens any more
                self._is_starting = False
                self.failed.emit("The sound device does not answer. Choose another one, or try again later.")
            return
        if self._line is None or self._watch is None:
            return
        try:
            self._watch.look()
        except NoSoundError as gone:
            self._line = None
            self._thread.do("lost", self._outlet.lose)
            self._thread.do("devices", self._outlet.names)
            self.failed.emit(str(gone))

    def close(self) -> None:
        """Give the device back and end the thread that waits for it."""
        if not self._closed:
            self._closed = True
            self._line = None
            self._thread.do("closed", self._outlet.close)
            self._thread.end(END_SECONDS)

    @Slot(object)
    def _take_reply(self, answer: Answer) -> None:
        if self._closed:
            return
        if answer.key == "devices":
            self._devices = answer.value or ()
            self.devices_changed.emit(self._devices)
        elif answer.key == f"start {self._order}":
            self._is_starting = False
            if answer.failure is None:
                self._take_line(answer.value)
            else:
                self._line = None
                self._thread.do("devices", self._outlet.names)
                self.failed.emit(answer.failure.sentence)

    def _take_line(self, line: Line) -> None:
        is_new, self._line = line is not self._line, line
        self._watch = Watch(line)
        if is_new and self._device and line.name != self._device:
            self.noticed.emit(f"The sound device “{self._device}” is not there; “{line.name}” plays instead.")
        self.started.emit()
