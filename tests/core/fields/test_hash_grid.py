"""The hash grid against a slow reading of the paper's formulas, and its backward pass against autograd."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.fields import hash_grid
from sirendesk.core.fields.hash_grid import PRIMES, HashGrid, HashGridOptions
from sirendesk.core.losses import LOSSES

CPU = torch.device("cpu")
SMALL = HashGridOptions(
    levels=4,
    features_per_level=3,
    log2_table_size=6,
    coarsest_resolution=3,
    finest_resolution=40,
    hidden_features=8,
    hidden_layers=2,
)


def build(options: HashGridOptions = SMALL, d: int = 2, c: int = 3, seed: int = 0) -> HashGrid:
    return options.build(d, c, torch.Generator().manual_seed(seed), CPU)


def awake(options: HashGridOptions = SMALL, d: int = 2, c: int = 3) -> HashGrid:
    """In float64 and away from its start, where tables are nearly nothing."""
    field = build(options, d, c)
    field.to_double()
    field.weights += 0.3 * torch.randn(field.parameters, generator=torch.Generator().manual_seed(9)).double()
    return field


def points(n: int = 50, d: int = 2, seed: int = 1) -> torch.Tensor:
    return (torch.rand(n, d, generator=torch.Generator().manual_seed(seed)) * 2 - 1).double()


def slow_value(field: HashGrid, options: HashGridOptions, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Section 3 of the paper for one point, corner by corner, in Python's own integers."""
    tables, *layers = (part.numpy() for part in field.split(field.weights))
    size, d = 2**options.log2_table_size, len(point)
    growth = math.exp(
        (math.log(options.finest_resolution) - math.log(options.coarsest_resolution)) / (options.levels - 1)
    )
    features = np.zeros((options.features_per_level, options.levels))
    start = 0
    for level in range(options.levels):
        n = math.floor(options.coarsest_resolution * growth**level + 1e-6)
        scaled = (point + 1) / 2 * n
        cell = np.minimum(np.floor(scaled), n - 1).astype(int)
        for corner in itertools.product((0, 1), repeat=d):
            vertex = [int(v) for v in cell + corner]
            near = [1 - abs(s - v) for s, v in zip(scaled, vertex, strict=True)]
            if options.interpolation == "smoothstep":
                near = [3 * t**2 - 2 * t**3 for t in near]
            if (n + 1) ** d <= size:
                place = 0
                for v in vertex:
                    place = place * (n + 1) + v
            else:
                place = 0
                for v, prime in zip(vertex, PRIMES, strict=False):
                    place ^= v * prime
                place %= size
            features[:, level] += math.prod(near) * tables[:, start + place]
        start += min((n + 1) ** d, size)
    values = features.reshape(-1)
    for weight, bias in zip(layers[:-2:2], layers[1:-2:2], strict=True):
        values = np.maximum(weight @ values + bias, 0)
    return layers[-2] @ values + layers[-1]


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("interpolation", ["linear", "smoothstep"])
def test_values_are_those_of_the_papers_formulas(d: int, interpolation: str) -> None:
    options = dataclasses.replace(SMALL, interpolation=interpolation, finest_resolution=200 if d == 1 else 40)
    field, coords = awake(options, d), points(40, d)
    coords[0], coords[1] = -1.0, 1.0
    found = field(coords).numpy()
    wanted = np.stack([slow_value(field, options, point) for point in coords.numpy()])
    assert np.abs(found - wanted).max() < 1e-12


def test_resolutions_grow_from_the_coarsest_to_the_finest_by_one_factor() -> None:
    doubling = HashGridOptions(levels=5, coarsest_resolution=16, finest_resolution=256)
    assert doubling.resolutions() == [16, 32, 64, 128, 256]
    assert HashGridOptions(levels=16, coarsest_resolution=16, finest_resolution=512).resolutions()[-1] == 512
    assert HashGridOptions(levels=1, coarsest_resolution=7).resolutions() == [7]
    for finest in range(16, 400):
        assert HashGridOptions(finest_resolution=finest).resolutions()[-1] == finest


