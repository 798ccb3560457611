"""The mean over a pixel's area: places against the geometry, slopes against finite differences, and what it is for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.footprint import AreaFootprint
from sirendesk.core.grid import Grid
from sirendesk.core.losses import LOSSES
from sirendesk.core.resampling import Placement, area_means
from sirendesk.core.signals import SampledSignal
from sirendesk.core.smoothness import Probes, total_variation
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.training import Trainer

SHAPE, LARGE = (6, 9), (18, 27)


def footprint(
    per_axis: int = 3, jitter: float = 0.0, placement: Placement | None = None, seed: int = 0
) -> AreaFootprint:
    generator = torch.Generator().manual_seed(seed)
    return AreaFootprint(placement or Placement.covering(SHAPE), per_axis, jitter, LARGE, generator)


def test_without_jitter_the_places_are_the_large_pictures_pixel_centres() -> None:
    coords = footprint().next(torch.arange(54))
    wanted = Grid(LARGE).coords()
    order = np.lexsort(coords.numpy().round(4).T[::-1])
    assert np.allclose(coords.numpy()[order], wanted, atol=1e-6)


def test_the_mean_of_a_picture_over_its_places_is_the_picture_made_smaller() -> None:
    large = np.random.default_rng(0).random((*LARGE, 2), np.float32)
    seen = footprint()
    indices = torch.tensor([3, 17, 53])
    places = seen.drawn(seen.next(indices))
    means = seen.means(torch.from_numpy(large.reshape(-1, 2)[places.numpy()]))
    assert np.allclose(means.numpy(), area_means(large, SHAPE).reshape(-1, 2)[indices.numpy()], atol=1e-6)


def test_jittered_places_stay_in_their_own_part_and_follow_the_seed() -> None:
    indices = torch.arange(54)
    calm, first, again, other = (
        footprint(jitter=j, seed=s).next(indices) for j, s in ((0.0, 0), (1.0, 0), (1.0, 0), (1.0, 1))
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    reach = torch.tensor([1 / LARGE[0], 1 / LARGE[1]])  # half a part
    off = (first - calm).abs() / reach
    assert float(off.max()) <= 1.0 + 1e-4
    assert float(off.max()) > 0.9
    seen = footprint(jitter=1.0)
    assert not torch.equal(seen.next(indices), seen.next(indices))


def test_a_point_of_a_stride_lies_on_the_pixel_that_it_was() -> None:
    seen = footprint(1, 0.0, Placement.every(3, LARGE))
    places = seen.drawn(seen.next(torch.arange(54)))
    wanted = np.arange(LARGE[0] * LARGE[1]).reshape(LARGE)[::3, ::3].reshape(-1)
    assert np.array_equal(places.numpy(), wanted)


@pytest.mark.parametrize("name", ["mse", "huber"])
@pytest.mark.parametrize("probed", [False, True])
def test_the_slope_is_that_of_finite_differences(name: str, probed: bool) -> None:
    seen = footprint(2)
    generator = torch.Generator().manual_seed(1)
    predictions = torch.randn(4 * 5 + (12 if probed else 0), 2, generator=generator, dtype=torch.float64)
    targets = torch.randn(5, 2, generator=generator, dtype=torch.float64)
    loss = seen.through(LOSSES[name]().build())
    if probed:
        loss = Probes(total_variation(2), 0.3, Grid(LARGE), 4, generator).beside(loss)
    _, slope = loss(predictions, targets)
    assert slope.shape == predictions.shape
    for k in range(predictions.numel()):
        found = []
        for shift in (1e-6, -1e-6):
            moved = predictions.clone()
            moved.view(-1)[k] += shift
            found.append(loss(moved, targets)[0].item())
        assert slope.reshape(-1)[k].item() == pytest.approx((found[0] - found[1]) / 2e-6, abs=1e-7)


def test_the_footprint_undoes_the_blur_that_a_point_learns(small: Callable[..., Experiment]) -> None:
    rows, columns = np.mgrid[0:32, 0:32] / 31
    # three and a half pixels a wave: its means over 2 x 2 are a third weaker
    values = (0.5 + 0.3 * np.sin(56 * columns) + 0.0 * rows)[..., None].astype(np.float32)
    signal = SampledSignal(values, None, "waves", "waves")
    scores = {}
    for observation in ("footprint", "point"):
        task = UpscaleOptions(protocol="area", observation=observation, jitter=0.0, smoothness=0.0)
        experiment = small(task=task, budget=Budget.of(steps=400))
        field = dataclasses.replace(experiment.field, first_omega_0=60.0)
        trainer = Trainer(dataclasses.replace(experiment, field=field), signal, watch=False)
        while trainer.advance(1.0):
            pass
        assert trainer.metrics is not None
        scores[observation] = trainer.metrics["psnr"]
    assert scores["footprint"] > scores["point"] + 3
