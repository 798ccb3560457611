"""Penalties on roughness, worked out at probes: extra coordinates with their neighbours, appended to a batch.

A field fits batch and probes in one pass; the loss is wrapped so that it alone knows which rows are which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.grid import Grid
from sirendesk.core.losses import Loss

if TYPE_CHECKING:
    import torch
    from torch import Tensor

SMOOTHED = 1e-3
COLOUR = 4.0


@dataclass(frozen=True)
class Stencil:
    """A penalty on a sample and its neighbours.

    `offsets` (k, axes) in samples, the first of them zero; `penalty` takes values (k, m, c) at m probes to the mean
    penalty (a scalar) and its gradient (k, m, c).
    """

    offsets: tuple[tuple[int, ...], ...]
    penalty: Callable[[Tensor], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Roughness:
    """A penalty to learn with: the stencil for a number of axes, its weight beside the loss, and where it is laid.

    `places` (n,) are flat numbers of samples, None is anywhere.
    """

    stencil: Callable[[int], Stencil]
    weight: float
    places: NDArray[np.int64] | None = None


def total_variation(axes: int) -> Stencil:
    """Isotropic total variation (Rudin, Osher and Fatemi 1992, eq. 2.2a) by differences to the next samples.

    The mean of √(Σ dₖ² + ε²) - ε over probes and channels, with ε = 1e-3 so that it has a slope everywhere.
    """
    return Stencil(((0,) * axes, *_units(axes)), _variation)


def logarithmic_variation(axes: int, bend: float) -> Stencil:
    """The mean of ε log(1 + t / ε) of lengths t of the gradient, ε = `bend`: a variation that lets edges be.

    Small lengths cost what they do in total variation, large ones hardly more: the log-sum penalty (Candès, Wakin and
    Boyd 2008, "Enhancing Sparsity by Reweighted l1 Minimization", eq. 10). The length is that of all channels
    together, over the root of their number (as in Blomgren and Chan 1998, "Color TV"); of three, the differences
    between the colours (an orthonormal opponent basis) count 4 times their brightness: noise is as strong in both, but
    a picture has little of its detail there.
    """

    def penalty(values: Tensor) -> tuple[Tensor, Tensor]:
        return _bent_variation(values, bend)

    return Stencil(((0,) * axes, *_units(axes)), penalty)


def laplacian(axes: int) -> Stencil:
    """Mean squared discrete Laplacian, Σ over the axes of f(x + 1) - 2 f(x) + f(x - 1): zero on any plane."""
    both = [step for unit in _units(axes) for step in (unit, tuple(-n for n in unit))]
    return Stencil(((0,) * axes, *both), _squared_laplacian)


class Probes:
    """Places where a stencil is laid down, drawn anew for every batch by `generator` (CPU).

    They lie anywhere in the grid, between samples too; with `places` (flat numbers of samples) at those samples only.
    `count` probes ask for `count` x len(offsets) extra coordinates.
    """

    def __init__(
        self,
        stencil: Stencil,
        weight: float,
        grid: Grid,
        count: int,
        generator: torch.Generator,
        places: Tensor | None = None,
    ) -> None:
        import torch

        self._stencil = stencil
        self._weight = weight
        self._count = count
        self._generator = generator
        self._shape = grid.shape
        self._places = places
        axes = [grid.axis(k).astype("f8") for k in range(len(grid.shape))]
        self._first = torch.tensor([axis[0] for axis in axes], dtype=torch.float64)
        self._spacing = torch.tensor([axis[1] - axis[0] for axis in axes], dtype=torch.float64)
        self._offsets = torch.tensor(stencil.offsets, dtype=torch.float64)
        self._least = -self._offsets.amin(0)
        self._most = torch.tensor(grid.shape, dtype=torch.float64) - 1 - self._offsets.amax(0)

    def next(self) -> Tensor:
        """Coordinates (len(offsets) · count, axes) float32: all centres, then all first neighbours, and so on."""
        import torch

        if self._places is None:
            share = torch.rand(self._count, len(self._shape), dtype=torch.float64, generator=self._generator)
            positions = self._least + share * (self._most - self._least)
        else:
            chosen = torch.randint(self._places.numel(), (self._count,), generator=self._generator)
            # at the border the stencil moves in until all of it lies in the grid
            positions = torch.stack(torch.unravel_index(self._places[chosen], self._shape), 1).double()
            positions = positions.maximum(self._least).minimum(self._most)
        stencils = positions + self._offsets[:, None, :]
        return (self._first + self._spacing * stencils).reshape(-1, len(self._shape)).float()

    def beside(self, loss: Loss) -> Loss:
        """The loss of a batch whose predictions go on, after those that have targets, with those at the probes."""

        def joint(predictions: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
            import torch

            count = len(predictions) - len(self._offsets) * self._count
            value, slope = loss(predictions[:count], targets)
            rough = predictions[count:].reshape(len(self._offsets), -1, predictions.shape[1])
            penalty, penalty_slope = self._stencil.penalty(rough)
            penalty_slope = penalty_slope.mul_(self._weight).reshape(-1, predictions.shape[1])
            return value + self._weight * penalty, torch.cat([slope, penalty_slope])

        return joint


def _units(axes: int) -> list[tuple[int, ...]]:
    return [tuple(int(k == axis) for k in range(axes)) for axis in range(axes)]


def _variation(values: Tensor) -> tuple[Tensor, Tensor]:
    import torch

    differences = values[1:] - values[0]
    length = differences.square().sum(0).add_(SMOOTHED**2).sqrt_()
    slopes = differences.div_(length * length.numel())
    return length.mean() - SMOOTHED, torch.cat([slopes.sum(0, keepdim=True).neg_(), slopes])


def _bent_variation(values: Tensor, bend: float) -> tuple[Tensor, Tensor]:
    import torch

    differences = values[1:] - values[0]
    channels = differences.shape[2]
    basis = _opponents().to(differences) if channels == 3 else None
    seen = differences if basis is None else differences @ basis.T
    length = seen.square().sum((0, 2)).div_(channels).add_(SMOOTHED**2).sqrt_()
    # ε / (ε + t) of the slope that total variation has
    slopes = seen * (bend / (bend + length) / (length * (length.numel() * channels)))[:, None]
    slopes = slopes if basis is None else slopes @ basis
    return torch.log1p(length / bend).mean() * bend, torch.cat([slopes.sum(0, keepdim=True).neg_(), slopes])


def _opponents() -> Tensor:
    """Brightness and the two differences of colour, rows of an orthonormal basis, with their weights."""
    import torch

    basis = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, -1.0], [1.0, -2.0, 1.0]], dtype=torch.float64)
    return basis / basis.norm(dim=1, keepdim=True) * torch.tensor([[1.0], [COLOUR], [COLOUR]], dtype=torch.float64)


def _squared_laplacian(values: Tensor) -> tuple[Tensor, Tensor]:
    neighbours = len(values) - 1
    bend = values[1:].sum(0) - neighbours * values[0]
    slopes = (bend * (2.0 / bend.numel())).expand_as(values).clone()
    slopes[0].mul_(-neighbours)
    return bend.square().mean(), slopes
