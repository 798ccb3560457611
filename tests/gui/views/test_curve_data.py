"""Decimation keeps what a curve is looked at for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.views.curve_data import RunCurves, Series


def filled(values: np.ndarray) -> Series:
    """One value a step, a hundred steps a second."""
    series = Series()
    steps = np.arange(1.0, values.size + 1)
    for part in np.array_split(np.arange(values.size), 7):
        series.append(steps[part], steps[part] / 100, values[part])
    return series


def test_envelope_keeps_extremes_and_is_short() -> None:
    values = np.random.default_rng(0).normal(size=100_000)
    values[[123, 77_777]] = 50.0, -50.0
    x, y = filled(values).envelope("steps", 0, 1e6, 400)
    assert x.size == y.size <= 4 * 400
    assert y.max() == 50.0
    assert y.min() == -50.0
    assert np.all(np.diff(x) >= 0)
    # a spike stays where it was, to a bucket
    assert abs(x[y.argmax()] - 124) <= 256


def test_envelope_of_few_values_is_the_values() -> None:
    values = np.arange(50.0)
    x, y = filled(values).envelope("seconds", 0, 10, 400)
    assert np.array_equal(y, values)
    assert x[-1] == pytest.approx(0.5)


def test_envelope_of_a_part_reaches_its_edges() -> None:
    series = filled(np.sin(np.arange(10_000) / 50))
    x, _ = series.envelope("steps", 2000, 3000, 100)
    assert x[0] <= 2000
    assert x[-1] >= 2990
    assert x[0] > 1900
    assert x[-1] < 3100


def test_trend_is_smooth_and_ends_with_the_last_value() -> None:
    rng = np.random.default_rng(1)
    level = -np.log10(np.arange(1.0, 20_001))
    x, y = filled(level + rng.normal(0, 0.1, level.size)).trend("steps", 0, 20_000, 240)
    assert x[-1] == 20_000
    assert x.size < 600
    exact = -np.log10(x)
    assert np.abs(y - exact)[20:].max() < 0.08


def test_buckets_stay_while_the_curve_grows() -> None:
    values = np.random.default_rng(2).normal(size=9000)
    _, before = filled(values[:8200]).envelope("steps", 0, 1e6, 100)
    _, after = filled(values).envelope("steps", 0, 1e6, 100)
    assert np.array_equal(before[:120], after[:120])


def test_losses_are_bounded_before_the_logarithm(make_snapshot: Callable[..., Snapshot]) -> None:
    run = RunCurves("run")
    run.append(make_snapshot([0.0, 1e-20, 0.1], 3, psnr=float("inf")))
    assert run.loss.values.tolist() == pytest.approx([-12, -12, -1], abs=1e-6)
    assert run.loss.steps.tolist() == [1, 2, 3]
    assert len(run.psnr) == 0


def test_nearest() -> None:
    series = filled(np.arange(10.0))
    assert series.nearest("steps", 3.4) == 2
    assert series.nearest("steps", 99) == 9
    assert series.nearest("steps", -5) == 0
    assert Series().nearest("steps", 1) is None


def test_a_value_measured_while_held_is_no_spike_among_the_estimates(make_snapshot: Callable[..., Snapshot]) -> None:
    run = RunCurves("run")
    run.append(make_snapshot([0.5], 1, 10.0))
    run.append(dataclasses.replace(make_snapshot([0.4], 2, 30.0), metrics={"psnr": 30.0}))
    run.append(make_snapshot([0.3], 3, 11.0))
    assert run.psnr.values.tolist() == [10.0, 11.0]
    run.append(dataclasses.replace(make_snapshot([0.2], 4, 31.0, finished=True), metrics={"psnr": 31.0}))
    assert run.psnr.values.tolist() == [10.0, 11.0, 31.0]
