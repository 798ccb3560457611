"""FINER: sines whose frequency grows with their own argument (Liu et al. 2024, "FINER: Flexible Spectral-bias Tuning in
Implicit Neural Representation by Variable-periodic Activation Functions", eq. 5 and 6).

A layer computes sin(ω (|z| + 1) z) with z = x Wᵀ + b. Weights start as SIREN's; the first bias starts uniform on
[-k, k], and a wider k places more neurons where the sine is already fast. The authors' code holds |z| + 1 fixed in the
backward pass; here the derivative is the true one, ω (2 |z| + 1) cos(...).
omega is folded into the stored weights as in `siren.py`: with u = ω z the layer is sin((|u| / ω + 1) u).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from sirendesk.core.fields.base import FieldOptions
from sirendesk.core.fields.perceptron import Perceptron
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor


@dataclass(frozen=True)
class FinerOptions(FieldOptions):
    """Options of a FINER. The defaults memorise photos quickly; the paper's are omega_0 30, k 1/√2 and scale 1."""

    title: ClassVar[str] = "FINER"
    summary: ClassVar[str] = "Sines that speed up away from zero: each neuron picks its own frequency by its bias."

    first_omega_0: float = option(
        30.0,
        label="First ω₀",
        help="The slowest the first layer's sines oscillate; the bias below makes many of them faster. That is why "
        "FINER minds a wrong ω₀ less than SIREN does.",
        minimum=1.0,
        maximum=10000.0,
        logarithmic=True,
        advanced=False,
    )
    first_bias: float = option(
        2.0,
        label="First bias k",
        help="The first biases start between -k and k. Neurons far from zero oscillate 2k + 1 times faster: a larger k "
        "hands out higher frequencies, a k near 0 leaves a SIREN.",
        minimum=0.0,
        maximum=50.0,
        step=0.1,
        advanced=False,
    )
    hidden_omega_0: float = option(
        30.0,
        label="Hidden ω₀",
        help="The factor inside the hidden sines. It sets how quickly their weights move during learning, and how soon "
        "a growing argument speeds a sine up: the paper uses 30.",
        minimum=1.0,
        maximum=200.0,
        logarithmic=True,
    )
    hidden_features: int = option(
        256,
        label="Width",
        help="Sines in each layer. Twice the width is four times the weights and the work.",
        minimum=4,
        maximum=2048,
        logarithmic=True,
        advanced=False,
    )
    hidden_layers: int = option(
        3,
        label="Hidden layers",
        help="Sine layers after the first one. More layers reach higher frequencies from the same ω₀.",
        minimum=0,
        maximum=12,
        advanced=False,
    )
    weight_scale: float = option(
        1.4,
        label="Weight scale α",
        help="Multiplies the initial weights of every layer but the last. 1 is the paper's initialisation; 1.4 learns "
        "fine detail far sooner. Beside a wide first bias, more than 1.7 turns to noise.",
        minimum=0.25,
        maximum=4.0,
        step=0.05,
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Finer:
        return Finer(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        if self.weight_scale > 1.0:
            return replace(self, weight_scale=max(1.0, self.weight_scale * 0.75))
        if self.first_bias > 1.0:
            return replace(self, first_bias=max(1.0, self.first_bias / 2))
        if self.first_omega_0 > 30.0:
            return replace(self, first_omega_0=max(30.0, self.first_omega_0 / 2))
        return None


class Finer(Perceptron):
    """The network: `hidden_layers` + 1 layers of variable-periodic sines and a linear one."""

    def __init__(
        self,
        options: FinerOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        width, hidden = options.hidden_features, options.hidden_layers
        super().__init__(options, [in_features] + [width] * (hidden + 1) + [out_features], device)
        self._omegas = [options.first_omega_0] + [options.hidden_omega_0] * hidden
        inner = math.sqrt(6.0 / width) / options.hidden_omega_0
        # hidden and last biases as torch.nn.Linear starts them, which is what the authors' code leaves in place
        usual = 1.0 / math.sqrt(width)
        bounds = [(options.weight_scale / in_features, options.first_bias)]
        bounds += [(options.weight_scale * inner, usual)] * hidden + [(inner, usual)]
        self.initialise(bounds, [*self._omegas, 1.0], generator)

    def activate(self, layer: int, phase: Tensor) -> Tensor:
        return (phase.abs() / self._omegas[layer]).add(1.0).mul(phase).sin()

    def differentiate(self, layer: int, phase: Tensor, wave: Tensor) -> None:
        size = phase.abs().div_(self._omegas[layer])
        phase.mul_(size + 1.0).cos_().mul_(size.mul_(2.0).add_(1.0))
