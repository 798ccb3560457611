"""A gradient check of a small network of the from-scratch kind, if wanted with a mistake built in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sirendesk.core.numpy_net.activations import ACTIVATIONS, Forgetful
from sirendesk.core.numpy_net.gradient_check import GradientCheck, check_gradients
from sirendesk.core.numpy_net.layers import Elementwise
from sirendesk.core.numpy_net.losses import MAE, MSE, Huber, Loss
from sirendesk.core.numpy_net.network import Network
from sirendesk.core.options import option, validate

LOSSES: dict[str, type[Loss]] = {"mse": MSE, "mae": MAE, "huber": Huber}
SAMPLES = 16
MOST_WEIGHTS = 200


@dataclass(frozen=True)
class GradientTrial:
    """Which network is checked. It reads two coordinates and answers three numbers, in float64."""

    activation: str = option(
        "sine",
        label="Activation",
        help="Function after each hidden layer. Its derivative is what the check is about.",
        choices=tuple(ACTIVATIONS),
        advanced=False,
    )
    hidden_features: int = option(
        16,
        label="Width",
        help="Neurons in each hidden layer.",
        minimum=1,
        maximum=64,
        logarithmic=True,
        advanced=False,
    )
    hidden_layers: int = option(
        3,
        label="Depth",
        help="Hidden layers. The slope goes through all of them on its way back to the first.",
        minimum=1,
        maximum=8,
        advanced=False,
    )
    loss: str = option(
        "mse",
        label="Loss",
        help="What the gradient is the gradient of.",
        choices=tuple(LOSSES),
        advanced=False,
    )
    spoil: bool = option(
        False,
        label="Spoil one layer",
        help="Build in a classic mistake: on the way back the derivative of one layer's activation is left out. The "
        "numbers then disagree in this layer and in all layers before it, and stay right after it.",
        advanced=False,
    )
    spoilt_layer: int = option(
        2,
        label="Spoilt layer",
        help="The hidden layer with the mistake; the last one if there are fewer.",
        minimum=1,
        maximum=8,
        advanced=False,
        applies=("spoil", (True,)),
    )

    def __post_init__(self) -> None:
        validate(self)


def run_trial(trial: GradientTrial, seed: int = 0) -> GradientCheck:
    """Draw a network and a batch of 16 samples from `seed`, and compare its gradients with differences of its loss."""
    generator = np.random.default_rng(seed)
    # a gentle omega 0: the difference's own error grows with its cube
    network = Network(
        2,
        trial.hidden_features,
        trial.hidden_layers,
        3,
        activation=trial.activation,
        omega_0=6.0,
        dtype=np.float64,
    )
    network.initialise("auto", generator)
    if trial.spoil:
        hidden = [layer for layer in network.layers if isinstance(layer, Elementwise)][:-1]
        spoilt = hidden[min(trial.spoilt_layer, len(hidden)) - 1]
        spoilt.function = Forgetful(spoilt.function)
    coords = generator.uniform(-1, 1, (SAMPLES, 2))
    targets = generator.uniform(-1, 1, (SAMPLES, 3))
    return check_gradients(network, coords, targets, LOSSES[trial.loss](), most=MOST_WEIGHTS, seed=seed)
