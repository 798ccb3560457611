"""RMSProp (Tieleman and Hinton 2012, Coursera lecture 6.5): the gradient over the root of its running mean square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.optimizers.base import Evaluation, Optimizer, OptimizerOptions, Weighted, learning_rate, strides
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class RmsPropOptions(OptimizerOptions):
    """s ← ρ s + (1 - ρ) g², then W ← W - lr g / (√s + 1e-8)."""

    title: ClassVar[str] = "RMSProp"
    summary: ClassVar[str] = "Every weight's step has the same usual size, whatever the size of its gradient."

    learning_rate: float = learning_rate(2e-4)
    smoothing: float = option(
        0.99,
        label="Smoothing ρ",
        help="Memory of the running mean of squared gradients. Nearer to 1 is calmer and slower to notice a change.",
        minimum=0.0,
        maximum=0.9999,
    )

    def build(self, field: Weighted) -> Optimizer:
        return RmsProp(self, field)


class RmsProp(Optimizer):
    """Like Adam's, its ratio knows no scale, but for the 1e-8, which is added to the root of the stored square."""

    def __init__(self, options: RmsPropOptions, field: Weighted) -> None:
        import torch

        self._weights, self._gradients, self._strides = field.weights, field.gradients, strides(field)
        self._smoothing = options.smoothing
        self._square = torch.zeros_like(field.weights)
        self._update = torch.empty_like(field.weights)

    def step(self, learning_rate: float, evaluate: Evaluation) -> None:
        import torch

        self._square.mul_(self._smoothing).addcmul_(self._gradients, self._gradients, value=1 - self._smoothing)
        torch.sqrt(self._square, out=self._update)
        self._update.add_(1e-8)
        torch.div(self._gradients, self._update, out=self._update)
        if self._strides is not None:
            self._update.mul_(self._strides)
        self._weights.add_(self._update, alpha=-learning_rate)

    def state(self) -> dict[str, Tensor]:
        return {"square": self._square}
