"""SGD and Adam by hand on one weight, and on a bowl whose lowest point is known."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.numpy_net.optimisers import SGD, Adam, Optimiser


def path(optimiser: Optimiser, gradients: list[float], rate: float = 0.1) -> list[float]:
    weights = np.array([1.0])
    found = []
    for gradient in gradients:
        optimiser.step(weights, np.array([gradient]), rate)
        found.append(float(weights[0]))
    return found


def test_sgd_by_hand() -> None:
    assert path(SGD(1, float), [1.0, -2.0]) == pytest.approx([0.9, 1.1])


def test_momentum_by_hand() -> None:
    # v = 1, then 0.5 * 1 + 1 = 1.5, then 0.75 + 0
    assert path(SGD(1, float, momentum=0.5), [1.0, 1.0, 0.0]) == pytest.approx([0.9, 0.75, 0.675])


def test_nesterov_by_hand() -> None:
    # moves by g + 0.5 v: 1.5, then 1 + 0.75
    assert path(SGD(1, float, momentum=0.5, nesterov=True), [1.0, 1.0]) == pytest.approx([0.85, 0.675])


def test_adam_by_hand() -> None:
    # the first step is the rate itself whatever the gradient's size, because both means are corrected to g and g²
    first = path(Adam(1, float), [1e-3])[0]
    assert first == pytest.approx(0.9, abs=1e-5)
    mean, square = 0.1 * 3.0 + 0.9 * 0.1 * 1.0, 0.001 * 9.0 + 0.999 * 0.001 * 1.0
    second = mean / (1 - 0.81) / (np.sqrt(square / (1 - 0.999**2)) + 1e-8)
    assert path(Adam(1, float), [1.0, 3.0])[1] == pytest.approx(0.9 - 0.1 * second, abs=1e-8)


@pytest.mark.parametrize(
    "optimiser", [SGD(2, float), SGD(2, float, 0.9), SGD(2, float, 0.9, nesterov=True), Adam(2, float)]
)
def test_all_find_the_bottom_of_a_bowl(optimiser: Optimiser) -> None:
    weights, bottom, steepness = np.array([3.0, -2.0]), np.array([0.5, 1.0]), np.array([1.0, 10.0])
    for step in range(600):
        optimiser.step(weights, steepness * (weights - bottom), 0.1 * 0.99**step)
    assert np.allclose(weights, bottom, atol=0.02)


def test_a_state_makes_the_next_step_what_it_was() -> None:
    for make in (lambda: SGD(3, float, 0.9), lambda: Adam(3, float)):
        generator = np.random.default_rng(0)
        gradients = generator.normal(size=(6, 3))
        one, two = make(), make()
        weights = np.zeros(3)
        for gradient in gradients[:5]:
            one.step(weights, gradient, 0.1)
        for name, array in two.state().items():
            array[...] = one.state()[name]
        other = weights.copy()
        one.step(weights, gradients[5], 0.1)
        two.step(other, gradients[5], 0.1)
        assert np.array_equal(weights, other)
