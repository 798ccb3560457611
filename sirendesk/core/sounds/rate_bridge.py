"""A stream of samples at another rate, block by block, for devices that refuse the rate of a sound."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sirendesk.core.sounds.voices import Samples

# crossings of zero on each side of the sinc, and the window: 80 dB down beside a band of a tenth of the spectrum
CROSSINGS = 32
BETA = 8.0
PASS_BAND = 0.95
# a phase between two of these is taken for the nearer one, which only rates without common factors meet
MOST_PHASES = 2048


class RateBridge:
    """Reads from `read(frames) -> (frames, channels)` at `source_rate` and gives blocks at `target_rate`.

    Output frame n is the source at time n · source_rate / target_rate, by a sinc in a Kaiser window whose phases are
    worked out beforehand (polyphase; Crochiere & Rabiner 1983, chapter 4).
    """

    def __init__(self, read: Callable[[int], Samples], channels: int, source_rate: int, target_rate: int) -> None:
        self._read = read
        shared = math.gcd(source_rate, target_rate)
        self._up, self._down = target_rate // shared, source_rate // shared
        cutoff = PASS_BAND * min(1.0, target_rate / source_rate)
        self._reach = math.ceil(CROSSINGS / cutoff)
        self._phases = min(self._up, MOST_PHASES)
        taps = np.arange(1 - self._reach, self._reach + 1)[None, :] - np.arange(self._phases)[:, None] / self._phases
        window = np.i0(BETA * np.sqrt(np.clip(1 - (taps / self._reach) ** 2, 0, None))) / np.i0(BETA)
        bank = cutoff * np.sinc(cutoff * taps) * window
        # each phase keeps a constant exactly
        self._bank = (bank / bank.sum(axis=1, keepdims=True)).astype(np.float32)
        # silence before the first frame; time is counted in 1 / up of a source frame
        self._known = np.zeros((self._reach - 1, channels), np.float32)
        self._ticks = 0

    @property
    def ahead(self) -> int:
        """Frames of the source that have been read and not been given yet."""
        return len(self._known) - (self._reach - 1)

    def read_into(self, out: Samples) -> None:
        """Fill `out` (n, channels) with the next frames at the target rate."""
        ticks = self._ticks + self._down * np.arange(len(out) + 1)
        frames, phases = np.divmod(ticks, self._up)
        needed = int(frames[-2]) + 2 * self._reach - len(self._known)
        if needed > 0:
            self._known = np.concatenate([self._known, self._read(needed)])
        rows = self._bank[phases[:-1] * self._phases // self._up]
        windows = np.lib.stride_tricks.sliding_window_view(self._known, 2 * self._reach, axis=0)
        np.einsum("nct,nt->nc", windows[frames[:-1]], rows, out=out)
        # what no later frame looks at is dropped
        used = int(frames[-1])
        self._known = self._known[used:]
        self._ticks = int(ticks[-1]) - used * self._up
