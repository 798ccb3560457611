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
    """A signal prepared for a solver. `samples` is (n, c), the signal row by row."""

    signal: SampledSignal
    samples: NDArray[np.float32]
    region: str

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the signal's grid."""
        return self.signal.shape

    @property
    def variance(self) -> float:
        """Mean squared distance from the mean, in units of the signal: the error of predicting nothing but the mean."""
        stride = max(1, len(self.samples) // 2**18)
        return float(self.samples[::stride].var(axis=0, dtype=np.float64).mean())


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
