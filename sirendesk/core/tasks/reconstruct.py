"""Reconstruct: learn every sample of the signal and give it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core import baselines, metrics
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, AudioSignal
from sirendesk.core.sounds import baselines as sound_baselines
from sirendesk.core.sounds.scores import log_spectral_distance, snr
from sirendesk.core.task import Rivals, TaskOptions


@dataclass(frozen=True)
class ReconstructOptions(TaskOptions):
    """No options of its own: all samples are observed and the metrics are about all of them."""

    title: ClassVar[str] = "Reconstruct"
    summary: ClassVar[str] = "Learn the whole signal and give it back from the network alone."

    def prepare(self, signal: AnySignal) -> Problem:
        samples = signal.values.reshape(-1, signal.channels)
        region = "whole sound" if isinstance(signal, AudioSignal) else "whole picture"
        return Problem(signal, samples, region=region)

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        signal = problem.signal
        if isinstance(signal, AudioSignal):
            distance = log_spectral_distance(signal.values, reconstruction, signal.sample_rate)
            return {"snr": snr(signal.values, reconstruction), "lsd": distance}
        truth = signal.values
        shown = np.clip(reconstruction, 0.0, 1.0)
        return {name: metric(truth, shown) for name, metric in metrics.METRICS.items()}

    def rivals(self, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        signal = problem.signal
        if isinstance(signal, AudioSignal):
            rate = signal.sample_rate
            return (yield from sound_baselines.of_whole_sound(signal.values, rate, stored_bytes, parameters))
        yield
        return baselines.of_whole_picture(signal, stored_bytes, parameters)