def test_the_hash_is_the_papers() -> None:
    assert PRIMES == (1, 2_654_435_761, 805_459_861)
    options = HashGridOptions(levels=1, coarsest_resolution=1000, finest_resolution=1000, log2_table_size=10)
    field = build(options, 3, 1)
    places, shares = field.corners(torch.tensor([[-1.0, -1.0, -1.0], [0.0, 0.5, -0.5]]))
    assert places[0, 0, 0] == 0
    assert places[7, 0, 0] == (1 ^ 2_654_435_761 ^ 805_459_861) % 1024
    # the corner that the second point lies on: (500, 750, 250)
    assert shares[0, 1, 0] == 1.0
    assert places[0, 1, 0] == (500 ^ (750 * 2_654_435_761) ^ (250 * 805_459_861)) % 1024


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("interpolation", ["linear", "smoothstep"])
def test_the_shares_of_a_blend_are_a_partition_of_unity(d: int, interpolation: str) -> None:
    field = awake(dataclasses.replace(SMALL, interpolation=interpolation), d)
    places, shares = field.corners(points(200, d))
    assert shares.shape == places.shape == (2**d, 200, SMALL.levels)
    assert shares.min() >= 0
    assert torch.allclose(shares.sum(0), torch.ones(200, SMALL.levels).double(), atol=1e-14)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_corners_of_dense_levels_never_share_an_entry_and_levels_never_share_a_table(d: int) -> None:
    options = dataclasses.replace(SMALL, log2_table_size=7, finest_resolution={1: 900, 2: 40, 3: 12}[d])
    field = build(options, d)
    start = 0
    kinds = set()
    for level, (n, entries) in enumerate(zip(options.resolutions(), options.entries(d), strict=True)):
        ticks = torch.arange(n + 1).double() * 2 / n - 1
        corners = torch.cartesian_prod(*[ticks] * d).view(-1, d)
        places, shares = field.corners(corners)
        at = places[:, :, level].gather(0, shares[:, :, level].argmax(0, keepdim=True)).squeeze(0)
        assert int(at.min()) >= start
        assert int(at.max()) < start + entries
        dense = (n + 1) ** d <= 2**options.log2_table_size
        kinds.add(dense)
        assert (len(at.unique()) == len(corners)) == dense
        if not dense:
            assert len(at.unique()) > entries / 2, "a hash that spreads"
        start += entries
    assert kinds == {True, False}
    assert start == field.shapes[0][1]


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("output", ["linear", "tanh", "sigmoid"])
@pytest.mark.parametrize("layers", [1, 2])
def test_gradients_are_those_of_autograd(d: int, output: str, layers: int) -> None:
    field = awake(dataclasses.replace(SMALL, output=output, hidden_layers=layers), d)
    coords, targets = points(60, d), points(60, 3, seed=4)
    value, predictions = field.fit_step(coords, targets, LOSSES["mse"]().build())
    field.weights.requires_grad_()
    wanted = (field(coords) - targets).square().mean()
    (gradient,) = torch.autograd.grad(wanted, field.weights)
    assert float(value) == pytest.approx(float(wanted.detach()), rel=1e-13)
    assert torch.allclose(predictions, field(coords).detach(), atol=1e-13)
    assert (field.gradients - gradient).norm() < 1e-12 * gradient.norm()


def test_gradient_of_every_weight_agrees_with_finite_differences() -> None:
    field = awake()
    coords, targets = points(), points(50, 3, seed=4)
    field.fit_step(coords, targets, LOSSES["mse"]().build())
    found = torch.empty_like(field.weights)
    for k in range(field.parameters):
        before = float(field.weights[k])
        losses = []
        for shift in (1e-6, -1e-6):
            field.weights[k] = before + shift
            losses.append((field(coords) - targets).square().mean())
        field.weights[k] = before
        found[k] = (losses[0] - losses[1]) / 2e-6
    assert (found - field.gradients).norm() <= 1e-6 * found.norm()


