"""Every loss of a run with the second at which it was reached, in two arrays that grow by doubling."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray


class History:
    """Grows by one entry a step; nothing is ever dropped or averaged."""

    def __init__(self) -> None:
        self._losses = np.empty(1024, np.float32)
        self._squares = np.empty(1024, np.float32)
        self._times = np.empty(1024, np.float32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def losses(self) -> NDArray[np.float32]:
        """Losses of steps 1..n, shape (n,)."""
        return self._losses[: self._count]

    @property
    def squared_errors(self) -> NDArray[np.float32]:
        """Mean squared error of each step's batch, in units of the signal (peak 1), shape (n,)."""
        return self._squares[: self._count]

    @property
    def times(self) -> NDArray[np.float32]:
        """Seconds of training at the end of each step, shape (n,)."""
        return self._times[: self._count]

    def append(self, loss: float, squared_error: float, seconds: float) -> None:
        """Add one step."""
        n = self._count
        if n == self._losses.size:
            self._losses = np.concatenate([self._losses, np.empty_like(self._losses)])
            self._squares = np.concatenate([self._squares, np.empty_like(self._squares)])
            self._times = np.concatenate([self._times, np.empty_like(self._times)])
        self._losses[n], self._squares[n], self._times[n] = loss, squared_error, seconds
        self._count += 1

    def recent_psnr(self, window: int) -> float:
        """PSNR (dB, peak 1) of the mean squared error over the last `window` batches: an estimate, for the eye."""
        if not self._count:
            return float("nan")
        mean = float(self._squares[max(0, self._count - window) : self._count].mean(dtype=np.float64))
        return float(-10.0 * np.log10(mean)) if mean > 0 else float("inf")

    @property
    def steps_per_second(self) -> float:
        """Speed over the last second."""
        times = self.times
        if times.size < 2:
            return 0.0
        first = min(int(np.searchsorted(times, times[-1] - 1.0)), times.size - 2)
        span = float(times[-1] - times[first])
        return (times.size - 1 - first) / span if span > 0 else 0.0

    def csv(self, score_name: str = "psnr", score_offset: float = 0.0) -> str:
        """The curve as text: step, seconds, loss, and the score of that step's batch, as a problem's score is."""
        out = io.StringIO()
        out.write(f"step,seconds,loss,batch_{score_name}\n")
        with np.errstate(divide="ignore"):
            scores = -10.0 * np.log10(self.squared_errors.astype(np.float64)) + score_offset
        for step, (seconds, loss, score) in enumerate(zip(self.times, self.losses, scores, strict=True), 1):
            out.write(f"{step},{seconds:.4f},{loss:.9g},{score:.4f}\n")
        return out.getvalue()
