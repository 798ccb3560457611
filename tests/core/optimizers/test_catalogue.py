"""What holds of every optimiser of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from sirendesk.core.fields.siren import Siren, SirenOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.core.optimizers.sgd import SgdOptions

Make = Callable[..., Any]


def bowl(weights: torch.Tensor) -> torch.Tensor:
    return (weights.square() * torch.linspace(0.5, 10, weights.numel(), dtype=weights.dtype)).sum()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("folded", [False, True])
def test_every_optimiser_finds_the_bottom_of_a_bowl(name: str, folded: bool, landscape: Make) -> None:
    rates = torch.tensor([1.0, 3.0, 0.5, 2.0, 1.0, 1.0]) if folded else None
    start = torch.tensor([3.0, -2.0, 1.0, 0.5, 2.0, -1.0])
    field = landscape(bowl, start, rates, shapes=((2, 2), (2,)), hidden_matrices=(0,))
    optimizer = OPTIMIZERS[name]().build(field)
    for step in range(2000):
        field()
        optimizer.step(0.05 * (1 - step / 2000), field)
    assert field.nominal.abs().max() < 2e-3


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_loaded_state_goes_on_exactly(name: str, landscape: Make) -> None:
    def wave(weights: torch.Tensor) -> torch.Tensor:
        return bowl(weights) + weights.sin().sum()

    def make(start: torch.Tensor) -> tuple[Any, Any]:
        field = landscape(wave, start, shapes=((3, 3), (3,)), hidden_matrices=(0,))
        return field, OPTIMIZERS[name]().build(field)

    def run(field: Any, optimizer: Any, steps: int) -> None:
        for _ in range(steps):
            field()
            optimizer.step(0.01, field)

    first, optimizer = make(torch.linspace(-1, 1, 12))
    run(first, optimizer, 15)
    second, other = make(first.weights)
    assert other.state().keys() == optimizer.state().keys()
    for key, tensor in other.state().items():
        tensor.copy_(optimizer.state()[key])
    run(first, optimizer, 5)
    run(second, other, 5)
    assert torch.equal(first.weights, second.weights)
    assert not torch.equal(first.weights, torch.linspace(-1, 1, 12))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_rates_that_differ_within_a_matrix_leave_the_path_of_nominal_weights(name: str, landscape: Make) -> None:
    def loud(weights: torch.Tensor) -> torch.Tensor:
        return 1e8 * (bowl(weights) + weights.sin().prod())

    start = torch.linspace(-1, 1, 12, dtype=torch.float64)
    rates = torch.linspace(0.5, 30, 12, dtype=torch.float64)
    made = [landscape(loud, start, r, shapes=((3, 3), (3,)), hidden_matrices=(0,)) for r in (rates, None)]
    rate = 1e-11 if name == "sgd" else 1e-3
    for field in made:
        optimizer = OPTIMIZERS[name]().build(field)
        for _ in range(10):
            field()
            optimizer.step(rate, field)
    assert (made[0].nominal - made[1].nominal).norm() < 1e-7 * (made[1].nominal - start).norm()


class Unfolded:
    """A SIREN whose omegas stand in its forward pass and whose weights are the papers' own."""

    def __init__(self, folded: Siren, omegas: list[float]) -> None:
        assert folded.rates is not None
        self._folded, self._omegas = folded, omegas
        self.weights = folded.weights / folded.rates
        self.gradients = torch.zeros_like(self.weights)
        self.rates = None
        self.hidden_matrices = folded.hidden_matrices
        self.split = folded.split

    def __call__(self, coords: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        *hidden, (weight, bias) = zip(*[iter(self.split(weights))] * 2, strict=True)
        values = coords
        for omega, (inner, shift) in zip(self._omegas, hidden, strict=True):
            values = (omega * (values @ inner.T + shift)).sin()
        return values @ weight.T + bias

    def fit_step(self, coords: torch.Tensor, targets: torch.Tensor, loss: Any) -> tuple[torch.Tensor, torch.Tensor]:
        leaf = self.weights.clone().requires_grad_()
        predictions = self(coords, leaf)
        value, slope = loss(predictions.detach(), targets)
        predictions.backward(slope)
        self.gradients.copy_(leaf.grad)
        return value, predictions.detach()


class Batch:
    def __init__(self, field: Any, coords: torch.Tensor, targets: torch.Tensor, loudness: float) -> None:
        self._field, self._coords, self._targets, self._loudness = field, coords, targets, loudness
        self.loss = 0.0

    def __call__(self) -> float:
        self.loss = float(self._field.fit_step(self._coords, self._targets, self._evaluate)[0])
        return self.loss

    def _evaluate(self, predictions: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        value, slope = LOSSES["mse"]().build()(predictions, targets)
        return value * self._loudness, slope * self._loudness


RATES = {"sgd": 1e-3, "lbfgs": 1.0}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((name, options()) for name, options in OPTIMIZERS.items()),
        ("sgd", SgdOptions(momentum=0.0)),
        ("sgd", SgdOptions(nesterov=True)),
    ],
)
def test_folded_weights_take_the_path_of_the_papers_own(name: str, options: Any) -> None:
    chosen = SirenOptions(first_omega_0=20.0, hidden_omega_0=30.0, hidden_features=24, hidden_layers=2)
    field = chosen.build(2, 3, torch.Generator().manual_seed(0), torch.device("cpu"))
    field.weights, field.gradients = field.weights.double(), field.gradients.double()
    field.rates = field.rates.double()
    field._layers = list(zip(*[iter(field.split(field.weights))] * 2, strict=True))
    field._slopes = list(zip(*[iter(field.split(field.gradients))] * 2, strict=True))
    plain = Unfolded(field, [20.0, 30.0, 30.0])
    before = plain.weights.clone()
    g = torch.Generator().manual_seed(1)
    ours, theirs = options.build(field), options.build(plain)
    for _ in range(12):
        coords = torch.rand(60, 2, generator=g, dtype=torch.float64) * 2 - 1
        targets = torch.rand(60, 3, generator=g, dtype=torch.float64)
        for model, optimizer in ((field, ours), (plain, theirs)):
            # Adam and its kin know no loudness but for the 1e-8 below their fraction, which this makes negligible
            batch = Batch(model, coords, targets, 1.0 if name in RATES else 1e8)
            batch()
            optimizer.step(RATES.get(name, 1e-4), batch)
    moved = (plain.weights - before).norm()
    assert moved > 1e-4
    assert (field.weights / field.rates - plain.weights).norm() < 1e-6 * moved
