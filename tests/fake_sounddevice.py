"""A stand-in for sounddevice whose devices are what a test says and whose callback is called by the test."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


class PortAudioError(Exception):
    """As sounddevice raises it."""


class CallbackStop(Exception):  # noqa: N818 - sounddevice's name
    """As a callback raises it."""


@dataclass
class Device:
    """What a test says of a device."""

    name: str
    rates: tuple[int, ...] = (44_100, 48_000)
    channels: int = 2
    hostapi: int = 0


@dataclass
class Times:
    """The clock that a callback is told."""

    currentTime: float  # noqa: N815 - PortAudio's names
    outputBufferDacTime: float  # noqa: N815


@dataclass
class Status:
    """What a callback is told of itself."""

    output_underflow: bool = False


class Stream:
    """A stream that asks when `pull` is called."""

    def __init__(self, library: FakeSoundDevice, **wishes: Any) -> None:
        self.wishes = wishes
        device = library.devices[wishes["device"]]
        if library.broken:
            raise PortAudioError("Device unavailable", -9985)
        if wishes["samplerate"] not in device.rates:
            raise PortAudioError("Invalid sample rate", -9997)
        if wishes["channels"] > device.channels:
            raise PortAudioError("Invalid number of channels", -9998)
        self.latency = 0.1
        self.active = self.closed = False
        self.aborts = 0
        self._callback: Callable[..., None] = wishes["callback"]
        self._finished: Callable[[], None] = wishes["finished_callback"]
        library.streams.append(self)

    def start(self) -> None:
        """As sounddevice does."""
        self.active = True

    def abort(self) -> None:
        """As sounddevice does."""
        self.aborts += 1
        if self.active:
            self.active = False
            self._finished()

    def close(self) -> None:
        """As sounddevice does."""
        self.closed = True

    def pull(self, frames: int, ahead: float = 0.0, *, underflow: bool = False) -> NDArray[np.float32]:
        """One call of the callback."""
        out = np.full((frames, self.wishes["channels"]), np.nan, np.float32)
        try:
            self._callback(out, frames, Times(1.0, 1.0 + ahead), Status(underflow))
        except CallbackStop:
            self.active = False
            self._finished()
        return out

    def unplug(self) -> None:
        """The device goes."""
        self.active = False
        self._finished()


class FakeSoundDevice(types.ModuleType):
    """The module; put it into sys.modules."""

    def __init__(self, *devices: Device, interfaces: tuple[str, ...] = ("ALSA",)) -> None:
        super().__init__("sounddevice")
        self.PortAudioError, self.CallbackStop = PortAudioError, CallbackStop
        self.devices = list(devices)
        self.plugged: list[Device] | None = None
        self.interfaces = interfaces
        self.streams: list[Stream] = []
        self.broken = False
        self.default = types.SimpleNamespace(device=(-1, 0 if devices else -1))
        self._initialized = 1

    def OutputStream(self, **wishes: Any) -> Stream:  # noqa: N802 - sounddevice's name
        """Open one."""
        return Stream(self, **wishes)

    def query_devices(self) -> list[dict[str, Any]]:
        """The list that was made at the beginning."""
        made = [
            {
                "name": device.name,
                "index": index,
                "hostapi": device.hostapi,
                "max_output_channels": device.channels,
                "default_samplerate": float(device.rates[0]),
            }
            for index, device in enumerate(self.devices)
        ]
        return made

    def query_hostapis(self) -> tuple[dict[str, Any], ...]:
        """Interfaces by their names."""
        return tuple({"name": name} for name in self.interfaces)

    def _terminate(self) -> None:
        assert self._initialized
        self._initialized = 0

    def _initialize(self) -> None:
        """Only now what has been plugged in meanwhile is seen."""
        self._initialized = 1
        if self.plugged is not None:
            self.devices, self.plugged = self.plugged, None
            self.default.device = (-1, 0 if self.devices else -1)
