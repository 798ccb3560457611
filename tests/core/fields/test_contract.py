"""What every field of the catalogue promises: shapes, seeds, files, derivatives, outputs, taps and refusals."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from sirendesk.core.errors import UsageError
from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.base import OUTPUTS, Field, FieldOptions
from sirendesk.core.losses import MseOptions
from sirendesk.core.model_file import StoredModel, load_model, save_model
from sirendesk.core.options import from_json, option_specs, option_type, validate
from sirendesk.core.target_transform import TargetTransform

CPU = torch.device("cpu")
# a field takes those of these options that it has: small enough to try every weight
SMALL = {
    "hidden_features": 9,
    "hidden_layers": 2,
    "levels": 3,
    "log2_table_size": 5,
    "coarsest_resolution": 3,
    "finest_resolution": 9,
    "rank": 4,
}
BOUNDED = [
    (name, key, side)
    for name, cls in FIELDS.items()
    for key, spec in option_specs(cls).items()
    for side in ("minimum", "maximum")
    if getattr(spec, side) is not None
]
each_field = pytest.mark.parametrize("name", FIELDS)


def small_options(name: str, **changes: object) -> FieldOptions:
    cls = FIELDS[name]
    known = option_specs(cls)
    return cls(**{key: value for key, value in {**SMALL, **changes}.items() if key in known})


def build(name: str, d: int = 2, c: int = 3, *, seed: int = 0, **changes: object) -> Field:
    return small_options(name, **changes).build(d, c, torch.Generator().manual_seed(seed), CPU)


def doubled(name: str, d: int = 2, c: int = 3, **changes: object) -> Field:
    """A field in float64, a little off its start: tables that start near zero sit where their ReLUs fold."""
    field = small_options(name, **changes).build(d, c, torch.Generator().manual_seed(0), CPU)
    field.to_double()
    field.weights += 0.1 * torch.randn(field.parameters, generator=torch.Generator().manual_seed(8)).double()
    return field


def points(n: int = 40, d: int = 2, seed: int = 1) -> torch.Tensor:
    return torch.rand(n, d, generator=torch.Generator().manual_seed(seed)) * 2 - 1


@each_field
@pytest.mark.parametrize(("d", "c"), [(1, 1), (1, 3), (2, 1), (2, 3)])
def test_one_value_for_each_channel_of_each_point(name: str, d: int, c: int) -> None:
    field = build(name, d, c)
    values = field(points(17, d))
    assert values.shape == (17, c)
    assert values.dtype == torch.float32
    assert torch.isfinite(values).all()
    assert field.weights.shape == field.gradients.shape == (field.parameters,)
    for factors in (field.folded, field.pace):
        assert factors is None or (factors.shape == (field.parameters,) and bool((factors > 0).all()))
    assert all(min(field.shapes[k]) > 1 for k in field.hidden_matrices)
    assert [part.shape for part in field.split(field.weights)] == [torch.Size(s) for s in field.shapes]


@each_field
def test_the_seed_decides_the_weights_to_the_bit(name: str) -> None:
    before = torch.random.get_rng_state()
    first, again, other = build(name, seed=5), build(name, seed=5), build(name, seed=6)
    assert torch.equal(torch.random.get_rng_state(), before), "all randomness comes from the generator"
    assert torch.equal(first.weights, again.weights)
    assert not torch.equal(first.weights, other.weights)
    assert first.constants.keys() == again.constants.keys()
    assert all(torch.equal(constant, again.constants[key]) for key, constant in first.constants.items())


@each_field
@pytest.mark.parametrize("c", [1, 3])
def test_a_saved_field_comes_back_to_the_bit(name: str, c: int, tmp_path: Path) -> None:
    field = build(name, c=c, seed=7)
    constants = {key: constant.numpy() for key, constant in field.constants.items()}
    samples = np.random.default_rng(0).random((90, c), np.float32)
    transform = TargetTransform.of("symmetric", samples)
    model = StoredModel(small_options(name), (9, 10), c, transform, False, field.weights.numpy(), constants)
    save_model(tmp_path / "x.safetensors", model)
    found = load_model(tmp_path / "x.safetensors")
    back = found.build()
    assert found.field == small_options(name)
    assert torch.equal(back.weights, field.weights)
    assert torch.equal(back(points()), field(points()))


@each_field
@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("output", OUTPUTS)
def test_gradient_of_the_loss_agrees_with_finite_differences(name: str, d: int, output: str) -> None:
    field = doubled(name, d, output=output)
    coords = points(d=d).double()
    targets = torch.rand(40, 3, generator=torch.Generator().manual_seed(2)).double()
    value, predictions = field.fit_step(coords, targets, MseOptions().build())
    assert torch.allclose(predictions, field(coords), rtol=1e-12, atol=1e-12)
    assert float(value) == pytest.approx(float((field(coords) - targets).square().mean()), rel=1e-12)
    chosen = torch.randperm(field.parameters, generator=torch.Generator().manual_seed(3))[:150]
    found = torch.empty(len(chosen)).double()
    step = 1e-5
    for k, weight in enumerate(chosen.tolist()):
        before = float(field.weights[weight])
        losses = []
        for shift in (step, -step):
            field.weights[weight] = before + shift
            losses.append((field(coords) - targets).square().mean())
        field.weights[weight] = before
        found[k] = (losses[0] - losses[1]) / (2 * step)
    assert found.norm() > 0
    assert (found - field.gradients[chosen]).norm() <= 1e-6 * found.norm()


@each_field
@pytest.mark.parametrize("d", [1, 2])
def test_both_derivatives_in_the_coordinates_agree_with_finite_differences(name: str, d: int) -> None:
    field = doubled(name, d, 1)
    coords = points(d=d, seed=4).double()
    step = 1e-6
    for axis in range(d):
        shift = torch.zeros(d).double()
        shift[axis] = step
        above, below = coords + shift, coords - shift
        slope, second = derivatives(field, coords, axis)
        found = (field(above) - field(below)).squeeze(1) / (2 * step)
        assert found.norm() > 0
        assert (found - slope).norm() <= 1e-6 * found.norm()
        curved = (derivatives(field, above, axis)[0] - derivatives(field, below, axis)[0]) / (2 * step)
        assert (curved - second).norm() <= 1e-6 * max(1.0, float(curved.norm()))


def derivatives(field: Field, coords: torch.Tensor, axis: int) -> tuple[torch.Tensor, torch.Tensor]:
    """First and second derivative along an axis; a field of straight pieces has no path to a second one, which is 0."""
    leaf = coords.detach().requires_grad_()
    (slope,) = torch.autograd.grad(field(leaf).sum(), leaf, create_graph=True)
    first = slope[:, axis]
    second = None
    if first.requires_grad:
        (second,) = torch.autograd.grad(first.sum(), leaf, allow_unused=True)
    return first.detach(), torch.zeros_like(first) if second is None else second[:, axis]


@each_field
def test_each_output_function_squashes_the_linear_one(name: str) -> None:
    linear = build(name, output="linear")(points())
    assert torch.allclose(build(name, output="tanh")(points()), linear.tanh(), atol=1e-6)
    assert torch.allclose(build(name, output="sigmoid")(points()), linear.sigmoid(), atol=1e-6)


@each_field
def test_a_tap_sees_every_hidden_layer_and_silences_what_it_sets_to_zero(name: str) -> None:
    field = build(name)
    coords = points()
    plain = field(coords)
    seen: list[tuple[int, torch.Tensor]] = []

    def look(layer: int, values: torch.Tensor) -> torch.Tensor:
        seen.append((layer, values))
        return values

    assert torch.equal(field(coords, look), plain)
    assert [layer for layer, _ in seen] == list(range(len(seen)))
    assert len(seen) >= 1
    for layer, values in seen:
        assert values.shape[0] == len(coords)
        assert not values.is_complex()
        loudest = int(values.std(0).argmax())
        assert not torch.equal(field(coords, muting(layer, [loudest])), plain), "muting a neuron changes the picture"
    deaf = field(coords, muting(len(seen) - 1, list(range(seen[-1][1].shape[1]))))
    assert torch.allclose(deaf, deaf[:1].expand_as(deaf), atol=1e-6), "nothing is left but the last bias"


def muting(layer: int, neurons: list[int]):  # noqa: ANN201 - the tap of a field
    def tap(k: int, values: torch.Tensor) -> torch.Tensor:
        if k != layer:
            return values
        kept = torch.ones(values.shape[1])
        kept[neurons] = 0
        return values * kept

    return tap


@pytest.mark.parametrize(("name", "key", "side"), BOUNDED)
def test_an_option_out_of_bounds_is_refused_by_its_name_and_bound(name: str, key: str, side: str) -> None:
    cls = FIELDS[name]
    spec = option_specs(cls)[key]
    bound = getattr(spec, side)
    outside = bound + (1 if side == "maximum" else -1)
    assert from_json(cls, {key: option_type(cls, key)[0](bound)}) is not None
    options = dataclasses.replace(cls(), **{key: outside})
    with pytest.raises(UsageError) as refused:
        validate(options)
    said = str(refused.value)
    assert spec.label in said
    assert key in said
    assert f"{bound:g}" in said
    assert said.endswith(".")
    assert ". " not in said


@each_field
def test_safer_options_are_valid_and_come_to_an_end(name: str) -> None:
    options: FieldOptions | None = FIELDS[name]()
    for _ in range(30):
        assert options is not None
        following = options.safer()
        if following is None:
            return
        validate(following)
        assert following != options
        options = following
    pytest.fail("it never ends")
