"""What holds of every optimiser of the catalogue."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch

from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.base import Field, FieldOptions
from sirendesk.core.fields.finer import FinerOptions
from sirendesk.core.fields.gauss import GaussOptions
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.fields.wire import WireOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.core.optimizers.sgd import SgdOptions
from sirendesk.core.options import option_specs

Make = Callable[..., Any]
Activation = Callable[[torch.Tensor], torch.Tensor]


def bowl(weights: torch.Tensor) -> torch.Tensor:
    return (weights.square() * torch.linspace(0.5, 10, weights.numel(), dtype=weights.dtype)).sum()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("folded", [False, True])
def test_every_optimiser_finds_the_bottom_of_a_bowl(name: str, folded: bool, landscape: Make) -> None:
    sizes = torch.tensor([1.0, 3.0, 0.5, 2.0, 1.0, 1.0]) if folded else None
    start = torch.tensor([3.0, -2.0, 1.0, 0.5, 2.0, -1.0])
    field = landscape(bowl, start, sizes, shapes=((2, 2), (2,)), hidden_matrices=(0,))
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
@pytest.mark.parametrize("paced", [False, True])
def test_sizes_that_differ_within_a_matrix_leave_the_path_of_nominal_weights(
    name: str, paced: bool, landscape: Make
) -> None:
    def loud(weights: torch.Tensor) -> torch.Tensor:
        return 1e8 * (bowl(weights) + weights.sin().prod())

    start = torch.linspace(-1, 1, 12, dtype=torch.float64)
    sizes = torch.linspace(0.5, 30, 12, dtype=torch.float64)
    pace = torch.linspace(0.2, 4, 12, dtype=torch.float64).flip(0) if paced else None
    made = [landscape(loud, start, s, shapes=((3, 3), (3,)), hidden_matrices=(0,), pace=pace) for s in (sizes, None)]
    rate = 1e-11 if name == "sgd" else 1e-3
    for field in made:
        optimizer = OPTIMIZERS[name]().build(field)
        for _ in range(10):
            field()
            optimizer.step(rate, field)
    assert (made[0].nominal - made[1].nominal).norm() < 1e-7 * (made[1].nominal - start).norm()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("folded", [False, True])
def test_an_update_is_multiplied_by_the_pace_once(name: str, folded: bool, landscape: Make) -> None:
    # straight, so that a search keeps to its first direction
    weight = torch.linspace(1, 3, 12, dtype=torch.float64)
    start = torch.linspace(-1, 1, 12, dtype=torch.float64)
    sizes = torch.linspace(0.5, 30, 12, dtype=torch.float64) if folded else None
    pace = torch.linspace(0.2, 4, 12, dtype=torch.float64).flip(0)

    def slope(weights: torch.Tensor) -> torch.Tensor:
        return 1e4 * (weights * weight).sum()

    moved = []
    for chosen in (pace, None):
        field = landscape(slope, start, sizes, shapes=((3, 3), (3,)), hidden_matrices=(0,), pace=chosen)
        optimizer = OPTIMIZERS[name]().build(field)
        field()
        optimizer.step(1e-3, field)
        moved.append(field.nominal - start)
    assert torch.allclose(moved[0] / moved[0].norm(), pace * moved[1] / (pace * moved[1]).norm(), rtol=1e-6)
    if name != "lbfgs":  # which searches for a length
        assert torch.allclose(moved[0], pace * moved[1], rtol=1e-6)


def test_a_search_that_starts_from_a_pace_still_finds_the_bottom(landscape: Make) -> None:
    pace = torch.logspace(-1, 2, 6, dtype=torch.float64)
    field = landscape(bowl, torch.linspace(-3, 2, 6, dtype=torch.float64), pace=pace)
    optimizer = OPTIMIZERS["lbfgs"]().build(field)
    values = [field()]
    for _ in range(60):
        optimizer.step(1.0, field)
        values.append(field())
    assert all(after <= before for before, after in itertools.pairwise(values))
    assert field.weights.abs().max() < 1e-6


def sine(omega: float) -> Activation:
    return lambda z: (omega * z).sin()


def faster_sine(omega: float) -> Activation:
    return lambda z: (omega * (z.abs() + 1) * z).sin()


def bump(scale: float) -> Activation:
    return lambda z: (-(scale * z).square()).exp()


def wavelet(omega: float) -> Activation:
    return lambda z: (1j * omega * z - (4.0 * z.abs()).square()).exp()


@dataclass(frozen=True)
class Papers:
    """A model as its paper writes it down: the activations, and the options that say the same."""

    options: FieldOptions
    activations: list[Activation]


SMALL: dict[str, Any] = {"hidden_features": 24, "hidden_layers": 2}
PAPERS = {
    "siren": Papers(
        SirenOptions(first_omega_0=20.0, hidden_omega_0=30.0, **SMALL), [sine(20.0), sine(30.0), sine(30.0)]
    ),
    "finer": Papers(FinerOptions(**SMALL), [faster_sine(30.0)] * 3),
    "gauss": Papers(GaussOptions(**SMALL), [bump(10.0)] * 3),
    "wire": Papers(WireOptions(**SMALL), [wavelet(40.0), wavelet(4.0), wavelet(4.0)]),
}


def test_every_model_that_folds_is_compared_with_its_paper() -> None:
    built = {
        name: options().build(2, 3, torch.Generator().manual_seed(0), torch.device("cpu"))
        for name, options in FIELDS.items()
    }
    assert {name for name, field in built.items() if field.folded is not None} == set(PAPERS)


class Unfolded:
    """A model whose factors stand in its forward pass and whose weights are the papers' own, complex ones in halves."""

    def __init__(self, folded: Field, activations: list[Activation]) -> None:
        assert folded.folded is not None
        self._activations = activations
        self.weights = folded.weights / folded.folded
        self.gradients = torch.zeros_like(self.weights)
        self.folded = None
        self.pace = folded.pace
        self.hidden_matrices = folded.hidden_matrices
        self.split = folded.split

    def __call__(self, coords: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        *hidden, (weight, bias) = zip(*[iter(self.split(weights))] * 2, strict=True)
        values = coords
        for activation, (inner, shift) in zip(self._activations, hidden, strict=True):
            if values.is_complex():
                inner, shift = (torch.complex(*part.chunk(2)) for part in (inner, shift))
            values = activation(values @ inner.T + shift)
        if values.is_complex():
            return (values @ torch.complex(*weight.chunk(2, 1)).T).real + bias
        return values @ weight.T + bias

    def fit_step(self, coords: torch.Tensor, targets: torch.Tensor, loss: Any) -> tuple[torch.Tensor, torch.Tensor]:
        leaf = self.weights.clone().requires_grad_()
        predictions = self(coords, leaf)
        value, slope = loss(predictions.detach(), targets)
        predictions.backward(slope)
        assert leaf.grad is not None
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


@pytest.mark.parametrize("model", PAPERS)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((name, options()) for name, options in OPTIMIZERS.items()),
        ("sgd", SgdOptions(momentum=0.0)),
        ("sgd", SgdOptions(nesterov=True)),
    ],
)
def test_folded_weights_take_the_path_of_the_papers_own(name: str, options: Any, model: str) -> None:
    field = PAPERS[model].options.build(2, 3, torch.Generator().manual_seed(0), torch.device("cpu"))
    field.to_double()
    assert field.folded is not None
    plain = Unfolded(field, PAPERS[model].activations)
    before = plain.weights.clone()
    g = torch.Generator().manual_seed(1)
    ours, theirs = options.build(field), options.build(plain)
    # a search doubles its rounding from batch to batch until the ways part
    for _ in range(6 if name == "lbfgs" else 12):
        coords = torch.rand(60, 2, generator=g, dtype=torch.float64) * 2 - 1
        targets = torch.rand(60, 3, generator=g, dtype=torch.float64)
        for one, optimizer in ((field, ours), (plain, theirs)):
            # Adam and its kin know no loudness but for the 1e-8 below their fraction, which this makes negligible
            batch = Batch(one, coords, targets, 1.0 if name in RATES else 1e8)
            batch()
            optimizer.step(RATES.get(name, 1e-4), batch)
    moved = (plain.weights - before).norm()
    assert moved > 1e-4
    assert (field.weights / field.folded - plain.weights).norm() < 1e-6 * moved


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "lbfgs"])
@pytest.mark.parametrize("model", FIELDS)
def test_a_models_pace_multiplies_its_first_update_once(model: str, name: str) -> None:
    known = option_specs(FIELDS[model])
    small = {**SMALL, "log2_table_size": 6, "rank": 8, "resolution": 20}
    options = FIELDS[model](**{key: value for key, value in small.items() if key in known})
    moved: list[torch.Tensor] = []
    for paced in (True, False):
        field = options.build(2, 3, torch.Generator().manual_seed(0), torch.device("cpu"))
        field.to_double()
        pace = torch.ones_like(field.weights) if field.pace is None else field.pace
        field.pace = field.pace if paced else None
        before = field.weights.clone()
        g = torch.Generator().manual_seed(1)
        coords, targets = (torch.rand(60, n, generator=g, dtype=torch.float64) for n in (2, 3))
        batch = Batch(field, coords, targets, 1.0)
        batch()
        OPTIMIZERS[name]().build(field).step(1e-4, batch)
        moved.append((field.weights - before) / (pace if paced else 1.0))
    assert moved[1].norm() > 0
    assert (moved[0] - moved[1]).norm() < 1e-7 * moved[1].norm()
