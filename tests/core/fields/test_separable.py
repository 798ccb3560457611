"""The separable field against splines written down slowly, against linear algebra, and against autograd."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.fields import separable
from sirendesk.core.fields.separable import Separable, SeparableOptions
from sirendesk.core.grid import Grid
from sirendesk.core.losses import LOSSES

CPU = torch.device("cpu")
SMALL = SeparableOptions(rank=5, resolution=6)
INTERPOLATIONS = ("cubic", "linear")


def build(options: SeparableOptions = SMALL, d: int = 2, c: int = 3, seed: int = 0) -> Separable:
    field = options.build(d, c, torch.Generator().manual_seed(seed), CPU)
    field.to_double()
    return field


def points(n: int = 50, d: int = 2, seed: int = 1) -> torch.Tensor:
    return (torch.rand(n, d, generator=torch.Generator().manual_seed(seed)) * 2 - 1).double()


def lattice(*shape: int) -> torch.Tensor:
    """Coordinates of a whole grid: each row and column many times."""
    return torch.from_numpy(Grid(shape).coords()).double()


def spline(k: int, degree: int, x: float) -> float:
    """The B-spline of that degree on the knots k, k + 1, …, by Cox and de Boor's recursion."""
    if degree == 0:
        return float(k <= x < k + 1)
    rising = (x - k) / degree * spline(k, degree - 1, x)
    return rising + (k + 1 + degree - x) / degree * spline(k + 1, degree - 1, x)


def slow_value(field: Separable, options: SeparableOptions, point: NDArray[np.float64]) -> NDArray[np.float64]:
    factors, weight, bias = (part.numpy() for part in field.split(field.weights))
    degree = 3 if options.interpolation == "cubic" else 1
    product = np.ones(options.rank)
    for nodes, x in zip(factors, point, strict=True):
        place = (x + 1) / 2 * options.resolution
        product *= sum(spline(j - degree, degree, place) * node for j, node in enumerate(nodes))
    return weight @ product + bias


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_values_are_sums_of_products_of_splines(d: int, interpolation: str) -> None:
    options = dataclasses.replace(SMALL, interpolation=interpolation)
    field, coords = build(options, d), points(40, d)
    wanted = np.stack([slow_value(field, options, point) for point in coords.numpy()])
    assert np.abs(field(coords).numpy() - wanted).max() < 1e-12


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_the_shares_of_a_blend_are_a_partition_of_unity_and_keep_straight_lines(interpolation: str) -> None:
    field = build(dataclasses.replace(SMALL, interpolation=interpolation))
    positions = torch.cat([points(200, 1).squeeze(1), torch.tensor([-1.0, 1.0]).double()])
    nodes, shares = field.supports(positions)
    assert shares.min() >= -1e-16
    assert torch.allclose(shares.sum(0), torch.ones(202).double(), atol=1e-14)
    assert int(nodes.min()) == 0
    assert int(nodes.max()) == SMALL.resolution + (2 if interpolation == "cubic" else 0)
    middle = nodes - (1 if interpolation == "cubic" else 0)
    line = (shares * (middle * 2 / SMALL.resolution - 1)).sum(0)
    assert torch.allclose(line, positions, atol=1e-14)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("rank", [1, 3])
def test_a_picture_of_its_rank_is_held_exactly(interpolation: str, rank: int) -> None:
    """With at least as many cells as samples the nodes reach every factor, so a rank-r matrix fits to rounding."""
    random = np.random.default_rng(rank)
    left, right = random.normal(size=(12, rank)), random.normal(size=(10, rank))
    field = build(SeparableOptions(rank=rank, resolution=12, interpolation=interpolation), 2, 1)
    factors, weight, bias = field.split(field.weights)
    for nodes, curve in zip(factors, (left, right), strict=True):
        axis = torch.from_numpy(Grid((len(curve),)).axis(0)).double()
        places, shares = field.supports(axis)
        basis = torch.zeros(len(axis), len(nodes)).double().scatter_(1, places.T, shares.T)
        nodes.copy_(torch.from_numpy(np.linalg.lstsq(basis.numpy(), curve, rcond=None)[0]))
    weight.fill_(1.0)
    bias.zero_()
    assert np.abs(field(lattice(12, 10)).view(12, 10).numpy() - left @ right.T).max() < 1e-10


def test_no_picture_of_it_has_more_than_its_rank() -> None:
    field = build(SeparableOptions(rank=4, resolution=20), 2, 1, seed=3)
    bias = field.split(field.weights)[2]
    picture = (field(lattice(24, 31)) - bias).view(24, 31).numpy()
    values = np.linalg.svd(picture, compute_uv=False)
    assert values[3] > 1e-3 * values[0]
    assert values[4] < 1e-12 * values[0]


