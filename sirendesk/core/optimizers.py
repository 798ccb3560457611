"""Optimisers over one flat vector of weights, and the schedules of their learning rate."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor


WARM_UP = 0.05
FLOOR = 0.02


def constant(progress: float) -> float:
    """The same rate throughout."""
    return 1.0


def cosine(progress: float) -> float:
    """A straight rise over the first twentieth of the budget, then half a cosine from 1 down to 1/50.

    The cosine is that of Loshchilov and Hutter 2017 (SGDR, eq. 5) without restarts; the rise lets Adam's means settle
    before the steps are full, which makes scaled initialisations start reliably.
    """
    falling = FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))
    return min(1.0, (progress + 0.001) / WARM_UP) * falling


def exponential(progress: float) -> float:
    """From 1 down to 0.1 over the budget, the same factor each step."""
    return 0.1 ** min(1.0, progress)


SCHEDULES: Mapping[str, Callable[[float], float]] = {
    "cosine": cosine,
    "exponential": exponential,
    "constant": constant,
}


@dataclass(frozen=True)
class OptimizerOptions(ABC):
    """What every optimiser has: a learning rate and how it falls while the budget is spent."""

    title: ClassVar[str]
    summary: ClassVar[str]

    learning_rate: float = option(
        6e-4,
        label="Learning rate",
        help="Size of each step. Too high never starts, too low crawls. It can be turned while the fit runs.",
        minimum=1e-6,
        maximum=1.0,
        logarithmic=True,
        live=True,
        advanced=False,
    )
    schedule: str = option(
        "cosine",
        label="Schedule",
        help="How the rate falls over the budget. Cosine ends near zero, which settles a fit; constant is the paper's.",
        choices=tuple(SCHEDULES),
    )

    @abstractmethod
    def build(self, weights: Tensor, gradients: Tensor, rates: Tensor | None) -> Optimizer:
        """An optimiser that updates `weights` in place from `gradients`, its rate times `rates`."""


class Optimizer(ABC):
    """Updates weights in place; its state is a handful of tensors by name."""

    @abstractmethod
    def step(self, learning_rate: float) -> None:
        """One update from the gradients as they stand."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """The tensors that make the next step what it is; loading copies into them."""


@dataclass(frozen=True)
class AdamOptions(OptimizerOptions):
    """Adam (Kingma and Ba 2015, algorithm 1)."""

    title: ClassVar[str] = "Adam"
    summary: ClassVar[str] = "Steps scaled weight by weight from running means of the gradient and of its square."

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

    def build(self, weights: Tensor, gradients: Tensor, rates: Tensor | None) -> Optimizer:
        return Adam(self, weights, gradients, rates)


class Adam(Optimizer):
    """Adam on a flat vector: five passes over the weights whatever the number of layers."""

    def __init__(self, options: AdamOptions, weights: Tensor, gradients: Tensor, rates: Tensor | None) -> None:
        import torch

        self._weights, self._gradients, self._rates = weights, gradients, rates
        self._beta1, self._beta2 = options.beta1, options.beta2
        self._mean, self._square = torch.zeros_like(weights), torch.zeros_like(weights)
        self._update = torch.empty_like(weights)
        self._count = torch.zeros(1, dtype=torch.int64)

    def step(self, learning_rate: float) -> None:
        import torch

        self._count += 1
        count = int(self._count)
        self._mean.lerp_(self._gradients, 1 - self._beta1)
        self._square.mul_(self._beta2).addcmul_(self._gradients, self._gradients, value=1 - self._beta2)
        torch.sqrt(self._square, out=self._update)
        self._update.div_(math.sqrt(1 - self._beta2**count)).add_(1e-8)
        torch.div(self._mean, self._update, out=self._update)
        if self._rates is not None:
            self._update.mul_(self._rates)
        self._weights.add_(self._update, alpha=-learning_rate / (1 - self._beta1**count))

    def state(self) -> dict[str, Tensor]:
        return {"mean": self._mean, "square": self._square, "count": self._count}


OPTIMIZERS: Mapping[str, type[OptimizerOptions]] = {
    "adam": AdamOptions,
}
