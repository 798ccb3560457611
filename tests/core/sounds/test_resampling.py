"""Another rate is another view of the same sound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.core.sounds.resampling import resampled


def tone(frequency: float, rate: int, seconds: float = 0.5) -> np.ndarray:
    t = np.arange(round(rate * seconds)) / rate
    return np.stack([np.sin(2 * np.pi * frequency * t), np.cos(2 * np.pi * frequency * t)], 1).astype(np.float32)


@pytest.mark.parametrize(("rate", "wanted"), [(8000, 16_000), (44_100, 48_000), (48_000, 16_000), (16_000, 4000)])
def test_a_tone_that_both_rates_carry_is_the_same_at_the_same_moments(rate: int, wanted: int) -> None:
    frequency = 0.3 * min(rate, wanted)
    inner = slice(wanted // 20, -wanted // 20)
    error = resampled(tone(frequency, rate), rate, wanted)[inner] - tone(frequency, wanted)[inner]
    assert np.abs(error).max() < 1e-3


def test_a_tone_that_the_lower_rate_cannot_carry_is_gone() -> None:
    found = resampled(tone(3000, 16_000), 16_000, 4000)
    assert np.abs(found[100:-100]).max() < 1e-3


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 500), st.integers(1, 60), st.integers(1, 60))
def test_shape_and_type(count: int, rate: int, wanted: int) -> None:
    values = np.zeros((count, 1), np.float32)
    found = resampled(values, rate, wanted)
    assert found.dtype == np.float32
    assert found.shape == (-(-count * wanted // rate), 1)
    assert found is values or rate != wanted
