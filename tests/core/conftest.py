"""Small experiments that learn in a blink."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import AudioSignal, SampledSignal
from sirendesk.core.training_options import TrainingOptions


@pytest.fixture
def wave() -> SampledSignal:
    """A smooth grey picture of 24 x 32 samples."""
    rows, columns = np.mgrid[0:24, 0:32] / 31
    values = 0.5 + 0.4 * np.sin(6 * rows + 2) * np.cos(5 * columns)
    return SampledSignal(values[:, :, None].astype(np.float32), None, "wave", "wave")


@pytest.fixture
def tune() -> AudioSignal:
    """Two tones, a quarter of a second in stereo at 8 kHz."""
    t = np.arange(2000) / 8000
    values = np.stack([0.3 * np.sin(2 * np.pi * 220 * t), 0.2 * np.cos(2 * np.pi * 330 * t)], axis=1)
    return AudioSignal(values.astype(np.float32), 8000, "tune", "tune")


@pytest.fixture
def small() -> Callable[..., Experiment]:
    """An experiment with a small network; keywords replace its parts."""

    def make(**parts: Any) -> Experiment:
        experiment = Experiment(
            field=SirenOptions(hidden_features=32, hidden_layers=1, first_omega_0=30.0),
            optimizer=AdamOptions(learning_rate=2e-3),
            training=TrainingOptions(batch_size=128, threads=1, precision="fp32", device="cpu"),
            budget=Budget.of(steps=60),
        )
        return dataclasses.replace(experiment, **parts)

    return make
