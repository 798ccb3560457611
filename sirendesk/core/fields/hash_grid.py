"""Multi-resolution hash grid (Müller et al. 2022, "Instant Neural Graphics Primitives with a Multiresolution Hash
Encoding", section 3): what is learnt sits in tables, and a network of about a thousand weights turns it into values.

Level l has N_l = ⌊N_min bˡ⌋ cells along each axis, b = (N_max / N_min)^(1 / (L − 1)). A point looks up the 2ᵈ corners
of its cell at every level and blends their features linearly; the blends of all levels enter the network. A level
whose (N_l + 1)ᵈ corners fit the table has an entry for each; of a finer one corner x has entry (⊕ₖ xₖ πₖ) mod T, and
the network sorts out those that share one.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from sirendesk.core.errors import UsageError
from sirendesk.core.fields.base import Field, FieldOptions
from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap
    from sirendesk.core.losses import Loss

PRIMES = (1, 2654435761, 805459861)
# a weight costs about 40 bytes while it is learnt: itself, its slope, the optimiser's state, the copy to go back to
MOST_WEIGHTS = 2**25
TABLE_START = 1e-4
# at the usual learning rate of 6e-4 Adam moves the tables by 0.06 a step and the network by 0.003
TABLE_PACE = 100.0
NETWORK_PACE = 5.0


@dataclass(frozen=True)
class HashGridOptions(FieldOptions):
    """Options of a hash grid. The defaults suit photographs of 256² to 1024²."""

    title: ClassVar[str] = "Hash grid"
    summary: ClassVar[str] = "Tables at several resolutions under a tiny network: a step changes only what it sees."

    levels: int = option(
        6,
        label="Levels",
        help="Grids, from the coarsest to the finest. Each one costs a look-up for every point.",
        minimum=1,
        maximum=16,
        advanced=False,
    )
    features_per_level: int = option(
        2,
        label="Features a level",
        help="Numbers in each entry of a table. The paper uses 2.",
        minimum=1,
        maximum=8,
    )
    log2_table_size: int = option(
        15,
        label="Table size, log₂",
        help="A level has at most two to this power of entries. Grids with more corners share entries by a hash, which "
        "shows as grain; larger tables keep fine detail apart, cost memory and make each step longer.",
        minimum=4,
        maximum=24,
        advanced=False,
    )
    coarsest_resolution: int = option(
        16,
        label="Coarsest grid",
        help="Cells along each axis of the first level.",
        minimum=1,
        maximum=2**20,
        logarithmic=True,
    )
    finest_resolution: int = option(
        384,
        label="Finest grid",
        help="Cells along each axis of the last level. One to one and a half times the samples along an axis fits "
        "best: with many more, corners that no sample sees show as grain between them; with fewer, detail is lost. A "
        "sound needs its thousands.",
        minimum=1,
        maximum=2**20,
        logarithmic=True,
        advanced=False,
    )
    interpolation: str = option(
        "linear",
        label="Interpolation",
        help="Between the corners of a cell. Linear has a kink at every edge and no second derivative; smoothstep "
        "rounds it off, so that slopes are continuous and second derivatives exist, for a slightly blockier picture.",
        choices=("linear", "smoothstep"),
    )
    hidden_features: int = option(
        64,
        label="Width",
        help="ReLU neurons in each layer of the tiny network that turns features into values.",
        minimum=4,
        maximum=256,
        logarithmic=True,
    )
    hidden_layers: int = option(
        1,
        label="Hidden layers",
        help="ReLU layers of the tiny network. A second one sorts out shared entries better and takes longer.",
        minimum=1,
        maximum=2,
    )

    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> HashGrid:
        if not 1 <= in_features <= len(PRIMES):
            raise UsageError(f"A hash grid takes 1 to {len(PRIMES)} coordinates, not {in_features}; use another field.")
        if self.finest_resolution < self.coarsest_resolution:
            raise UsageError(
                f"Finest grid (finest_resolution) is {self.finest_resolution:,}; "
                f"it must be at least the coarsest one (coarsest_resolution), {self.coarsest_resolution:,}."
            )
        weights = self.table_weights(in_features)
        if weights > MOST_WEIGHTS:
            fits = self.log2_table_size
            while replace(self, log2_table_size=fits).table_weights(in_features) > MOST_WEIGHTS:
                fits -= 1
            raise UsageError(
                f"Table size (log2_table_size) is {self.log2_table_size}, which makes {weights:,} weights with "
                f"{self.levels} levels of {self.features_per_level} features; at most {MOST_WEIGHTS:,} fit in memory, "
                f"so choose 4 to {fits}."
            )
        return HashGrid(self, in_features, out_features, generator, device)

    def safer(self) -> Self | None:
        return None

    def resolutions(self) -> list[int]:
        """Cells along each axis, level by level."""
        growth = (self.finest_resolution / self.coarsest_resolution) ** (1 / max(1, self.levels - 1))
        # the small number keeps the last level from ending one cell short
        return [int(self.coarsest_resolution * growth**k + 1e-6) for k in range(self.levels)]

    def entries(self, in_features: int) -> list[int]:
        """Entries of each level's table: its grid's corners, at most 2^log2_table_size."""
        return [min((n + 1) ** in_features, 2**self.log2_table_size) for n in self.resolutions()]

    def table_weights(self, in_features: int) -> int:
        """Weights in all tables together."""
        return sum(self.entries(in_features)) * self.features_per_level


class HashGrid(Field):
    """The field. Weight arrays: the tables (features, entries of all levels), then weight and bias of each layer."""

    def __init__(
        self,
        options: HashGridOptions,
        in_features: int,
        out_features: int,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        import torch

        resolutions, entries = options.resolutions(), options.entries(in_features)
        inputs, width = options.levels * options.features_per_level, options.hidden_features
        widths = [inputs] + [width] * options.hidden_layers + [out_features]
        shapes: list[tuple[int, ...]] = [(options.features_per_level, sum(entries))]
        for fan_in, fan_out in itertools.pairwise(widths):
            shapes += [(fan_out, fan_in), (fan_out,)]
        super().__init__(options, shapes, device)
        self.hidden_matrices = tuple(range(3, 2 * options.hidden_layers + 1, 2))
        self._smooth = options.interpolation == "smoothstep"
        self._mask = 2**options.log2_table_size - 1
        # coarse levels come first, so those with an entry for every corner are a prefix
        self._dense = sum((n + 1) ** in_features == size for n, size in zip(resolutions, entries, strict=True))
        hashed = options.levels - self._dense
        factors = [
            [(n + 1) ** (in_features - 1 - k) for n in resolutions[: self._dense]] + [PRIMES[k]] * hashed
            for k in range(in_features)
        ]
        starts = [0, *itertools.accumulate(entries)][:-1]
        self._resolutions = torch.tensor(resolutions, device=device)
        self._factors = torch.tensor(factors, device=device).unsqueeze(1)
        self._starts = torch.tensor(starts, device=device)
        self._initialise(generator, device)

    def corners(self, coords: Tensor) -> tuple[Tensor, Tensor]:
        """What coords (n, d) look up: places in the tables and their shares of the blend, both (2ᵈ, n, levels)."""
        import torch

        count, axes = coords.shape
        cells = self._resolutions.to(coords.dtype)
        position = (coords.clamp(-1.0, 1.0).T.unsqueeze(2) * 0.5 + 0.5) * cells
        corner = torch.minimum(position.detach().floor(), cells - 1.0)
        upper = position - corner
        if self._smooth:
            upper = upper * upper * (3.0 - 2.0 * upper)
        shares = ((1.0 - upper).unbind(), upper.unbind())
        first = corner.long().mul_(self._factors)
        steps = (first.unbind(), (first + self._factors).unbind())
        places = first.new_empty(2**axes, count, cells.numel())
        blend = []
        for k, sides in enumerate(itertools.product((0, 1), repeat=axes)):
            self._places([steps[side][axis] for axis, side in enumerate(sides)], places[k])
            along = [shares[side][axis] for axis, side in enumerate(sides)]
            blend.append(math.prod(along[1:], start=along[0]))
        return places, torch.stack(blend)

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        values = _looked_up(parts[0], *self.corners(coords))
        for k in range(1, len(parts) - 2, 2):
            values = tap(k // 2, (values @ parts[k].T + parts[k + 1]).relu())
        return values @ parts[-2].T + parts[-1]

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        import torch

        parts, slopes = self.split(self.weights), self.split(self.gradients)
        places, shares = self.corners(coords)
        values = [_looked_up(parts[0], places, shares)]
        for k in range(1, len(parts) - 2, 2):
            values.append(torch.addmm(parts[k + 1], values[-1], parts[k].T).relu_())
        predictions = self._squash(torch.addmm(parts[-1], values[-1], parts[-2].T))
        value, slope = loss(predictions, targets)
        squash = self._squash_slope(predictions)
        slope = slope if squash is None else slope * squash
        for k in range(len(parts) - 2, 0, -2):
            below = values[k // 2]
            torch.mm(slope.T, below, out=slopes[k])
            torch.sum(slope, 0, out=slopes[k + 1])
            slope = slope @ parts[k]
            if k > 1:
                slope.mul_(below > 0)
        slopes[0].zero_()
        flat = places.view(-1)
        for table, feature in zip(slopes[0], slope.chunk(len(slopes[0]), 1), strict=True):
            # on a processor this adds up in order, so that a seed gives the same bits every time
            table.scatter_add_(0, flat, (shares * feature).view(-1))
        return value, predictions

    def _places(self, steps: list[Tensor], out: Tensor) -> None:
        """Fill `out` (n, levels) from each axis' multiple of the corner's number: a sum where dense, else a hash."""
        import torch

        dense = self._dense
        out.copy_(steps[0])
        for step in steps[1:]:
            out[:, :dense] += step[:, :dense]
            torch.bitwise_xor(out[:, dense:], step[:, dense:], out=out[:, dense:])
        out[:, dense:] &= self._mask
        out += self._starts

    def _initialise(self, generator: torch.Generator, device: torch.device) -> None:
        """Tables uniform on ±1e-4 and matrices after Glorot and Bengio 2010, as in the paper; biases zero."""
        import torch

        start, pace = torch.zeros(self.parameters), torch.full((self.parameters,), NETWORK_PACE)
        table, *layers = self.split(start)
        table.copy_((torch.rand(table.shape, generator=generator) * 2 - 1) * TABLE_START)
        for weight in layers[::2]:
            bound = math.sqrt(6.0 / sum(weight.shape))
            weight.copy_((torch.rand(weight.shape, generator=generator) * 2 - 1) * bound)
        self.split(pace)[0].fill_(TABLE_PACE)
        self.weights.copy_(start.to(device))
        self.pace = pace.to(device)


def _looked_up(tables: Tensor, places: Tensor, shares: Tensor) -> Tensor:
    """Blended features (n, features * levels) of tables (features, entries)."""
    import torch

    flat = places.view(-1)
    return torch.cat([(table.index_select(0, flat).view_as(shares) * shares).sum(0) for table in tables], 1)
