"""The check passes what is right to 1e-7 and fails what is wrong, in the layer where it is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.encodings import EncodingOptions, draw_frequencies
from sirendesk.core.numpy_net.activations import ACTIVATIONS, OUTPUTS, Array, Forgetful
from sirendesk.core.numpy_net.gradient_check import check_gradients
from sirendesk.core.numpy_net.layers import Dense, Elementwise
from sirendesk.core.numpy_net.losses import MAE, MSE, Huber, Loss
from sirendesk.core.numpy_net.network import Network


def make(seed: int, encoding: str = "gaussian", **changes: str) -> Network:
    generator = np.random.default_rng(seed)
    frequencies = draw_frequencies(EncodingOptions(encoding=encoding, frequencies=6, sigma=2.0), 2, generator)
    network = Network(2, 12, 2, 3, frequencies=frequencies, dtype=np.float64, **changes)
    network.initialise("auto", generator)
    return network


def batch(seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed + 100)
    return generator.uniform(-1, 1, (24, 2)), generator.uniform(0, 1, (24, 3))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", [MSE(), MAE(), Huber(0.3)], ids=lambda loss: type(loss).__name__)
def test_every_gradient_agrees_to_seven_digits(activation: str, loss: Loss) -> None:
    for seed, output in enumerate(OUTPUTS):
        for encoding in ("none", "gaussian"):
            network = make(seed, encoding, activation=activation, output=output)
            check = check_gradients(network, *batch(seed), loss)
            assert check.relative_error <= 1e-7
            assert check.passed()
            assert [layer.name for layer in check.layers] == ["hidden 1", "hidden 2", "output"]


def test_the_check_leaves_the_weights_alone() -> None:
    network = make(0)
    before = network.weights.copy()
    check_gradients(network, *batch(0), MSE())
    assert np.array_equal(network.weights, before)


def test_a_large_layer_is_sampled() -> None:
    check = check_gradients(make(0), *batch(0), MSE(), most=20)
    assert [layer.places.size for layer in check.layers] == [20, 20, 20]
    assert check.passed()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_forgotten_derivative_shows_from_its_layer_down(activation: str) -> None:
    network = make(0, activation=activation)
    second = [layer for layer in network.layers if isinstance(layer, Elementwise)][1]
    second.function = Forgetful(second.function)
    first, broken, output = check_gradients(network, *batch(0), MSE()).layers
    assert output.relative_error <= 1e-7
    assert broken.relative_error > 0.01
    assert first.relative_error > 0.01


class Biased(Dense):
    """A layer that divides its bias's slope by one sample too many."""

    def backward(self, slope: Array) -> Array:
        below = super().backward(slope)
        self.bias_slope *= 1 - 1e-6
        return below


def test_one_part_in_a_million_is_noticed() -> None:
    network = make(0)
    network.dense[1].__class__ = Biased
    check = check_gradients(network, *batch(0), MSE())
    assert [layer.relative_error <= 1e-7 for layer in check.layers] == [True, False, True]
    assert not check.passed()


def test_a_kink_between_the_two_sides_is_no_error() -> None:
    network = make(0, "none")
    # put the first neuron's kink just beside the first sample
    coords, targets = batch(0)
    layer = network.dense[0]
    layer.bias[0] = -layer.weight[0] @ coords[0] + 3e-6
    assert check_gradients(network, coords, targets, MSE()).passed()


def test_a_network_that_learns_nothing_has_no_error() -> None:
    network = make(0)
    network.weights[:] = 0.0
    coords, targets = batch(0)
    assert check_gradients(network, coords, np.zeros_like(targets), MSE()).relative_error == 0.0
