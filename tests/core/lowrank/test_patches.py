"""Membranes against Laplace's equation, and groups of similar patches against what they promise."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from lowrank_pictures import with_mean
from sirendesk.core.hole import biharmonic
from sirendesk.core.lowrank import patches
from sirendesk.core.lowrank.membrane import membrane
from sirendesk.core.lowrank.patches import SimilarPatches
from sirendesk.core.mask import block
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal


@pytest.mark.parametrize("seed", range(4))
def test_on_a_membrane_every_hidden_pixel_is_the_mean_of_its_neighbours(seed: int) -> None:
    source = np.random.default_rng(seed)
    truth = source.random((20, 26, 2), np.float32)
    missing = source.random((20, 26)) < 0.5
    missing[5:12, :9] = True
    found = membrane(with_mean(truth, missing), missing).astype(np.float64)
    assert np.array_equal(found[~missing].astype(np.float32), truth[~missing])
    padded = np.pad(found, ((1, 1), (1, 1), (0, 0)), mode="edge")  # an edge copied is an edge that is free
    around = (padded[2:, 1:-1] + padded[:-2, 1:-1] + padded[1:-1, 2:] + padded[1:-1, :-2]) / 4
    assert np.abs(around - found)[missing].max() < 1e-3


def test_distances_are_those_of_the_patches() -> None:
    picture = torch.rand(3, 14, 17, generator=torch.Generator().manual_seed(0))
    for dy, dx in ((0, 0), (2, -3), (-4, 1)):
        found = patches._distances(picture, dy, dx, 5)
        for r in range(10):
            for c in range(13):
                inside = 0 <= r + dy <= 9 and 0 <= c + dx <= 12
                if not inside:
                    assert found[r, c] == torch.inf
                    continue
                here = picture[:, r : r + 5, c : c + 5]
                there = picture[:, r + dy : r + dy + 5, c + dx : c + dx + 5]
                assert float(found[r, c]) == pytest.approx(float((here - there).square().sum()), abs=1e-4)


def test_lowering_is_that_of_the_singular_values() -> None:
    groups = torch.randn(6, 8, 30, generator=torch.Generator().manual_seed(1))
    found, trust = patches._lowered(groups, 4.0)
    for group, ours, share in zip(groups.numpy(), found.numpy(), trust.tolist(), strict=True):
        mean = group.mean(axis=0)
        left, values, right = np.linalg.svd(group - mean, full_matrices=False)
        kept = np.maximum(1.0 - 16.0 / np.maximum(values, 1e-6) ** 2, 0.0)
        assert ours == pytest.approx((left * (values * kept)) @ right + mean, abs=1e-4)
        assert share == pytest.approx(1 / (1 + kept.sum()), abs=1e-4)


def test_every_hidden_sample_is_in_some_patch() -> None:
    missing = np.random.default_rng(0).random((29, 41)) < 0.02
    missing[0, 0] = missing[-1, -1] = True
    rows, columns = patches._touching(missing, 6)
    covered = np.zeros_like(missing)
    for r, c in zip(rows, columns, strict=True):
        assert missing[r : r + 6, c : c + 6].any()
        covered[r : r + 6, c : c + 6] = True
    assert covered[missing].all()


def test_sweeps_beat_the_membrane_and_the_biharmonic_filling_of_a_photo() -> None:
    truth = load_signal(SignalSource("sample:astronaut")).values[120:220, 140:240]
    missing = np.random.default_rng(0).random((100, 100)) < 0.5
    known = with_mean(truth, missing)
    filler = SimilarPatches(known, missing)
    start = psnr(truth, filler.filled, missing)
    steps = 8 * filler.steps_per_sweep
    for k in range(steps):
        filler.step(k / steps)
    found = psnr(truth, filler.filled, missing)
    assert found > start + 2
    assert found > psnr(truth, biharmonic(known, missing), missing) + 0.5


def test_a_pattern_that_repeats_is_continued_into_the_hole() -> None:
    rows, columns = np.mgrid[0:48, 0:48]
    truth = (0.5 + 0.4 * np.sin(2 * np.pi * (rows + 2 * columns) / 12))[..., None].astype(np.float32)
    missing = block((48, 48), 5)
    filler = SimilarPatches(with_mean(truth, missing), missing)
    start = psnr(truth, filler.filled, missing)
    for k in range(20 * filler.steps_per_sweep):
        filler.step(k / (20 * filler.steps_per_sweep))
    assert psnr(truth, filler.filled, missing) > start + 3
