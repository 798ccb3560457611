"""Losses that look at each entry by itself: their slopes are written down, no autograd is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.losses.base import Loss, LossOptions
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor

LEAST_NORM = 1e-12


@dataclass(frozen=True)
class MseOptions(LossOptions):
    """Mean squared error, (f - y)² averaged."""

    title: ClassVar[str] = "Mean squared error"
    summary: ClassVar[str] = "What PSNR measures: large errors weigh most. The usual choice."

    def build(self) -> Loss:
        return mse


@dataclass(frozen=True)
class MaeOptions(LossOptions):
    """Mean absolute error, |f - y| averaged."""

    title: ClassVar[str] = "Mean absolute error"
    summary: ClassVar[str] = "Every error weighs by its size alone, so that outliers pull less."

    def build(self) -> Loss:
        return mae


@dataclass(frozen=True)
class HuberOptions(LossOptions):
    """Huber's loss (Huber 1964, "Robust Estimation of a Location Parameter")."""

    title: ClassVar[str] = "Huber"
    summary: ClassVar[str] = "Squared for small errors, absolute for large ones: robust, yet smooth at the bottom."

    delta: float = option(
        0.1,
        label="Huber δ",
        help="Where an error stops being small, in units of the targets (a picture spans two of them, -1 to 1). Tiny "
        "behaves like the absolute error, large like half the squared one.",
        minimum=1e-4,
        maximum=10.0,
        logarithmic=True,
        advanced=False,
    )

    def build(self) -> Loss:
        return Huber(self.delta)


@dataclass(frozen=True)
class RelativeL2Options(LossOptions):
    """Relative L2 error, ‖f - y‖₂ / ‖y‖₂ over the batch."""

    title: ClassVar[str] = "Relative L2"
    summary: ClassVar[str] = (
        "Length of the error over that of the targets: 1 is predicting zero, however loud they are."
    )

    def build(self) -> Loss:
        return relative_l2


def mse(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Mean squared error, and its gradient 2 (f - y) / n."""
    residual = predictions - targets
    return residual.square().mean(), residual.mul_(2.0 / residual.numel())


def mae(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Mean absolute error, and its subgradient sign(f - y) / n."""
    residual = predictions - targets
    return residual.abs().mean(), residual.sign_().div_(residual.numel())


def relative_l2(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """‖f - y‖ / ‖y‖, and its gradient (f - y) / (‖f - y‖ ‖y‖); silent targets count as 1e-12 loud."""
    residual = predictions - targets
    size = targets.norm().clamp_(min=LEAST_NORM)
    error = residual.norm()
    return error / size, residual.div_(error.clamp(min=LEAST_NORM) * size)


class Huber:
    """r²/2 up to |r| = δ and δ (|r| - δ/2) beyond, averaged; its gradient is r held within ±δ, over n."""

    def __init__(self, delta: float) -> None:
        self._delta = delta

    def __call__(self, predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        residual = predictions - targets
        held = residual.clamp(-self._delta, self._delta)
        # with h = r held within ±δ both branches are h (r - h / 2)
        value = held.mul(residual.sub_(held, alpha=0.5)).mean()
        return value, held.div_(held.numel())
