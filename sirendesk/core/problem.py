"""What a task makes of a signal: samples to learn, and metrics to judge the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.signals import SampledSignal


@dataclass(frozen=True)
class Problem:
    """A signal prepared for a solver. `samples` is (n, c), the signal row by row.

    `observed` (n,) is True where a solver may look; None is everywhere. What it may not see is no truth in `samples`.
    """

    signal: SampledSignal
    samples: NDArray[np.float32]
    region: str
    observed: NDArray[np.bool_] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the signal's grid."""
        return self.signal.shape

    @property
    def variance(self) -> float:
        """Mean squared distance from the mean, in units of the signal: the error of predicting nothing but the mean."""
        samples = self.samples if self.observed is None else self.samples[self.observed]
        stride = max(1, len(samples) // 2**18)
        return float(samples[::stride].var(axis=0, dtype=np.float64).mean())


class TaskOptions(Protocol):
    """Options of a task: they prepare a problem and say how a render of it is scored."""

    def prepare(self, signal: SampledSignal) -> Problem:
        """The problem this task poses on a signal."""
        ...

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """Metrics of a full render (*shape, c), each about `problem.region`."""
        ...

    def baselines(self, problem: Problem, stored_bytes: int, parameters: int) -> Mapping[str, Mapping[str, float]]:
        """Scores of trivial rivals on the same samples."""
        ...
