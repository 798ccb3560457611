"""The numbers behind the curves: every one is kept, few are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import Snapshot

Floats = NDArray[np.float64]
LEAST_LOSS = 1e-12
# a curve drawn as "lowest and highest of each bucket" needs no more buckets than pixels
TREND_SHARE = 1 / 60


class Series:
    """Values over steps and over seconds, growing at the end."""

    def __init__(self) -> None:
        self._size = 0
        # rows: steps, seconds, values, running sum of the values
        self._rows = np.empty((4, 256))

    def __len__(self) -> int:
        return self._size

    @property
    def steps(self) -> Floats:
        """Step of each value."""
        return self._rows[0, : self._size]

    @property
    def seconds(self) -> Floats:
        """Time of each value."""
        return self._rows[1, : self._size]

    @property
    def values(self) -> Floats:
        """The values."""
        return self._rows[2, : self._size]

    def over(self, axis: str) -> Floats:
        """ "steps" or "seconds"."""
        return self.steps if axis == "steps" else self.seconds

    def append(self, steps: Floats, seconds: Floats, values: Floats) -> None:
        """Add values at the end; steps and seconds never fall."""
        start, end = self._size, self._size + values.size
        if end > self._rows.shape[1]:
            grown = np.empty((4, max(end, 2 * self._rows.shape[1])))
            grown[:, :start] = self._rows[:, :start]
            self._rows = grown
        total = self._rows[3, start - 1] if start else 0.0
        self._rows[0, start:end] = steps
        self._rows[1, start:end] = seconds
        self._rows[2, start:end] = values
        self._rows[3, start:end] = total + np.cumsum(values)
        self._size = end

    def envelope(self, axis: str, low: float, high: float, buckets: int) -> tuple[Floats, Floats]:
        """Points to draw of the part low..high: no extreme is lost, and at most about four for each bucket."""
        x = self.over(axis)
        first, last = self._window(x, low, high)
        count = last - first
        if count <= 2 * buckets:
            return x[first:last], self.values[first:last]
        # sizes are powers of two from the first value on, so that buckets stay the same while the curve grows
        size = 1 << int(np.ceil(np.log2(count / buckets)))
        first -= first % size
        edges = np.arange(first, last, size)
        window = self.values[:last]
        lows, highs = np.minimum.reduceat(window, edges), np.maximum.reduceat(window, edges)
        ys = np.empty((edges.size, 2))
        ys[0::2, 0], ys[0::2, 1] = lows[0::2], highs[0::2]
        ys[1::2, 0], ys[1::2, 1] = highs[1::2], lows[1::2]
        centres = np.minimum(edges + size // 2, last - 1)
        return np.repeat(x[centres], 2), ys.ravel()

    def trend(self, axis: str, low: float, high: float, points: int) -> tuple[Floats, Floats]:
        """Running mean of the part low..high; its width grows with the index, so the steep start stays steep."""
        x = self.over(axis)
        first, last = self._window(x, low, high)
        if last - first < 2:
            return x[first:last], self.values[first:last]
        stride = max(1, 1 << int(np.floor(np.log2(max(1.0, (last - first) / points)))))
        at = np.unique(np.append(np.arange(first - first % stride, last, stride), last - 1))
        half = np.minimum(at * 0.05, (last - first) * TREND_SHARE / 2).astype(np.intp)
        begin, end = np.maximum(at - half, 0), np.minimum(at + half + 1, self._size)
        sums = self._rows[3]
        before = np.where(begin > 0, sums[begin - 1], 0.0)
        return x[at], (sums[end - 1] - before) / (end - begin)

    def nearest(self, axis: str, x: float) -> int | None:
        """Index of the value closest to x."""
        if not self._size:
            return None
        places = self.over(axis)
        k = int(np.searchsorted(places, x))
        if k == self._size or (k > 0 and x - places[k - 1] < places[k] - x):
            k -= 1
        return k

    def _window(self, x: Floats, low: float, high: float) -> tuple[int, int]:
        # one value more at both ends, so that the line runs on to the edge
        first = max(int(np.searchsorted(x, low)) - 1, 0)
        last = min(int(np.searchsorted(x, high, side="right")) + 1, self._size)
        return first, last


class RunCurves:
    """What one run told: the logarithm of each loss, and the PSNR of each report."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.loss = Series()
        self.psnr = Series()

    def append(self, snapshot: Snapshot) -> None:
        """Take what happened since the report before."""
        losses = np.asarray(snapshot.losses, np.float64)
        if losses.size:
            bounded = np.nan_to_num(losses, nan=1.0, posinf=1e12).clip(LEAST_LOSS, 1e12)
            steps = snapshot.step - np.arange(losses.size - 1, -1, -1, dtype=np.float64)
            self.loss.append(steps, np.asarray(snapshot.times, np.float64), np.log10(bounded))
        # a hold measures exactly between two estimates: among them its value would be a spike that nothing caused
        estimated = snapshot.metrics is None
        if np.isfinite(snapshot.psnr) and (estimated or snapshot.finished):
            one = np.ones(1)
            self.psnr.append(one * snapshot.step, one * snapshot.seconds, one * snapshot.psnr)
