"""What every optimiser has: a learning rate, its course over the budget, and steps over one flat vector of weights.

The mathematics is that of nominal weights, the papers' own. A field may store W' = r W (omega_0 folded in; `folded` in
`fields/base.py`); then the nominal gradient is r g' and a nominal update ΔW is applied as W' += r ΔW. So SGD's step
is multiplied by r², Adam's by r, and every optimiser takes the same path as on the unfolded network, but for the 1e-8
in the denominators of Adam and its kin, which is added to roots of squares of the stored gradient.

A field may also set a pace p, a factor of the learning rate for each weight: whatever the optimiser, the update of a
nominal weight (AdamW's decay too) is multiplied by it once, W' += r p ΔW. Only L-BFGS, whose search sets the length,
takes it for its first guess of the curvature instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from sirendesk.core.optimizers.schedules import SCHEDULES, warmed_up
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor


class Weighted(Protocol):
    """What an optimiser needs of a field; `fields/base.py` says what each of these is."""

    @property
    def weights(self) -> Tensor: ...

    @property
    def gradients(self) -> Tensor: ...

    @property
    def folded(self) -> Tensor | None: ...

    @property
    def pace(self) -> Tensor | None: ...

    @property
    def hidden_matrices(self) -> tuple[int, ...]: ...

    def split(self, vector: Tensor) -> list[Tensor]: ...


def strides(field: Weighted) -> Tensor | None:
    """What a nominal update is multiplied by on its way to the stored weights; None means 1."""
    if field.folded is None or field.pace is None:
        return field.pace if field.folded is None else field.folded
    return field.folded * field.pace


class Evaluation(Protocol):
    """The loss of the batch at hand. Calling it recomputes loss and gradients at the weights as they then are."""

    loss: float

    def __call__(self) -> float:
        """The loss now, also kept in `loss`; fills the field's gradients."""
        ...


def learning_rate(default: float) -> Any:
    """The option that every optimiser has, with the default that suits it."""
    return option(
        default,
        label="Learning rate",
        help="Size of each step. Too high never starts, too low crawls. It can be turned while the fit runs.",
        minimum=1e-6,
        maximum=1.0,
        logarithmic=True,
        live=True,
        advanced=False,
    )


@dataclass(frozen=True)
class OptimizerOptions(ABC):
    """Options of one optimiser. Torch-free, so that a form or a parser can be made before torch is loaded."""

    title: ClassVar[str]
    summary: ClassVar[str]

    learning_rate: float = learning_rate(6e-4)
    schedule: str = option(
        "cosine",
        label="Schedule",
        help="How the rate falls over the budget. Cosine ends near zero, which settles a fit; exponential ends at a "
        "tenth; steps halves the rate at half way; constant is the paper's.",
        choices=tuple(SCHEDULES),
    )
    warm_up: float = option(
        0.05,
        label="Warm-up",
        help="Share of the budget over which the rate first rises from nothing. It lets large networks and scaled "
        "initialisations start reliably; 0 starts at the full rate.",
        minimum=0.0,
        maximum=0.5,
        step=0.01,
    )
    clip_norm: float | None = option(
        None,
        label="Clip gradient at",
        help="A gradient longer than this is shortened to it, so that one bad batch cannot throw the weights far. "
        "Auto leaves every gradient as it is.",
        minimum=1e-6,
        maximum=1e6,
        logarithmic=True,
    )

    @abstractmethod
    def build(self, field: Weighted) -> Optimizer:
        """An optimiser that updates the weights of `field` in place from its gradients."""

    def rate_at(self, progress: float) -> float:
        """Factor of the learning rate in (0, 1] at `progress` in [0, 1] of the budget: schedule and warm-up."""
        return warmed_up(progress, self.warm_up) * SCHEDULES[self.schedule](progress)


class Optimizer(ABC):
    """Updates weights in place; its state is a handful of tensors by name."""

    # whether it evaluates the loss along its way: then a gradient must be the loss's own, not a clipped one
    searches: ClassVar[bool] = False

    @abstractmethod
    def step(self, learning_rate: float, evaluate: Evaluation) -> None:
        """One update from the gradients as they stand; most never call `evaluate`."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """The tensors that make the next step what it is; loading copies into them."""
