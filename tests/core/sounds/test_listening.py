"""What a sample of the low rate has heard: against the filter itself, and slopes against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sirendesk.core.losses import LOSSES
from sirendesk.core.sounds.decimation import decimate, low_pass, sinc
from sirendesk.core.sounds.listening import RUN, FilterFootprint, thinning

COUNT = 3000


def sound(scale: int, channels: int = 2) -> np.ndarray:
    """One that hardly goes beyond the low rate's reach."""
    noise = np.random.default_rng(scale).standard_normal((-(-COUNT // scale), channels)).astype(np.float32)
    return sinc(noise, scale, COUNT)


def footprint(scale: int, *, hears: bool, calm: float = 0.0, seed: int = 0) -> FilterFootprint:
    taps = low_pass(scale) if hears else np.ones(1)
    return FilterFootprint(scale, COUNT, taps, calm, torch.Generator().manual_seed(seed))


def runs(*starts: int) -> torch.Tensor:
    return (torch.tensor(starts)[:, None] + torch.arange(RUN)).reshape(-1)


@pytest.mark.parametrize("scale", [2, 3, 4, 8])
def test_the_mean_of_a_sound_is_what_the_filter_makes_of_it(scale: int) -> None:
    truth = sound(scale)
    seen = footprint(scale, hears=True)
    wanted = decimate(truth, scale, "filtered")
    # also at both ends, where the sound goes on as it is
    indices = runs(0, 100, len(wanted) - RUN)
    for _ in range(4):
        numbers = seen.drawn(seen.next(indices)).numpy()
        means = seen.means(torch.from_numpy(truth[numbers])).numpy()
        assert np.std(means - wanted[indices.numpy()]) < 0.03 * wanted.std()


def test_a_point_is_the_sample_itself() -> None:
    truth = sound(4)
    seen = footprint(4, hears=False)
    indices = runs(7, 300)
    means = seen.means(torch.from_numpy(truth[seen.drawn(seen.next(indices)).numpy()]))
    assert np.array_equal(means.numpy(), truth[::4][indices.numpy()])


def test_a_filter_asks_for_twice_the_low_rate_from_a_first_sample_that_changes() -> None:
    assert [thinning(scale) for scale in (2, 3, 4, 5, 6, 8, 12)] == [1, 1, 2, 1, 3, 4, 6]
    seen = footprint(8, hears=True)
    firsts = {int(seen.drawn(seen.next(runs(100)))[0]) for _ in range(40)}
    assert firsts == {100 * 8 - 80 + phase for phase in range(4)}


@pytest.mark.parametrize(("scale", "hears"), [(4, True), (3, True), (2, False)])
def test_slopes_are_those_of_finite_differences(scale: int, hears: bool) -> None:
    seen = footprint(scale, hears=hears, calm=0.7)
    indices = runs(0, 30)
    count = len(seen.next(indices))
    source = torch.Generator().manual_seed(1)
    predictions = torch.randn(count, 2, generator=source, dtype=torch.float64)
    targets = torch.randn(len(indices), 2, generator=source, dtype=torch.float64)
    loss = seen.through(LOSSES["mse"]().build())
    _, slope = loss(predictions, targets)
    for place in (0, count // 3, count - 1):
        step = torch.zeros_like(predictions)
        step[place, 1] = 1e-5
        difference = loss(predictions + step, targets)[0] - loss(predictions - step, targets)[0]
        assert float(slope[place, 1]) == pytest.approx(float(difference) / 2e-5, rel=1e-6, abs=1e-10)


def test_calm_costs_what_lies_beyond_the_low_rate_and_nothing_below() -> None:
    seen = footprint(4, hears=False, calm=1.0)
    indices = runs(100, 400)
    numbers = seen.drawn(seen.next(indices)).numpy()

    def cost(cycles: float) -> float:
        wave = torch.from_numpy(np.sin(2 * np.pi * cycles * np.arange(COUNT))[numbers, None])
        loss = seen.through(lambda predictions, targets: (predictions.new_zeros(()), torch.zeros_like(predictions)))
        return float(loss(wave, torch.zeros(len(indices), 1, dtype=torch.float64))[0])

    assert cost(0.05) < 0.001
    # all of a sine's mean square
    assert cost(0.3) == pytest.approx(0.5, rel=0.02)
