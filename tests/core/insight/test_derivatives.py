"""Gradient and Laplacian against closed forms and against finite differences in double precision."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from sirendesk.core.fields.finer import FinerOptions
from sirendesk.core.fields.gauss import GaussOptions
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.grid import Grid
from sirendesk.core.insight.derivatives import axis_scales, differences, differentiate, look_at_derivatives
from sirendesk.core.insight.places import spread
from sirendesk.core.insight.subject import Subject
from sirendesk.core.insight.values import Derivatives, InsightRequest
from sirendesk.core.target_transform import TargetTransform

Make = Callable[..., Any]
REQUEST = InsightRequest("derivatives")


def wave_values(shape: tuple[int, int], a: float, b: float, end_points: bool = False) -> np.ndarray:
    """sin(a row + b column) in coords."""
    grid = Grid(shape, end_points)
    return np.sin(grid.coords() @ np.array([a, b])).reshape(*shape, 1).astype(np.float32)


@pytest.mark.parametrize("end_points", [False, True])
@pytest.mark.parametrize("shape", [(40, 40), (30, 60), (61, 20)])
def test_of_a_plain_wave_they_are_the_closed_form(
    shape: tuple[int, int], end_points: bool, waves: Make, looked_at: Make, outcome: Make
) -> None:
    a, b = 5.0, -3.0
    subject: Subject = looked_at(waves([[a, b]], [1.0]), wave_values(shape, a, b, end_points), end_points=end_points)
    found: Derivatives = outcome(look_at_derivatives(subject, REQUEST))
    down, right = axis_scales(shape, end_points)
    phase = (Grid(shape, end_points).coords().astype(np.float64) @ [a, b]).reshape(shape)
    assert found.step == 7
    np.testing.assert_allclose(found.fit_x, b * right * np.cos(phase), atol=2e-5)
    np.testing.assert_allclose(found.fit_y, a * down * np.cos(phase), atol=2e-5)
    np.testing.assert_allclose(found.fit_laplacian, -((a * down) ** 2 + (b * right) ** 2) * np.sin(phase), atol=2e-3)
    # neighbouring samples know the same to second order in their distance, one order less at the edges
    inside = (slice(1, -1), slice(1, -1))
    reach = max((a * down) ** 2, (b * right) ** 2) * (2 / max(shape)) ** 2
    for one, other in ((found.signal_x, found.fit_x), (found.signal_y, found.fit_y)):
        np.testing.assert_allclose(one[inside], other[inside], atol=reach * np.abs(other).max())
    np.testing.assert_allclose(
        found.signal_laplacian[inside],
        found.fit_laplacian[inside],
        atol=reach * np.abs(found.fit_laplacian).max() + 0.02,
    )


def test_the_measure_is_half_the_longest_side_along_both_axes() -> None:
    assert axis_scales((64, 64), False) == (1.0, 1.0)
    assert axis_scales((32, 64), False) == (2.0, 1.0)
    assert axis_scales((33, 65), True) == (2.0, 1.0)


@pytest.mark.parametrize(
    "options",
    [
        SirenOptions(hidden_features=24),
        FinerOptions(hidden_features=24, hidden_layers=1),
        GaussOptions(hidden_features=24, hidden_layers=1, scale=5.0),
    ],
)
@pytest.mark.parametrize("output", ["linear", "tanh", "sigmoid"])
@pytest.mark.parametrize("kind", ["symmetric", "power"])
def test_they_agree_with_finite_differences(options: Any, output: str, kind: str, built: Make, looked_at: Make) -> None:
    rng = np.random.default_rng(0)
    transform = TargetTransform.of(kind, rng.random((500, 3), dtype=np.float32) ** 2)
    network = built(dataclasses.replace(options, output=output), 3)
    network.to_double()
    subject: Subject = looked_at(
        network, np.zeros((8, 8, 3), np.float32), decode=lambda answer: transform.decode(answer.clone())
    )
    coords = torch.from_numpy(rng.uniform(-1, 1, (20, 2)))
    slopes, bends = differentiate(subject, coords)

    def luminance(moved: torch.Tensor) -> torch.Tensor:
        return subject.answer(moved).mean(dim=1)

    for axis in (0, 1):
        shift = torch.zeros(2, dtype=torch.float64)
        shift[axis] = 1.0
        first = _richardson(lambda h, s=shift: (luminance(coords + h * s) - luminance(coords - h * s)) / (2 * h), 1e-4)
        second = _richardson(
            lambda h, s=shift: (luminance(coords + h * s) - 2 * luminance(coords) + luminance(coords - h * s)) / h**2,
            5e-4,
        )
        assert torch.linalg.norm(slopes[:, axis] - first) <= 1e-6 * torch.linalg.norm(first)
        # FINER's second derivative jumps where an argument is 0: a point so near that the difference steps across
        # it knows no better
        wrong = (bends[:, axis] - second).abs() > 1e-3 * second.abs().mean()
        assert wrong.sum() <= (3 if isinstance(options, FinerOptions) else 0)


def _richardson(estimate: Callable[[float], torch.Tensor], h: float) -> torch.Tensor:
    return (4 * estimate(h / 2) - estimate(h)) / 3


def test_a_plane_has_no_second_derivatives(bare: Any, looked_at: Make, outcome: Make) -> None:
    found: Derivatives = outcome(look_at_derivatives(looked_at(bare, wave_values((9, 12), 1, 1)), REQUEST))
    np.testing.assert_allclose(found.fit_y, 0.25 * 12 / 9, rtol=1e-6)
    np.testing.assert_allclose(found.fit_x, -0.5, rtol=1e-6)
    assert not found.fit_laplacian.any()


def test_differences_are_exact_for_a_parabola_up_to_the_edges() -> None:
    shape = (17, 23)
    rows, columns = Grid(shape).axis(0).astype(np.float64) * 17 / 23, Grid(shape).axis(1).astype(np.float64)
    values = (rows[:, None] ** 2 + 3 * columns**2 + 2 * columns)[:, :, None]
    right, down, laplacian = differences(values, spread(shape, 100), False)
    np.testing.assert_allclose(laplacian, 8.0, rtol=1e-3)
    np.testing.assert_allclose(right[:, 1:-1], np.broadcast_to(6 * columns + 2, shape)[:, 1:-1], rtol=1e-4)
    np.testing.assert_allclose(down[1:-1], np.broadcast_to(2 * rows[:, None], shape)[1:-1], atol=1e-4)


def test_a_picture_of_two_by_two_has_slopes() -> None:
    values = np.array([[0.0, 1.0], [0.5, 1.5]], np.float32)[:, :, None]
    right, down, laplacian = differences(values, spread((2, 2), 96), False)
    assert np.array_equal(right, np.ones((2, 2)))
    assert np.array_equal(down, np.full((2, 2), 0.5))
    assert not laplacian.any()


def test_a_large_picture_is_looked_at_on_a_spread_of_its_own_samples(
    waves: Make, looked_at: Make, outcome: Make
) -> None:
    values = wave_values((100, 250), 4, 3)
    memory: dict[str, Any] = {}
    network = waves([[4, 3]], [1.0])
    live: Derivatives = outcome(look_at_derivatives(looked_at(network, values, full=False, memory=memory), REQUEST))
    again: Derivatives = outcome(look_at_derivatives(looked_at(network, values, full=False, memory=memory), REQUEST))
    full: Derivatives = outcome(look_at_derivatives(looked_at(network, values, memory=memory), REQUEST))
    assert live.fit_x.shape == (34, 84)
    assert full.fit_x.shape == (100, 250)
    assert again.signal_x is live.signal_x
    inside = (slice(1, -1), slice(1, -1))
    np.testing.assert_allclose(live.signal_x[inside], live.fit_x[inside], atol=0.002)
    np.testing.assert_allclose(live.signal_laplacian[inside], live.fit_laplacian[inside], atol=0.1)
    for part in (live.fit_x, live.fit_y, live.fit_laplacian, live.signal_x, live.signal_y, live.signal_laplacian):
        assert part.dtype == np.float32
        assert part.flags.c_contiguous
