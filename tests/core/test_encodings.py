"""Encodings against their formula: the mapping of coordinates, the frequencies, their statistics, and bad options."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sirendesk.core.encodings import ENCODINGS, EncodingOptions, draw_frequencies, encode, encoded_features
from sirendesk.core.errors import UsageError


def coords_of(n: int = 50, d: int = 2, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (n, d))


def test_none_is_the_coordinate_itself() -> None:
    assert draw_frequencies(EncodingOptions(encoding="none"), 2, 0) is None
    coords = coords_of()
    assert encode(coords, None) is coords
    assert encoded_features(2, None) == 2


def test_basic_is_one_wave_along_each_axis_of_the_papers_unit_square() -> None:
    frequencies = draw_frequencies(EncodingOptions(encoding="basic"), 2, 0)
    coords = coords_of()
    v = (coords + 1) / 2
    expected = np.concatenate([np.cos(2 * np.pi * v), np.sin(2 * np.pi * v)], axis=1)
    assert frequencies is not None
    assert np.allclose(encode(coords, frequencies), expected, atol=1e-14)
    # corners of the picture are those of the unit square: [-1, -1] is 0 and [1, 1] is 1
    assert np.allclose(encode(np.array([[-1.0, -1.0], [1.0, 1.0]]), frequencies), [[1, 1, 0, 0]] * 2, atol=1e-14)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_positional_is_octaves_of_each_axis(d: int) -> None:
    frequencies = draw_frequencies(EncodingOptions(encoding="positional", octaves=3), d, 0)
    assert frequencies is not None
    assert frequencies.shape == (3 * d, d)
    assert np.array_equal(frequencies, np.concatenate([np.eye(d), 2 * np.eye(d), 4 * np.eye(d)]))
    # the octaves of NeRF, whose argument is π 2ᵏ p with p in [-1, 1]
    coords = coords_of(d=d)
    sines = encode(coords, frequencies)[:, 3 * d :]
    for k in range(3):
        nerf = np.sin(2**k * np.pi * coords)
        assert np.allclose(sines[:, k * d : (k + 1) * d], nerf if k else -nerf, atol=1e-12)


@pytest.mark.parametrize("sigma", [0.5, 10.0, 300.0])
def test_gaussian_frequencies_are_normal_with_that_deviation(sigma: float) -> None:
    frequencies = draw_frequencies(EncodingOptions(sigma=sigma, frequencies=4096), 2, 1)
    assert frequencies is not None
    values = np.sort(frequencies.ravel() / sigma)
    normal = np.array([0.5 * (1 + math.erf(value / math.sqrt(2))) for value in values])
    distance = np.abs(normal - (np.arange(values.size) + 0.5) / values.size).max()
    assert distance < 1.63 / math.sqrt(values.size)  # Kolmogorov-Smirnov, 1 %


def test_inner_products_are_the_kernel_of_the_gaussian() -> None:
    """γ(v)·γ(w)/m tends to exp(-2π²σ²|v - w|²) (Rahimi and Recht 2007): what the encoding is for."""
    sigma, coords = 2.0, coords_of(20)
    frequencies = draw_frequencies(EncodingOptions(sigma=sigma, frequencies=4096), 2, 0)
    features = encode(coords, frequencies)
    v = (coords + 1) / 2
    squared = ((v[:, None] - v[None]) ** 2).sum(2)
    kernel = np.exp(-2 * (np.pi * sigma) ** 2 * squared)
    assert np.abs(features @ features.T / 4096 - kernel).max() < 0.06


def test_multiscale_shares_the_frequencies_out() -> None:
    options = EncodingOptions(encoding="multiscale", sigmas="4, 16, 64", frequencies=1000)
    frequencies = draw_frequencies(options, 2, 0)
    assert frequencies is not None
    shares = np.split(frequencies, [334, 667])
    assert [len(share) for share in shares] == [334, 333, 333]
    for share, sigma in zip(shares, (4, 16, 64), strict=True):
        assert share.std() == pytest.approx(sigma, rel=0.1)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_seed_is_all_that_is_drawn_from(encoding: str) -> None:
    options = EncodingOptions(encoding=encoding)
    first, again, other = (draw_frequencies(options, 2, seed) for seed in (3, 3, 4))
    if first is None or again is None or other is None:
        assert encoding == "none"
        return
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == (encoding in ("basic", "positional"))
    drawn = draw_frequencies(options, 2, np.random.default_rng(3))
    assert drawn is not None
    assert np.array_equal(drawn, first)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("d", [1, 2, 3])
def test_every_feature_is_where_it_should_be(encoding: str, d: int) -> None:
    frequencies = draw_frequencies(EncodingOptions(encoding=encoding), d, 0)
    coords = coords_of(d=d)
    features = encode(coords, frequencies)
    assert features.shape == (50, encoded_features(d, frequencies))
    if frequencies is not None:
        m = len(frequencies)
        assert np.allclose(features[:, :m] ** 2 + features[:, m:] ** 2, 1)


def test_single_precision_keeps_fast_waves() -> None:
    frequencies = draw_frequencies(EncodingOptions(sigma=64.0), 2, 0)
    coords = coords_of(500).astype(np.float32)
    single = encode(coords, frequencies)
    assert single.dtype == np.float32
    assert np.abs(single - encode(coords.astype(np.float64), frequencies)).max() < 1e-3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sigma": 0.0}, "sigma"),
        ({"sigma": -1.0}, "sigma"),
        ({"sigma": math.nan}, "sigma"),
        ({"frequencies": 0}, "frequencies"),
        ({"frequencies": 5000}, "4096"),
        ({"octaves": 0}, "octaves"),
        ({"encoding": "nerf"}, "positional"),
        ({"encoding": "multiscale", "sigmas": ""}, "sigmas"),
        ({"encoding": "multiscale", "sigmas": "4, -1"}, "above 0"),
        ({"encoding": "multiscale", "sigmas": "4, nan"}, "above 0"),
        ({"encoding": "multiscale", "sigmas": "4, sixteen"}, "sixteen"),
        ({"encoding": "multiscale", "sigmas": "1,2,3,4,5,6,7,8,9"}, "1 to 8"),
        ({"encoding": "multiscale", "frequencies": 2}, "at least 3"),
    ],
)
def test_what_cannot_be_encoded_is_refused_in_a_sentence(change: dict, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        draw_frequencies(replace(EncodingOptions(), **change), 2, 0)
