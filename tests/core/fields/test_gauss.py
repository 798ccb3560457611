"""The network of Gaussian bumps against its formula written out in NumPy, and its start."""

from __future__ import annotations

import numpy as np
import torch

from sirendesk.core.fields.gauss import Gauss, GaussOptions

CPU = torch.device("cpu")


def build(seed: int = 0, **options: float) -> Gauss:
    chosen = GaussOptions(**{"hidden_features": 12, "hidden_layers": 2, **options})
    return chosen.build(2, 3, torch.Generator().manual_seed(seed), CPU)


def test_values_are_those_of_the_formula() -> None:
    field = build(scale=7.0)
    field.to_double()
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    parts = [part.numpy() for part in field.split(field.weights)]
    values = x
    for k in range(3):
        values = np.exp(-((7.0 * (values @ parts[2 * k].T / 7.0 + parts[2 * k + 1] / 7.0)) ** 2))
    wanted = values @ parts[-2].T + parts[-1]
    assert np.allclose(field(torch.from_numpy(x)).numpy(), wanted, rtol=1e-12, atol=1e-12)


def test_it_is_the_papers_bump_with_s_for_sigma() -> None:
    sigma = 0.05
    field = build(hidden_layers=0, scale=1 / (sigma * np.sqrt(2)))
    field.to_double()
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    weight, bias, last, shift = (part.numpy() for part in field.split(field.weights))
    factor = 1 / (sigma * np.sqrt(2))
    z = x @ (weight / factor).T + bias / factor
    wanted = np.exp(-(z**2) / (2 * sigma**2)) @ last.T + shift
    assert np.allclose(field(torch.from_numpy(x)).numpy(), wanted, rtol=1e-10, atol=1e-12)


def test_the_start_is_that_of_a_linear_layer() -> None:
    field = build(hidden_features=400, scale=10.0)
    parts = field.split(field.weights)
    for k, fan_in in enumerate((2, 400, 400, 400)):
        factor = 10.0 if k < 3 else 1.0
        for part in parts[2 * k : 2 * k + 2]:
            largest = float(part.abs().max()) / factor * np.sqrt(fan_in)
            assert largest <= 1 + 1e-6
            assert largest > 0.99 or part.numel() < 10


def test_a_larger_scale_makes_narrower_bumps() -> None:
    x = torch.rand(500, 2, generator=torch.Generator().manual_seed(2)) * 2 - 1
    loud = []
    for scale in (3.0, 10.0, 30.0):
        waves: list[torch.Tensor] = []

        def tap(_layer: int, values: torch.Tensor, waves: list[torch.Tensor] = waves) -> torch.Tensor:
            waves.append(values)
            return values

        build(scale=scale, hidden_features=64)(x, tap)
        loud.append(float((waves[0] > 0.5).float().mean()))
    assert loud[0] > 2 * loud[1] > 4 * loud[2]
