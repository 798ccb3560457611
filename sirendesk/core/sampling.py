"""Which samples a step looks at, without ever listing all coordinates.

A stratified batch takes one sample from every cell of a coarse lattice, so that each batch is by itself a coarse
picture of the whole; within one epoch each cell walks through all its samples in its own random order.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class StratifiedSampler:
    """Batches of about `batch_size` flat sample numbers of a grid of `shape`, by `generator` (CPU)."""

    def __init__(self, shape: tuple[int, ...], batch_size: int, generator: torch.Generator) -> None:
        import torch

        self._shape = shape
        self._generator = generator
        self.cell = _cell(shape, batch_size)
        counts = [-(-n // c) for n, c in zip(shape, self.cell, strict=True)]
        corners = torch.meshgrid(*(torch.arange(k) * c for k, c in zip(counts, self.cell, strict=True)), indexing="ij")
        self._corners = [c.reshape(-1) for c in corners]
        self._per_cell = math.prod(self.cell)
        self._turn = 0

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every sample was seen once."""
        return self._per_cell

    def next(self) -> Tensor:
        """Flat numbers of the next batch, int64 (n,)."""
        import torch

        if self._turn == 0:
            self._order = torch.randperm(self._per_cell, generator=self._generator)
            cells = self._corners[0].numel()
            self._shift = torch.randint(self._per_cell, (cells,), generator=self._generator)
        inside = self._order[(self._shift + self._turn) % self._per_cell]
        self._turn = (self._turn + 1) % self._per_cell
        flat = torch.zeros_like(inside)
        stride = self._per_cell
        for corner, length, size in zip(self._corners, self._shape, self.cell, strict=True):
            stride //= size
            place = corner + (inside // stride) % size
            # a cell that hangs over the edge takes samples of the row before it a second time
            flat = flat * length + torch.where(place < length, place, 2 * (length - 1) - place).clamp_(min=0)
        return flat


class RandomSampler:
    """Batches of an endless shuffled deck: every sample once an epoch, in random order (for grids that fit)."""

    def __init__(self, size: int, batch_size: int, generator: torch.Generator) -> None:
        self._size = size
        self._batch = min(batch_size, size)
        self._generator = generator
        self._turn = 0

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every sample was seen once (the last incomplete batch is dealt anew)."""
        return max(1, self._size // self._batch)

    def next(self) -> Tensor:
        """Flat numbers of the next batch, int64 (n,)."""
        import torch

        if self._turn == 0:
            self._deck = torch.randperm(self._size, generator=self._generator)
        start = self._turn * self._batch
        self._turn = (self._turn + 1) % self.steps_per_epoch
        return self._deck[start : start + self._batch]


class FullSampler:
    """The whole grid each step, as the papers' full-batch recipes have it."""

    steps_per_epoch = 1

    def __init__(self, size: int) -> None:
        import torch

        self._all = torch.arange(size)

    def next(self) -> Tensor:
        """All flat numbers, int64 (size,)."""
        return self._all


class RunSampler:
    """Runs of `run` consecutive samples, `batch_size` samples in all.

    An epoch takes every run of a lattice, which is moved for the next one. `size` is at least `batch_size`, and a batch
    at least a run, or shorter itself.
    """

    def __init__(self, size: int, batch_size: int, run: int, generator: torch.Generator) -> None:
        self._size = size
        self._run = min(run, batch_size)
        self._runs = batch_size // self._run
        # one more than fit, so that wherever the lattice lies both ends are reached
        self._lattice = -(-size // self._run) + 1
        self._generator = generator
        self._turn = 0

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every sample was seen once."""
        return -(-self._lattice // self._runs)

    def next(self) -> Tensor:
        """Flat numbers of the next batch, int64 (n,)."""
        import torch

        if self._turn == 0:
            order = torch.randperm(self.steps_per_epoch * self._runs, generator=self._generator) % self._lattice
            shift = int(torch.randint(self._run, (1,), generator=self._generator))
            self._starts = (order * self._run - shift).clamp_(0, self._size - self._run)
        starts = self._starts[self._turn * self._runs : (self._turn + 1) * self._runs]
        self._turn = (self._turn + 1) % self.steps_per_epoch
        return (starts[:, None] + torch.arange(self._run)).reshape(-1)


Sampler = StratifiedSampler | RandomSampler | FullSampler | RunSampler

FEWEST_CELLS = 16


def build_sampler(
    kind: str,
    shape: tuple[int, ...],
    batch_size: int,
    generator: torch.Generator,
    *,
    run: int = 1,
) -> Sampler:
    """The sampler called `kind`: "stratified", "random" or "full"; unless full, a `run` of more than 1 draws runs."""
    size = math.prod(shape)
    if kind == "full" or batch_size >= size:
        return FullSampler(size)
    if run > 1:
        return RunSampler(size, batch_size, run, generator)
    # fewer samples than that are no coarse picture, and their cells no cells
    if kind == "random" or batch_size < FEWEST_CELLS:
        return RandomSampler(size, batch_size, generator)
    return StratifiedSampler(shape, batch_size, generator)


def _cell(shape: tuple[int, ...], batch_size: int) -> tuple[int, ...]:
    """Sides of a cell: as near to a cube as can be while the cells come to `batch_size`, or hardly fewer."""
    ideal = (math.prod(shape) / batch_size) ** (1 / len(shape))
    longest = math.ceil(2 * ideal * max(1.0, ideal / min(shape)))
    sides = [{*range(max(1, int(ideal / 2)), min(n, longest) + 1), n} for n in shape]
    best, best_score = shape, -math.inf
    for cell in itertools.product(*sides):
        cells = math.prod(-(-n // c) for n, c in zip(shape, cell, strict=True))
        if cells > batch_size:
            continue
        # cells twice as long as wide are better than a batch that is a tenth too small
        score = cells / batch_size - 0.05 * (max(cell) / min(cell) - 1)
        if score > best_score:
            best, best_score = cell, score
    return best
