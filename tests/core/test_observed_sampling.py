"""Samplers of what is observed: every observed sample comes, a hidden one never."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sirendesk.core.errors import UsageError
from sirendesk.core.observed_sampling import StratifiedObservedSampler, build_observed_sampler


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def observed(shape: tuple[int, ...], share: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(int(np.prod(shape))) < share


@pytest.mark.parametrize("kind", ["stratified", "random", "full"])
@pytest.mark.parametrize("shape", [(40, 56), (300,)])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.97])
def test_an_epoch_covers_exactly_what_is_observed(kind: str, shape: tuple[int, ...], share: float) -> None:
    seen = observed(shape, share, 1)
    sampler = build_observed_sampler(kind, shape, seen, 32, generator())
    batches = [sampler.next() for _ in range(sampler.steps_per_epoch)]
    drawn = torch.cat(batches).unique().numpy()
    expected = np.flatnonzero(seen)
    if kind == "random":  # an incomplete last batch is dealt anew
        assert np.isin(drawn, expected).all()
        assert drawn.size > expected.size - 32
    else:
        assert np.array_equal(drawn, expected)


def test_each_stratified_batch_takes_one_of_every_cell_that_has_one() -> None:
    seen = np.ones((64, 64), bool)
    seen[:20, :20] = False
    sampler = build_observed_sampler("stratified", (64, 64), seen.reshape(-1), 64, generator())
    assert isinstance(sampler, StratifiedObservedSampler)
    cells = np.arange(64 * 64).reshape(64, 64) // 64 // 8 * 8 + np.arange(64) // 8
    expected = np.unique(cells[seen])
    for _ in range(5):
        assert np.array_equal(np.sort(cells.reshape(-1)[sampler.next().numpy()]), expected)


def test_a_cell_deals_all_it_has_before_it_repeats() -> None:
    seen = observed((64, 64), 0.5, 2)
    sampler = build_observed_sampler("stratified", (64, 64), seen, 16, generator())
    cells = np.arange(64 * 64) // 64 // 16 * 4 + np.arange(64 * 64) % 64 // 16
    counts = np.bincount(cells[seen])
    drawn = np.stack([sampler.next().numpy() for _ in range(counts.min())])
    assert np.unique(drawn).size == drawn.size


@pytest.mark.parametrize("kind", ["stratified", "random"])
def test_same_seed_same_batches(kind: str) -> None:
    seen = observed((50, 70), 0.4, 3)
    first, second = (build_observed_sampler(kind, (50, 70), seen, 100, generator(4)) for _ in range(2))
    for _ in range(50):
        assert torch.equal(first.next(), second.next())


def test_runs_hold_nothing_hidden_and_reach_all_there_is() -> None:
    seen = np.ones(400, bool)
    seen[150:190] = False
    seen[200:205] = False
    sampler = build_observed_sampler("stratified", (400,), seen, 100, generator(), run=32)
    batches = [sampler.next() for _ in range(200)]
    for batch in batches:
        assert batch.numel() == 96
        assert seen[batch.numpy()].all()
        assert (batch.view(3, 32).diff(dim=1) == 1).all()
    drawn = torch.cat(batches).unique().numpy()
    # ten samples between two holes are no run
    assert np.array_equal(drawn, np.r_[0:150, 205:400])
    assert sampler.steps_per_epoch == 3


def test_where_no_run_is_left_a_sentence_says_so() -> None:
    seen = np.arange(400) % 10 > 0
    with pytest.raises(UsageError, match="32 samples in a row"):
        build_observed_sampler("random", (400,), seen, 100, generator(), run=32)
