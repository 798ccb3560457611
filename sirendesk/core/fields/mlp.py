"""The plain multi-layer perceptron under an encoding of its coordinates (Tancik et al. 2020).

It is the network of core/numpy_net in torch: the same weights in the same order, so that either engine continues and
draws what the other has learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.encodings import EncodingOptions, draw_frequencies, encoded_features
from sirendesk.core.fields.base import FieldOptions
from sirendesk.core.fields.perceptron import Perceptron
from sirendesk.core.numpy_net.activations import ACTIVATIONS
from sirendesk.core.numpy_net.initialisation import INITIALISATIONS, draw_weights
from sirendesk.core.numpy_net.network import Network
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap
    from sirendesk.core.losses import Loss


@dataclass(frozen=True)
class MlpStart:
    """What a seed decides: B (m, d) or None, and all weights, flat, of layers of these widths."""

    frequencies: NDArray[np.floating] | None
    widths: list[int]
    weights: NDArray[np.floating]


@dataclass(frozen=True)
class MlpOptions(EncodingOptions, FieldOptions):
    """Options of a multi-layer perceptron. The defaults are the network of the Fourier features paper."""

    title: ClassVar[str] = "MLP with encoding"
    summary: ClassVar[str] = "The classic network. Without an encoding it blurs; Fourier features let it see detail."

    activation: str = option(
        "relu",
        label="Activation",
        help="What each neuron does to its sum. ReLU folds, GELU folds smoothly, tanh and sigmoid saturate, sine "
        "oscillates. Without an encoding only the sine reaches fine detail.",
        choices=tuple(ACTIVATIONS),
        advanced=False,
    )
    omega_0: float = option(
        30.0,
        label="ω₀",
        help="The factor inside the sines. Low is blurry; high is grainy between pixels, all the more so after an "
        "encoding that is fast already.",
        minimum=0.1,
        maximum=10000.0,
        logarithmic=True,
        applies=("activation", ("sine",)),
    )
    hidden_features: int = option(
        256,
        label="Width",
        help="Neurons in each layer. Twice the width is four times the weights and the work.",
        minimum=1,
        maximum=2048,
        logarithmic=True,
        advanced=False,
    )
    hidden_layers: int = option(
        3,
        label="Hidden layers",
        help="Layers between the encoding and the output layer; the paper's network of four layers has three.",
        minimum=1,
        maximum=12,
        advanced=False,
    )
    initialisation: str = option(
        "auto",
        label="Initialisation",
        help="How large the weights start. Auto takes the one made for the activation: He for ReLU and GELU, Xavier "
        "for tanh and sigmoid, SIREN's for sines. Choose another to see why that matters.",
        choices=INITIALISATIONS,
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Mlp:
        return Mlp(self, self.draw(in_features, out_features, numpy_source(generator)), device)

    def build_numpy(
        self, in_features: int, out_features: int, source: np.random.Generator, dtype: Any = np.float32
    ) -> Network:
        """The same network in NumPy, with the weights and frequencies that `build` gives for the same source.

        Raises:
            UsageError: as `build` does.
        """
        start = self.draw(in_features, out_features, source)
        network = Network(
            in_features,
            self.hidden_features,
            self.hidden_layers,
            out_features,
            activation=self.activation,
            omega_0=self.omega_0,
            output=self.output,
            frequencies=start.frequencies,
            dtype=dtype,
        )
        network.weights[...] = start.weights
        return network

    def draw(self, in_features: int, out_features: int, source: np.random.Generator) -> MlpStart:
        """Frequencies and weights.

        Raises:
            UsageError: when the encoding's options do not go together.
        """
        frequencies = draw_frequencies(self, in_features, source)
        hidden = [self.hidden_features] * self.hidden_layers
        widths = [encoded_features(in_features, frequencies), *hidden, out_features]
        weights = draw_weights(self.initialisation, widths, source, self.activation, self.omega_0)
        return MlpStart(frequencies, widths, weights)


def numpy_source(generator: torch.Generator) -> np.random.Generator:
    """NumPy's randomness from one number of torch's, so that both engines start alike."""
    import torch

    return np.random.default_rng(int(torch.randint(2**31, (1,), generator=generator)))


class Mlp(Perceptron):
    """The network. B is the constant "frequencies", (m, d); without an encoding there is none."""

    def __init__(self, options: MlpOptions, start: MlpStart, device: torch.device) -> None:
        import torch

        super().__init__(options, start.widths, device)
        self.weights.copy_(torch.from_numpy(start.weights))
        if start.frequencies is not None:
            self.constants["frequencies"] = torch.from_numpy(start.frequencies).float().to(device)
        self._activation = options.activation
        self._omega_0 = options.omega_0

    def encode(self, coords: Tensor) -> Tensor:
        """Features (n, 2m) of coords (n, d): cos 2πBv beside sin 2πBv with v = (coords + 1) / 2."""
        import torch

        frequencies = self.constants.get("frequencies")
        if frequencies is None:
            return coords
        # one axis after the other: products of matrices may go through bf16, which has no digits for fast waves
        turns = torch.pi * frequencies.T
        phases = (coords[:, :1] + 1) * turns[0]
        for axis in range(1, coords.shape[1]):
            phases = torch.addcmul(phases, coords[:, axis : axis + 1] + 1, turns[axis])
        return torch.cat([phases.cos(), phases.sin()], dim=1)

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        return super().forward(self.encode(coords), parts, tap)

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        return super().fit_step(self.encode(coords), targets, loss)

    def activate(self, layer: int, phase: Tensor) -> Tensor:
        import torch

        if self._activation == "relu":
            return phase.relu()
        if self._activation == "gelu":
            return torch.nn.functional.gelu(phase, approximate="tanh")
        if self._activation == "tanh":
            return phase.tanh()
        return phase.sigmoid() if self._activation == "sigmoid" else (phase * self._omega_0).sin()

    def differentiate(self, layer: int, phase: Tensor, wave: Tensor) -> None:
        import torch

        if self._activation == "relu":
            torch.sign(wave, out=phase)  # 0 where it is silent, 1 where it is not
        elif self._activation == "gelu":
            ones = torch.ones_like(phase)
            phase.copy_(torch.ops.aten.gelu_backward(ones, phase, approximate="tanh"))
        elif self._activation == "tanh":
            torch.mul(wave, wave, out=phase).neg_().add_(1.0)
        elif self._activation == "sigmoid":
            torch.addcmul(wave, wave, wave, value=-1.0, out=phase)
        else:
            phase.mul_(self._omega_0).cos_().mul_(self._omega_0)
