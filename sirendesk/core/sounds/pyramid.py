"""Least and greatest samples of a sound at many coarsenesses, so that any stretch of it is drawn at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# samples in a block of the finest level, and blocks of one level in a block of the next
FIRST_BLOCK = 16
FACTOR = 4
# a level is used while at least this many of its blocks lie in a pixel: ends are then an eighth of a pixel off at most
BLOCKS_A_PIXEL = 4


@dataclass(frozen=True)
class Level:
    """`lows` and `highs` (N, D): extremes of blocks of `block` samples, D channels and, for stereo, their mean."""

    block: int
    lows: NDArray[np.float32]
    highs: NDArray[np.float32]


@dataclass(frozen=True)
class Pyramid:
    """A sound (T, C) with its levels, from fine to coarse. The samples are those given: nobody writes to them."""

    values: NDArray[np.float32]
    sample_rate: int
    levels: tuple[Level, ...]

    @property
    def channels(self) -> int:
        """1, or 2 for stereo."""
        return self.values.shape[1]

    @property
    def seconds(self) -> float:
        """How long the sound is."""
        return self.values.shape[0] / self.sample_rate

    @property
    def peak(self) -> float:
        """The greatest magnitude in any channel, 0 for silence."""
        top = self.levels[-1]
        return float(max(-top.lows.min(), top.highs.max(), 0.0))

    def samples(self, start: int, stop: int, *, mixed: bool = False) -> NDArray[np.float32]:
        """Samples `start` to `stop` (N, C), or (N, 1) when channels are `mixed` to their mean."""
        part = self.values[max(start, 0) : max(stop, 0)]
        return _mean(part)[:, None] if mixed and self.channels > 1 else part

    def envelope(
        self, start: float, step: float, pixels: int, *, mixed: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Extremes of each of `pixels` stretches of `step` samples from sample `start` on, in time for the pixels.

        Two arrays (pixels, C), or (pixels, 1) when `mixed`. The stretches cover the samples without a gap: each ends
        where the next begins, at most an eighth of `step` or half a sample from its exact place, and holds one sample
        at least. NaN where the sound is not.

        Raises:
            ValueError: when `step` is not positive.
        """
        if not step > 0 or not math.isfinite(start):
            raise ValueError(f"no such stretch: {step} samples from {start}")
        level = self._level_for(step)
        block = level.block if level else 1
        total = len(level.lows) if level else len(self.values)
        edges = np.rint((start + step * np.arange(pixels + 1)) / block).astype(np.int64)
        begins, ends = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
        inside = (ends > 0) & (begins < total)
        begins = np.maximum(begins, 0)
        result = np.full((2, pixels, 1 if mixed else self.channels), np.nan, np.float32)
        if not inside.any():
            return result[0], result[1]
        first, last = int(begins[inside][0]), int(min(ends[inside][-1], total))
        if level is None:
            lows = highs = self.samples(first, last, mixed=mixed)
        else:
            # the mean of the channels stands behind them; a single channel is its own mean
            which = slice(-1, None) if mixed else slice(0, self.channels)
            lows, highs = level.lows[first:last, which], level.highs[first:last, which]
        begins = begins[inside] - first
        result[0, inside] = np.minimum.reduceat(lows, begins, axis=0)
        result[1, inside] = np.maximum.reduceat(highs, begins, axis=0)
        return result[0], result[1]

    def _level_for(self, step: float) -> Level | None:
        fitting = [level for level in self.levels if level.block * BLOCKS_A_PIXEL <= step]
        return fitting[-1] if fitting else None


def make_pyramid(values: NDArray[np.float32], sample_rate: int) -> Pyramid:
    """The pyramid of a sound (T, C), T at least 1; its levels take a sixth of its memory, for stereo a quarter.

    Raises:
        ValueError: for an empty array, or one that is not (T, C).
    """
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(f"a sound is (samples, channels), not {values.shape}")
    levels = [_first_level(values)]
    while len(levels[-1].lows) > FACTOR:
        finer = levels[-1]
        starts = np.arange(0, len(finer.lows), FACTOR)
        lows, highs = (reduce.reduceat(part, starts, axis=0) for reduce, part in _parts(finer.lows, finer.highs))
        levels.append(Level(finer.block * FACTOR, lows, highs))
    return Pyramid(values, sample_rate, tuple(levels))


def _first_level(values: NDArray[np.float32]) -> Level:
    total, channels = values.shape
    count, width = -(-total // FIRST_BLOCK), channels + (channels > 1)
    lows, highs = np.empty((2, count, width), np.float32)
    # in portions that stay in the processor's cache
    portion = 4096
    for begin in range(0, count, portion):
        part = values[begin * FIRST_BLOCK : (begin + portion) * FIRST_BLOCK]
        rows = slice(begin, begin + -(-len(part) // FIRST_BLOCK))
        for channel in range(width):
            line = part[:, channel] if channel < channels else _mean(part)
            lows[rows, channel], highs[rows, channel] = _blocks(line)
    return Level(FIRST_BLOCK, lows, highs)


def _mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return values @ np.full(values.shape[1], 1 / values.shape[1], np.float32)


def _blocks(line: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    missing = -len(line) % FIRST_BLOCK
    # the last sample again changes neither extreme
    full = np.concatenate([line, np.repeat(line[-1:], missing)]) if missing else np.ascontiguousarray(line)
    # down the columns, which numpy does many at a time
    columns = np.ascontiguousarray(full.reshape(-1, FIRST_BLOCK).T)
    return columns.min(axis=0), columns.max(axis=0)


def _parts(lows: NDArray[np.float32], highs: NDArray[np.float32]) -> list[tuple[np.ufunc, NDArray[np.float32]]]:
    return [(np.minimum, lows), (np.maximum, highs)]
