"""The network against torch: same weights, same predictions, same gradients, to ten digits and more."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from sirendesk.core.encodings import ENCODINGS, EncodingOptions, draw_frequencies
from sirendesk.core.numpy_net.activations import ACTIVATIONS, OUTPUTS
from sirendesk.core.numpy_net.initialisation import draw_weights
from sirendesk.core.numpy_net.losses import MAE, MSE, Huber, Loss
from sirendesk.core.numpy_net.network import Network
from sirendesk.core.numpy_net.optimisers import Adam

TORCH_ACTIVATIONS = {
    "relu": torch.relu,
    "gelu": lambda z: torch.nn.functional.gelu(z, approximate="tanh"),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "sine": lambda z: torch.sin(30.0 * z),
}
TORCH_LOSSES = {
    "MSE": torch.nn.functional.mse_loss,
    "MAE": torch.nn.functional.l1_loss,
    "Huber": lambda p, t: torch.nn.functional.huber_loss(p, t, delta=0.3),
}


def make(seed: int = 0, encoding: str = "gaussian", layers: int = 2, **changes: str) -> Network:
    generator = np.random.default_rng(seed)
    frequencies = draw_frequencies(EncodingOptions(encoding=encoding, frequencies=7, octaves=3), 2, generator)
    network = Network(2, 16, layers, 3, frequencies=frequencies, dtype=np.float64, **changes)
    network.initialise("auto", generator)
    return network


def batch(seed: int = 0, n: int = 30) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed + 100)
    return generator.uniform(-1, 1, (n, 2)), generator.uniform(0, 1, (n, 3))


def in_torch(network: Network, encoding: str, coords: np.ndarray, activation: str, output: str) -> tuple:
    """The same function written with torch alone: leaves and predictions."""
    values = torch.from_numpy(coords)
    if encoding != "none":
        frequencies = torch.from_numpy(network.layers[0].frequencies)  # type: ignore[attr-defined]
        turns = 2 * math.pi * ((values + 1) / 2) @ frequencies.T
        values = torch.cat([turns.cos(), turns.sin()], 1)
    leaves = []
    for k, layer in enumerate(network.dense):
        pair = [torch.from_numpy(a.copy()).requires_grad_() for a in (layer.weight, layer.bias)]
        values = torch.nn.functional.linear(values, *pair)
        values = TORCH_ACTIVATIONS[activation](values) if k < len(network.dense) - 1 else values
        leaves += pair
    return leaves, {"linear": lambda z: z, "tanh": torch.tanh, "sigmoid": torch.sigmoid}[output](values)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", [MSE(), MAE(), Huber(0.3)], ids=lambda loss: type(loss).__name__)
@pytest.mark.parametrize("encoding", ["none", "gaussian"])
def test_gradients_are_those_of_torch(activation: str, loss: Loss, encoding: str) -> None:
    for seed, output in enumerate(OUTPUTS):
        network = make(seed, encoding, activation=activation, output=output)
        coords, targets = batch(seed)
        value, predictions = network.fit_step(coords, targets, loss)
        leaves, expected = in_torch(network, encoding, coords, activation, output)
        wanted = TORCH_LOSSES[type(loss).__name__](expected, torch.from_numpy(targets))
        wanted.backward()
        gradient = torch.cat([leaf.grad.ravel() for leaf in leaves]).numpy()
        assert value == pytest.approx(wanted.item(), rel=1e-12)
        assert np.abs(predictions - expected.detach().numpy()).max() < 1e-12
        assert np.abs(network.gradients - gradient).max() < 1e-10 * np.abs(gradient).max()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_predictions_are_those_of_torch_under_every_encoding(encoding: str) -> None:
    network = make(3, encoding)
    coords, _ = batch(3)
    _, expected = in_torch(network, encoding, coords, "relu", "linear")
    assert np.abs(network.forward(coords) - expected.detach().numpy()).max() < 1e-10


@pytest.mark.parametrize("layers", [0, 1, 5])
def test_any_depth(layers: int) -> None:
    network = make(layers=layers)
    assert len(network.dense) == layers + 1
    assert network.forward(batch()[0]).shape == (30, 3)
    value, _ = network.fit_step(*batch(), MSE())
    assert math.isfinite(value)
    assert np.abs(network.gradients).max() > 0


def test_layers_are_views_into_one_vector() -> None:
    network = make()
    network.weights[:] = np.arange(network.weights.size)
    assert network.dense[0].weight[0, 1] == 1
    assert network.dense[-1].bias[-1] == network.weights[-1]
    assert sum(layer.weight.size + layer.bias.size for layer in network.dense) == network.weights.size


def test_single_precision_stays_single() -> None:
    frequencies = draw_frequencies(EncodingOptions(), 2, 0)
    network = Network(2, 16, 2, 1, frequencies=frequencies)
    network.initialise("he", np.random.default_rng(0))
    coords, targets = batch()
    _, predictions = network.fit_step(coords.astype(np.float32), targets[:, :1].astype(np.float32), MSE())
    assert predictions.dtype == network.gradients.dtype == np.float32


@pytest.mark.parametrize(
    ("kind", "activation", "variances"),
    [("he", "relu", (2 / 64, 2 / 256, 1 / 256)), ("xavier", "tanh", (2 / 320, 2 / 512, 2 / 384))],
)
def test_variance_of_the_start_is_the_papers(kind: str, activation: str, variances: tuple[float, ...]) -> None:
    widths = [64, 256, 256, 128]
    for name in (kind, "auto"):
        weights = draw_weights(name, widths, np.random.default_rng(0), activation)
        start = 0
        for (fan_in, fan_out), variance in zip([(64, 256), (256, 256), (256, 128)], variances, strict=True):
            part = weights[start : start + fan_in * fan_out]
            assert part.var() == pytest.approx(variance, rel=0.05)
            start += fan_in * fan_out + fan_out


def test_he_keeps_the_size_of_signals_through_many_relus() -> None:
    network = Network(2, 256, 8, 1, frequencies=draw_frequencies(EncodingOptions(), 2, 0), dtype=np.float64)
    network.initialise("he", np.random.default_rng(0))
    values, sizes = batch(n=200)[0], []
    for layer in network.layers[:-2]:
        values = layer.forward(values)
        sizes.append(float((values**2).mean()))
    assert sizes[-1] == pytest.approx(sizes[2], rel=1.0)


def test_sirens_start_has_phases_of_unit_variance() -> None:
    network = Network(2, 256, 3, 1, activation="sine", dtype=np.float64)
    network.initialise("auto", np.random.default_rng(0))
    assert np.abs(network.dense[0].weight).max() <= 1 / 2
    network.dense[1].bias[:] = 0.0  # the paper's theorem is about the weights
    values = batch(n=2000)[0]
    for layer in network.layers[:3]:
        values = layer.forward(values)
    assert (30 * values).std() == pytest.approx(1.0, abs=0.15)


def test_it_learns() -> None:
    network = make(encoding="positional")
    coords = np.random.default_rng(0).uniform(-1, 1, (400, 2))
    targets = np.stack([np.sin(4 * coords[:, 0]), np.cos(3 * coords[:, 1]), coords.prod(1)], axis=1)
    adam = Adam(network.weights.size, float)
    losses = []
    for _ in range(600):
        value, _ = network.fit_step(coords, targets, MSE())
        adam.step(network.weights, network.gradients, 5e-3)
        losses.append(value)
    assert losses[-1] < 0.01 * losses[0]
