"""What a task makes of a signal: samples to learn, and what their fit is held against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.metrics import psnr
from sirendesk.core.signals import AnySignal, AudioSignal
from sirendesk.core.sounds.scores import snr


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

    signal: AnySignal
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
    def run(self) -> int:
        """How many consecutive samples a batch takes at a time, because together they cost less."""
        return 1

    @property
    def reference(self) -> NDArray[np.float32]:
        """What a drawing is held against, (*output_shape, c)."""
        return self.signal.values

    @property
    def hole(self) -> Hole | None:
        """The hole, where there is one to fill."""
        return None

    @property
    def output_rate(self) -> int | None:
        """Samples a second of what is drawn in the end (`output_shape`); None of a picture."""
        return self.signal.sample_rate if isinstance(self.signal, AudioSignal) else None

    @property
    def score_name(self) -> str:
        """What a fit of it is judged by while it runs, in dB: "psnr" of a picture, "snr" of a sound."""
        return "snr" if isinstance(self.signal, AudioSignal) else "psnr"

    @cached_property
    def peak_power(self) -> float:
        """The squared value that errors are held against: 1 for a picture, the mean square of a sound's samples."""
        if not isinstance(self.signal, AudioSignal):
            return 1.0
        samples = self.samples if self.observed is None else self.samples[self.observed]
        return float(np.square(samples, dtype=np.float64).mean())

    @property
    def score_offset(self) -> float:
        """Decibels to add to the PSNR (peak 1) of an error for the score: 0 for a picture."""
        return 10.0 * math.log10(self.peak_power) if self.peak_power else -math.inf

    def score(self, reconstruction: NDArray[np.float32]) -> float:
        """The score of a full render (*output_shape, c), as `score_name` says."""
        if isinstance(self.signal, AudioSignal):
            return snr(self.reference, reconstruction)
        return psnr(self.reference, np.clip(reconstruction, 0.0, 1.0))

    @property
    def variance(self) -> float:
        """Mean squared distance from the mean, in units of the signal: the error of predicting nothing but the mean."""
        samples = self.samples if self.observed is None else self.samples[self.observed]
        stride = max(1, len(samples) // 2**18)
        return float(samples[::stride].var(axis=0, dtype=np.float64).mean())
