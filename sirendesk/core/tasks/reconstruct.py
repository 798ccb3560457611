"""Reconstruct: learn every sample of the signal and give it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core import baselines, metrics
from sirendesk.core.problem import Problem
from sirendesk.core.signals import SampledSignal
from sirendesk.core.task import TaskOptions


@dataclass(frozen=True)
class ReconstructOptions(TaskOptions):
    """No options of its own: all samples are observed and the metrics are about all of them."""

    title: ClassVar[str] = "Reconstruct"
    summary: ClassVar[str] = "Learn the whole picture and draw it again from the network alone."

    def prepare(self, signal: SampledSignal) -> Problem:
        samples = signal.values.reshape(-1, signal.channels)
        return Problem(signal, samples, region="whole picture")

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        truth = problem.signal.values
        shown = np.clip(reconstruction, 0.0, 1.0)
        return {name: metric(truth, shown) for name, metric in metrics.METRICS.items()}

    def baselines(self, problem: Problem, stored_bytes: int, parameters: int) -> Mapping[str, Mapping[str, float]]:
        return baselines.of_whole_picture(problem.signal, stored_bytes, parameters)
