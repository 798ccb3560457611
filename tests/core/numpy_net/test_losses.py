"""Losses by hand and against their own slopes."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.numpy_net.losses import MAE, MSE, Huber, Loss

PREDICTIONS = np.array([[0.0, 1.0], [2.0, -3.0]])
TARGETS = np.array([[0.5, 1.0], [1.0, 0.0]])  # residuals -0.5, 0, 1, -3


@pytest.mark.parametrize(
    ("loss", "value", "slope"),
    [
        (MSE(), (0.25 + 1 + 9) / 4, [[-0.25, 0], [0.5, -1.5]]),
        (MAE(), 4.5 / 4, [[-0.25, 0], [0.25, -0.25]]),
        (Huber(1.0), (0.125 + 0.5 + 2.5) / 4, [[-0.125, 0], [0.25, -0.25]]),
        (Huber(0.25), (0.09375 + 0.21875 + 0.71875) / 4, [[-0.0625, 0], [0.0625, -0.0625]]),
    ],
)
def test_value_and_slope_by_hand(loss: Loss, value: float, slope: list[list[float]]) -> None:
    found, found_slope = loss(PREDICTIONS, TARGETS)
    assert found == pytest.approx(value, rel=1e-14)
    assert np.allclose(found_slope, slope, rtol=1e-14, atol=0)


def test_huber_lies_between_the_other_two() -> None:
    generator = np.random.default_rng(0)
    predictions, targets = generator.normal(size=(2, 100, 3))
    squares, _ = MSE()(predictions, targets)
    absolutes, _ = MAE()(predictions, targets)
    assert Huber(1e6)(predictions, targets)[0] == pytest.approx(squares / 2, rel=1e-12)
    assert Huber(1e-6)(predictions, targets)[0] / 1e-6 == pytest.approx(absolutes, rel=1e-5)


@pytest.mark.parametrize("loss", [MSE(), MAE(), Huber(0.3)])
@pytest.mark.parametrize("seed", range(3))
def test_slope_is_the_losses_derivative(loss: Loss, seed: int) -> None:
    generator = np.random.default_rng(seed)
    predictions, targets = generator.normal(size=(2, 5, 3))
    _, slope = loss(predictions, targets)
    for place in np.ndindex(predictions.shape):
        shift = np.zeros_like(predictions)
        shift[place] = 1e-6
        difference = (loss(predictions + shift, targets)[0] - loss(predictions - shift, targets)[0]) / 2e-6
        assert slope[place] == pytest.approx(difference, rel=1e-6, abs=1e-9)
