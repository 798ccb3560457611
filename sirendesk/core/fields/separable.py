"""A separable field of low rank: a sum of products of functions of one coordinate each,

    f_c(x₁, …, x_d) = b_c + Σᵣ W_cr a₁ᵣ(x₁) ⋯ a_dᵣ(x_d),    r = 1 … rank,

the CANDECOMP/PARAFAC form that the vector factors of TensoRF have (Chen et al. 2022, "TensoRF: Tensorial Radiance
Fields", section 3); CoordX (Liang et al. 2021, "CoordX: Accelerating Implicit Neural Representation with a Split MLP
Architecture") splits a network in the same way. On a grid it is a matrix of that rank and a constant, so the truncated
SVD bounds how near it can come to a grey picture (Eckart and Young 1936).

A factor is a spline: values or control points at the edges of N equal cells of [-1, 1]. They start as cosines of random
frequency, so that the sum starts as a linear model on random products of waves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from sirendesk.core.errors import UsageError
from sirendesk.core.fields.base import Field, FieldOptions
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap
    from sirendesk.core.losses import Loss

# a weight costs about 40 bytes while it is learnt: itself, its slope, the optimiser's state, the copy to go back to
MOST_WEIGHTS = 2**25
# at the usual learning rate of 6e-4 Adam moves the factors, which start between -1 and 1, by 0.12 a step and W by
# 0.003
FACTOR_PACE = 200.0
SUM_PACE = 5.0
# half waves across a unit of the coordinates that the factors start with, drawn evenly on a logarithmic scale
LEAST_FREQUENCY, MOST_FREQUENCY = 0.5, 64.0


@dataclass(frozen=True)
class SeparableOptions(FieldOptions):
    """Options of a separable field. The defaults suit photographs of 256² to 1024²."""

    title: ClassVar[str] = "Separable, low rank"
    summary: ClassVar[str] = "A sum of products of one-dimensional curves: a matrix of low rank, smooth between pixels."

    rank: int = option(
        128,
        label="Rank",
        help="Products that are summed. A photograph of 256² needs about 32 for 30 dB and 96 for 43 dB; stripes along "
        "the axes need few, diagonals and round things many. A sound has one axis, so one product does.",
        minimum=1,
        maximum=2048,
        logarithmic=True,
        advanced=False,
    )
    resolution: int = option(
        512,
        label="Cells",
        help="Cells of each one-dimensional factor: how fine a detail can be along an axis. One to two times the "
        "samples along it; a sound needs its thousands.",
        minimum=2,
        maximum=2**20,
        logarithmic=True,
        advanced=False,
    )
    interpolation: str = option(
        "cubic",
        label="Interpolation",
        help="What a factor is between the edges of its cells. Cubic (a B-spline) has continuous second derivatives; "
        "linear has a kink at every edge and none.",
        choices=("cubic", "linear"),
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Separable:
        weights = self.factor_weights(in_features)
        if weights > MOST_WEIGHTS:
            fits = MOST_WEIGHTS // self.factor_weights(in_features, rank=1)
            raise UsageError(
                f"Rank (rank) is {self.rank:,}, which makes {weights:,} weights with {self.resolution:,} cells "
                f"(resolution); at most {MOST_WEIGHTS:,} fit in memory, so choose 1 to {fits:,}."
            )
        return Separable(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        return None

    def nodes(self) -> int:
        """Numbers that make one factor."""
        return self.resolution + (3 if self.interpolation == "cubic" else 1)

    def factor_weights(self, in_features: int, rank: int | None = None) -> int:
        """Weights in all factors together."""
        return in_features * self.nodes() * (rank or self.rank)


class Separable(Field):
    """The field. Weight arrays: factors (axes, nodes, rank), W (out_features, rank), b (out_features,)."""

    def __init__(
        self,
        options: SeparableOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        rank = options.rank
        super().__init__(options, [(in_features, options.nodes(), rank), (out_features, rank), (out_features,)], device)
        self._cells = options.resolution
        self._cubic = options.interpolation == "cubic"
        self._initialise(generator, device)

    def supports(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Nodes that a factor is blended from at positions (n,) in [-1, 1], and their shares; both (nodes, n)."""
        import torch

        place = (positions.clamp(-1.0, 1.0) * 0.5 + 0.5) * self._cells
        cell = place.detach().floor().clamp_(max=self._cells - 1)
        t = place - cell
        if self._cubic:
            s, t2, t3 = 1.0 - t, t * t, t * t * t
            shares = [s * s * s, 3.0 * t3 - 6.0 * t2 + 4.0, 3.0 * (t + t2 - t3) + 1.0, t3]
            blend = torch.stack(shares) / 6.0
        else:
            blend = torch.stack([1.0 - t, t])
        return cell.long() + torch.arange(len(blend), device=cell.device).unsqueeze(1), blend

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        import torch

        factors = []
        for nodes, x in zip(parts[0], coords.unbind(1), strict=True):
            if x.requires_grad:
                factors.append(_blend(nodes, *self.supports(x)))
            else:
                own, rows = torch.unique(x, return_inverse=True)
                factors.append(_blend(nodes, *self.supports(own)).index_select(0, rows))
        return tap(0, math.prod(factors[1:], start=factors[0])) @ parts[1].T + parts[2]

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        import torch

        parts, slopes = self.split(self.weights), self.split(self.gradients)
        # many points of a batch share a row or a column: a factor is worked out once for each that occurs
        axes = [torch.unique(x, return_inverse=True) for x in coords.unbind(1)]
        supports = [self.supports(own) for own, _ in axes]
        curves = [_blend(nodes, *support) for nodes, support in zip(parts[0], supports, strict=True)]
        factors = [curve.index_select(0, rows) for curve, (_, rows) in zip(curves, axes, strict=True)]
        products = math.prod(factors[1:], start=factors[0])
        predictions = self._squash(torch.addmm(parts[2], products, parts[1].T))
        value, slope = loss(predictions, targets)
        squash = self._squash_slope(predictions)
        slope = slope if squash is None else slope * squash
        torch.mm(slope.T, products, out=slopes[1])
        torch.sum(slope, 0, out=slopes[2])
        slope = slope @ parts[1]
        for k, ((places, shares), (_, rows)) in enumerate(zip(supports, axes, strict=True)):
            others = factors[:k] + factors[k + 1 :]
            curve = _added_up(math.prod(others, start=slope), rows, torch.zeros_like(curves[k]))
            spread = (shares.unsqueeze(2) * curve).view(-1, curve.shape[1])
            _added_up(spread, places.view(-1), slopes[0][k].zero_())
        return value, predictions

    def _initialise(self, generator: torch.Generator, device: torch.device) -> None:
        import torch

        start, pace = torch.zeros(self.parameters), torch.full((self.parameters,), SUM_PACE)
        factors, weight, _ = self.split(start)
        axes, nodes, rank = factors.shape
        span = math.log(MOST_FREQUENCY / LEAST_FREQUENCY)
        frequency = (torch.rand(axes, 1, rank, generator=generator) * span).exp() * LEAST_FREQUENCY
        phase = torch.rand(axes, 1, rank, generator=generator) * math.tau
        along = torch.linspace(-1.0, 1.0, nodes).view(1, nodes, 1)
        factors.copy_((math.pi * frequency * along + phase).cos())
        weight.copy_((torch.rand(weight.shape, generator=generator) * 2 - 1) * (0.1 / math.sqrt(rank)))
        self.split(pace)[0].fill_(FACTOR_PACE)
        self.weights.copy_(start.to(device))
        self.pace = pace.to(device)


def _blend(nodes: Tensor, places: Tensor, shares: Tensor) -> Tensor:
    """All factors (n, rank) of an axis where its nodes (nodes, rank) have these supports."""
    rows = nodes.index_select(0, places.view(-1)).view(*places.shape, -1)
    return (rows * shares.unsqueeze(2)).sum(0)


def _added_up(rows: Tensor, places: Tensor, into: Tensor) -> Tensor:
    """Add rows (n, rank) to those rows of `into` that `places` names; in order on a processor, so always to the bit."""
    import torch

    rank = rows.shape[1]
    flat = (places.unsqueeze(1) * rank + torch.arange(rank, device=rows.device)).view(-1)
    into.view(-1).scatter_add_(0, flat, rows.view(-1))
    return into
