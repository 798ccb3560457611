"""Iterative decompositions: what has a low rank is recovered, warm as exact, and softImpute's fixed point is met."""

from __future__ import annotations

import numpy as np
import pytest

from lowrank_pictures import low_rank, with_mean
from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank import iterative
from sirendesk.core.lowrank.iterative import IterativeSVD, SoftSVD
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.mask import block
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal

CHANNELS = LAYOUTS["channels"]


def run(filler: iterative.IterativeSVD | iterative.SoftSVD, steps: int) -> None:
    for k in range(steps):
        filler.step(k / steps)


@pytest.mark.parametrize("layout", ["channels", "joint"])
def test_what_has_a_low_rank_is_recovered(layout: str) -> None:
    source = np.random.default_rng(0)
    across, along = source.uniform(-1, 1, (48, 1, 1)), source.uniform(-1, 1, (2, 1, 56, 3))
    # less any mean its rank is 2, with all channels side by side as well
    truth = (0.5 + 0.2 * along[0] + 0.2 * across * along[1]).astype(np.float32)
    missing = source.random((48, 56)) < 0.4
    filler = IterativeSVD(with_mean(truth, missing), missing, LAYOUTS[layout], 0, 2)
    run(filler, 200)
    assert psnr(truth, filler.filled, missing) > 60
    assert np.array_equal(filler.filled[~missing], truth[~missing])


def test_going_on_from_the_last_vectors_gives_the_answer_of_full_decompositions() -> None:
    truth, known, missing = low_rank(rank=6, share=0.3)
    noisy = np.clip(known + np.random.default_rng(1).normal(0, 0.05, known.shape), 0, 1).astype(np.float32)
    scores = []
    for exact in (True, False):
        filler = IterativeSVD(noisy, missing, CHANNELS, 0, 5, exact=exact)
        run(filler, 50)
        scores.append(psnr(truth, filler.filled, missing))
    assert scores[0] == pytest.approx(scores[1], abs=0.05)


def test_soft_ends_where_the_proximal_step_of_the_nuclear_norm_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iterative, "FIRST_THRESHOLD", 0.2)
    monkeypatch.setattr(iterative, "LAST_THRESHOLD", 0.2)
    _, known, missing = low_rank(rank=4, shape=(30, 40, 1))
    filler = SoftSVD(known, missing, CHANNELS, 0)
    run(filler, 300)
    mean = known[~missing].mean(dtype=np.float64)
    refilled = np.where(missing, filler.belief[..., 0], known[..., 0]) - mean
    left, values, right = np.linalg.svd(refilled, full_matrices=False)
    proximal = (left * np.maximum(values - filler.thresholds[0], 0.0)) @ right + mean
    assert filler.belief[..., 0] == pytest.approx(proximal, abs=1e-3)


def test_soft_looks_for_as_many_values_as_exceed_the_threshold() -> None:
    _, known, missing = low_rank(rank=20, share=0.5)
    partial, exact = (SoftSVD(known, missing, CHANNELS, 0, exact=exact) for exact in (False, True))
    for k in range(12):
        partial.step(k / 12)
        exact.step(k / 12)
        for ours, full, threshold in zip(partial.spectra, exact.spectra, exact.thresholds, strict=True):
            assert abs(ours.values.size - full.values.size) <= 1
            assert (ours.values > threshold).all()


def test_thresholds_fall_to_their_end() -> None:
    _, known, missing = low_rank()
    filler = SoftSVD(known, missing, CHANNELS, 0)
    shares = []
    for progress in (0.0, 0.4, 0.8, 1.0):
        filler.step(progress)
        shares.append(filler.thresholds[0])
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] / shares[0] == pytest.approx(iterative.LAST_THRESHOLD / iterative.FIRST_THRESHOLD)


def test_a_block_of_a_photo_is_filled_better_softly() -> None:
    truth = load_signal(SignalSource("sample:astronaut", size=128)).values
    missing = block((128, 128), 16, (55, 45))
    known = with_mean(truth, missing)
    hard, soft = IterativeSVD(known, missing, CHANNELS, 0, 30), SoftSVD(known, missing, CHANNELS, 0)
    run(hard, 50)
    run(soft, 50)
    assert psnr(truth, soft.filled, missing) > psnr(truth, hard.filled, missing) + 1


def test_a_rank_above_the_sides_is_refused() -> None:
    _, known, missing = low_rank(shape=(20, 30, 1))
    with pytest.raises(UsageError, match="from 1 to 20"):
        IterativeSVD(known, missing, CHANNELS, 0, 21)


def test_a_state_goes_on_as_if_nothing_had_been() -> None:
    _, known, missing = low_rank()
    filler = IterativeSVD(known, missing, CHANNELS, 0, 3)
    run(filler, 3)
    state = {name: array.copy() for name, array in filler.state.items()}
    filler.step(0.5)
    after = filler.belief.copy()
    filler.load(state)
    filler.step(0.5)
    assert filler.belief == pytest.approx(after, abs=1e-3)