@pytest.mark.parametrize("d", [1, 2, 3])
def test_smoothstep_has_a_second_derivative_and_linear_has_none(d: int) -> None:
    for interpolation in ("linear", "smoothstep"):
        # one level and two neurons that are never folded: what curves is the interpolation
        one = dataclasses.replace(SMALL, levels=1, coarsest_resolution=5, hidden_layers=1)
        options = dataclasses.replace(one, interpolation=interpolation)
        field = awake(options, d, 1)
        field.split(field.weights)[2].fill_(50.0)
        coords = points(30, d).requires_grad_()
        (slope,) = torch.autograd.grad(field(coords).sum(), coords, create_graph=True)
        step = torch.zeros(d).double()
        step[0] = 1e-5
        above, below, here = field(coords.detach() + step), field(coords.detach() - step), field(coords.detach())
        assert torch.allclose(slope[:, 0].detach(), ((above - below) / 2e-5).squeeze(1).detach(), rtol=1e-5, atol=1e-5)
        second = ((above + below - 2 * here) / 1e-10).squeeze(1).detach()
        if interpolation == "linear":
            assert second.abs().max() < 1e-3
        else:
            (curved,) = torch.autograd.grad(slope[:, 0].sum(), coords)
            assert torch.allclose(curved[:, 0], second, rtol=1e-3, atol=1e-2)
            assert curved[:, 0].abs().max() > 0.1


def test_outside_the_picture_it_goes_on_as_at_the_edge() -> None:
    field = awake()
    assert torch.equal(field(torch.tensor([[1.0, 1.0]]).double()), field(torch.tensor([[1.5, 1.2]]).double()))
    assert torch.equal(field(torch.tensor([[-1.0, 0.3]]).double()), field(torch.tensor([[-9.0, 0.3]]).double()))


def test_a_step_changes_only_the_entries_that_its_points_look_up() -> None:
    field = build()
    coords, targets = torch.full((3, 2), 0.31), torch.ones(3, 3)
    field.fit_step(coords, targets, LOSSES["mse"]().build())
    touched = field.split(field.gradients)[0].abs().sum(0).nonzero().squeeze(1)
    assert set(touched.tolist()) <= set(field.corners(coords)[0].unique().tolist())
    assert len(touched) > 0


def test_muting_neurons_silences_them() -> None:
    field, coords = awake(), points()
    seen: list[tuple[int, torch.Size]] = []

    def listen(layer: int, values: torch.Tensor) -> torch.Tensor:
        seen.append((layer, values.shape))
        return values if layer == 0 else torch.zeros_like(values)

    muted = field(coords, listen)
    assert seen == [(0, torch.Size([50, 8])), (1, torch.Size([50, 8]))]
    assert torch.allclose(muted, field.split(field.weights)[-1].expand(50, 3))


def test_hidden_matrices_are_those_between_hidden_layers() -> None:
    assert [build().shapes[k] for k in build().hidden_matrices] == [(8, 8)]
    assert build(dataclasses.replace(SMALL, hidden_layers=1)).hidden_matrices == ()


def test_a_grid_too_large_is_refused_before_anything_is_allocated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_grid, "HashGrid", None)
    huge = HashGridOptions(levels=16, features_per_level=8, log2_table_size=24, finest_resolution=2**20)
    with pytest.raises(UsageError) as refused:
        build(huge)
    said = str(refused.value)
    assert "Table size (log2_table_size) is 24" in said
    assert said.endswith("choose 4 to 18.")
    assert ". " not in said
    assert dataclasses.replace(huge, log2_table_size=18).table_weights(2) <= hash_grid.MOST_WEIGHTS
    assert dataclasses.replace(huge, log2_table_size=19).table_weights(2) > hash_grid.MOST_WEIGHTS


def test_a_finest_grid_below_the_coarsest_and_a_fourth_coordinate_are_refused() -> None:
    with pytest.raises(UsageError, match=r"finest_resolution.*at least the coarsest"):
        build(HashGridOptions(coarsest_resolution=64, finest_resolution=32))
    with pytest.raises(UsageError, match="1 to 3 coordinates, not 4"):
        build(d=4)


def test_the_same_step_gives_the_same_bits() -> None:
    coords, targets = points(4000).float(), points(4000, 3, seed=2).float()
    fields = [build(HashGridOptions()) for _ in range(2)]
    for field in fields:
        field.fit_step(coords, targets, LOSSES["mse"]().build())
    assert torch.equal(fields[0].gradients, fields[1].gradients)


def test_the_defaults_have_fewer_weights_than_the_usual_siren() -> None:
    assert build(HashGridOptions(), 2, 1).parameters < 198_401
