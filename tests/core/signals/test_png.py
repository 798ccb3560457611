"""What is written as PNG comes back."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from sirendesk.core.signals.image import encode_png, read_image

SHAPES = st.tuples(st.integers(2, 9), st.integers(2, 9), st.sampled_from([1, 3]))


@given(arrays.arrays(np.uint8, SHAPES))
def test_eight_bits_come_back(values: np.ndarray) -> None:
    for bits in (8, 16):
        signal = read_image(encode_png(values, bits), "x")
        np.testing.assert_array_equal(np.round(signal.values * 255), values)
        assert signal.bits == bits


@given(arrays.arrays(np.uint16, SHAPES))
def test_sixteen_bits_come_back(values: np.ndarray) -> None:
    signal = read_image(encode_png(values / np.float64(65535), 16), "x")
    np.testing.assert_array_equal(signal.values, values.astype(np.float32) / np.float32(65535))


@given(arrays.arrays(np.float32, SHAPES, elements=st.floats(0, 1, width=32)), st.sampled_from([8, 16]))
def test_real_numbers_come_back_to_half_a_level(values: np.ndarray, bits: int) -> None:
    signal = read_image(encode_png(values, bits), "x")
    np.testing.assert_allclose(signal.values, values, atol=0.5001 / (2**bits - 1))


def test_numbers_outside_are_cut_and_nan_is_black() -> None:
    values = np.array([[np.nan, -3.0, 0.5], [np.inf, -np.inf, 7.0]])
    for bits in (8, 16):
        signal = read_image(encode_png(values, bits), "x")
        np.testing.assert_allclose(signal.values[..., 0], [[0, 0, 0.5], [1, 0, 1]], atol=0.003)


@pytest.mark.parametrize(("channels", "mode"), [(0, "L"), (1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")])
def test_channels(channels: int, mode: str) -> None:
    values = np.random.default_rng(0).random((5, 4, channels) if channels else (5, 4)).astype(np.float32)
    assert Image.open(io.BytesIO(encode_png(values))).mode == mode
    for bits in (8, 16):
        signal = read_image(encode_png(values, bits), "x")
        assert signal.channels == (3 if channels > 2 else 1)
        assert (signal.alpha is not None) == (channels in (2, 4))
        if signal.alpha is not None:
            np.testing.assert_allclose(signal.alpha, values[..., -1], atol=0.003)


def test_other_depths_are_a_mistake() -> None:
    with pytest.raises(KeyError):
        encode_png(np.zeros((2, 2)), 12)
