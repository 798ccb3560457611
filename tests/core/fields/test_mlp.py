"""The torch network: its hand-written backward pass, its twin in NumPy, its constants, its start."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from sirendesk.core.encodings import ENCODINGS, encode
from sirendesk.core.errors import UsageError
from sirendesk.core.fields.mlp import Mlp, MlpOptions, numpy_source
from sirendesk.core.numpy_net.activations import ACTIVATIONS
from sirendesk.core.numpy_net.layers import FourierEncoding
from sirendesk.core.numpy_net.losses import MSE

CPU = torch.device("cpu")
SMALL = MlpOptions(hidden_features=16, hidden_layers=2, frequencies=9, sigma=3.0)


def build(options: MlpOptions = SMALL, seed: int = 0, d: int = 2, c: int = 3, double: bool = True) -> Mlp:
    field = options.build(d, c, torch.Generator().manual_seed(seed), CPU)
    if double:
        field.to_double()
    return field


def batch(n: int = 40, d: int = 2, c: int = 3, seed: int = 1) -> tuple[Tensor, Tensor]:
    g = torch.Generator().manual_seed(seed)
    return torch.rand(n, d, generator=g).double() * 2 - 1, torch.rand(n, c, generator=g).double()


def squared(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    residual = predictions - targets
    return residual.square().mean(), residual * (2.0 / residual.numel())


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_gradients_are_those_of_autograd(activation: str, encoding: str) -> None:
    for output in ("linear", "tanh", "sigmoid"):
        field = build(replace(SMALL, activation=activation, encoding=encoding, output=output))
        coords, targets = batch()
        value, predictions = field.fit_step(coords, targets, squared)
        gradients = field.gradients.clone()
        field.weights = field.weights.clone().requires_grad_()
        expected = field(coords)
        wanted = (expected - targets).square().mean()
        (gradient,) = torch.autograd.grad(wanted, field.weights)
        assert torch.allclose(predictions, expected, rtol=0, atol=1e-12)
        assert value.item() == pytest.approx(wanted.item(), rel=1e-12)
        assert (gradients - gradient).abs().max() < 1e-12 * gradient.abs().max() + 1e-16


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_agree_with_finite_differences(activation: str) -> None:
    field = build(replace(SMALL, activation=activation))
    coords, targets = batch()
    field.fit_step(coords, targets, squared)
    gradient = field.gradients.clone()
    for k in torch.randperm(field.parameters, generator=torch.Generator().manual_seed(2))[:25].tolist():
        before, sides = field.weights[k].item(), []
        for shift in (1e-6, -1e-6):
            field.weights[k] = before + shift
            sides.append((field(coords) - targets).square().mean().item())
        field.weights[k] = before
        assert abs((sides[0] - sides[1]) / 2e-6 - gradient[k].item()) <= 1e-6 * gradient.abs().max().item()


@pytest.mark.parametrize("activation", ["gelu", "tanh", "sigmoid", "sine"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_slope_in_coordinates_agrees_with_finite_differences(activation: str, encoding: str) -> None:
    field = build(replace(SMALL, activation=activation, encoding=encoding, octaves=4, sigmas="1, 3"), c=1)
    coords, _ = batch(10)
    (slope,) = torch.autograd.grad(field(coords.requires_grad_()).sum(), coords)
    for axis in range(2):
        step = torch.zeros(2, dtype=torch.float64)
        step[axis] = 1e-6
        sides = [field(coords.detach() + s).squeeze(1) for s in (step, -step)]
        difference = (sides[0] - sides[1]) / 2e-6
        assert torch.allclose(slope[:, axis], difference, rtol=1e-6, atol=1e-6 * float(slope.abs().max()))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_is_the_numpy_network_with_the_same_weights(activation: str, encoding: str) -> None:
    options = replace(SMALL, activation=activation, encoding=encoding, output="sigmoid")
    field = build(options)
    network = options.build_numpy(2, 3, numpy_source(torch.Generator().manual_seed(0)), np.float64)
    assert np.abs(network.weights - field.weights.numpy()).max() < 1e-6  # the torch one started in single precision
    if field.constants:
        encoding_layer = network.layers[0]
        assert isinstance(encoding_layer, FourierEncoding)
        encoding_layer.frequencies[...] = field.constants["frequencies"].numpy()
    network.weights[...] = field.weights.numpy()
    coords, targets = batch()
    value, predictions = field.fit_step(coords, targets, squared)
    twin_value, twin_predictions = network.fit_step(coords.numpy(), targets.numpy(), MSE())
    assert float(value) == pytest.approx(twin_value, rel=1e-12)
    assert np.abs(predictions.numpy() - twin_predictions).max() < 1e-12
    assert np.abs(field.gradients.numpy() - network.gradients).max() < 1e-10 * np.abs(network.gradients).max()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_encoding_is_that_of_the_formula(encoding: str, d: int) -> None:
    field = build(replace(SMALL, encoding=encoding), d=d)
    coords, _ = batch(d=d)
    frequencies = field.constants["frequencies"].numpy() if field.constants else None
    assert np.abs(field.encode(coords).numpy() - encode(coords.numpy(), frequencies)).max() < 1e-10


def test_fast_products_leave_fast_waves_alone() -> None:
    coords = torch.rand(500, 2, generator=torch.Generator().manual_seed(0)) * 2 - 1
    field = build(replace(SMALL, sigma=64.0), double=False)
    exact = encode(coords.double().numpy(), field.constants["frequencies"].numpy())
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    found = field.encode(coords).numpy()
    torch.set_float32_matmul_precision(before)
    assert np.abs(found - exact).max() < 1e-3


def test_a_seed_decides_everything_and_constants_are_no_weights() -> None:
    one, same, other = (build(seed=seed, double=False) for seed in (5, 5, 6))
    assert torch.equal(one.weights, same.weights)
    assert torch.equal(one.constants["frequencies"], same.constants["frequencies"])
    assert not torch.equal(one.constants["frequencies"], other.constants["frequencies"])
    assert one.parameters == 18 * 16 + 16 + 16 * 16 + 16 + 16 * 3 + 3


def test_restored_weights_and_constants_draw_the_same() -> None:
    one, other = build(seed=5, double=False), build(seed=6, double=False)
    coords = batch()[0].float()
    other.weights.copy_(one.weights)
    assert not torch.equal(one(coords), other(coords))
    other.constants["frequencies"] = one.constants["frequencies"].clone()
    assert torch.equal(one(coords), other(coords))


def test_a_muted_neuron_is_silent() -> None:
    field = build()
    coords, _ = batch()
    seen = {}

    def tap(layer: int, values: Tensor) -> Tensor:
        seen[layer] = values.shape
        return values * 0 if layer == 1 else values

    silent = field(coords, tap)
    assert seen == {0: (40, 16), 1: (40, 16)}
    assert torch.allclose(silent, field.split(field.weights)[-1].expand_as(silent))


def test_the_papers_network_by_default() -> None:
    field = MlpOptions().build(2, 3, torch.Generator().manual_seed(0), CPU)
    assert field.constants["frequencies"].shape == (256, 2)
    assert [tuple(s) for s in field.shapes[::2]] == [(256, 512), (256, 256), (256, 256), (3, 256)]
    assert field.hidden_matrices == (2, 4)
    assert float(field.constants["frequencies"].std()) == pytest.approx(10.0, rel=0.1)


def test_bf16_gradients_are_those_of_fp32_within_its_rounding() -> None:
    options = replace(SMALL, hidden_features=64, hidden_layers=3)
    coords, targets = (t.float() for t in batch(400))
    exact, rounded = build(options, double=False), build(options, double=False)
    rounded.half = True
    for field in (exact, rounded):
        field.fit_step(coords, targets, squared)
    assert not torch.equal(exact.gradients, rounded.gradients)
    assert (exact.gradients - rounded.gradients).norm() < 0.05 * exact.gradients.norm()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sigma": 0.0}, "sigma"),
        ({"encoding": "multiscale", "sigmas": "4, 0"}, "sigmas"),
        ({"hidden_features": 0}, "hidden_features"),
        ({"hidden_layers": 0}, "hidden_layers"),
        ({"activation": "swish"}, "activation"),
        ({"omega_0": math.inf}, "omega_0"),
    ],
)
def test_what_cannot_be_built_is_refused(change: dict, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        build(replace(SMALL, **change))
