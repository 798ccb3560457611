"""How loud every pitch of a sound is at every moment: decibels as one byte each, ready to be coloured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# decibels below a sine of full scale that byte 0 stands for; byte 255 stands for 0 dB
FLOOR = -110.0
# a sound of any length becomes no wider than this; 10 min have then a column every 73 ms
MOST_COLUMNS = 8192
# a window of about so many seconds hears pitches 40 Hz apart
WINDOW_SECONDS = 0.046
LEAST_WINDOW, MOST_WINDOW = 64, 8192
# windows overlap by this part at least, unless the columns would be too many
OVERLAP = 8
LOG_ROWS = 512
LOWEST = 40.0
PORTION = 256


@dataclass(frozen=True)
class Picture:
    """Bytes (rows, columns), the highest frequency in row 0, over frequencies `low` to `high` in Hz.

    `coarser` are copies of half, a quarter, ... as many columns, each the louder of two.
    """

    bytes: NDArray[np.uint8]
    low: float
    high: float
    logarithmic: bool
    coarser: tuple[NDArray[np.uint8], ...] = ()

    def share_of(self, frequency: float) -> float:
        """How far up a frequency lies, 0 at the foot and 1 at the top."""
        if self.logarithmic:
            return math.log(max(frequency, 1e-9) / self.low) / math.log(self.high / self.low)
        return (frequency - self.low) / (self.high - self.low)

    def frequency_at(self, share: float) -> float:
        """The frequency in Hz that lies so far up."""
        if self.logarithmic:
            return self.low * (self.high / self.low) ** share
        return self.low + share * (self.high - self.low)

    def level_for(self, most: float) -> tuple[NDArray[np.uint8], int]:
        """The copy with the fewest columns that still has `most` of them, and how many of the whole's make one."""
        levels = [self.bytes, *self.coarser]
        fitting = [k for k, one in enumerate(levels) if one.shape[1] >= most]
        k = fitting[-1] if fitting else 0
        return levels[k], 2**k


