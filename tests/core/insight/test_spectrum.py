"""Spectra of pictures whose spectra are known: a wave, white noise, and the sum of all power."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sirendesk.core.insight.spectrum import look_at_spectrum, radial_power
from sirendesk.core.insight.values import InsightRequest, Spectrum

Make = Callable[..., Any]


@pytest.mark.parametrize("shape", [(64, 64), (48, 96), (33, 20), (2, 2)])
def test_all_power_together_is_the_variance_under_the_window(shape: tuple[int, int]) -> None:
    values = np.random.default_rng(1).random(shape) ** 3
    power, counts = radial_power(values)
    window = np.outer(np.hanning(shape[0] + 2)[1:-1], np.hanning(shape[1] + 2)[1:-1])
    mean = (window * values).sum() / window.sum()
    expected = (window * (values - mean)) ** 2
    assert (power * counts).sum() == pytest.approx(expected.mean() / np.square(window).mean(), rel=1e-12)
    assert counts.sum() == values.size - 1


@pytest.mark.parametrize("shape", [(128, 128), (96, 160)])
def test_white_noise_is_flat_at_its_variance_over_the_samples(shape: tuple[int, int]) -> None:
    mean = np.mean([radial_power(np.random.default_rng(k).standard_normal(shape) * 0.3)[0] for k in range(40)], axis=0)
    rings = max(shape) // 2
    assert mean[3:rings] * np.prod(shape) == pytest.approx(0.09, rel=0.12)
    assert np.polyfit(np.log(np.arange(4, rings)), np.log(mean[4:rings]), 1)[0] == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize(("down", "right"), [(0, 9), (12, 5), (20, 0)])
def test_a_wave_peaks_in_its_own_ring_with_its_own_power(down: int, right: int) -> None:
    rows, columns = np.mgrid[:64, :64] / 64
    power, counts = radial_power(0.5 + 0.25 * np.sin(2 * np.pi * (down * rows + right * columns)))
    ring = round(np.hypot(down, right))
    assert power.argmax() + 1 == ring
    near = slice(ring - 3, ring + 2)
    assert (power * counts)[near].sum() == pytest.approx(0.25**2 / 2, rel=0.01)
    assert (power * counts).sum() - (power * counts)[near].sum() < 1e-4


def test_frequencies_are_in_cycles_across_the_longest_side_however_much_is_looked_at(
    waves: Make, looked_at: Make, outcome: Make
) -> None:
    # 30 cycles across 300 columns: a wave of 60 pi / 2 per unit of coords
    columns = (np.arange(300) * 2 + 1) / 300 - 1
    values = np.broadcast_to(np.sin(30 * np.pi * columns), (180, 300))[:, :, None].astype(np.float32)
    for full, sides in ((False, (160, 160)), (True, (180, 256))):
        subject = looked_at(waves([[0.0, 30 * np.pi]], [1.0]), np.ascontiguousarray(values), full=full)
        found: Spectrum = outcome(look_at_spectrum(subject, InsightRequest("spectrum")))
        assert found.sides == sides
        assert found.frequencies[found.fit.argmax()] == pytest.approx(30, abs=300 / sides[1])
        assert found.frequencies[-1] == pytest.approx(150, abs=1e-3)
        np.testing.assert_allclose(found.fit, found.target, atol=1e-6)
        assert found.error.max() < 1e-9


def test_the_error_of_nothing_learnt_is_the_target(waves: Make, looked_at: Make, outcome: Make) -> None:
    values = np.random.default_rng(0).random((32, 48, 3), dtype=np.float32)
    subject = looked_at(waves([[1.0, 1.0]], [0.0]), values)
    found: Spectrum = outcome(look_at_spectrum(subject, InsightRequest("spectrum")))
    np.testing.assert_allclose(found.error, found.target, rtol=1e-4)
    assert not found.fit.any()
    assert found.frequencies.tolist() == list(range(1, 25))
