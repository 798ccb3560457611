"""Steps of weights: as fine as the picture is sensitive, within bits and bytes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sirendesk.core.codec import steps
from sirendesk.core.codec.steps import Rounder
from sirendesk.core.codec.weights import MOST_NUMBER, Network, in_one_turn, round_weights
from sirendesk.core.fields import SirenOptions
from sirendesk.core.fields.base import Field

NETWORK = Network(2, 8, 1, 1)


@pytest.fixture
def field() -> Field:
    options = SirenOptions(hidden_features=8, hidden_layers=1, weight_scale=1.0)
    return options.build(2, 1, torch.Generator().manual_seed(0), torch.device("cpu"))


def test_sensitivities_are_those_of_the_slopes(field: Field) -> None:
    coords = torch.rand(64, 2, generator=torch.Generator().manual_seed(1)) * 2 - 1

    def drawn(weights: torch.Tensor) -> torch.Tensor:
        return field.forward(coords, field.split(weights), lambda _, values: values)

    slopes = torch.autograd.functional.jacobian(drawn, field.weights.clone())[:, 0]
    diagonal = field.split(slopes.square().mean(dim=0))
    expected = [float(part.mean()) for part in diagonal]
    np.testing.assert_allclose(steps.sensitivities(field, coords, probes=400), expected, rtol=0.25)


def test_steps_share_the_cost_evenly() -> None:
    sensitive = np.array([1.0, 16.0, 256.0])
    exponents = steps.relative_exponents(sensitive)
    cost = sensitive * 4.0 ** (exponents / 8)
    np.testing.assert_allclose(cost, cost[0], rtol=0.2)
    assert steps.relative_exponents(np.zeros(3)).tolist() == [0, 0, 0]


def test_a_bit_more_is_half_the_step(field: Field) -> None:
    weights, relative = field.weights.numpy(), np.zeros(6, np.int64)
    five, seven = (steps.for_bits(weights, NETWORK, relative, bits) for bits in (5, 7))
    assert (five - seven).tolist() == [16] * 6


def test_no_number_is_larger_than_a_file_holds(field: Field) -> None:
    weights = field.weights.numpy().copy()
    weights[:16] *= 1e5
    relative = np.array([-100, 0, 0, 0, 0, 0])
    exponents = steps.for_bits(weights, NETWORK, relative, 16)
    numbers = round_weights(in_one_turn(weights, NETWORK), NETWORK, exponents)
    assert np.abs(numbers).max() < MOST_NUMBER - 1


def test_the_file_fits(field: Field) -> None:
    weights = field.weights.numpy()
    rounder = Rounder(NETWORK, (5, 7), 0.5, 0.5, None)
    fine = steps.for_bits(weights, NETWORK, np.zeros(6, np.int64), 12)
    whole = len(rounder.file(weights, fine))
    assert len(rounder.file(weights, steps.for_bytes(weights, rounder, fine, whole))) == whole
    coarser = steps.for_bytes(weights, rounder, fine, whole - 40)
    assert whole - 70 < len(rounder.file(weights, coarser)) <= whole - 40


def test_the_guess_is_near() -> None:
    network = Network(2, 24, 3, 3)
    # weights that have learnt crowd in the middle
    weights = np.random.default_rng(0).normal(0, 1, network.parameters).astype(np.float32)
    rounder = Rounder(network, (5, 7), 0.5, 0.5, None)
    for bits in (5, 8):
        file = rounder.file(weights, steps.for_bits(weights, network, np.zeros(10, np.int64), bits))
        assert steps.guessed_bytes(network, bits) == pytest.approx(len(file), rel=0.15)
