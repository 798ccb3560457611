"""Penalties on roughness against closed forms and finite differences."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch

from sirendesk.core.experiment import Experiment
from sirendesk.core.grid import Grid
from sirendesk.core.losses import LOSSES
from sirendesk.core.signals import SampledSignal
from sirendesk.core.smoothness import SMOOTHED, Probes, Stencil, laplacian, logarithmic_variation, total_variation
from sirendesk.core.training import Trainer

STENCILS = {
    "total variation": total_variation,
    "logarithmic": partial(logarithmic_variation, bend=0.3),
    "laplacian": laplacian,
}


def probes(
    stencil: Stencil, grid: Grid, count: int = 50, weight: float = 1.0, places: torch.Tensor | None = None
) -> Probes:
    return Probes(stencil, weight, grid, count, torch.Generator().manual_seed(0), places)


@pytest.mark.parametrize("name", STENCILS)
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_slopes_are_those_of_finite_differences(name: str, axes: int) -> None:
    stencil = STENCILS[name](axes)
    values = torch.randn(len(stencil.offsets), 5, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    kept = values.clone()
    _, slope = stencil.penalty(values)
    assert torch.equal(values, kept)
    for k in range(values.numel()):
        found = []
        for shift in (1e-6, -1e-6):
            moved = values.clone()
            moved.view(-1)[k] += shift
            found.append(stencil.penalty(moved)[0].item())
        assert slope.view(-1)[k].item() == pytest.approx((found[0] - found[1]) / 2e-6, abs=1e-8)


@pytest.mark.parametrize("shape", [(11,), (8, 20)])
@pytest.mark.parametrize("end_points", [False, True])
def test_total_variation_of_a_plane_is_the_length_of_its_gradient(shape: tuple[int, ...], end_points: bool) -> None:
    grid = Grid(shape, end_points)
    steep = torch.tensor([3.0, -4.0][: len(shape)])
    spacing = torch.tensor([float(grid.axis(k)[1] - grid.axis(k)[0]) for k in range(len(shape))])
    stencil = total_variation(len(shape))
    coords = probes(stencil, grid).next()
    values = (coords @ steep)[:, None].reshape(len(stencil.offsets), -1, 1)
    expected = float(((steep * spacing) ** 2).sum().add(SMOOTHED**2).sqrt()) - SMOOTHED
    assert stencil.penalty(values)[0].item() == pytest.approx(expected, rel=1e-4)


def test_logarithmic_variation_of_small_steps_is_total_variation_and_of_large_ones_a_logarithm() -> None:
    one = torch.randn(3, 40, 1, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    plain = float(total_variation(2).penalty(one)[0])
    assert float(logarithmic_variation(2, 1e4).penalty(one)[0]) == pytest.approx(plain + SMOOTHED, rel=1e-3)
    bent = logarithmic_variation(2, 0.01).penalty
    assert float(bent(one * 1e6)[0] - bent(one * 1e5)[0]) == pytest.approx(0.01 * np.log(10), rel=1e-4)


def test_brightness_counts_as_grey_does_and_colour_four_times() -> None:
    one = torch.randn(3, 40, 1, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    penalty = logarithmic_variation(2, 1e4).penalty
    grey = float(penalty(one)[0])
    assert float(penalty(one.expand(-1, -1, 3))[0]) == pytest.approx(grey, rel=1e-4)
    colour = one * torch.tensor([1.0, 0.0, -1.0], dtype=torch.float64)
    assert float(penalty(colour)[0]) == pytest.approx(4 * grey * (2 / 3) ** 0.5, rel=1e-2)


def test_the_laplacian_of_a_bowl_is_constant_and_of_a_plane_nothing() -> None:
    grid = Grid((16, 16))
    stencil = laplacian(2)
    coords = probes(stencil, grid).next().double()
    bowl = (coords.square().sum(1) * 3.0).reshape(5, -1, 1)
    assert stencil.penalty(bowl)[0].item() == pytest.approx((2 * 2 * 3.0 * (2 / 16) ** 2) ** 2, rel=1e-4)
    plane = (coords @ torch.tensor([1.0, 2.0], dtype=torch.float64)).reshape(5, -1, 1)
    assert stencil.penalty(plane)[0].item() < 1e-12


@pytest.mark.parametrize("name", STENCILS)
@pytest.mark.parametrize("end_points", [False, True])
def test_every_probe_and_neighbour_lies_in_the_grid(name: str, end_points: bool) -> None:
    grid = Grid((5, 9), end_points)
    drawn = probes(STENCILS[name](2), grid, 2000).next()
    for k in range(2):
        axis = grid.axis(k)
        assert drawn[:, k].min() >= axis[0] - 1e-6
        assert drawn[:, k].max() <= axis[-1] + 1e-6


@pytest.mark.parametrize("name", STENCILS)
def test_with_places_the_centres_are_those_samples(name: str) -> None:
    grid = Grid((6, 7))
    places = torch.tensor([1 * 7 + 2, 3 * 7 + 4])
    stencil = STENCILS[name](2)
    centres = probes(stencil, grid, 40, places=places).next().reshape(len(stencil.offsets), 40, 2)[0]
    allowed = torch.from_numpy(grid.coords()[places.numpy()])
    assert ((centres[:, None] - allowed).abs().amax(2).amin(1) < 1e-6).all()
    assert len(centres.unique(dim=0)) == 2


def test_places_at_the_border_move_in() -> None:
    grid = Grid((6, 7))
    corners = torch.tensor([0, 6, 35, 41])
    drawn = probes(laplacian(2), grid, 100, places=corners).next()
    assert drawn.abs().max() <= float(grid.axis(1)[-1]) + 1e-6


def test_the_joint_loss_is_the_loss_and_the_penalty() -> None:
    g = torch.Generator().manual_seed(3)
    predictions, targets = torch.randn(8 + 3 * 5, 2, generator=g), torch.randn(8, 2, generator=g)
    stencil = total_variation(2)
    own = LOSSES["mse"]().build()
    value, slope = probes(stencil, Grid((4, 4)), 5, weight=0.25).beside(own)(predictions, targets)
    expected, expected_slope = own(predictions[:8], targets)
    penalty, penalty_slope = stencil.penalty(predictions[8:].view(3, 5, 2))
    assert value == expected + 0.25 * penalty
    assert torch.equal(slope[:8], expected_slope)
    assert torch.equal(slope[8:].view(3, 5, 2), 0.25 * penalty_slope)


def run(experiment: Experiment, signal: SampledSignal) -> Trainer:
    trainer = Trainer(experiment, signal)
    while trainer.advance(1.0):
        pass
    return trainer


def test_a_fit_with_it_varies_less(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    noisy = wave.values + np.random.default_rng(0).normal(0, 0.1, wave.values.shape).astype(np.float32)
    signal = dataclasses.replace(wave, values=noisy.clip(0, 1).astype(np.float32))
    plain = small()
    smooth = dataclasses.replace(plain, training=dataclasses.replace(plain.training, total_variation=1.0))
    variation = []
    for experiment in (plain, smooth):
        found = run(experiment, signal).reconstruction
        assert found is not None
        variation.append(np.abs(np.diff(found, axis=0)).mean() + np.abs(np.diff(found, axis=1)).mean())
    assert variation[1] < 0.7 * variation[0]


def test_a_weight_next_to_nothing_leaves_the_batches_as_they_were(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    plain = small()
    faint = dataclasses.replace(plain, training=dataclasses.replace(plain.training, total_variation=1e-9))
    ours, theirs = run(plain, wave), run(faint, wave)
    assert np.allclose(ours.history.squared_errors, theirs.history.squared_errors, rtol=1e-2)
