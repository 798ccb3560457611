"""The sound devices of this machine, by name, and a stream to one of them.

sounddevice is imported when the first stream or list is asked for: without PortAudio it cannot be, and that no sound
comes out is a normal state of a machine, told in a sentence.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.sounds.mixing import Mixer
from sirendesk.core.sounds.voices import Samples
from sirendesk.gui.playback.feed import Feed

# nobody plays along: a tenth of a second rides out what else the machine does
LATENCY = 0.1
MOST_LATENCY = 5.0
# a device that asks for nothing for so long has gone, even if it does not say so
STALL_SECONDS = 2.0
LONGEST_LOOK = 0.1
SYSTEM = ""
_ELSE = "Everything else works without sound, and the result can be exported."


class NoSoundError(SirenDeskError):
    """Nothing can be heard, for a reason that is no fault of the program."""


class Line:
    """An open stream of a mixer to one device."""

    def __init__(self, library: Any, device: dict[str, Any], feed: Feed, rate: int, channels: int) -> None:
        self.name = name_of(library, device)
        self.feed = feed
        self._closing = False
        self._finished = False
        self._underflows = 0
        self._end: type[Exception] = library.CallbackStop
        self._stream = library.OutputStream(
            samplerate=rate,
            device=device["index"],
            channels=channels,
            dtype="float32",
            latency=LATENCY,
            callback=self._call,
            finished_callback=self._finish,
        )
        self._latency = float(self._stream.latency)

    @property
    def is_lost(self) -> bool:
        """Whether the stream has ended although nobody ended it, as it does when a device is unplugged."""
        return self._finished and not self._closing and not self.feed.rested

    @property
    def underflows(self) -> int:
        """How often the device says that it had to wait."""
        return self._underflows

    def heard(self) -> int | None:
        """The position that is heard now; None when that is not known."""
        if self._closing or self._finished:
            return None
        return self.feed.heard(time.monotonic())

    @property
    def has_played_all(self) -> bool:
        """Whether the mixer is at its end, and nothing of it is under way to the loudspeaker."""
        mixer = self.feed.mixer
        return mixer.ended and (self.feed.rested or self.heard() == mixer.position)

    def start(self) -> None:
        """Let the device ask, if it does not yet."""
        if not self.feed.rested and not self._finished and self._stream.active:
            return
        self._stream.abort()  # a stream that came to its end must be told so before it starts again
        self.feed.wake()
        self._closing = self._finished = False
        self._stream.start()

    def rest(self) -> None:
        """Be silent at once: what is under way to the loudspeaker is thrown away."""
        self._closing = True
        self._stream.abort()

    def close(self) -> None:
        """Give the device back."""
        self._closing = True
        self._stream.abort()
        self._stream.close()

    def _call(self, out: Samples, frames: int, times: Any, status: Any) -> None:
        """The device's own thread. Whatever it waited for could be heard, so it waits for nothing."""
        ahead = times.outputBufferDacTime - times.currentTime  # on the stream's own clock
        if not (times.currentTime and 0 <= ahead <= MOST_LATENCY):  # which some drivers do not have
            ahead = self._latency
        if status.output_underflow:
            self._underflows += 1
        if not self.feed.fill(out, time.monotonic() + ahead):
            raise self._end

    def _finish(self) -> None:
        self._finished = True


