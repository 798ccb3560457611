"""FINER against its formula written out in NumPy, and its start against the paper's."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch

from sirendesk.core.fields.finer import Finer, FinerOptions

CPU = torch.device("cpu")


def build(seed: int = 0, **options: float) -> Finer:
    chosen = FinerOptions(**{"hidden_features": 12, "hidden_layers": 2, **options})
    return chosen.build(2, 3, torch.Generator().manual_seed(seed), CPU)


def test_values_are_those_of_the_formula() -> None:
    field = build(first_omega_0=25.0, hidden_omega_0=12.0, first_bias=3.0)
    field.to_double()
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    parts = [part.numpy() for part in field.split(field.weights)]
    values = x
    for k, omega in enumerate((25.0, 12.0, 12.0)):
        z = values @ parts[2 * k].T / omega + parts[2 * k + 1] / omega
        values = np.sin(omega * (np.abs(z) + 1) * z)
    wanted = values @ parts[-2].T + parts[-1]
    assert np.allclose(field(torch.from_numpy(x)).numpy(), wanted, rtol=1e-12, atol=1e-12)


def test_the_start_is_the_papers_at_scale_one() -> None:
    field = build(hidden_features=256, first_bias=5.0, weight_scale=1.0, first_omega_0=30.0)
    first, bias, inner, _, _, _, last, _ = field.split(field.weights)
    assert 0.49 < first.abs().max() / 30 <= 1 / 2
    assert 4.9 < bias.abs().max() / 30 <= 5.0
    bound = math.sqrt(6 / 256) / 30
    assert 0.99 * bound < inner.abs().max() / 30 <= bound * (1 + 1e-6)
    assert 0.97 * bound < last.abs().max() <= bound
    assert field.folded is not None
    assert [float(size.flatten()[0]) for size in field.split(field.folded)] == [30.0] * 6 + [1.0] * 2


def test_a_wider_first_bias_starts_with_higher_frequencies() -> None:
    x = torch.linspace(-1, 1, 2001)[:, None].repeat(1, 2)
    crossings = []
    for k in (0.1, 3.0, 10.0):
        waves: list[torch.Tensor] = []
        build(hidden_features=64, first_bias=k)(x, keeping(waves))
        crossings.append(float((waves[0][1:] * waves[0][:-1] < 0).sum()))
    assert all(b > 1.3 * a for a, b in itertools.pairwise(crossings))


def keeping(waves: list[torch.Tensor]):  # noqa: ANN201 - the tap of a field
    def tap(_layer: int, values: torch.Tensor) -> torch.Tensor:
        waves.append(values)
        return values

    return tap


def test_bf16_gradients_are_those_of_fp32_within_its_rounding() -> None:
    coords = torch.rand(400, 2, generator=torch.Generator().manual_seed(1)) * 2 - 1

    def squared(predictions: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        residual = predictions - targets
        return residual.square().mean(), residual * (2.0 / residual.numel())

    exact, rounded = build(hidden_features=64), build(hidden_features=64)
    rounded.half = True
    for field in (exact, rounded):
        field.fit_step(coords, torch.zeros(400, 3), squared)
    assert not torch.equal(exact.gradients, rounded.gradients)
    assert (exact.gradients - rounded.gradients).norm() < 0.05 * exact.gradients.norm()


def test_it_has_as_many_weights_as_a_siren() -> None:
    assert FinerOptions().build(2, 1, torch.Generator(), CPU).parameters == 198_401


@pytest.mark.parametrize("k", [0.0, 50.0])
def test_the_ends_of_the_first_bias_are_usable(k: float) -> None:
    assert torch.isfinite(build(first_bias=k)(torch.rand(9, 2))).all()
