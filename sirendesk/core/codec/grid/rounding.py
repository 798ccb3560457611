"""From exact numbers to whole ones: rate and distortion weighed against each other, number by number.

Each number may become its nearest whole number, the next one towards zero, or zero: whichever costs least in squared
error plus lambda times bits. The bits are its own under the model, and what it makes of the bits of all numbers that
will be decoded with it in their surroundings: the slope of the whole rate, by differentiation through the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.grid import contexts, model
from sirendesk.core.codec.grid.contexts import PAD, PASSES
from sirendesk.core.codec.grid.latents import Latents, Place, surroundings
from sirendesk.core.codec.grid.model import LAWS, MAGNITUDES, Laws, LearningLaws, Network
from sirendesk.core.codec.grid.prior import NETWORK, SHIPPED
from sirendesk.core.codec.grid.wavelet import Pyramid

if TYPE_CHECKING:
    import torch

# lambda in squared steps per bit; a fine uniform quantiser has 2 ln 2 / 12 = 0.116
LAMBDA = 0.1
# where a number is rounded up before anything is known of its bits
_FIRST_THRESHOLD = 0.64
_SIGN_BITS = 1.0


@dataclass
class Rounder:
    """Latents at one `step`, and the slopes of the rate that the last look at them has found."""

    pyramids: list[Pyramid]
    step: float
    lambda_: float = LAMBDA
    network: Network = NETWORK
    shipped: Laws | None = None

    def __post_init__(self) -> None:
        self.low = [np.round(p.low / self.step).astype(np.int32) for p in self.pyramids]
        self._exact = [[[np.abs(d) / self.step for d in level] for level in p.details] for p in self.pyramids]
        self._signs = [[[np.sign(d).astype(np.int32) for d in level] for level in p.details] for p in self.pyramids]
        self._sizes = [
            [[np.floor(d + (1 - _FIRST_THRESHOLD)).astype(np.float32) for d in level] for level in plane]
            for plane in self._exact
        ]
        self._slopes = [[[np.zeros_like(d) for d in level] for level in plane] for plane in self._sizes]
        self._shipped = SHIPPED if self.shipped is None else self.shipped
        self._laws = self._shipped

    def latents(self) -> Latents:
        """As they are rounded now."""
        details = [
            [
                [(size.astype(np.int32) * sign) for size, sign in zip(*level, strict=True)]
                for level in zip(*plane, strict=True)
            ]
            for plane in zip(self._sizes, self._signs, strict=True)
        ]
        return Latents([low.copy() for low in self.low], details)

    def look(self) -> None:
        """Round anew, once, under what is known of the bits."""
        for _ in self.looking():
            pass

    def looking(self) -> Iterator[float]:
        """The same, grid by grid; yields the share done."""
        tensors = self._tensors()
        learning = LearningLaws(self._shipped)
        costs, done, whole = {}, 0, sum(low.size for low in self.low) + sum(p.size for p in self._each_size())
        for place in self._places():
            costs[place] = self._rate(tensors, place, learning)[0]
            done += self._sizes[place.plane][place.order][place.direction].size
            yield done / whole
        for place, cost in costs.items():
            p, o, d = place.plane, place.order, place.direction
            grad = tensors[p][o][d].grad
            slope = np.zeros_like(self._sizes[p][o][d]) if grad is None else grad.numpy()
            # half of what it was: two neighbours that wait for each other would change places for ever
            self._slopes[p][o][d] = 0.5 * (self._slopes[p][o][d] + slope)
            self._sizes[p][o][d] = self._choose(place, cost)
        self._laws = learning.table

    def _each_size(self) -> Iterator[NDArray[np.float32]]:
        return (self._sizes[place.plane][place.order][place.direction] for place in self._places())

    def bits(self) -> float:
        """Bits of all numbers of the details as they are rounded now, without the ends of the largest."""
        tensors, learning = self._tensors(), LearningLaws(self._shipped)
        return sum(self._rate(tensors, place, learning)[1] for place in self._places())

    def _tensors(self) -> list[list[list[torch.Tensor]]]:
        import torch

        return [[[torch.from_numpy(d).requires_grad_() for d in level] for level in p] for p in self._sizes]

    def _places(self) -> list[Place]:
        return list(self.latents().places())

    def _candidates(self, place: Place) -> list[NDArray[np.float32]]:
        exact = self._exact[place.plane][place.order][place.direction]
        nearest = np.floor(exact + 0.5).astype(np.float32)
        return [np.zeros_like(nearest), np.maximum(nearest - 1, 0), nearest]

    def _choose(self, place: Place, bits: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        exact = self._exact[place.plane][place.order][place.direction]
        slope = self._slopes[place.plane][place.order][place.direction]
        sizes = self._candidates(place)
        cost = np.stack(
            [
                np.square(exact - size) + self.lambda_ * (own + slope * size)
                for size, own in zip(sizes, bits, strict=True)
            ]
        )
        best = cost.argmin(axis=0)
        return np.choose(best, sizes).astype(np.float32)

    def _rate(
        self, tensors: list[list[list[torch.Tensor]]], place: Place, learning: LearningLaws
    ) -> tuple[list[NDArray[np.float32]], float]:
        """Bits of each candidate of a grid; slopes are left in the gradients of `tensors`."""
        import torch
        from torch.nn.functional import pad

        grid = tensors[place.plane][place.order][place.direction]
        now = self._sizes[place.plane][place.order][place.direction]
        busy = model.busy(now.astype(np.int32))
        sizes = self._candidates(place)
        bits = [np.zeros_like(now) for _ in sizes]
        if not busy:
            # the first number in an empty grid wakes it all up
            bits = [24.0 * (size > 0).astype(np.float32) for size in sizes]
            return bits, 0.0
        shape = (grid.shape[0], grid.shape[1])
        parent, others = surroundings(lambda plane, order, d: tensors[plane][order][d], place)
        near = contexts.around(shape, parent, others)
        padded = pad(grid, (PAD,) * 4)
        tables = torch.from_numpy(-np.log2(self._laws / model.TOTAL).astype(np.float32))
        total = torch.zeros(())
        for number, lattice in enumerate(PASSES):
            count = lattice.count(shape)
            if 0 in count:
                continue
            sums = contexts.sums(padded, lattice, shape, place.direction, near)
            bias = self.network.bias(number, place.direction, place.plane, place.level, busy)
            law = _laws(self.network, sums, bias, count[0] * count[1])
            below = law.detach().floor().long()
            share = law - below
            own = torch.from_numpy(lattice.of(now)).reshape(-1).long().clamp(max=MAGNITUDES - 1)
            total = total + ((1 - share) * tables[below, own] + share * tables[below + 1, own]).sum()
            learning.count((law.detach() + 0.5).floor().long().numpy(), own.numpy())
            rows = torch.lerp(tables[below], tables[below + 1], share.detach()[:, None])
            for size, out in zip(sizes, bits, strict=True):
                chosen = torch.from_numpy(lattice.of(size)).reshape(-1, 1)
                index = chosen.clamp(max=MAGNITUDES - 1).long()
                extra = _SIGN_BITS * (chosen > 0) + 2 * (chosen - (MAGNITUDES - 2)).clamp(min=1).log2()
                lattice.of(out)[:] = (rows.gather(1, index) + extra).reshape(count).numpy()
        if total.requires_grad:
            total.backward()
        return bits, float(total.detach()) + float(np.count_nonzero(now >= 0.5))


def _laws(network: Network, sums: list, bias: NDArray[np.float32], count: int) -> torch.Tensor:
    """The network's answer without its rounding, 0 to LAWS - 1.001; law k is met at k."""
    import torch

    used = [k for k, values in enumerate(sums) if values is not None]
    answer = torch.from_numpy(bias)[:, None]
    if used:
        inputs = torch.stack([model.squeezed(sums[k].reshape(-1)) for k in used])
        answer = torch.from_numpy(network.inputs[used]).T @ inputs + answer
    else:
        answer = answer.expand(-1, count)
    hidden = (answer * 2.0**-model.HIDDEN_SHIFT - 0.5).clamp(0, model.MOST_INPUT)
    law = (torch.from_numpy(network.outputs) @ hidden + network.offset) * 2.0**-model.LAW_SHIFT - 0.5
    return law.clamp(0, LAWS - 1.001)
