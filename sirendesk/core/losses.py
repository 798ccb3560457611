"""Losses: the value and its gradient with respect to the predictions, in one pass.

Each takes predictions and targets of shape (n, c) and returns (scalar, (n, c)); means are over all n * c entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

Loss = Callable[["Tensor", "Tensor"], tuple["Tensor", "Tensor"]]


def mse(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Mean squared error, and its gradient 2 (f - y) / n."""
    residual = predictions - targets
    return residual.square().mean(), residual.mul_(2.0 / residual.numel())


def mae(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Mean absolute error, and its subgradient sign(f - y) / n."""
    residual = predictions - targets
    return residual.abs().mean(), residual.sign_().div_(residual.numel())


LOSSES: Mapping[str, Loss] = {"mse": mse, "mae": mae}
