"""Transforms of targets: what they promise of the targets, and that they can be undone."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from sirendesk.core.target_transform import TARGETS, TargetTransform


def skewed(seed: int = 0, channels: int = 3) -> np.ndarray:
    return (np.random.default_rng(seed).beta(1.2, 6.0, (4000, channels)) * 0.8 + 0.1).astype(np.float32)


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("seed", range(3))
def test_what_was_encoded_is_decoded(kind: str, seed: int) -> None:
    samples = skewed(seed)
    transform = TargetTransform.of(kind, samples)
    assert np.allclose(transform.decode(transform.encode(samples.astype(np.float64))), samples, atol=1e-12)
    assert np.allclose(transform.decode(transform.encode(samples.copy())), samples, atol=2e-6)
    tensor = torch.from_numpy(samples.copy())
    assert torch.allclose(transform.decode(transform.encode(tensor)), torch.from_numpy(samples), atol=2e-6)


@pytest.mark.parametrize("kind", TARGETS)
def test_tensors_and_arrays_are_encoded_alike_and_in_place(kind: str) -> None:
    array, tensor = skewed(), torch.from_numpy(skewed())
    transform = TargetTransform.of(kind, array)
    assert transform.encode(array) is array
    assert transform.encode(tensor) is tensor
    assert np.allclose(array, tensor.numpy(), atol=1e-6)


def test_each_keeps_its_promise() -> None:
    samples = skewed().astype(np.float64)
    encoded = {kind: TargetTransform.of(kind, skewed()).encode(samples.copy()) for kind in TARGETS}
    assert (encoded["symmetric"].min(), encoded["symmetric"].max()) == pytest.approx((-1, 1))
    assert (encoded["unit"].min(), encoded["unit"].max()) == pytest.approx((0, 1))
    assert (encoded["standardised"].mean(), encoded["standardised"].std()) == pytest.approx((0, 1), abs=1e-6)
    assert np.median(encoded["power"]) == pytest.approx(0, abs=1e-6)
    assert -1 < encoded["power"].min() < -0.8
    assert 0.9 < encoded["power"].max() < 1


def test_the_power_is_held_within_bounds() -> None:
    samples = np.zeros((1000, 1), np.float32)
    samples[0] = 1.0
    assert TargetTransform.of("power", samples).power == 0.25
    assert TargetTransform.of("power", 1 - samples).power == 4.0


@pytest.mark.parametrize("kind", TARGETS)
def test_a_constant_signal_keeps_its_own_unit(kind: str) -> None:
    samples = np.full((50, 1), 0.3, np.float32)
    transform = TargetTransform.of(kind, samples)
    assert np.isfinite(transform.encode(samples.copy())).all()
    assert np.allclose(transform.decode(transform.encode(samples.copy())), 0.3, atol=1e-6)
    if kind == "symmetric":
        assert (transform.shift, transform.unit) == pytest.approx((0.3, 0.5))


def test_what_a_power_cannot_give_counts_as_its_end() -> None:
    transform = TargetTransform.of("power", skewed())
    ends = transform.decode(np.array([-5.0, -1.0]))
    assert ends[0] == ends[1] == pytest.approx(transform.shift)


@pytest.mark.parametrize("kind", TARGETS)
def test_the_squared_error_is_in_units_of_the_signal(kind: str) -> None:
    samples = skewed()
    transform = TargetTransform.of(kind, samples)
    believed = samples + np.random.default_rng(1).normal(0, 0.02, samples.shape).astype(np.float32)
    predictions, targets = (torch.from_numpy(transform.encode(part.copy())) for part in (believed, samples))
    kept = predictions.clone()
    found = float(transform.squared_error(predictions, targets)) * transform.error_unit
    assert torch.equal(predictions, kept)
    # the power ends at its border, which the noise may cross
    expected = transform.decode(predictions.numpy().astype(np.float64)) - samples
    assert found == pytest.approx(float((expected**2).mean()), rel=1e-4)


@pytest.mark.parametrize("kind", TARGETS)
def test_json_gives_the_same_transform_to_the_bit(kind: str) -> None:
    transform = TargetTransform.of(kind, skewed())
    assert TargetTransform.from_json(json.loads(json.dumps(transform.to_json()))) == transform


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "mystery"},
        {"shift": None},
        {"shift": float("nan")},
        {"shift": True},
        {"shift": "0.5"},
        {"shift": 1e300},
        {"unit": 0.0},
        {"unit": -1.0},
        {"unit": float("inf")},
        {"power": 0.0},
        {"power": 1000.0},
        {"kind": []},
        {"more": 1.0},
    ],
)
def test_what_cannot_be_undone_is_refused(change: dict) -> None:
    with pytest.raises((ValueError, TypeError)):
        TargetTransform.from_json({**TargetTransform.between(0.0, 1.0).to_json(), **change})
