"""A penalty that keeps a fit from swinging where nothing of a sound is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirendesk.core.smoothness import Stencil

if TYPE_CHECKING:
    from torch import Tensor


def difference_energy(axes: int) -> Stencil:
    """Mean squared difference to the next sample (Tikhonov 1963, of first order): zero on what does not move at all.

    With nothing else to go by its least is the straight line across a gap.
    """
    unit = tuple(int(k == axes - 1) for k in range(axes))
    return Stencil(((0,) * axes, unit), _energy)


def _energy(values: Tensor) -> tuple[Tensor, Tensor]:
    import torch

    difference = values[1] - values[0]
    slope = difference * (2.0 / difference.numel())
    return difference.square().mean(), torch.stack([-slope, slope])