class Watch:
    """Notices when a device has gone: it ends by itself, or it asks for nothing any more without a word."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._blocks, self._silent, self._seen = line.feed.blocks, 0.0, time.monotonic()

    def look(self) -> None:
        """To be called some times a second while it should play.

        Raises:
            NoSoundError: when it has gone.
        """
        now, line = time.monotonic(), self._line
        # after a halt of the program nobody is blamed for the time that has passed
        passed, self._seen = min(now - self._seen, LONGEST_LOOK), now
        asks = line.feed.blocks != self._blocks or line.feed.rested
        self._silent = 0.0 if asks else self._silent + passed
        self._blocks = line.feed.blocks
        if line.is_lost or self._silent > STALL_SECONDS:
            raise NoSoundError(
                f"The sound device “{line.name}” has gone while it played. Plug it in again or choose another one, "
                "then play on."
            )


class Outlet:
    """The one stream there is, and the list of devices. For one thread, which may have to wait for the system."""

    def __init__(self) -> None:
        self._library: Any = None
        self._line: Line | None = None
        self._device = SYSTEM
        self._stale = False

    def names(self) -> tuple[str, ...]:
        """Names of all devices that play sound; none where there is no library for it."""
        try:
            library = self._load()
        except NoSoundError:
            return ()
        with _in_words():
            return tuple(dict.fromkeys(name_of(library, device) for device in _outputs(library)))

    def refresh(self) -> tuple[str, ...]:
        """Names of the devices that are there now. PortAudio makes its list once, so it is begun anew."""
        self.close()
        self._stale = True
        return self.names()

    def start(self, mixer: Mixer, device: str) -> Line:
        """Let a mixer be heard through the device of that name, the system's own choice when there is none such.

        Raises:
            NoSoundError: in a sentence, when nothing can be heard.
        """
        line = self._line
        if line is not None and (line.feed.mixer is not mixer or device != self._device or line.is_lost):
            self._stale = self._stale or line.is_lost
            self.close()
        try:
            library = self._load()
            with _in_words():
                if self._line is None:
                    self._line = _open(library, _find(library, device), mixer)
                    self._device = device
                self._line.start()
        except NoSoundError:
            self.lose()
            raise
        return self._line

    def rest(self) -> None:
        """Silence at once; the device stays open."""
        if self._line is not None:
            self._line.rest()

    def lose(self) -> None:
        """Give the device back and look for devices anew before the next one is opened."""
        self.close()
        self._stale = True

    def close(self) -> None:
        """Give the device back."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(NoSoundError), _in_words():
                line.close()

    def _load(self) -> Any:
        try:
            import sounddevice
        except (ImportError, OSError) as error:
            missing = "sounddevice" if isinstance(error, ImportError) else "PortAudio (libportaudio2 on Debian, Ubuntu)"
            raise NoSoundError(f"No sound can be played because {missing} is not installed. {_ELSE}") from error
        if self._stale and self._library is not None:
            with _in_words():
                # the way that the library's authors name for a new list
                if sounddevice._initialized:
                    sounddevice._terminate()
                sounddevice._initialize()
        self._library, self._stale = sounddevice, False
        return sounddevice


def name_of(library: Any, device: dict[str, Any]) -> str:
    """The name a device is stored under. Numbers change when something is plugged in; names stay."""
    interfaces = library.query_hostapis()
    name = str(device["name"])
    if len(interfaces) < 2:
        return name
    return f"{name}, {interfaces[device['hostapi']]['name']}"


def _outputs(library: Any) -> list[dict[str, Any]]:
    return [device for device in library.query_devices() if device["max_output_channels"] > 0]


def _find(library: Any, name: str) -> dict[str, Any]:
    outputs = _outputs(library)
    if not outputs:
        raise NoSoundError(f"No sound device was found. Plug one in and try again. {_ELSE}")
    named = [device for device in outputs if name and name_of(library, device) == name]
    default = library.default.device[1]
    chosen = named or [device for device in outputs if device["index"] == default]
    return (chosen or outputs)[0]


def _open(library: Any, device: dict[str, Any], mixer: Mixer) -> Line:
    """A line in the sound's own rate and channels if the device takes them, else in what it takes."""
    most, own = int(device["max_output_channels"]), int(device["default_samplerate"])
    channels = list(dict.fromkeys((min(mixer.channels, most), min(2, most), most)))
    refusal: Exception | None = None
    for rate in dict.fromkeys((mixer.sample_rate, own, 48_000, 44_100)):
        for count in channels:
            try:
                return Line(library, device, Feed(mixer, rate, count), rate, count)
            except library.PortAudioError as error:
                refusal = refusal or error
    assert refusal is not None, "there was at least one rate"
    raise refusal


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """What PortAudio says becomes a sentence for a person."""
    import sounddevice

    try:
        yield
    except (sounddevice.PortAudioError, OSError, ValueError) as error:
        reason = str(error.args[0] if error.args else error).rstrip(".")
        raise NoSoundError(
            f"The sound device cannot be used ({reason}). Choose another one, or plug it in again and try once more. "
            f"{_ELSE}"
        ) from error
