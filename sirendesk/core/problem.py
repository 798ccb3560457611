"""What a task makes of a signal: samples to learn, and what their fit is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.signals import SampledSignal


class Hole(Protocol):
    """What is missing of a picture."""

    @property
    def mask(self) -> NDArray[np.bool_]:
        """What is replaced (H, W)."""
        ...

    @property
    def judged(self) -> NDArray[np.bool_]:
        """What the error and the estimate are about (H, W)."""
        ...


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
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the grid that is drawn and measured in the end; what is learnt has `shape`."""
        return self.shape

    @property
    def reference(self) -> NDArray[np.float32]:
        """What a drawing is held against, (*output_shape, c)."""
        return self.signal.values

    @property
    def hole(self) -> Hole | None:
        """The hole, where there is one to fill."""
        return None

    @property
    def variance(self) -> float:
        """Mean squared distance from the mean, in units of the signal: the error of predicting nothing but the mean."""
        samples = self.samples if self.observed is None else self.samples[self.observed]
        stride = max(1, len(samples) // 2**18)
        return float(samples[::stride].var(axis=0, dtype=np.float64).mean())
