"""What every field has: options that build it, and one flat vector of weights under a function of coordinates."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.losses import Loss


@dataclass(frozen=True)
class FieldOptions(ABC):
    """Options of one model. Torch-free, so that a form or a parser can be made before torch is loaded."""

    title: ClassVar[str]
    summary: ClassVar[str]

    @abstractmethod
    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Field:
        """A freshly initialised field. All randomness comes from `generator` (a CPU generator)."""

    def safer(self) -> Self | None:
        """Options less likely to stall at the start, or None when there is nothing left to tame."""
        return None


class Field(ABC):
    """A function from coords (n, in_features) in [-1, 1] to values (n, out_features).

    All weights live in one flat vector `weights` (and their gradients in `gradients`), so that an optimiser is a few
    vector operations and a state is one array. `rates` multiplies the learning rate weight by weight; None means 1.
    `half` asks `fit_step` to multiply its hidden layers in bf16; a field that cannot takes no notice.
    """

    def __init__(self, shapes: list[tuple[int, ...]], device: torch.device) -> None:
        import torch

        sizes = [math.prod(s) for s in shapes]
        self.weights: Tensor = torch.zeros(sum(sizes), device=device)
        self.gradients: Tensor = torch.zeros_like(self.weights)
        self.rates: Tensor | None = None
        self.half = False
        self._shapes = shapes
        self._sizes = sizes

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.weights.numel()

    def split(self, vector: Tensor) -> list[Tensor]:
        """Views into a flat vector, one for each weight array, in the order of `shapes`."""
        return [part.view(s) for part, s in zip(vector.split(self._sizes), self._shapes, strict=True)]

    @abstractmethod
    def __call__(self, coords: Tensor) -> Tensor:
        """Values at coords; differentiable in coords when they ask for it."""

    @abstractmethod
    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        """Loss (a scalar) and predictions (n, out_features) of one batch; fills `gradients`."""
