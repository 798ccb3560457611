"""Multiplicative filter networks (Fathony et al. 2021, "Multiplicative Filter Networks", eq. 4 to 10).

No activation: the coordinates go through a filter g for each layer, and layers multiply,
    v₀ = g₀(x),    vᵢ = gᵢ(x) ∘ (vᵢ₋₁ Wᵢᵀ + bᵢ),    f = vₙ Wᵀ + b,
so that the field is one sum of sines (FourierNet, g = sin(Ωx + φ)) or of Gabor functions (GaborNet,
g = exp(−γ |x − μ|² / 2) sin(Ωx + φ)), of exponentially many of them.

They start as the authors' do: Ω uniform on ±s / √(d (n + 1)) with the input scale s, for Gabor times √γ; φ uniform on
±π; Wᵢ uniform on ±√(w / width) with the weight scale w; the rest as a linear layer's usual start, ±1 / √(fan in);
μ uniform on [−1, 1]ᵈ; γ from Gamma(α / (n + 1), β), whose mean is α / ((n + 1) β).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from sirendesk.core.fields.base import AutogradField, FieldOptions
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap

SAFE_INPUT_SCALE = 64.0
# the usual rate of 6e-4 becomes 5e-3; the authors use 1e-2 with every pixel in each step
PACE = 8.0


def _input_scale() -> Any:
    return option(
        400.0,
        label="Input scale",
        help="How high the filters' frequencies reach, all layers together: it does what ω₀ does for SIREN. Products "
        "of layers add their frequencies; nearly all of the sums stay below this many radians per half picture.",
        minimum=1.0,
        maximum=20000.0,
        logarithmic=True,
        advanced=False,
    )


def _width() -> Any:
    return option(
        256,
        label="Width",
        help="Filters in each layer. Twice the width is four times the weights and the work.",
        minimum=4,
        maximum=2048,
        logarithmic=True,
        advanced=False,
    )


def _layers() -> Any:
    return option(
        3,
        label="Hidden layers",
        help="Products with a further set of filters. Each doubles the number of frequencies in every neuron; with "
        "none the field is a plain sum of the first filters.",
        minimum=0,
        maximum=12,
        advanced=False,
    )


def _weight_scale() -> Any:
    return option(
        1.0,
        label="Weight scale",
        help="The matrices between layers start uniform on ±√(this / width). 1 is the paper's; more makes deep sums "
        "start louder.",
        minimum=0.05,
        maximum=10.0,
        logarithmic=True,
    )


@dataclass(frozen=True)
class FourierMfnOptions(FieldOptions):
    """Options of a FourierNet. The paper's input scale is 256 for a picture of 256², and the rest is as here."""

    title: ClassVar[str] = "MFN (Fourier)"
    summary: ClassVar[str] = "Layers of sines multiplied together: exactly one large sum of sines, with no activation."

    input_scale: float = _input_scale()
    hidden_features: int = _width()
    hidden_layers: int = _layers()
    weight_scale: float = _weight_scale()

    def build(
        self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device
    ) -> FilterNetwork:
        return FilterNetwork(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        if self.input_scale <= SAFE_INPUT_SCALE:
            return None
        return replace(self, input_scale=max(SAFE_INPUT_SCALE, self.input_scale / 2))


@dataclass(frozen=True)
class GaborMfnOptions(FieldOptions):
    """Options of a GaborNet. The paper's input scale is 256 for a picture of 256², and the rest is as here."""

    title: ClassVar[str] = "MFN (Gabor)"
    summary: ClassVar[str] = "Sines under Gaussian windows, multiplied layer by layer: waves that know their place."

    input_scale: float = _input_scale()
    alpha: float = option(
        6.0,
        label="Window α",
        help="The windows' sharpness γ is drawn from a Gamma(α / layers, β) distribution. A larger α makes windows "
        "narrower and more alike; a small one leaves a few narrow and the rest as wide as the picture.",
        minimum=0.1,
        maximum=1000.0,
        logarithmic=True,
        advanced=False,
    )
    beta: float = option(
        1.0,
        label="Window β",
        help="Divides the windows' sharpness γ: a larger β widens them all. Frequencies follow √γ, so wide windows "
        "start with slow waves.",
        minimum=0.01,
        maximum=100.0,
        logarithmic=True,
    )
    hidden_features: int = _width()
    hidden_layers: int = _layers()
    weight_scale: float = _weight_scale()

    def build(
        self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device
    ) -> FilterNetwork:
        return FilterNetwork(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        if self.input_scale <= SAFE_INPUT_SCALE:
            return None
        return replace(self, input_scale=max(SAFE_INPUT_SCALE, self.input_scale / 2))


class FilterNetwork(AutogradField):
    """The network. Weight arrays: for each filter Ω, φ (Gabor: and μ, γ); for each product W, b; W and b of the end."""

    def __init__(
        self,
        options: FourierMfnOptions | GaborMfnOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        width, products = options.hidden_features, options.hidden_layers
        self._gabor = isinstance(options, GaborMfnOptions)
        self._per_filter = 4 if self._gabor else 2
        one: list[tuple[int, ...]] = [(width, in_features), (width,)]
        one += [(width, in_features), (width,)] if self._gabor else []
        shapes = one * (products + 1) + [(width, width), (width,)] * products + [(out_features, width), (out_features,)]
        super().__init__(options, shapes, device)
        first = self._per_filter * (products + 1)
        self.hidden_matrices = tuple(range(first, first + 2 * products, 2))
        self._initialise(options, generator)

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        size = self._per_filter
        end = len(parts) - 2 * len(self.hidden_matrices) - 2
        filters = [self._filter(coords, parts[k : k + size]) for k in range(0, end, size)]
        values = tap(0, filters[0])
        for k, wave in enumerate(filters[1:]):
            weight, bias = parts[end + 2 * k], parts[end + 2 * k + 1]
            values = tap(k + 1, wave * (values @ weight.T + bias))
        return values @ parts[-2].T + parts[-1]

    def _filter(self, coords: Tensor, parts: list[Tensor]) -> Tensor:
        wave = (coords @ parts[0].T + parts[1]).sin()
        if not self._gabor:
            return wave
        centre, sharpness = parts[2], parts[3]
        distance = coords.square().sum(1, keepdim=True) + centre.square().sum(1) - 2.0 * coords @ centre.T
        return wave * (-0.5 * distance * sharpness).exp()

    def _initialise(self, options: FourierMfnOptions | GaborMfnOptions, generator: torch.Generator) -> None:
        import torch

        def uniform(part: Tensor, bound: float) -> None:
            part.copy_((torch.rand(part.shape, generator=generator) * 2 - 1) * bound)

        start = torch.zeros(self.parameters)
        parts = self.split(start)
        end = self._per_filter * (options.hidden_layers + 1)
        for k in range(0, end, self._per_filter):
            fan_in = parts[k].shape[1]
            uniform(parts[k], options.input_scale / math.sqrt(fan_in * (options.hidden_layers + 1)))
            uniform(parts[k + 1], math.pi)
            if isinstance(options, GaborMfnOptions):
                uniform(parts[k + 2], 1.0)
                # torch draws no Gamma from a generator of one's own; numpy's is seeded from it
                seed = int(torch.randint(2**62, (1,), generator=generator))
                shape = options.alpha / (options.hidden_layers + 1)
                drawn = np.random.default_rng(seed).gamma(shape, 1.0 / options.beta, len(parts[k]))
                parts[k + 3].copy_(torch.from_numpy(drawn))
                parts[k].mul_(parts[k + 3].sqrt()[:, None])
        for k in range(end, len(parts), 2):
            usual = 1.0 / math.sqrt(parts[k].shape[1])
            uniform(parts[k], usual if k == len(parts) - 2 else usual * math.sqrt(options.weight_scale))
            uniform(parts[k + 1], usual)
        self.weights.copy_(start)
        self.pace = torch.full_like(self.weights, PACE)
