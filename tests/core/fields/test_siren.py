"""The hand-written backward pass against autograd and finite differences, and the initialisation against the paper."""

from __future__ import annotations

import math

import pytest
import torch

from sirendesk.core.fields.siren import Siren, SirenOptions
from sirendesk.core.losses import LOSSES

CPU = torch.device("cpu")


def build(seed: int = 0, in_features: int = 2, out_features: int = 3, **options: float) -> Siren:
    chosen = SirenOptions(
        **{"hidden_features": 16, "hidden_layers": 2, "weight_scale": 1.0, "first_omega_0": 30.0, **options}
    )
    return chosen.build(in_features, out_features, torch.Generator().manual_seed(seed), CPU)


def batch(n: int = 40, d: int = 2, c: int = 3) -> tuple[torch.Tensor, torch.Tensor]:
    g = torch.Generator().manual_seed(1)
    return torch.rand(n, d, generator=g) * 2 - 1, torch.rand(n, c, generator=g)


@pytest.mark.parametrize("layers", [0, 1, 3])
@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_gradients_are_those_of_autograd(layers: int, loss: str) -> None:
    field = build(hidden_layers=layers)
    coords, targets = batch()
    value, predictions = field.fit_step(coords, targets, LOSSES[loss]().build())
    field.weights.requires_grad_(True)
    rebuilt = build(hidden_layers=layers)
    rebuilt.weights = field.weights
    rebuilt._layers = list(zip(*[iter(rebuilt.split(field.weights))] * 2, strict=True))
    expected = rebuilt(coords)
    wanted = (expected - targets).square().mean() if loss == "mse" else (expected - targets).abs().mean()
    (gradient,) = torch.autograd.grad(wanted, field.weights)
    assert torch.allclose(predictions, expected.detach(), atol=1e-5)
    assert float(value) == pytest.approx(wanted.item(), rel=1e-5)
    assert torch.allclose(field.gradients, gradient, atol=1e-5, rtol=1e-4)


def test_gradient_agrees_with_finite_differences() -> None:
    field = build()
    coords, targets = batch()
    field.fit_step(coords, targets, LOSSES["mse"]().build())
    gradient = field.gradients.clone()
    for k in torch.randperm(field.parameters, generator=torch.Generator().manual_seed(2))[:12].tolist():
        before = field.weights[k].item()
        losses = []
        for shift in (1e-2, -1e-2):
            field.weights[k] = before + shift
            losses.append(float((field(coords) - targets).double().square().mean()))
        field.weights[k] = before
        assert (losses[0] - losses[1]) / 2e-2 == pytest.approx(gradient[k].item(), rel=0.05, abs=2e-4)


def test_initialisation_is_the_papers_at_scale_one() -> None:
    field = build(hidden_features=256, hidden_layers=3)
    first, second = field._layers[0][0] / 30, field._layers[1][0] / 30
    assert first.abs().max() <= 1 / 2
    assert first.abs().max() > 0.49
    assert second.abs().max() == pytest.approx(math.sqrt(6 / 256) / 30, rel=1e-2)
    # theorem of the paper: what enters a hidden sine has unit variance
    coords = torch.rand(2000, 2, generator=torch.Generator().manual_seed(3)) * 2 - 1
    hidden = (coords @ field._layers[0][0].T + field._layers[0][1]).sin()
    phase = hidden @ field._layers[1][0].T
    assert phase.std().item() == pytest.approx(1.0, abs=0.15)


def test_weight_scale_leaves_the_last_layer_alone() -> None:
    plain, scaled = build(weight_scale=1.0), build(weight_scale=2.0)
    for (a, _), (b, _) in zip(plain._layers[:-1], scaled._layers[:-1], strict=True):
        assert torch.allclose(b, 2 * a)
    assert torch.equal(plain._layers[-1][0], scaled._layers[-1][0])


def test_the_usual_network_has_the_papers_number_of_weights() -> None:
    field = SirenOptions().build(2, 1, torch.Generator().manual_seed(0), CPU)
    assert field.parameters == 198_401


def test_same_seed_same_weights() -> None:
    assert torch.equal(build(seed=5).weights, build(seed=5).weights)
    assert not torch.equal(build(seed=5).weights, build(seed=6).weights)


def test_value_is_differentiable_in_its_coordinates() -> None:
    coords, _ = batch()
    coords.requires_grad_(True)
    field = build(out_features=1)
    (slope,) = torch.autograd.grad(field(coords).sum(), coords)
    step = torch.tensor([1e-3, 0.0])
    difference = (field(coords.detach() + step) - field(coords.detach() - step)).squeeze(1) / 2e-3
    assert torch.allclose(slope[:, 0], difference, atol=0.05, rtol=0.05)


def test_safer_options_end_at_the_papers() -> None:
    options: SirenOptions | None = SirenOptions(weight_scale=3.0, first_omega_0=90.0)
    seen = []
    while options is not None:
        seen.append((options.weight_scale, options.first_omega_0))
        options = options.safer()
    assert seen[-1] == (1.0, 30.0)
    assert seen == sorted(seen, reverse=True)


def test_bf16_gradients_are_those_of_fp32_within_its_rounding() -> None:
    coords, targets = batch(n=400)
    exact, rounded = build(hidden_features=64), build(hidden_features=64)
    rounded.half = True
    for field in (exact, rounded):
        field.fit_step(coords, targets, LOSSES["mse"]().build())
    assert not torch.equal(exact.gradients, rounded.gradients)
    assert (exact.gradients - rounded.gradients).norm() < 0.05 * exact.gradients.norm()


def test_the_first_layers_pace_is_in_learning_rates_and_leaves_the_start_as_it_is() -> None:
    from sirendesk.core.optimizers import AdamOptions

    usual = build(first_omega_0=3000.0, in_features=1, out_features=1)
    calm = build(first_omega_0=3000.0, in_features=1, out_features=1, first_pace=2.0)
    assert usual.pace is None
    assert torch.equal(usual.weights, calm.weights)
    moved = []
    for field in (usual, calm):
        before = field.weights.clone()
        optimizer = AdamOptions(learning_rate=1e-3, schedule="constant", warm_up=0.0).build(field)
        field.fit_step(*batch(d=1, c=1), LOSSES["mse"]().build())
        optimizer.step(1e-3, None)  # type: ignore[arg-type]
        moved.append([part.abs().max().item() for part in field.split(field.weights - before)])
    # a first step of Adam is the rate, times omega_0 where that is folded in
    assert moved[0][0] == pytest.approx(3.0, rel=1e-2)
    assert moved[1][0] == pytest.approx(2e-3, rel=1e-2)
    assert moved[0][2:] == pytest.approx(moved[1][2:], rel=1e-3)
