"""The SIREN paper's theorem 1.8: standard normal before each hidden sine, arcsine after every sine, at any depth.

Seen at one point, the neurons of a layer are independent draws, which is what a Kolmogorov-Smirnov test asks for. The
paper takes the sine of a normal number for arcsine distributed (lemma 1.6); their distribution functions differ by
exp(-2) / pi at most (the first term of the wrapped normal's Fourier series), so the test allows for that much.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import stats

from sirendesk.core.fields.siren import SirenOptions

WIDTH, LAYERS = 1024, 3
CRITICAL = 1.63 / math.sqrt(WIDTH)  # of the one-sample test at the 1 % level
LEMMA = math.exp(-2) / math.pi


def seen(seed: int, **options: object) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """What enters each hidden sine, biases left out as in the theorem, and what leaves each sine, at one point."""
    chosen = SirenOptions(
        **{"hidden_features": WIDTH, "hidden_layers": LAYERS, "first_omega_0": 30.0, "weight_scale": 1.0, **options}
    )
    generator = torch.Generator().manual_seed(seed)
    field = chosen.build(2, 1, generator, torch.device("cpu"))
    point = torch.rand(1, 2, generator=generator) * 2 - 1
    waves: list[torch.Tensor] = []

    def tap(_layer: int, values: torch.Tensor) -> torch.Tensor:
        waves.append(values)
        return values

    field(point, tap)
    matrices = [field.split(field.weights)[k] for k in field.hidden_matrices]
    phases = [wave @ matrix.T for wave, matrix in zip(waves[:-1], matrices, strict=True)]
    return [phase[0].numpy() for phase in phases], [wave[0].numpy() for wave in waves]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_normal_before_and_arcsine_after_each_sine(seed: int) -> None:
    phases, waves = seen(seed)
    assert len(phases) == LAYERS
    for phase in phases:
        assert stats.kstest(phase, stats.norm.cdf).pvalue > 0.01
    assert distance_from_arcsine(waves[0]) < CRITICAL
    assert all(distance_from_arcsine(wave) < CRITICAL + LEMMA for wave in waves[1:])


def test_small_weights_leave_the_sines_nearly_straight() -> None:
    _, waves = seen(0, weight_scale=0.25)
    assert all(distance_from_arcsine(wave) > CRITICAL + LEMMA for wave in waves[1:])


@pytest.mark.parametrize("options", [{"weight_scale": 1.5}, {"initialisation": "he"}, {"initialisation": "xavier"}])
def test_another_start_is_told_apart(options: dict[str, object]) -> None:
    phases, _ = seen(0, **options)
    assert all(stats.kstest(phase, stats.norm.cdf).pvalue < 1e-6 for phase in phases)


def distance_from_arcsine(wave: NDArray[np.float32]) -> float:
    return float(stats.kstest(wave, stats.arcsine(-1, 2).cdf).statistic)