@dataclass(frozen=True)
class Spectrogram:
    """The same columns on an even and on a logarithmic axis, from `start` on, `column_seconds` each."""

    linear: Picture
    logarithmic: Picture
    start: float
    column_seconds: float
    window: int
    sample_rate: int

    @property
    def seconds(self) -> float:
        """How long the columns are together."""
        return self.linear.bytes.shape[1] * self.column_seconds

    @property
    def is_coarse(self) -> bool:
        """Whether columns are farther apart than they would be for a shorter sound or a part of this one."""
        return self.column_seconds * self.sample_rate > max(self.window // OVERLAP, 1) + 0.5

    def picture(self, *, logarithmic: bool) -> Picture:
        """On the one axis or the other."""
        return self.logarithmic if logarithmic else self.linear

    def decibels(self, seconds: float, frequency: float) -> float | None:
        """How loud a pitch is at a moment, below a sine of full scale; None outside."""
        rows, columns = self.linear.bytes.shape
        column = math.floor((seconds - self.start) / self.column_seconds)
        row = rows - 1 - round(frequency / self.linear.high * (rows - 1))
        if seconds < 0 or not (0 <= column < columns and 0 <= row < rows):
            return None
        return decibels_of(int(self.linear.bytes[row, column]))


def make_spectrogram(
    values: NDArray[np.float32], sample_rate: int, part: tuple[float, float] | None = None
) -> Spectrogram:
    """Short-time Fourier transform of a sound (T, C), or of `part` of it in seconds; power averaged over channels.

    A Hann window of about 46 ms, every eighth of it, or farther apart where there would be more than `MOST_COLUMNS`;
    columns are centred on every hop-th sample, beyond the ends of the sound lies silence. A sine of amplitude 1 reads
    0 dB.

    Raises:
        ValueError: for an empty array, or one that is not (T, C).
    """
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(f"a sound is (samples, channels), not {values.shape}")
    first, last = (round(min(max(s, 0.0) * sample_rate, len(values))) for s in part or (0.0, math.inf))
    first = min(first, len(values) - 1)
    window = window_for(sample_rate)
    hop = hop_for(max(last - first, 1), window)
    taper = hann(window)
    columns = max(-(-(last - first) // hop), 1)
    loud = np.empty((window // 2 + 1, columns), np.uint8)
    full_scale = 2.0 / float(taper.sum())
    for begin in range(0, columns, PORTION):
        count = min(PORTION, columns - begin)
        power = mean_power(values, first + begin * hop - window // 2, hop, count, taper) * full_scale**2
        loud[:, begin : begin + count] = to_bytes(power).T
    # the lowest pitch is row 0 so far
    high = sample_rate / 2
    linear = np.ascontiguousarray(loud[::-1])
    low = min(LOWEST, high / 4)
    return Spectrogram(
        Picture(linear, 0.0, high, False, _coarser(linear)),
        _on_log_axis(loud, low, high),
        (first - 0.5 * hop) / sample_rate,
        hop / sample_rate,
        window,
        sample_rate,
    )


def window_for(sample_rate: int) -> int:
    """Samples in a window: the power of two nearest to 46 ms."""
    return min(max(2 ** round(math.log2(WINDOW_SECONDS * sample_rate)), LEAST_WINDOW), MOST_WINDOW)


def hop_for(total: int, window: int) -> int:
    """Samples from one column to the next."""
    return max(window // OVERLAP, -(-total // MOST_COLUMNS))


def hann(window: int) -> NDArray[np.float32]:
    """The periodic Hann window sin²(pi n / N)."""
    return (np.sin(np.pi * np.arange(window) / window) ** 2).astype(np.float32)


def mean_power(
    values: NDArray[np.float32], start: int, hop: int, count: int, taper: NDArray[np.float32]
) -> NDArray[np.float32]:
    """|X|² of `count` windows (count, N / 2 + 1) of a sound (T, C), averaged over the channels.

    Window k begins at sample `start` + k hop; silence is taken where the sound is not. Without any scale: by Parseval
    (first and last bin once, the others twice) a row sums to N times the energy of the windowed samples.
    """
    window = len(taper)
    stop = start + (count - 1) * hop + window
    part = np.zeros((values.shape[1], stop - start), np.float32)
    first, last = max(start, 0), min(stop, len(values))
    part[:, first - start : last - start] = values[first:last].T
    total = np.zeros((count, window // 2 + 1), np.float32)
    for channel in part:
        frames = np.lib.stride_tricks.sliding_window_view(channel, window)[::hop]
        spectrum = np.fft.rfft(frames * taper, axis=1)
        total += spectrum.real**2 + spectrum.imag**2
    total /= len(part)
    return total


def to_bytes(power: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Powers, 1 at full scale, as bytes: 0 at `FLOOR` and below, 255 at 0 dB and above."""
    decibels = 10.0 * np.log10(np.maximum(power, 1e-20))
    return np.rint((decibels - FLOOR) * (255.0 / -FLOOR)).clip(0, 255).astype(np.uint8)


def decibels_of(byte: int) -> float:
    """What a byte stands for, to 0.22 dB."""
    return FLOOR + byte * (-FLOOR / 255.0)


def _on_log_axis(loud: NDArray[np.uint8], low: float, high: float) -> Picture:
    """Rows a fixed ratio apart: between two bins where they are wider than a row, the loudest of them elsewhere."""
    bins = len(loud)
    edges = low * (high / low) ** (np.arange(LOG_ROWS + 1) / LOG_ROWS) / high * (bins - 1)
    result = np.empty((LOG_ROWS, loud.shape[1]), np.uint8)
    for row, (begin, end) in enumerate(pairwise(edges.tolist())):
        first, last = math.ceil(begin), math.floor(end)
        if last > first:
            result[LOG_ROWS - 1 - row] = loud[first : last + 1].max(axis=0)
        else:
            middle = 0.5 * (begin + end)
            below = min(int(middle), bins - 2)
            share = np.float32(middle - below)
            blend = loud[below] * (1 - share) + loud[below + 1] * share
            result[LOG_ROWS - 1 - row] = np.rint(blend)
    return Picture(result, low, high, True, _coarser(result))


def _coarser(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    result: list[NDArray[np.uint8]] = []
    while picture.shape[1] > 512:
        starts = np.arange(0, picture.shape[1], 2)
        picture = np.maximum.reduceat(picture, starts, axis=1)
        result.append(picture)
    return tuple(result)