def test_learning_comes_near_the_truncated_svd_and_never_past_it() -> None:
    """Eckart and Young: no matrix of rank r is nearer than the SVD's; the bias is one more."""
    y, x = np.mgrid[-1:1:32j, -1:1:32j]
    picture = 0.6 * np.sin(4 * x * y + x) + 0.3 * np.cos(5 * (x - 0.4 * y))
    picture += np.random.default_rng(0).normal(0, 0.05, picture.shape)
    field = SeparableOptions(rank=4, resolution=32).build(2, 1, torch.Generator().manual_seed(0), CPU)
    coords, targets = lattice(32, 32).float(), torch.from_numpy(picture.reshape(-1, 1)).float()
    loss = LOSSES["mse"]().build()
    factors, *rest = field.split(field.weights)
    groups = [{"params": [factors], "lr": 0.03}, {"params": rest, "lr": 0.01}]
    adam = torch.optim.Adam(groups, betas=(0.9, 0.99))
    rates = torch.optim.lr_scheduler.CosineAnnealingLR(adam, 800)
    error = math.inf
    for _ in range(800):
        value, _ = field.fit_step(coords, targets, loss)
        for part, slope in zip([factors, *rest], field.split(field.gradients), strict=True):
            part.grad = slope
        adam.step()
        rates.step()
        error = float(value)
    values = np.linalg.svd(picture, compute_uv=False)
    best = float((values[5:] ** 2).sum()) / picture.size
    truncated = float((values[4:] ** 2).sum()) / picture.size
    assert best < error < 1.1 * truncated


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("output", ["linear", "tanh", "sigmoid"])
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_gradients_are_those_of_autograd(d: int, output: str, interpolation: str) -> None:
    field = build(dataclasses.replace(SMALL, output=output, interpolation=interpolation), d)
    for coords in (points(60, d), lattice(*[4] * d)):
        targets = points(len(coords), 3, seed=4)
        value, predictions = field.fit_step(coords, targets, LOSSES["mse"]().build())
        leaf = field.weights.detach().requires_grad_()
        found = field._squash(field.forward(coords, field.split(leaf), lambda _, values: values))
        (gradient,) = torch.autograd.grad((found - targets).square().mean(), leaf)
        assert torch.allclose(predictions, found.detach(), atol=1e-13)
        assert float(value) == pytest.approx(float((found - targets).square().mean().detach()), rel=1e-13)
        assert (field.gradients - gradient).norm() < 1e-12 * gradient.norm()


def test_gradient_of_every_weight_agrees_with_finite_differences() -> None:
    field = build()
    coords, targets = points(), points(50, 3, seed=4)
    field.fit_step(coords, targets, LOSSES["mse"]().build())
    found = torch.empty_like(field.weights)
    for k in range(field.parameters):
        before = float(field.weights[k])
        losses = []
        for shift in (1e-5, -1e-5):
            field.weights[k] = before + shift
            losses.append((field(coords) - targets).square().mean())
        field.weights[k] = before
        found[k] = (losses[0] - losses[1]) / 2e-5
    assert (found - field.gradients).norm() <= 1e-6 * found.norm()


def test_cubic_factors_have_second_derivatives() -> None:
    field, coords = build(c=1), points().requires_grad_()
    (slope,) = torch.autograd.grad(field(coords).sum(), coords, create_graph=True)
    (curved,) = torch.autograd.grad(slope[:, 1].sum(), coords)
    step = torch.tensor([0.0, 1e-5]).double()
    plain = coords.detach()
    above, below, here = field(plain + step), field(plain - step), field(plain)
    assert torch.allclose(slope[:, 1].detach(), ((above - below) / 2e-5).squeeze(1), atol=1e-6)
    assert torch.allclose(curved[:, 1], ((above + below - 2 * here) / 1e-10).squeeze(1), atol=1e-3)


def test_the_way_through_repeated_coordinates_gives_the_same_values() -> None:
    field, coords = build(), lattice(7, 9)
    assert torch.equal(field(coords), field(coords.clone().requires_grad_()).detach())


def test_muting_a_product_takes_its_picture_away() -> None:
    field, coords = build(c=1), lattice(8, 8)
    _, weight, _ = field.split(field.weights)
    seen: list[torch.Tensor] = []

    def mute(layer: int, values: torch.Tensor) -> torch.Tensor:
        assert layer == 0
        seen.append(values[:, 2].clone())
        values[:, 2] = 0.0
        return values

    change = (field(coords) - field(coords, mute)).squeeze(1)
    assert torch.allclose(change, weight[0, 2] * seen[0])
    assert torch.linalg.matrix_rank(seen[0].view(8, 8)) == 1


def test_a_signal_of_one_axis_is_one_curve() -> None:
    field = build(d=1, c=1)
    factors, weight, bias = field.split(field.weights)
    nodes, shares = field.supports(points(20, 1).squeeze(1))
    curve = (factors[0] @ weight[0])[nodes].mul(shares).sum(0) + bias
    assert torch.allclose(field(points(20, 1)).squeeze(1), curve)


def test_a_rank_too_large_is_refused_before_anything_is_allocated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separable, "Separable", None)
    huge = SeparableOptions(rank=2048, resolution=2**20)
    with pytest.raises(UsageError) as refused:
        huge.build(2, 3, torch.Generator(), CPU)
    said = str(refused.value)
    assert "Rank (rank) is 2,048" in said
    assert said.endswith("choose 1 to 15.")
    assert ". " not in said
    assert dataclasses.replace(huge, rank=15).factor_weights(2) <= separable.MOST_WEIGHTS
    assert dataclasses.replace(huge, rank=16).factor_weights(2) > separable.MOST_WEIGHTS


def test_it_starts_almost_flat_from_factors_between_minus_one_and_one() -> None:
    field = build(SeparableOptions(), 2, 1)
    assert field.split(field.weights)[0].abs().max() <= 1
    assert field(lattice(16, 16)).std() < 0.1
    assert field.parameters < 198_401
