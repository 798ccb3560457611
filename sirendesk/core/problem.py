"""What a task makes of a signal: targets to learn, a scale to learn them in, and metrics to judge the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.signals import SampledSignal


@dataclass(frozen=True)
class TargetScale:
    """Linear map between the signal's units and [-1, 1] (min-max over all channels)."""

    low: float
    high: float

    @classmethod
    def of(cls, values: NDArray[np.float32]) -> TargetScale:
        """The scale on which `values` span [-1, 1]; a constant signal keeps its own unit."""
        low, high = float(values.min()), float(values.max())
        return cls(low, high) if high - low > 1e-6 else cls(low - 0.5, low + 0.5)

    @property
    def half_range(self) -> float:
        """Units of the signal for one unit of the target."""
        return (self.high - self.low) / 2

    @property
    def centre(self) -> float:
        """Value of the signal at target 0."""
        return (self.high + self.low) / 2


@dataclass(frozen=True)
class Problem:
    """A signal prepared for a solver. `samples` is (n, c), the signal row by row."""

    signal: SampledSignal
    samples: NDArray[np.float32]
    scale: TargetScale
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
