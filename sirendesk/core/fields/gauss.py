"""Gauss: a multi-layer perceptron with Gaussian bumps (Ramasinghe and Lucey 2022, "Beyond Periodicity: Towards a
Unifying Framework for Activations in Coordinate-MLPs", whose bump is exp(-z² / 2σ²)).

As in the comparisons of WIRE and FINER a layer computes exp(-(s z)²) with z = x Wᵀ + b, so s is 1 / (σ √2). Weights and
biases start uniform on ±1 / √(fan in), the usual start of a linear layer. s is folded into the stored weights.
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
class GaussOptions(FieldOptions):
    """Options of a network of Gaussian bumps. The published comparisons use s 30 and thousands of steps."""

    title: ClassVar[str] = "Gauss"
    summary: ClassVar[str] = "Layers of Gaussian bumps. No waves: detail comes from how narrow the bumps are."

    scale: float = option(
        10.0,
        label="Scale s",
        help="How narrow the bumps exp(-(s z)²) are. Low gives broad, blurry ridges; high gives thin ones, and so thin "
        "that most neurons are silent wherever one looks. It does for Gauss what ω₀ does for SIREN.",
        minimum=0.5,
        maximum=300.0,
        logarithmic=True,
        advanced=False,
    )
    hidden_features: int = option(
        256,
        label="Width",
        help="Bumps in each layer. Twice the width is four times the weights and the work.",
        minimum=4,
        maximum=2048,
        logarithmic=True,
        advanced=False,
    )
    hidden_layers: int = option(
        3,
        label="Hidden layers",
        help="Layers of bumps after the first one. Each makes bumps of bumps, so detail grows finer with depth.",
        minimum=0,
        maximum=12,
        advanced=False,
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Gauss:
        return Gauss(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        return replace(self, scale=max(5.0, self.scale / 2)) if self.scale > 5.0 else None


class Gauss(Perceptron):
    """The network: `hidden_layers` + 1 layers of bumps and a linear one."""

    def __init__(
        self,
        options: GaussOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        widths = [in_features] + [options.hidden_features] * (options.hidden_layers + 1) + [out_features]
        super().__init__(options, widths, device)
        usual = [1.0 / math.sqrt(fan_in) for fan_in in widths[:-1]]
        factors = [options.scale] * (options.hidden_layers + 1) + [1.0]
        self.initialise([(bound, bound) for bound in usual], factors, generator)

    def activate(self, layer: int, phase: Tensor) -> Tensor:
        return phase.square().neg().exp()

    def differentiate(self, layer: int, phase: Tensor, wave: Tensor) -> None:
        phase.mul_(wave).mul_(-2.0)
