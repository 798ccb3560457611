"""WIRE against complex arithmetic in NumPy: its values, its number of weights, its start, what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from sirendesk.core.errors import UsageError
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.fields.wire import Wire, WireOptions

CPU = torch.device("cpu")


def build(seed: int = 0, d: int = 2, c: int = 3, **options: float) -> Wire:
    chosen = WireOptions(**{"hidden_features": 14, "hidden_layers": 2, **options})
    return chosen.build(d, c, torch.Generator().manual_seed(seed), CPU)


def test_values_are_those_of_the_formula() -> None:
    field = build(first_omega_0=21.0, hidden_omega_0=6.0, scale=4.0)
    field.to_double()
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    parts = [part.numpy() for part in field.split(field.weights)]
    width = 10  # 14 / √2
    values = x.astype(complex)
    for k, omega in enumerate((21.0, 6.0, 6.0)):
        weight, bias = parts[2 * k] / omega, parts[2 * k + 1] / omega
        if k:
            weight, bias = weight[:width] + 1j * weight[width:], bias[:width] + 1j * bias[width:]
        z = values @ weight.T + bias
        values = np.exp(1j * omega * z - np.abs(4.0 * z) ** 2)
    weight = parts[-2][:, :width] + 1j * parts[-2][:, width:]
    wanted = (values @ weight.T).real + parts[-1]
    assert np.allclose(field(torch.from_numpy(x)).numpy(), wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("width", [64, 256, 300])
def test_it_has_about_as_many_weights_as_a_real_network_of_its_width(width: int) -> None:
    wire = build(hidden_features=width, hidden_layers=3, c=1)
    siren = SirenOptions(hidden_features=width, hidden_layers=3).build(2, 1, torch.Generator(), CPU)
    assert wire.shapes[0] == (round(width / math.sqrt(2)), 2)
    assert wire.parameters == pytest.approx(siren.parameters, rel=0.02)


def test_the_start_is_that_of_a_linear_layer_in_both_parts() -> None:
    field = build(hidden_features=200, first_omega_0=20.0, hidden_omega_0=10.0)
    first, _, inner, bias, _, _, last, _ = field.split(field.weights)
    width = first.shape[0]
    assert 0.98 < first.abs().max() / 20 * math.sqrt(2) <= 1 + 1e-6
    for part in (*inner.chunk(2, 0), *bias.chunk(2, 0)):
        assert 0.96 < part.abs().max() / 10 * math.sqrt(width) <= 1 + 1e-6
    assert 0.96 < last.abs().max() * math.sqrt(width) <= 1


def test_what_a_tap_silences_loses_its_imaginary_part_too() -> None:
    field = build()
    x = torch.rand(30, 2, generator=torch.Generator().manual_seed(1)) * 2 - 1

    def silence(layer: int, values: torch.Tensor) -> torch.Tensor:
        return values * 0 if layer == 2 else values

    assert torch.equal(field(x, silence), field.split(field.weights)[-1].expand(30, 3))


def test_wavelets_that_would_overflow_are_refused() -> None:
    with pytest.raises(UsageError, match=r"hidden_omega_0.*is 100; beside Scale s \(scale\) 5 the most .* 60"):
        build(hidden_omega_0=100.0, scale=5.0)
    at_the_edge = build(hidden_omega_0=60.0, scale=5.0, hidden_features=256)
    assert torch.isfinite(at_the_edge(torch.rand(500, 2) * 2 - 1)).all()


def test_safer_options_come_to_wavelets_that_start_at_once() -> None:
    published = WireOptions(first_omega_0=20.0, hidden_omega_0=20.0, scale=10.0)
    calm = published.safer()
    assert calm is not None
    assert (calm.first_omega_0, calm.hidden_omega_0, calm.scale) == (20.0, 4.0, 4.0)
    calmer = calm.safer()
    assert calmer is not None
    assert calmer.first_omega_0 == 10.0
    assert calmer.safer() is None
