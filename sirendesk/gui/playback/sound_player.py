"""Playing a sound: play, pause, seek and loop, and which of its tracks is heard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from sirendesk.core.sounds.mixing import TRACKS, Mixer
from sirendesk.core.sounds.voices import Level
from sirendesk.gui.playback.speaker import Speaker

TICK_MS = 33
BUSY_TICK_MS = 100
Region = tuple[float, float]


class SoundPlayer(QObject):
    """One sound with its tracks, of which one is heard, while any of them may be replaced by a newer one.

    The state is "empty" (no sound), "stopped" (at the start), "playing" or "paused". Seconds everywhere. All calls
    return at once; what a device has to say comes later, and that there is none is told as `failed` in a sentence.
    """

    position_changed = Signal(float)
    state_changed = Signal(str)
    track_changed = Signal(str)
    tracks_changed = Signal(object)
    length_changed = Signal(float)
    looping_changed = Signal(bool)
    volume_changed = Signal(float)
    matched_changed = Signal(bool)
    devices_changed = Signal(object)
    device_changed = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mixer = Mixer(44_100, 1)
        self._speaker = Speaker(self)
        self._state = "empty"
        self._track = TRACKS[0]
        self._volume, self._matched, self._looping = 1.0, False, False
        self._region: Region | None = None
        self._held: dict[str, tuple[NDArray[np.floating] | None, Level | None]] | None = None
        self._told = 0.0
        self._closed = False
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._speaker.failed.connect(self._take_failure)
        self._speaker.noticed.connect(self.failed)
        self._speaker.devices_changed.connect(self.devices_changed)
        self._speaker.device_changed.connect(self.device_changed)

    @property
    def state(self) -> str:
        """ "empty", "stopped", "playing" or "paused"."""
        return self._state

    @property
    def sample_rate(self) -> int:
        """Frames a second of the sound."""
        return self._mixer.sample_rate

    @property
    def length(self) -> float:
        """Seconds of the sound."""
        return self._mixer.length / self._mixer.sample_rate

    @property
    def position(self) -> float:
        """Seconds from the start to what is heard now."""
        return self._speaker.heard(self._mixer) / self._mixer.sample_rate

    @property
    def track(self) -> str:
        """The track that is heard."""
        return self._track

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks there are, "difference" among them where there is an original and a fit."""
        return self._mixer.tracks

    @property
    def volume(self) -> float:
        """The factor of everything, 0 to 1."""
        return self._volume

    @property
    def matched(self) -> bool:
        """Whether all tracks are played as loud as the original."""
        return self._matched

    @property
    def looping(self) -> bool:
        """Whether the region, or else the whole sound, is played over and over."""
        return self._looping

    @property
    def region(self) -> Region | None:
        """The stretch to loop; None for the whole sound."""
        return self._region

    @property
    def device(self) -> str:
        """The name of the device that was chosen; empty for the system's own choice."""
        return self._speaker.device

    @property
    def devices(self) -> tuple[str, ...]:
        """The names found last."""
        return self._speaker.devices

    @property
    def underflows(self) -> int:
        """How often the device had to wait since it was opened."""
        return self._speaker.underflows

    def open_sound(self, sample_rate: int, channels: int, original: NDArray[np.floating] | None = None) -> None:
        """Forget the sound before and begin with another one; volume, device and the track that is heard stay."""
        self._begin(Mixer(sample_rate, channels))
        self._set_state("stopped")
        self.set_track(TRACKS[0], original)

    def close_sound(self) -> None:
        """Forget the sound."""
        self._begin(Mixer(self._mixer.sample_rate, 1))
        self._set_state("empty")

    def set_track(self, key: str, values: NDArray[np.floating] | None, level: Level | None = None) -> None:
        """Let a track be this array (T, C) from now on, or take it away; also while it is heard.

        Nobody may write to the array afterwards. Measure the `level` of a long sound in a worker.

        Raises:
            ValueError: when its channels are not the sound's.
        """
        if self._held is not None:
            self._held[key] = (values, level)
            return
        before, length = self._mixer.tracks, self._mixer.length
        self._mixer.set_track(key, values, level)
        if self._mixer.length != length:
            self._apply_loop()
            self.length_changed.emit(self.length)
        if self._mixer.tracks != before:
            self.tracks_changed.emit(self._mixer.tracks)

    def hold_tracks(self) -> None:
        """Let newer tracks wait, so that a comparison is of the same sounds from its beginning to its end."""
        if self._held is None:
            self._held = {}

    def release_tracks(self) -> None:
        """Take what has waited."""
        held, self._held = self._held, None
        for key, (values, level) in (held or {}).items():
            self.set_track(key, values, level)

    def put_aside(self, key: str, source: str | None) -> None:
        """Give a track a second name, under which it can be heard without showing which one it is; None ends that."""
        self._mixer.put_aside(key, source)

    @Slot()
    def play(self) -> None:
        """Go on, from the start when at the end."""
        if self._state != "empty" and not self._closed:
            self._mixer.play()
            self._set_state("playing")
            self._speaker.start(self._mixer)
            self._clock.start()

    @Slot()
    def pause(self) -> None:
        """Stand still."""
        if self._state == "playing":
            self._mixer.pause()
            self._set_state("paused")

    @Slot()
    def toggle(self) -> None:
        """Play or stand still."""
        if self._state == "playing":
            self.pause()
        else:
            self.play()

    @Slot()
    def stop(self) -> None:
        """Be silent at once, and stand at the start."""
        if self._state in ("playing", "paused"):
            self._halt()
            self._set_state("stopped")
            self.to_start()

    @Slot()
    def to_start(self) -> None:
        """Go to the start: that of the loop, if there is one."""
        loop = self._mixer.loop
        self._go_to(0 if loop is None else loop[0])

    @Slot(float)
    def seek(self, seconds: float) -> None:
        """Go on from another place, playing or not."""
        self._go_to(round(seconds * self._mixer.sample_rate))
        if self._state == "stopped" and self._mixer.position:
            self._set_state("paused")

    @Slot(float)
    def nudge(self, seconds: float) -> None:
        """Go so many seconds on, or back."""
        self.seek(self.position + seconds)

    @Slot(str)
    def select(self, key: str) -> None:
        """Hear another track at the very same sample; nothing is heard of one that is not there."""
        self._mixer.select(key)
        if key != self._track:
            self._track = key
            self.track_changed.emit(key)

    @Slot(float)
    def set_volume(self, volume: float) -> None:
        """The factor of everything; at 1 samples are played as they are."""
        self._volume = min(max(volume, 0.0), 1.0)
        self._mixer.set_volume(self._volume)
        self.volume_changed.emit(self._volume)

    @Slot(bool)
    def set_matched(self, matched: bool) -> None:
        """Play all tracks as loud as the original."""
        self._matched = matched
        self._mixer.set_matched(matched)
        self.matched_changed.emit(matched)

    @Slot(bool)
    def set_looping(self, looping: bool) -> None:
        """Play the region, or else the whole sound, over and over."""
        self._looping = looping
        self._apply_loop()
        self.looping_changed.emit(looping)

    @Slot(object)
    def set_region(self, region: Region | None) -> None:
        """The stretch to loop; None for the whole sound."""
        self._region = region
        self._apply_loop()

    @Slot(str)
    def choose_device(self, name: str) -> None:
        """Play through another device, empty for the system's own choice; at once when it plays now."""
        self._speaker.choose(name)
        if self._state == "playing":
            self._speaker.start(self._mixer)

    @Slot()
    def refresh_devices(self) -> None:
        """Look for devices; `devices_changed` tells which there are. What plays goes on after a short gap."""
        self._speaker.refresh()
        if self._state == "playing":
            self._speaker.start(self._mixer)

    def set_busy(self, busy: bool) -> None:
        """Tell the position less often: something else needs the processor."""
        self._clock.setInterval(BUSY_TICK_MS if busy else TICK_MS)

    def close(self) -> None:
        """Give the device back and end the thread that waits for it. Nothing can be played afterwards."""
        self._closed = True
        self._clock.stop()
        self._mixer.pause()
        self._speaker.close()

    @Slot()
    def _tick(self) -> None:
        speaker, mixer = self._speaker, self._mixer
        self._tell_position()
        all_heard = speaker.has_rested or speaker.heard(mixer) == mixer.position
        if self._state != "playing":
            # what is under way to the loudspeaker is still heard after a pause
            if all_heard:
                self._clock.stop()
        elif mixer.ended and all_heard and not speaker.is_starting:
            mixer.pause()
            self._clock.stop()
            self._set_state("stopped")
            self.to_start()
        elif speaker.has_rested and not mixer.ended and not speaker.is_starting:
            speaker.start(mixer)  # it went to rest in the moment before it was asked to play
        else:
            speaker.look()

    @Slot(str)
    def _take_failure(self, sentence: str) -> None:
        if self._state == "playing":
            self._hold()
        self.failed.emit(sentence)

    def _hold(self) -> None:
        self._mixer.pause()
        self._clock.stop()
        self._set_state("paused" if self._mixer.position else "stopped")

    def _halt(self) -> None:
        self._mixer.pause()
        self._clock.stop()
        self._speaker.rest()

    def _begin(self, mixer: Mixer) -> None:
        tracks = self._mixer.tracks
        self._halt()
        self._speaker.forget()
        mixer.set_volume(self._volume)
        mixer.set_matched(self._matched)
        mixer.select(self._track)
        self._mixer = mixer
        self._region, self._held = None, None
        self._apply_loop()
        self._tell_position()
        self.length_changed.emit(0.0)
        if tracks:
            self.tracks_changed.emit(())

    def _go_to(self, frame: int) -> None:
        self._mixer.seek(frame)
        self._tell_position()

    def _apply_loop(self) -> None:
        mixer = self._mixer
        if not self._looping:
            mixer.set_loop(None)
        elif self._region is None:
            mixer.set_loop((0, mixer.length))
        else:
            start, stop = sorted(round(edge * mixer.sample_rate) for edge in self._region)
            mixer.set_loop((start, stop))

    def _tell_position(self) -> None:
        seconds = self.position
        if seconds != self._told:
            self._told = seconds
            self.position_changed.emit(seconds)

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
