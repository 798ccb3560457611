"""The mixer of a playback: several tracks at one position, of which one is heard, without a click whatever happens.

Two threads meet here. The window's wishes are gathered into one frozen plan that is swapped as a whole; the device's
callback reads the plan once a block, and the position is its own. It waits for nobody: a lock exists among those who
wish, and the callback does not take it. All it does is to copy, and to mix two or three blocks in the few
milliseconds after a change.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.sounds.voices import SILENCE, FadingVoice, Level, Samples, Voice, measure_level

TRACKS = ("original", "fit")
DIFFERENCE = "difference"
FADE_SECONDS = 0.005
# changes beyond these wait for the end of a fade, 5 ms at most
MOST_FADING = 4
# a fit that has hardly begun is silent: it is not made louder than this (12 dB)
MOST_MATCH = 4.0

Loop = tuple[int, int]


@dataclass(frozen=True)
class _Plan:
    """All that is wished. `voice`, `length` and `active_loop` follow from the rest."""

    tracks: Mapping[str, Samples] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    selected: str = TRACKS[0]
    playing: bool = False
    loop: Loop | None = None
    volume: float = 1.0
    matched: bool = False
    # which wish it is, so that the callback knows a new one, and where to
    seek: tuple[int, int] = (0, 0)
    voice: Voice = SILENCE
    length: int = 0
    active_loop: Loop | None = None


class Mixer:
    """Tracks (T, channels) at `sample_rate`, read block by block.

    At volume 1 and unmatched, what is read is the selected track to the bit, but for the 5 ms after a change: another
    track, a newer array of the same one, another gain, a jump, the seam of a loop, pausing and going on. There the old
    and the new are cross-faded along straight lines whose weights sum to one. Outside the tracks, and for a track that
    is not there, zeros are read; NaN reads as zero and infinities as full scale. The track "difference" is always the
    fit minus the original of that moment.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._sample_rate = sample_rate
        self._channels = channels
        self._fade = max(1, round(FADE_SECONDS * sample_rate))
        self._lock = threading.Lock()
        self._plan = _Plan()
        # what follows belongs to the reader's thread; others only look at it
        self._voice = SILENCE
        self._place = 0
        self._moving = False
        self._served = 0
        self._fading: list[FadingVoice] = []

    @property
    def sample_rate(self) -> int:
        """Frames a second."""
        return self._sample_rate

    @property
    def channels(self) -> int:
        """Columns of what is read."""
        return self._channels

    @property
    def length(self) -> int:
        """Frames of the longest track."""
        return self._plan.length

    @property
    def playing(self) -> bool:
        """Whether the position moves, unless it is at the end."""
        return self._plan.playing

    @property
    def selected(self) -> str:
        """The track that is heard."""
        return self._plan.selected

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks there are; "difference" among them when both of its sides are."""
        there = tuple(self._plan.tracks)
        return (*there, DIFFERENCE) if set(TRACKS) <= set(there) else there

    @property
    def loop(self) -> Loop | None:
        """First frame of the loop, and the one behind it; None where nothing is looped."""
        return self._plan.active_loop

    @property
    def position(self) -> int:
        """The frame that is read next."""
        plan = self._plan
        return plan.seek[1] if plan.seek[0] != self._served else self._place

    @property
    def jumps(self) -> int:
        """Number of the last jump that was wished for; `served_jumps` is that of the last one that was made."""
        return self._plan.seek[0]

    @property
    def served_jumps(self) -> int:
        """See `jumps`."""
        return self._served

    @property
    def ended(self) -> bool:
        """Whether it stands at the end, where only zeros are read."""
        return self._plan.active_loop is None and self.position >= self._plan.length

    @property
    def is_silent(self) -> bool:
        """Whether zeros are read until somebody wishes something else."""
        return (not self._plan.playing or self.ended) and not self._fading

    def set_track(self, key: str, values: NDArray[np.floating] | None, level: Level | None = None) -> None:
        """Put an array (T, channels), (T, 1) or (T,) in place of the track there is; None takes it away.

        float32 in C order is kept as it is: nobody may write to it afterwards. `level` spares measuring a long one.

        Raises:
            ValueError: when the shape does not fit, or for "difference", which follows from the others.
        """
        if key == DIFFERENCE:
            raise ValueError("the difference follows from the other tracks")
        samples = None if values is None else self._fitting(values)
        with self._lock:
            tracks, levels = dict(self._plan.tracks), dict(self._plan.levels)
            tracks.pop(key, None)
            levels.pop(key, None)
            if samples is not None:
                tracks[key] = samples
                if level is not None:
                    levels[key] = level
            self._publish(tracks=tracks, levels=levels)

    def put_aside(self, key: str, source: str | None) -> None:
        """Give a track a second name, under which it stays as it is now; None takes the name away."""
        with self._lock:
            tracks, levels = dict(self._plan.tracks), dict(self._plan.levels)
            tracks.pop(key, None)
            levels.pop(key, None)
            if source is not None and source in tracks:
                tracks[key] = tracks[source]
                if source in levels:
                    levels[key] = levels[source]
            self._publish(tracks=tracks, levels=levels)

    def select(self, key: str) -> None:
        """Let another track be heard, at the very same position."""
        with self._lock:
            self._publish(selected=key)

    def seek(self, frame: int) -> None:
        """Go on from another frame, within the tracks."""
        with self._lock:
            self._publish(seek=(self._plan.seek[0] + 1, min(max(frame, 0), self._plan.length)))

    def set_loop(self, loop: Loop | None) -> None:
        """Play a stretch of frames over and over: who is outside jumps to its start. None ends that.

        It is kept within the tracks, and two fades long at least; sounds shorter than that are not looped.
        """
        with self._lock:
            self._publish(loop=loop)

    def set_volume(self, volume: float) -> None:
        """The factor of everything, from 0 to 1; at 1 samples are copied as they are."""
        with self._lock:
            self._publish(volume=min(max(float(volume), 0.0), 1.0))

    def set_matched(self, matched: bool) -> None:
        """Give all tracks the original's root mean square, 12 dB at most, so that the louder one is not preferred.

        Where that would clip, all of them are lowered alike. The difference stays as loud as it is.
        """
        with self._lock:
            self._publish(matched=matched)

    def play(self) -> None:
        """Go on; from the start when at the end."""
        with self._lock:
            again = {"seek": (self._plan.seek[0] + 1, 0)} if self.ended else {}
            self._publish(playing=True, **again)

    def pause(self) -> None:
        """Stand still; zeros are read."""
        with self._lock:
            self._publish(playing=False)

    def read(self, frames: int) -> Samples:
        """The next frames, (frames, channels). For one thread at a time, as `read_into` is."""
        out = np.empty((frames, self._channels), np.float32)
        self.read_into(out)
        return out

    def read_into(self, out: Samples) -> int:
        """Fill `out` (n, channels) with the next frames; returns the position of the first one."""
        plan = self._plan
        self._take(plan)
        start, done = self._place, 0
        while done < len(out):
            count = len(out) - done
            if self._moving:
                loop = plan.active_loop
                if loop is not None and self._place >= loop[1]:
                    self._change(self._voice, loop[0])
                edge = plan.length if loop is None else loop[1]
                if self._place < edge:
                    count = min(count, edge - self._place)
            self._fill(out[done : done + count])
            if self._moving:
                self._place = min(self._place + count, plan.length)
            done += count
        np.nan_to_num(out, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
        return start

    def _take(self, plan: _Plan) -> None:
        """Do what the plan wishes otherwise than the one before."""
        voice = plan.voice if plan.playing else SILENCE
        serial, place = plan.seek if plan.seek[0] != self._served else (self._served, self._place)
        loop = plan.active_loop
        if plan.playing and loop is not None and not loop[0] <= place < loop[1]:
            place = loop[0]
        is_change = voice is not self._voice or place != self._place
        if is_change and len(self._fading) >= MOST_FADING:
            return
        if is_change:
            self._change(voice, place)
        self._served, self._moving = serial, plan.playing

    def _change(self, voice: Voice, place: int) -> None:
        """Be another voice or elsewhere from now on, by a fade where that would be heard as a click.

        A sound that begins after silence with its first sample begins as it was recorded, and needs none.
        """
        was_heard = self._place < self._voice.length
        comes_in = 0 < place < voice.length
        if (was_heard or comes_in) and len(self._fading) < MOST_FADING:
            left = 1.0 - sum(one.weight for one in self._fading)
            self._fading.append(FadingVoice(self._voice, self._place, left, self._fade))
        self._voice, self._place = voice, place

    def _fill(self, part: Samples) -> None:
        self._voice.copy_to(part, self._place)
        if not self._fading:
            return
        total, weights = np.zeros_like(part), np.zeros((len(part), 1), np.float32)
        for one in self._fading:
            one.add_to(total, weights)
        self._fading = [one for one in self._fading if not one.is_over]
        # beyond the fades samples stay as they are, to the bit
        mixed = int(np.count_nonzero(weights))
        part[:mixed] *= 1.0 - weights[:mixed]
        part[:mixed] += total[:mixed]

    def _fitting(self, values: NDArray[np.floating]) -> Samples:
        samples = np.ascontiguousarray(values, np.float32)
        if samples.ndim == 1:
            samples = samples[:, None]
        if samples.ndim != 2 or samples.shape[1] not in (1, self._channels):
            raise ValueError(f"a track of shape {values.shape} does not fit {self._channels} channels")
        return samples

    def _publish(self, **changes: Any) -> None:
        """Swap the plan for one with changes; the caller holds the lock."""
        plan = dataclasses.replace(self._plan, **changes)
        levels = plan.levels
        if plan.matched and levels.keys() != plan.tracks.keys():
            levels = {key: levels.get(key) or measure_level(track) for key, track in plan.tracks.items()}
        voice = _voice_of(plan, levels)
        length = max(map(len, plan.tracks.values()), default=0)
        self._plan = dataclasses.replace(
            plan,
            levels=levels,
            voice=self._plan.voice if voice.is_same(self._plan.voice) else voice,
            length=length,
            active_loop=_within(plan.loop, length, 2 * self._fade),
        )


def advanced(frame: int, count: int, length: int, loop: Loop | None) -> int:
    """Where a position is `count` frames later."""
    after = frame + count
    if loop is not None and frame < loop[1] <= after:
        return loop[0] + (after - loop[1]) % (loop[1] - loop[0])
    return min(after, length)


def _voice_of(plan: _Plan, levels: Mapping[str, Level]) -> Voice:
    tracks, key = plan.tracks, plan.selected
    if key == DIFFERENCE:
        both = all(name in tracks for name in TRACKS)
        return Voice(tracks["fit"], tracks["original"], plan.volume) if both else SILENCE
    if key not in tracks:
        return SILENCE
    return Voice(tracks[key], None, plan.volume * (matching_gains(levels).get(key, 1.0) if plan.matched else 1.0))


def matching_gains(levels: Mapping[str, Level]) -> dict[str, float]:
    """Factors that give each track the original's root mean square, and clip none."""
    target = levels[TRACKS[0]].rms if TRACKS[0] in levels else 0.0
    gains = {key: _ratio(target, level.rms) for key, level in levels.items()}
    highest = max((gains[key] * level.peak for key, level in levels.items()), default=0.0)
    return {key: gain / max(1.0, highest) for key, gain in gains.items()}


def _ratio(target: float, rms: float) -> float:
    if target <= 0.0 or rms <= 0.0:
        return 1.0
    return min(max(target / rms, 1.0 / MOST_MATCH), MOST_MATCH)


def _within(loop: Loop | None, length: int, least: int) -> Loop | None:
    if loop is None or length < least:
        return None
    start = min(max(loop[0], 0), length - least)
    return start, min(max(loop[1], start + least), length)
