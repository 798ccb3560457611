"""Optimisers against the library's own and against a known optimum; schedules at their ends."""

from __future__ import annotations

import pytest
import torch

from sirendesk.core.optimizers import FLOOR, OPTIMIZERS, SCHEDULES, Adam, AdamOptions


def test_adam_is_that_of_the_library_to_rounding() -> None:
    g = torch.Generator().manual_seed(0)
    ours = torch.randn(50, generator=g)
    theirs = torch.nn.Parameter(ours.clone())
    gradients = torch.zeros(50)
    optimizer = Adam(AdamOptions(beta1=0.8, beta2=0.95), ours, gradients, None)
    reference = torch.optim.Adam([theirs], lr=0.01, betas=(0.8, 0.95), eps=1e-8)
    for _ in range(25):
        gradients.copy_(torch.randn(50, generator=g))
        theirs.grad = gradients.clone()
        optimizer.step(0.01)
        reference.step()
    assert torch.allclose(ours, theirs.detach(), atol=1e-6)


def test_rates_multiply_the_steps_weight_by_weight() -> None:
    weights, gradients = torch.zeros(2), torch.ones(2)
    Adam(AdamOptions(), weights, gradients, torch.tensor([1.0, 30.0])).step(0.01)
    assert weights.tolist() == pytest.approx([-0.01, -0.3], rel=1e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_finds_the_bottom_of_a_bowl(name: str) -> None:
    weights, gradients = torch.tensor([3.0, -2.0]), torch.zeros(2)
    optimizer = OPTIMIZERS[name]().build(weights, gradients, None)
    for step in range(2000):
        gradients.copy_(weights * torch.tensor([1.0, 20.0]))
        optimizer.step(0.05 * (1 - step / 2000))
    assert weights.abs().max() < 1e-3


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_loaded_state_goes_on_exactly(name: str) -> None:
    def run(optimizer: object, weights: torch.Tensor, gradients: torch.Tensor, steps: range) -> None:
        for step in steps:
            gradients.copy_(torch.sin(weights + step))
            optimizer.step(0.01)  # type: ignore[attr-defined]

    options = OPTIMIZERS[name]()
    weights, gradients = torch.ones(4), torch.zeros(4)
    first = options.build(weights, gradients, None)
    run(first, weights, gradients, range(5))
    other, other_gradients = weights.clone(), torch.zeros(4)
    second = options.build(other, other_gradients, None)
    for tensor, saved in zip(second.state().values(), first.state().values(), strict=True):
        tensor.copy_(saved)
    run(first, weights, gradients, range(5, 9))
    run(second, other, other_gradients, range(5, 9))
    assert torch.equal(weights, other)


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_stay_between_nothing_and_one(name: str) -> None:
    values = [SCHEDULES[name](k / 100) for k in range(101)]
    assert all(0 < value <= 1 for value in values)
    assert values[-1] <= values[10]


def test_the_cosine_warms_up_and_settles() -> None:
    cosine = SCHEDULES["cosine"]
    assert cosine(0.0) < 0.05 < cosine(0.025) < cosine(0.05)
    assert cosine(1.0) == pytest.approx(FLOOR)
    assert cosine(0.5) == pytest.approx((1 + FLOOR) / 2, rel=0.01)
