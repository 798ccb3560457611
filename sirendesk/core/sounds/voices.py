"""What a mixer plays: a track or the difference of two, how loud a track is, and a voice that fades away."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
# so many squares are added in float32 at a time, which costs a millionth at most
_BLOCK = 2**15


@dataclass(frozen=True)
class Level:
    """How loud a track is: root mean square and largest magnitude, over all samples and channels that are finite."""

    rms: float
    peak: float


@dataclass(frozen=True, eq=False)
class Voice:
    """`plus - minus`, times `gain`; both (T, C) float32, or (T, 1) for all channels alike, or None for silence."""

    plus: Samples | None = None
    minus: Samples | None = None
    gain: float = 1.0

    @property
    def length(self) -> int:
        """Frames until the last of it has passed."""
        return max((len(track) for track in (self.plus, self.minus) if track is not None), default=0)

    def is_same(self, other: Voice) -> bool:
        """Whether both sound alike because they are made of the very same arrays."""
        return self.plus is other.plus and self.minus is other.minus and self.gain == other.gain

    def copy_to(self, out: Samples, place: int) -> None:
        """Its frames from `place` on (at least 0) into `out` (n, C); zeros beyond the end of a track."""
        count = _available(self.plus, place, len(out))
        if self.plus is not None:
            out[:count] = self.plus[place : place + count]
        out[count:] = 0.0
        if self.minus is not None:
            count = _available(self.minus, place, len(out))
            out[:count] -= self.minus[place : place + count]
        if self.gain != 1.0:
            out *= np.float32(self.gain)


SILENCE = Voice()


class FadingVoice:
    """A voice that goes on by itself while its weight falls along a line from `weight` to zero in `frames` frames."""

    def __init__(self, voice: Voice, place: int, weight: float, frames: int) -> None:
        self._voice = voice
        self._place = place
        # between this frame and the next weight there is one step, as there is between the last one and zero
        self._weights = np.linspace(weight, 0.0, frames + 2, dtype=np.float32)[1:-1, None]

    @property
    def weight(self) -> float:
        """Its share of the next frame."""
        return float(self._weights[0, 0]) if len(self._weights) else 0.0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left."""
        return not len(self._weights)

    def add_to(self, total: Samples, weights: Samples) -> None:
        """Add its next frames to `total` (n, C), and their weights to `weights` (n, 1)."""
        count = min(len(total), len(self._weights))
        share, self._weights = self._weights[:count], self._weights[count:]
        frames = np.empty_like(total[:count])
        self._voice.copy_to(frames, self._place)
        self._place += count
        total[:count] += frames * share
        weights[:count] += share


def measure_level(values: NDArray[np.floating]) -> Level:
    """Loudness of a track (T, C) or (T,): equal root mean squares are what `Mixer.set_matched` makes."""
    flat, squares, count, peak = values.reshape(-1), 0.0, 0, 0.0
    for start in range(0, flat.size, _BLOCK):
        block = flat[start : start + _BLOCK]
        square = float(np.dot(block, block))
        if not math.isfinite(square):
            block = block[np.isfinite(block)].astype(np.float64)
            square = float(np.dot(block, block))
        squares += square
        count += block.size
        peak = max(peak, float(block.max(initial=0.0)), -float(block.min(initial=0.0)))
    return Level(math.sqrt(squares / count) if count else 0.0, peak)


def _available(track: Samples | None, place: int, frames: int) -> int:
    return 0 if track is None else min(max(len(track) - place, 0), frames)
