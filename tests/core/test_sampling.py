"""Samplers: every sample once an epoch, in order of nothing but the seed."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.core.sampling import FullSampler, RandomSampler, StratifiedSampler, build_sampler


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.integers(2, 40), st.integers(1, 500), st.integers(0, 9))
def test_stratified_epoch_covers_every_sample(height: int, width: int, batch: int, seed: int) -> None:
    sampler = StratifiedSampler((height, width), batch, generator(seed))
    batches = [sampler.next() for _ in range(sampler.steps_per_epoch)]
    assert set(torch.cat(batches).tolist()) == set(range(height * width))
    assert all(b.numel() <= batch for b in batches)


def test_stratified_epoch_takes_each_sample_once_where_cells_fit() -> None:
    sampler = StratifiedSampler((256, 256), 4096, generator())
    assert sampler.cell == (4, 4)
    seen = torch.cat([sampler.next() for _ in range(16)])
    assert seen.numel() == 65536
    assert seen.unique().numel() == 65536


def test_each_stratified_batch_is_a_coarse_picture() -> None:
    sampler = StratifiedSampler((64, 64), 64, generator())
    batch = sampler.next()
    cells = (batch // 64 // 8) * 8 + batch % 64 // 8
    assert sorted(cells.tolist()) == list(range(64))


def test_stratified_works_on_one_axis() -> None:
    sampler = StratifiedSampler((1000,), 100, generator())
    assert set(torch.cat([sampler.next() for _ in range(sampler.steps_per_epoch)]).tolist()) == set(range(1000))


def test_random_epoch_takes_each_sample_once() -> None:
    sampler = RandomSampler(96, 32, generator())
    assert sorted(torch.cat([sampler.next() for _ in range(3)]).tolist()) == list(range(96))


def test_a_batch_as_large_as_the_grid_is_the_grid() -> None:
    sampler = build_sampler("stratified", (8, 8), 64, generator())
    assert isinstance(sampler, FullSampler)
    assert sampler.next().tolist() == list(range(64))


@pytest.mark.parametrize("kind", ["stratified", "random"])
def test_same_seed_same_batches(kind: str) -> None:
    first, second = (build_sampler(kind, (50, 70), 300, generator(4)) for _ in range(2))
    for _ in range(20):
        assert torch.equal(first.next(), second.next())


def test_nothing_as_large_as_the_grid_is_kept() -> None:
    sampler = StratifiedSampler((4096, 4096), 4096, generator())
    sampler.next()
    kept = sum(v.numel() for v in vars(sampler).values() if isinstance(v, torch.Tensor))
    assert kept + sum(c.numel() for c in sampler._corners) <= 4 * 4096
    assert math.prod(sampler.cell) * 4096 >= 4096**2


def test_runs_are_consecutive_and_an_epoch_brings_every_sample() -> None:
    for size, batch, run in ((1000, 128, 16), (1003, 96, 32), (40, 39, 64)):
        sampler = build_sampler("stratified", (size,), batch, torch.Generator().manual_seed(0), run=run)
        batches = [sampler.next() for _ in range(sampler.steps_per_epoch)]
        length = min(run, batch)
        for indices in batches:
            assert len(indices) == batch // length * length
            assert bool((indices.view(-1, length).diff(dim=1) == 1).all())
        assert torch.cat(batches).unique().tolist() == list(range(size))
