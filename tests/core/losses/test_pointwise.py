"""Losses against numbers worked out by hand, and their slopes against finite differences."""

from __future__ import annotations

import pytest
import torch

from sirendesk.core.losses import LOSSES
from sirendesk.core.losses.pointwise import HuberOptions


def finite_differences(loss: object, predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    slope = torch.zeros_like(predictions)
    for k in range(predictions.numel()):
        values = []
        for shift in (1e-6, -1e-6):
            moved = predictions.clone()
            moved.view(-1)[k] += shift
            values.append(loss(moved, targets)[0])  # type: ignore[operator]
        slope.view(-1)[k] = (values[0] - values[1]) / 2e-6
    return slope


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mse", (0.0025 + 0.09 + 0.0 + 4.0) / 4),
        ("mae", (0.05 + 0.3 + 0.0 + 2.0) / 4),
        # δ = 0.1: 0.05²/2, 0.1 (0.3 - 0.05), 0, 0.1 (2 - 0.05)
        ("huber", (0.00125 + 0.025 + 0.0 + 0.195) / 4),
        ("relative_l2", (0.0025 + 0.09 + 0.0 + 4.0) ** 0.5 / 2.0),
    ],
)
def test_values_by_hand(name: str, expected: float) -> None:
    targets = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64)
    predictions = targets + torch.tensor([[0.05, -0.3], [0.0, 2.0]], dtype=torch.float64)
    value, _ = LOSSES[name]().build()(predictions, targets)
    assert value.item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", [name for name, options in LOSSES.items() if options().run == 1])
@pytest.mark.parametrize("seed", range(3))
def test_slopes_are_those_of_finite_differences(name: str, seed: int) -> None:
    g = torch.Generator().manual_seed(seed)
    predictions, targets = torch.randn(2, 7, 3, generator=g, dtype=torch.float64)
    kept = predictions.clone(), targets.clone()
    loss = LOSSES[name]().build()
    _, slope = loss(predictions, targets)
    assert torch.allclose(slope, finite_differences(loss, predictions, targets), atol=1e-8)
    assert torch.equal(predictions, kept[0])
    assert torch.equal(targets, kept[1])


@pytest.mark.parametrize("name", [name for name, options in LOSSES.items() if options().run == 1])
def test_a_perfect_fit_has_no_loss_and_no_slope(name: str) -> None:
    targets = torch.linspace(-1, 1, 10).reshape(5, 2)
    value, slope = LOSSES[name]().build()(targets.clone(), targets)
    assert value == 0
    assert torch.equal(slope, torch.zeros(5, 2))


def test_huber_is_half_the_square_below_delta_and_the_absolute_error_beyond() -> None:
    predictions, targets = torch.linspace(-1, 1, 12)[:, None], torch.zeros(12, 1)
    wide, _ = HuberOptions(delta=10.0).build()(predictions, targets)
    assert wide.item() == pytest.approx(predictions.square().mean().item() / 2)
    theirs = torch.nn.functional.huber_loss(predictions, targets, delta=0.4)
    assert HuberOptions(delta=0.4).build()(predictions, targets)[0].item() == pytest.approx(theirs.item())


def test_the_relative_error_of_predicting_zero_is_one_however_loud() -> None:
    targets = torch.randn(50, 1, generator=torch.Generator().manual_seed(0))
    for volume in (1e-3, 1.0, 1e3):
        value, _ = LOSSES["relative_l2"]().build()(torch.zeros(50, 1), targets * volume)
        assert value.item() == pytest.approx(1.0)


def test_the_relative_error_of_silence_is_finite() -> None:
    value, slope = LOSSES["relative_l2"]().build()(torch.ones(4, 1), torch.zeros(4, 1))
    assert value.isfinite()
    assert slope.isfinite().all()
