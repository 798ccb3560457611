"""The pyramid against extremes that are looked for sample by sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sirendesk.core.sounds.pyramid import BLOCKS_A_PIXEL, FIRST_BLOCK, make_pyramid

RATE = 8000


def noise(total: int, channels: int = 1, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(-1, 1, (total, channels)).astype(np.float32)


@given(
    total=st.integers(1, 3000),
    channels=st.integers(1, 2),
    share=st.floats(0, 1),
    step=st.floats(0.05, 900),
    pixels=st.integers(1, 40),
    mixed=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_envelope_is_what_a_search_finds(
    total: int, channels: int, share: float, step: float, pixels: int, mixed: bool
) -> None:
    values = noise(total, channels, total)
    pyramid = make_pyramid(values, RATE)
    start = share * total
    lows, highs = pyramid.envelope(start, step, pixels, mixed=mixed)
    seen = values.mean(axis=1, keepdims=True) if mixed else values
    block = max([one.block for one in pyramid.levels if one.block * BLOCKS_A_PIXEL <= step], default=1)
    edges = np.rint((start + step * np.arange(pixels + 1)) / block).astype(int) * block
    assert np.abs(edges - (start + step * np.arange(pixels + 1))).max() <= max(step / 8, 0.5) + 1e-9
    for k in range(pixels):
        part = seen[max(edges[k], 0) : max(edges[k + 1], edges[k] + block)]
        if not len(part):
            assert np.isnan(lows[k]).all()
            assert np.isnan(highs[k]).all()
        else:
            np.testing.assert_allclose(lows[k], part.min(axis=0), atol=1e-6)
            np.testing.assert_allclose(highs[k], part.max(axis=0), atol=1e-6)


def test_no_sample_is_lost_between_pixels() -> None:
    values = np.zeros((100_000, 1), np.float32)
    for place in (0, 12_345, 77_777, 99_999):
        values[:] = 0
        values[place] = 1
        for step in (3.7, 64.0, 511.3, 5000.0):
            _, highs = make_pyramid(values, RATE).envelope(0, step, int(100_000 / step) + 2)
            assert np.nanmax(highs) == 1


def test_there_is_nothing_before_and_after_the_sound() -> None:
    lows, highs = make_pyramid(noise(100), RATE).envelope(-50, 10, 20)
    inside = np.arange(20)
    np.testing.assert_array_equal(np.isnan(lows[:, 0]), (inside < 5) | (inside >= 15))
    np.testing.assert_array_equal(np.isnan(highs[:, 0]), (inside < 5) | (inside >= 15))


def test_work_is_bounded_by_the_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    pyramid = make_pyramid(noise(400_000), RATE)
    for step in (1.0, 63.0, 64.0, 300.0, 4000.0, 40_000.0):
        level = pyramid._level_for(step)
        assert step / (level.block if level else 1) <= BLOCKS_A_PIXEL * 16


def test_levels_are_small_and_end_in_a_few_blocks() -> None:
    values = noise(100_003, 2)
    pyramid = make_pyramid(values, RATE)
    assert pyramid.values is values
    assert [one.block for one in pyramid.levels] == [FIRST_BLOCK * 4**k for k in range(len(pyramid.levels))]
    assert len(pyramid.levels[-1].lows) <= 4
    assert sum(2 * one.lows.nbytes for one in pyramid.levels) < 0.27 * values.nbytes
    assert pyramid.peak == pytest.approx(np.abs(values).max())
    assert pyramid.seconds == pytest.approx(100_003 / RATE)
    assert pyramid.channels == 2


def test_channels_that_cancel_mix_to_silence() -> None:
    one = noise(5000)
    pyramid = make_pyramid(np.concatenate([one, -one], axis=1), RATE)
    for step in (2.0, 100.0):
        lows, highs = pyramid.envelope(0, step, 30, mixed=True)
        assert lows.shape == (30, 1)
        assert np.abs([lows, highs]).max() < 1e-6
    assert np.abs(pyramid.samples(3, 9, mixed=True)).max() < 1e-6
    assert pyramid.samples(4998, 6000).shape == (2, 2)


@pytest.mark.parametrize("shape", [(0, 1), (5, 0), (5,), (5, 1, 1)])
def test_what_is_no_sound_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="samples, channels"):
        make_pyramid(np.zeros(shape, np.float32), RATE)


@pytest.mark.parametrize(("start", "step"), [(0.0, 0.0), (0.0, -1.0), (0.0, float("nan")), (float("inf"), 1.0)])
def test_no_such_stretch(start: float, step: float) -> None:
    with pytest.raises(ValueError, match="no such stretch"):
        make_pyramid(noise(50), RATE).envelope(start, step, 4)
