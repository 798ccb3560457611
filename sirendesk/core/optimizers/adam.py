"""Adam and AdamW on a flat vector: five passes over the weights whatever the number of layers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.optimizers.base import Evaluation, Optimizer, OptimizerOptions, Weighted, strides
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class MomentOptions(OptimizerOptions):
    """Abstract: the two memories of Adam and its kin."""

    beta1: float = option(
        0.6,
        label="β₁",
        help="Memory of the gradient's running mean. 0.9 is the usual one; shorter suits a fit of a few hundred steps.",
        minimum=0.0,
        maximum=0.999,
    )
    beta2: float = option(
        0.99,
        label="β₂",
        help="Memory of the running mean of its square. 0.999 is the usual one; shorter suits a fit of seconds.",
        minimum=0.0,
        maximum=0.9999,
    )


@dataclass(frozen=True)
class AdamOptions(MomentOptions):
    """Adam (Kingma and Ba 2015, algorithm 1)."""

    title: ClassVar[str] = "Adam"
    summary: ClassVar[str] = "Steps scaled weight by weight from running means of the gradient and of its square."

    def build(self, field: Weighted) -> Optimizer:
        return Adam(field, self.beta1, self.beta2)


@dataclass(frozen=True)
class AdamWOptions(MomentOptions):
    """AdamW (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2)."""

    title: ClassVar[str] = "AdamW"
    summary: ClassVar[str] = "Adam that also shrinks every weight a little at each step, apart from its gradient."

    weight_decay: float = option(
        0.01,
        label="Weight decay",
        help="Share of each weight that is taken away at a step, times the learning rate. Smoother between samples, "
        "less exact on them; 0 is Adam.",
        minimum=0.0,
        maximum=10.0,
        step=0.01,
        advanced=False,
    )

    def build(self, field: Weighted) -> Optimizer:
        return Adam(field, self.beta1, self.beta2, self.weight_decay)


class Adam(Optimizer):
    """Adam; its ratio of means knows no scale, so it is that of nominal weights and only the way back is multiplied.

    The 1e-8 in the denominator, too small to be seen in a fit, is added to the root of the stored gradient's square.
    """

    def __init__(self, field: Weighted, beta1: float, beta2: float, weight_decay: float = 0.0) -> None:
        import torch

        self._weights, self._gradients, self._strides = field.weights, field.gradients, strides(field)
        self._pace = field.pace
        self._beta1, self._beta2, self._weight_decay = beta1, beta2, weight_decay
        self._mean, self._square = torch.zeros_like(field.weights), torch.zeros_like(field.weights)
        self._update = torch.empty_like(field.weights)
        self._count = torch.zeros(1, dtype=torch.int64)

    def restrict(self, strides: Tensor) -> None:
        """Use these strides instead of the field's; where they are 0 no weight is changed."""
        self._strides = strides

    def step(self, learning_rate: float, evaluate: Evaluation) -> None:
        import torch

        self._count += 1
        count = int(self._count)
        self._mean.lerp_(self._gradients, 1 - self._beta1)
        self._square.mul_(self._beta2).addcmul_(self._gradients, self._gradients, value=1 - self._beta2)
        torch.sqrt(self._square, out=self._update)
        self._update.div_(math.sqrt(1 - self._beta2**count)).add_(1e-8)
        torch.div(self._mean, self._update, out=self._update)
        if self._strides is not None:
            self._update.mul_(self._strides)
        if self._weight_decay and self._pace is not None:
            self._weights.addcmul_(self._weights, self._pace, value=-learning_rate * self._weight_decay)
        elif self._weight_decay:
            self._weights.mul_(1 - learning_rate * self._weight_decay)
        self._weights.add_(self._update, alpha=-learning_rate / (1 - self._beta1**count))

    def state(self) -> dict[str, Tensor]:
        return {"mean": self._mean, "square": self._square, "count": self._count}
