"""Gradient descent: plain, with momentum or Nesterov's. The sampling makes it full, mini-batch or stochastic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.optimizers.base import Evaluation, Optimizer, OptimizerOptions, Weighted, learning_rate, strides
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class SgdOptions(OptimizerOptions):
    """v ← μ v + g, then W ← W - lr v; Nesterov steps along g + μ v (Sutskever et al. 2013, eq. 3 and 4)."""

    title: ClassVar[str] = "SGD"
    summary: ClassVar[str] = "Straight down the gradient, with or without momentum: the method all others improve on."

    learning_rate: float = learning_rate(1e-3)
    momentum: float = option(
        0.9,
        label="Momentum μ",
        help="How much of the last step is carried on. 0 is plain gradient descent; 0.9 rolls about ten times faster "
        "along a valley.",
        minimum=0.0,
        maximum=0.999,
        advanced=False,
    )
    nesterov: bool = option(
        False,
        label="Nesterov",
        help="Looks where the momentum is going before it steps, which damps swinging.",
    )

    def build(self, field: Weighted) -> Optimizer:
        return Sgd(self, field)


class Sgd(Optimizer):
    """The velocity is kept of nominal gradients; the step goes back to stored weights."""

    def __init__(self, options: SgdOptions, field: Weighted) -> None:
        import torch

        self._weights, self._gradients = field.weights, field.gradients
        self._folded, self._strides = field.folded, strides(field)
        self._momentum, self._nesterov = options.momentum, options.nesterov
        self._velocity = torch.zeros_like(field.weights)
        self._update = torch.empty_like(field.weights)

    def step(self, learning_rate: float, evaluate: Evaluation) -> None:
        import torch

        if self._folded is None:
            self._update.copy_(self._gradients)
        else:
            torch.mul(self._gradients, self._folded, out=self._update)
        self._velocity.mul_(self._momentum).add_(self._update)
        if self._nesterov:
            self._update.add_(self._velocity, alpha=self._momentum)
        else:
            self._update.copy_(self._velocity)
        if self._strides is not None:
            self._update.mul_(self._strides)
        self._weights.add_(self._update, alpha=-learning_rate)

    def state(self) -> dict[str, Tensor]:
        return {"velocity": self._velocity}
