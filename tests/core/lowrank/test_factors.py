"""Factorisation by gradient: careful, it recovers; naive, it learns by heart and leaves the range of any picture."""

from __future__ import annotations

import numpy as np
import pytest

from lowrank_pictures import low_rank, with_mean
from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank.factors import GradientFactors, NaiveFactors
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal


def run(filler: GradientFactors, steps: int) -> None:
    for k in range(steps):
        filler.step(k / steps)


def test_what_has_a_low_rank_is_recovered_well_enough() -> None:
    truth, known, missing = low_rank(rank=2, share=0.3)
    filler = GradientFactors(known, missing, 4, 0)
    run(filler, 400)
    assert psnr(truth, filler.filled, missing) > psnr(truth, known, missing) + 6


def test_slopes_are_those_of_finite_differences() -> None:
    _, known, missing = low_rank(shape=(7, 9, 2))
    filler = NaiveFactors(known, missing, 3, 0)
    seen = ~missing[..., None]
    mean = known[~missing].mean(axis=0)

    def error(vector: np.ndarray) -> float:
        tall, wide = vector[: 2 * 7 * 3].reshape(2, 7, 3), vector[2 * 7 * 3 :].reshape(2, 3, 9)
        return float(0.5 * (((np.moveaxis(tall @ wide, 0, 2) + mean - known) * seen) ** 2).sum())

    start = filler._factors.astype(np.float64)
    filler.step(0.0)
    for k in range(0, start.size, 5):
        high, low = start.copy(), start.copy()
        high[k] += 1e-4
        low[k] -= 1e-4
        assert filler._slopes[k] == pytest.approx((error(high) - error(low)) / 2e-4, abs=1e-3)


def test_the_naive_way_explodes_when_much_is_missing() -> None:
    truth = load_signal(SignalSource("sample:astronaut", size=128)).values
    ranges, scores = [], []
    for share in (0.1, 0.75):
        missing = np.random.default_rng(1).random((128, 128)) < share
        known = with_mean(truth, missing)
        naive, careful = NaiveFactors(known, missing, 15, 0), GradientFactors(known, missing, 15, 0)
        run(naive, 300)
        run(careful, 300)
        ranges.append(float(np.ptp(naive.belief[missing])))
        scores.append(psnr(truth, careful.filled, missing) - psnr(truth, naive.filled, missing))
    assert ranges[0] < 1.7
    assert ranges[1] > 3.0
    assert scores[1] > 3.0


def test_steps_that_leave_the_finite_numbers_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _, known, missing = low_rank()
    filler = NaiveFactors(known, missing, 4, 0)
    filler.step(0.0)
    kept, believed = filler._factors.copy(), filler.belief.copy()
    monkeypatch.setattr(filler, "_rate", 1e30)
    with pytest.raises(FloatingPointError):
        filler.step(0.1)
    assert np.array_equal(filler._factors, kept)
    assert np.array_equal(filler.belief, believed)


def test_a_rank_above_the_sides_is_refused() -> None:
    _, known, missing = low_rank(shape=(20, 30, 1))
    with pytest.raises(UsageError, match="from 1 to 20"):
        GradientFactors(known, missing, 21, 0)
