"""Windows on a field: where their pixels lie, and that values and derivatives there are the function's own."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import render_field
from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.siren import Siren, SirenOptions
from sirendesk.core.grid import Grid
from sirendesk.core.signals import SampledSignal
from sirendesk.core.target_transform import TargetTransform
from sirendesk.core.training import Trainer
from sirendesk.core.window_render import Region, look_at, render_window, whole, window_axes

T = TypeVar("T")
CPU = torch.device("cpu")
SCALE = TargetTransform.between(0.0, 1.0)
GRID = Grid((40, 60))


def end_of(job: Generator[Any, None, T]) -> T:
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value


def siren(channels: int = 3) -> Siren:
    return SirenOptions(hidden_features=32, hidden_layers=1).build(2, channels, torch.Generator().manual_seed(0), CPU)


def window(field: Any, region: Region, what: str = "values", grid: Grid = GRID) -> NDArray[np.float32]:
    return end_of(render_window(field, SCALE, CPU, region, grid, what))


@pytest.mark.parametrize("end_points", [False, True])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (40, 60), (333, 41)])
def test_the_whole_picture_has_the_grids_own_coordinates(shape: tuple[int, int], end_points: bool) -> None:
    grid = Grid(shape, end_points)
    rows, columns = window_axes(whole(shape), grid)
    assert np.array_equal(rows.astype(np.float32), grid.axis(0))
    assert np.array_equal(columns.astype(np.float32), grid.axis(1))


@pytest.mark.parametrize("end_points", [False, True])
@pytest.mark.parametrize("name", FIELDS)
def test_the_whole_picture_is_the_render_to_the_bit(name: str, end_points: bool) -> None:
    field, grid = FIELDS[name]().build(2, 1, torch.Generator().manual_seed(0), CPU), Grid((20, 30), end_points)
    expected = end_of(render_field(field, grid, SCALE, CPU))
    assert np.array_equal(window(field, whole((20, 30)), grid=grid), expected)


@given(end_points=st.booleans(), n=st.integers(2, 50), first=st.integers(0, 48), count=st.integers(1, 50), k=st.data())
def test_windows_on_whole_samples_hit_them(end_points: bool, n: int, first: int, count: int, k: Any) -> None:
    first = min(first, n - 1)
    count = min(count, n - first)
    grid = Grid((n, n), end_points)
    region = Region(first / n, 0.0, (first + count) / n, 1.0, count, n)
    rows, _ = window_axes(region, grid)
    assert np.allclose(rows, grid.axis(0)[first : first + count], atol=1e-6)
    finer, _ = window_axes(Region(first / n, 0.0, (first + count) / n, 1.0, 3 * count, n), grid)
    assert np.allclose(finer[1::3], rows, atol=1e-12)


@given(start=st.integers(0, 99), height=st.integers(1, 100), rows=st.integers(1, 30))
def test_bands_of_a_window_are_its_rows(start: int, height: int, rows: int) -> None:
    start = min(start, height - 1)
    region = Region(0.21, 0.3, 0.68, 0.4, height, 5)
    band = region.rows(start, start + rows)
    assert band.height == min(rows, height - start)
    all_rows, columns = window_axes(region, GRID)
    own_rows, own_columns = window_axes(band, GRID)
    assert np.allclose(own_rows, all_rows[start : start + rows], atol=1e-12)
    assert np.array_equal(own_columns, columns)


def test_coarser_windows_cover_the_same() -> None:
    coarse = Region(0.0, 0.1, 0.5, 0.9, 101, 3).coarser(4)
    assert (coarse.height, coarse.width, coarse.bottom, coarse.right) == (26, 1, 0.5, 0.9)
    assert coarse.pixels == 26


def test_between_the_samples_it_is_the_function_itself() -> None:
    field = siren()
    region = Region(0.313, 0.2, 0.3135, 0.2004, 7, 6)
    rows, columns = window_axes(region, GRID)
    places = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=2).reshape(-1, 2)
    with torch.no_grad():
        expected = SCALE.decode(field(torch.from_numpy(places.astype(np.float32)))).numpy().reshape(7, 6, 3)
    assert np.allclose(window(field, region), expected, atol=1e-6)


def test_far_in_neighbours_still_differ() -> None:
    field = siren(1)
    size = 1e-9
    seen = window(field, Region(0.3, 0.3, 0.3 + size, 0.3 + size, 4, 4))
    field.to_double()
    slope = np.hypot(*_slopes(field, 0.3, 0.3))
    # nothing is left of this in a float32 near 0.5, but its coordinates were all told apart
    assert np.isfinite(seen).all()
    assert np.ptp(seen) <= 3 * slope * size + 1e-7
    assert field.weights.dtype == torch.float64
    rows, _ = window_axes(Region(0.3, 0.3, 0.3 + size, 0.3 + size, 4, 4), GRID)
    assert len(np.unique(rows.astype(np.float32))) == 1
    assert len(np.unique(rows)) == 4


def test_far_in_steps_are_even() -> None:
    # a step is some two of those that single precision can take here: coordinates in it would be off by a quarter
    steep = SirenOptions(hidden_features=64, hidden_layers=1, first_omega_0=300.0, weight_scale=4.0)
    field = steep.build(2, 1, torch.Generator().manual_seed(1), CPU)
    size = 64 * 0.65e-7
    seen = window(field, Region(0.8, 0.8, 0.8 + size, 0.8 + size, 64, 64)).astype(np.float64)[..., 0]
    steps = np.diff(seen, axis=1 if np.ptp(seen[0]) > np.ptp(seen[:, 0]) else 0)
    assert np.abs(steps).mean() > 1e-6
    assert steps.std() < 0.12 * np.abs(steps).mean()


def test_the_field_that_trains_stays_in_single_precision() -> None:
    field = siren()
    window(field, Region(0.5, 0.5, 0.5 + 1e-8, 0.5 + 1e-8, 3, 3))
    assert field.weights.dtype == torch.float32
    assert field(torch.zeros(1, 2)).dtype == torch.float32


@pytest.mark.parametrize("end_points", [False, True])
def test_gradient_and_laplacian_are_those_of_finite_differences(end_points: bool) -> None:
    grid = Grid((40, 60), end_points)
    field = siren(3)
    field.to_double()
    region = Region(0.2, 0.3, 0.4, 0.7, 5, 4)
    gradient, laplacian = (window(field, region, what, grid) for what in ("gradient", "laplacian"))
    assert gradient.shape == laplacian.shape == (5, 4)
    rows, columns = window_axes(region, grid)
    less = 1 if end_points else 0
    # one unit of position: the longest side is 2 long
    per_unit = [(60 - less) / (n - less) for n in (40, 60)]
    h = 1e-4
    for i, y in enumerate(rows):
        for j, x in enumerate(columns):
            at = {(a, b): _luminance(field, y + a * h, x + b * h) for a in (-1, 0, 1) for b in (-1, 0, 1)}
            slopes = [(at[1, 0] - at[-1, 0]) / (2 * h), (at[0, 1] - at[0, -1]) / (2 * h)]
            bends = [(at[1, 0] + at[-1, 0] - 2 * at[0, 0]) / h**2, (at[0, 1] + at[0, -1] - 2 * at[0, 0]) / h**2]
            expected = np.hypot(*(s * u for s, u in zip(slopes, per_unit, strict=True)))
            assert gradient[i, j] == pytest.approx(expected, rel=2e-3, abs=1e-3)
            summed = sum(b * u * u for b, u in zip(bends, per_unit, strict=True))
            assert laplacian[i, j] == pytest.approx(summed, rel=2e-3, abs=1e-1)


def test_what_cannot_be_looked_at_is_refused() -> None:
    with pytest.raises(UsageError, match="values, gradient, laplacian"):
        window(siren(), whole((4, 4)), "curl")
    with pytest.raises(UsageError, match="at least one pixel"):
        window(siren(), Region(0, 0, 1, 1, 0, 4))


def test_a_trainer_is_looked_at_as_it_stands(small: Any, wave: SampledSignal) -> None:
    experiment: Experiment = small()
    trainer = Trainer(experiment, wave)
    trainer.step_once()
    seen = end_of(look_at(trainer, whole(trainer.problem.shape)))
    assert np.array_equal(seen, end_of(trainer.solver.render(trainer.problem.shape)))
    gradient = end_of(look_at(trainer, Region(0, 0, 1, 1, 6, 7, "gradient")))
    assert gradient.shape == (6, 7)


def _luminance(field: Siren, y: float, x: float) -> float:
    with torch.no_grad():
        answer = SCALE.decode(field(torch.tensor([[y, x]], dtype=torch.float64)))
    return float(answer.mean())


def _slopes(field: Siren, y: float, x: float) -> tuple[float, float]:
    h = 1e-5
    first = (_luminance(field, y + h, x) - _luminance(field, y - h, x)) / (2 * h)
    return first, (_luminance(field, y, x + h) - _luminance(field, y, x - h)) / (2 * h)
