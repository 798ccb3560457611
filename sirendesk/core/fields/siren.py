"""SIREN: a multi-layer perceptron with sines (Sitzmann et al. 2020, "Implicit Neural Representations with Periodic
Activation Functions"), with the initialisation scale of "Fast Training of Sinusoidal Neural Fields via Scaling
Initialization" (Yeom et al. 2025).

omega_0 is folded into the stored weights: a layer computes sin(x W'ᵀ + b') with W' = omega_0 W. For Adam that equals
the unfolded layer with its learning rate multiplied by omega_0, and saves a pass over the activations.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from sirendesk.core.fields.base import Field, FieldOptions
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap
    from sirendesk.core.losses import Loss


@dataclass(frozen=True)
class SirenOptions(FieldOptions):
    """Options of a SIREN. The defaults memorise photos quickly; the paper's are omega_0 30 and scale 1."""

    title: ClassVar[str] = "SIREN"
    summary: ClassVar[str] = "Layers of sines. Sharp pictures and smooth derivatives from a small network."

    first_omega_0: float = option(
        65.0,
        label="First ω₀",
        help="How fast the first layer's sines oscillate across the picture or the sound. Low is blurry or silent, "
        "high is grainy between samples. Scrub it: the fit restarts with the same seed. A sound takes thousands.",
        minimum=1.0,
        maximum=1_000_000.0,
        logarithmic=True,
        advanced=False,
    )
    hidden_omega_0: float = option(
        30.0,
        label="Hidden ω₀",
        help="The factor inside the hidden sines. It sets how quickly their weights move during learning; "
        "the paper uses 30.",
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
    first_pace: float | None = option(
        None,
        label="First layer's pace",
        help="How far the first layer's phases move, in learning rates a step. Auto is ω₀ times, as in the paper; "
        "where ω₀ is in the thousands, for a sound, that shakes every sample, and 1 lets its frequencies settle.",
        minimum=0.01,
        maximum=1_000_000.0,
        logarithmic=True,
    )
    initialisation: str = option(
        "siren",
        label="Initialisation",
        help="How the weights start. The paper's keeps every layer's phases standard normal, whatever the depth; He "
        "and Xavier, made for other activations, do not: choose one to see why it matters.",
        choices=("siren", "he", "xavier"),
    )
    weight_scale: float = option(
        1.85,
        label="Weight scale α",
        help="Multiplies the initial weights of every layer but the last. 1 is the paper's initialisation; about 2 "
        "learns pictures roughly ten times faster; above 2.25 a fit may never start.",
        minimum=0.25,
        maximum=4.0,
        step=0.05,
        applies=("initialisation", ("siren",)),
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Siren:
        return Siren(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        if self.weight_scale > 1.0:
            return replace(self, weight_scale=max(1.0, self.weight_scale * 0.75))
        if self.first_omega_0 > 30.0:
            return replace(self, first_omega_0=max(30.0, self.first_omega_0 / 2))
        return None


class Siren(Field):
    """The network: `hidden_layers` + 1 sine layers and a linear one, with a backward pass written by hand."""

    def __init__(
        self,
        options: SirenOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        widths = [in_features] + [options.hidden_features] * (options.hidden_layers + 1) + [out_features]
        shapes: list[tuple[int, ...]] = []
        for fan_in, fan_out in itertools.pairwise(widths):
            shapes += [(fan_out, fan_in), (fan_out,)]
        super().__init__(options, shapes, device)
        self.hidden_matrices = tuple(range(2, 2 * options.hidden_layers + 1, 2))
        self._omegas = [options.first_omega_0] + [options.hidden_omega_0] * options.hidden_layers
        self._initialise(options, generator, device)
        self._layers = _pairs(self.split(self.weights))
        self._slopes = _pairs(self.split(self.gradients))
        self._buffers: list[Tensor] = []
        self._ones = self.weights.new_ones(0)

    def to_double(self) -> None:
        super().to_double()
        self._layers, self._slopes = _pairs(self.split(self.weights)), _pairs(self.split(self.gradients))
        self._ones = self.weights.new_ones(0)

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        values = coords
        *hidden, (weight, bias) = _pairs(parts)
        for k, (inner, shift) in enumerate(hidden):
            values = tap(k, (values @ inner.T + shift).sin())
        return values @ weight.T + bias

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        import torch

        count = len(self._layers) - 1
        if self._ones.shape[0] != coords.shape[0]:
            width = self._layers[0][0].shape[0]
            self._buffers = [coords.new_empty(coords.shape[0], width) for _ in range(2 * count)]
            self._ones = coords.new_ones(coords.shape[0])
        phases, waves = self._buffers[:count], self._buffers[count:]
        values = coords
        for k, ((weight, bias), phase, wave) in enumerate(zip(self._layers[:-1], phases, waves, strict=True)):
            if k and self.half:
                torch.add(_half_product(values, weight.T), bias, out=phase)
            else:  # coordinates never go through bf16: 8 bits would merge their columns
                torch.addmm(bias, values, weight.T, out=phase)
            torch.sin(phase, out=wave)
            values = wave
        weight, bias = self._layers[-1]
        predictions = self._squash(torch.addmm(bias, values, weight.T))
        value, slope = loss(predictions, targets)
        squash = self._squash_slope(predictions)
        slope = slope if squash is None else slope * squash
        for k in range(count, -1, -1):
            weight_slope, bias_slope = self._slopes[k]
            half = self.half and 0 < k < count
            if half:
                weight_slope.copy_(_half_product(slope.T, waves[k - 1]))
            elif k:
                torch.mm(slope.T, waves[k - 1], out=weight_slope)
            else:  # two columns: this way round the product runs along memory
                weight_slope.copy_((coords.T @ slope).T)
            torch.mv(slope.T, self._ones, out=bias_slope)
            if k:
                below = phases[k - 1]
                torch.cos(below, out=below)
                if half:
                    waves[k - 1].copy_(_half_product(slope, self._layers[k][0]))
                else:
                    torch.mm(slope, self._layers[k][0], out=waves[k - 1])
                slope = below.mul_(waves[k - 1])
        return value, predictions

    def _initialise(self, options: SirenOptions, generator: torch.Generator, device: torch.device) -> None:
        import torch

        folded = torch.ones(self.parameters)
        start = torch.zeros(self.parameters)
        layers, sizes = _pairs(self.split(start)), _pairs(self.split(folded))
        last = len(layers) - 1
        for k, ((weight, bias), pair) in enumerate(zip(layers, sizes, strict=True)):
            omega = self._omegas[k] if k < last else 1.0
            bound = _bound(options, weight.shape[1], weight.shape[0], k, last)
            weight.copy_((torch.rand(weight.shape, generator=generator) * 2 - 1) * (bound * omega))
            # biases as torch.nn.Linear starts them, which is what the paper's code leaves in place
            limit = omega / math.sqrt(weight.shape[1])
            bias.copy_((torch.rand(bias.shape, generator=generator) * 2 - 1) * limit)
            for size in pair:
                size.fill_(omega)
        self.weights.copy_(start.to(device))
        self.folded = folded.to(device)
        if options.first_pace is not None and last > 0:
            pace = torch.ones(self.parameters)
            for part in self.split(pace)[:2]:
                part.fill_(options.first_pace / options.first_omega_0)
            self.pace = pace.to(device)


def _bound(options: SirenOptions, fan_in: int, fan_out: int, layer: int, last: int) -> float:
    """Half the width of the uniform distribution that a layer's weights are drawn from."""
    if options.initialisation == "he":  # He et al. 2015, eq. 10, as a uniform distribution
        return math.sqrt(6.0 / fan_in)
    if options.initialisation == "xavier":  # Glorot and Bengio 2010, eq. 16
        return math.sqrt(6.0 / (fan_in + fan_out))
    scale = options.weight_scale if layer < last else 1.0
    if layer == 0 and last > 0:
        return scale / fan_in
    return scale * math.sqrt(6.0 / fan_in) / options.hidden_omega_0


def _pairs(parts: list[Tensor]) -> list[tuple[Tensor, Tensor]]:
    return list(zip(parts[::2], parts[1::2], strict=True))


def _half_product(left: Tensor, right: Tensor) -> Tensor:
    import torch

    return torch.mm(left.bfloat16(), right.bfloat16())
