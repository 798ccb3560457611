"""Batches of the samples that a person left to be seen: the samplers of `sampling`, kept away from what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.sampling import FEWEST_CELLS, FullSampler, RandomSampler, Sampler, StratifiedSampler
from sirendesk.core.sounds.gaps import runs_of

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class ObservedSampler:
    """The batches of a sampler over 0..n-1, renumbered as the flat numbers of n observed samples."""

    def __init__(self, places: Tensor, inner: RandomSampler | FullSampler) -> None:
        self._places, self._inner = places, inner

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every observed sample was seen once."""
        return self._inner.steps_per_epoch

    def next(self) -> Tensor:
        """Flat numbers of the next batch, int64 (n,)."""
        return self._places[self._inner.next()]


class StratifiedObservedSampler:
    """One observed sample of every cell of a coarse lattice, cells that are hidden altogether left out.

    Each cell is a deck dealt in its own random order; a cell with few observed samples deals them more often.
    """

    def __init__(
        self, shape: tuple[int, ...], places: Tensor, cell: tuple[int, ...], generator: torch.Generator
    ) -> None:
        import torch

        cells = torch.zeros_like(places)
        rest, stride = places.clone(), 1
        for length, side in zip(reversed(shape), reversed(cell), strict=True):
            along = -(-length // side)
            cells += torch.div(rest % length, side, rounding_mode="floor") * stride
            rest = torch.div(rest, length, rounding_mode="floor")
            stride *= along
        order = torch.argsort(cells, stable=True)
        _, self._counts = torch.unique_consecutive(cells[order], return_counts=True)
        self._starts = self._counts.cumsum(0) - self._counts
        self._places, self._cells = places[order], cells[order]
        self._generator = generator
        self._turn = 0

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every observed sample was seen at least once."""
        return int(self._counts.max())

    def next(self) -> Tensor:
        """Flat numbers of the next batch, int64 (n,)."""
        import torch

        if self._turn == 0:
            mixed = torch.randperm(self._places.numel(), generator=self._generator)
            self._deck = self._places[mixed[torch.argsort(self._cells[mixed], stable=True)]]
        chosen = self._deck[self._starts + self._turn % self._counts]
        self._turn = (self._turn + 1) % self.steps_per_epoch
        return chosen


class ObservedRunSampler:
    """Runs of `run` consecutive samples with nothing hidden among them, spread over all places where there are such.

    Raises:
        UsageError: when there is none.
    """

    def __init__(self, observed: NDArray[np.bool_], batch_size: int, run: int, generator: torch.Generator) -> None:
        import torch

        self._run = min(run, batch_size)
        self._runs = batch_size // self._run
        self._generator = generator
        stretches = [(a, b) for a, b in runs_of(observed) if b - a >= self._run]
        if not stretches:
            raise UsageError(
                f"This loss listens to {self._run:,} samples in a row, and nowhere are so many left to be heard; "
                "choose smaller FFT sizes, or another loss, for example mse."
            )
        # a run that would begin before a stretch or end after it is moved inside: so its ends come as often as the rest
        places = [np.clip(np.arange(a - self._run + 1, b), a, b - self._run) for a, b in stretches]
        self._starts = torch.from_numpy(np.concatenate(places))
        self.steps_per_epoch = max(1, sum(b - a for a, b in stretches) // (self._runs * self._run))

    def next(self) -> Tensor:
        """Flat numbers of the next batch, int64 (n,)."""
        import torch

        share = (torch.arange(self._runs) + torch.rand(self._runs, generator=self._generator)) / self._runs
        starts = self._starts[(share * self._starts.numel()).long().clamp_(max=self._starts.numel() - 1)]
        return (starts[:, None] + torch.arange(self._run)).reshape(-1)


AnySampler = Sampler | ObservedSampler | StratifiedObservedSampler | ObservedRunSampler


def build_observed_sampler(
    kind: str,
    shape: tuple[int, ...],
    observed: NDArray[np.bool_],
    batch_size: int,
    generator: torch.Generator,
    *,
    run: int = 1,
) -> ObservedSampler | StratifiedObservedSampler | ObservedRunSampler:
    """The sampler called `kind` ("stratified", "random" or "full") for the samples where `observed` (n,) is True.

    A `run` of more than 1 is asked for in place of single samples, whatever the kind.

    Raises:
        UsageError: when nowhere so many are observed in a row.
    """
    import torch

    places = torch.from_numpy(np.flatnonzero(observed))
    count = places.numel()
    if run > 1:
        return ObservedRunSampler(observed, min(batch_size, count), run, generator)
    if kind == "full" or batch_size >= count:
        return ObservedSampler(places, FullSampler(count))
    if kind == "random" or batch_size < FEWEST_CELLS:
        return ObservedSampler(places, RandomSampler(count, batch_size, generator))
    cell = StratifiedSampler(shape, batch_size, generator).cell
    return StratifiedObservedSampler(shape, places, cell, generator)
