"""A stream at another rate: the same sound, whatever blocks it is read in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.core.sounds.rate_bridge import RateBridge
from sirendesk.core.sounds.voices import Samples


def reader(values: Samples) -> Callable[[int], Samples]:
    place = [0]

    def read(frames: int) -> Samples:
        part = values[place[0] : place[0] + frames]
        place[0] += frames
        return np.concatenate([part, np.zeros((frames - len(part), values.shape[1]), np.float32)])

    return read


def sine(rate: int, frequency: float, frames: int) -> Samples:
    time = np.arange(frames) / rate
    return np.stack([np.sin(2 * np.pi * frequency * time), np.cos(2 * np.pi * frequency * time)], 1).astype(np.float32)


@pytest.mark.parametrize(
    ("source", "target"), [(44_100, 48_000), (16_000, 44_100), (48_000, 44_100), (44_100, 16_000), (44_101, 48_000)]
)
def test_a_tone_is_the_same_tone(source: int, target: int) -> None:
    bridge = RateBridge(reader(sine(source, 1000.0, source)), 2, source, target)
    out = np.empty((target // 4, 2), np.float32)
    bridge.read_into(out)
    wanted = sine(target, 1000.0, len(out))
    settled = slice(400, None)
    assert np.abs(out - wanted)[settled].max() < 1e-4


def test_what_the_lower_rate_cannot_carry_is_kept_out() -> None:
    bridge = RateBridge(reader(sine(48_000, 12_000.0, 48_000)), 2, 48_000, 16_000)
    out = np.empty((8000, 2), np.float32)
    bridge.read_into(out)
    assert np.abs(out[400:]).max() < 2e-4


@settings(max_examples=25)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=8))
def test_blocks_of_any_size_join_without_a_seam(blocks: list[int]) -> None:
    values = np.random.default_rng(0).uniform(-1, 1, (8000, 1)).astype(np.float32)
    whole, parts = (RateBridge(reader(values), 1, 16_000, 22_050) for _ in range(2))
    wanted = np.empty((sum(blocks), 1), np.float32)
    whole.read_into(wanted)
    out = np.empty_like(wanted)
    start = 0
    for count in blocks:
        parts.read_into(out[start : start + count])
        start += count
    assert np.allclose(out, wanted, atol=1e-6)
    # it has looked no farther than its filter reaches
    assert 0 <= parts.ahead <= 40


def test_a_constant_stays_one() -> None:
    bridge = RateBridge(reader(np.ones((4000, 1), np.float32)), 1, 44_100, 48_000)
    out = np.empty((1000, 1), np.float32)
    bridge.read_into(out)
    assert np.allclose(out[200:], 1.0, atol=1e-6)
