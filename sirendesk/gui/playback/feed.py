"""What a device's callback is given: blocks of a mixer in the device's rate and channels, and when each is heard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sirendesk.core.sounds.mixing import Loop, Mixer, advanced
from sirendesk.core.sounds.rate_bridge import RateBridge
from sirendesk.core.sounds.voices import Samples

# a device that has played nothing for so long may rest; counted in frames, so that one without a clock rests too
SILENT_SECONDS = 1.0
# blocks that are under way to the loudspeaker: many more than any device keeps
_MOST_MARKS = 256


@dataclass(frozen=True)
class Mark:
    """A block handed over: `frames` from position `frame` on, the first of them heard at `heard_at` (monotonic)."""

    heard_at: float
    frame: int
    frames: float
    loop: Loop | None
    jump: int


class Feed:
    """Fills blocks from a mixer. `fill` belongs to the device's thread; everything else may be asked from any."""

    def __init__(self, mixer: Mixer, rate: int, channels: int) -> None:
        self._mixer = mixer
        self._rate = rate
        self._channels = channels
        self._bridge = RateBridge(mixer.read, mixer.channels, mixer.sample_rate, rate) if self.is_resampling else None
        self._marks: tuple[Mark, ...] = ()
        self._silent_frames = 0
        self._blocks = 0
        self._rested = False

    @property
    def mixer(self) -> Mixer:
        """Where the sound comes from."""
        return self._mixer

    @property
    def is_resampling(self) -> bool:
        """Whether the device has refused the sound's own rate."""
        return self._rate != self._mixer.sample_rate

    @property
    def blocks(self) -> int:
        """How often the device has asked."""
        return self._blocks

    @property
    def rested(self) -> bool:
        """Whether it has ended the stream after a long silence."""
        return self._rested

    def wake(self) -> None:
        """Before a stream starts: nothing is under way."""
        self._marks, self._silent_frames, self._rested = (), 0, False

    def fill(self, out: Samples, heard_at: float) -> bool:
        """Fill `out` (n, channels); False when there has been silence for so long that the stream may end."""
        mixer, loop = self._mixer, self._mixer.loop
        block = out if mixer.channels == self._channels else np.empty((len(out), mixer.channels), np.float32)
        if self._bridge is None:
            frame = mixer.read_into(block)
        else:
            # the frames that the filter looks ahead at are not heard yet
            frame = max(mixer.position - self._bridge.ahead, 0)
            self._bridge.read_into(block)
        if block is not out:
            _spread(block, out)
        scale = mixer.sample_rate / self._rate
        mark = Mark(heard_at, frame, len(out) * scale if mixer.playing else 0.0, loop, mixer.served_jumps)
        # swapped as a whole, so that who looks never sees half of it
        self._marks = (*self._marks[1 - _MOST_MARKS :], mark)
        self._blocks += 1
        self._silent_frames = self._silent_frames + len(out) if mixer.is_silent else 0
        self._rested = self._silent_frames >= SILENT_SECONDS * self._rate
        return not self._rested

    def heard(self, now: float) -> int:
        """The position that is heard at `now` of time.monotonic(); where it jumps to while a jump is under way."""
        marks, jumps = self._marks, self._mixer.jumps
        past = [mark for mark in marks if mark.heard_at <= now]
        if past and past[-1].jump == jumps:
            mark = past[-1]
            count = min((now - mark.heard_at) * self._mixer.sample_rate, mark.frames)
            return advanced(mark.frame, round(count), self._mixer.length, mark.loop)
        coming = (mark.frame for mark in marks[len(past) :] if mark.jump == jumps)
        return next(coming, self._mixer.position)


def _spread(block: Samples, out: Samples) -> None:
    """Mono to the first two channels, or to one; stereo to the first two, or both to the one there is."""
    if out.shape[1] == 1:
        np.mean(block, axis=1, keepdims=True, out=out)
    else:
        out[:, :2] = block[:, :2]
        out[:, 2:] = 0.0
