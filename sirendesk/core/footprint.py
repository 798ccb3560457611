"""What a pixel of a small picture has seen: not the function at a point but its mean over the pixel's area.

A batch asks the field at several places in the area of each pixel, and the loss compares their mean with the pixel. So
the network learns the function beneath the averages; at a single point for each pixel it would learn the blur.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Protocol

from sirendesk.core.losses import Loss
from sirendesk.core.resampling import Placement

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Footprint(Protocol):
    """What a sample has seen: the places that a batch asks the field at, and what they come to."""

    def next(self, indices: Tensor) -> Tensor:
        """Coordinates (m, axes) float32 of all that samples with flat numbers `indices` (n,) have seen."""
        ...

    def means(self, predictions: Tensor) -> Tensor:
        """What a batch believes of its samples (n, c), from predictions (m, c) at those places."""
        ...

    def through(self, loss: Loss) -> Loss:
        """The loss of what is believed against targets (n, c), as a function of the predictions (m, c) it is of."""
        ...

    def drawn(self, coords: Tensor) -> Tensor:
        """Flat numbers (m,) of the samples that are drawn at these coordinates (m, axes)."""
        ...


class AreaFootprint:
    """Places in the areas of pixels: `per_axis` x `per_axis` of them, one in each part of an area cut up evenly.

    `jitter` is the share of its part that a place is drawn from, anew for every batch and by `generator` (CPU): 0 is
    the middle, 1 anywhere. Pixels seen at a point have `per_axis` 1 and no jitter. `large` (H, W) is the grid that the
    picture is drawn on.
    """

    def __init__(
        self, placement: Placement, per_axis: int, jitter: float, large: tuple[int, ...], generator: torch.Generator
    ) -> None:
        import torch

        self.count = per_axis**2
        self._columns = placement.shape[1]
        self._large = large
        self._jitter = jitter
        self._generator = generator
        self._first = torch.tensor(placement.first, dtype=torch.float64)
        self._spacing = torch.tensor(placement.spacing, dtype=torch.float64)
        self._part = torch.tensor(placement.extent, dtype=torch.float64) / per_axis
        middles = [(k + 0.5) - per_axis / 2 for k in range(per_axis)]
        self._offsets = torch.tensor(list(itertools.product(middles, middles)), dtype=torch.float64)

    def next(self, indices: Tensor) -> Tensor:
        """Coordinates (count · n, 2) float32 in the areas of pixels with flat numbers `indices` (n,).

        First one place of each pixel, then another of each, and so on.
        """
        import torch

        rows = torch.div(indices, self._columns, rounding_mode="floor")
        pixels = torch.stack([rows, indices - rows * self._columns], dim=1)
        places = self._offsets[:, None, :].expand(-1, len(indices), -1)
        if self._jitter:
            drawn = torch.rand(self.count, len(indices), 2, dtype=torch.float64, generator=self._generator)
            places = places + (drawn - 0.5) * self._jitter
        return (self._first + self._spacing * pixels + self._part * places).reshape(-1, 2).float()

    def means(self, predictions: Tensor) -> Tensor:
        """What a batch believes of its pixels (n, c), from predictions (count · n, c) at their places."""
        return predictions.view(self.count, -1, predictions.shape[1]).mean(0)

    def through(self, loss: Loss) -> Loss:
        """The loss of means against targets (n, c), as a function of the predictions (count · n, c) they are of."""

        def averaged(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
            value, slope = loss(self.means(predictions), targets)
            return value, (slope / self.count).repeat(self.count, 1)

        return averaged

    def drawn(self, coords: Tensor) -> Tensor:
        """Flat numbers (m,) of the pixels of the large picture that coordinates (m, 2) lie in."""
        numbers = coords.new_zeros(len(coords)).long()
        for k, length in enumerate(self._large):
            along = ((coords[:, k] + 1.0) * (length / 2)).long().clamp_(0, length - 1)
            numbers = numbers * length + along
        return numbers
