"""Multiplicative filter networks against their formulas in NumPy, and their start against the paper's."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import stats

from sirendesk.core.fields.mfn import FilterNetwork, FourierMfnOptions, GaborMfnOptions

CPU = torch.device("cpu")
SMALL = {"hidden_features": 11, "hidden_layers": 2}


def build(options: FourierMfnOptions | GaborMfnOptions, d: int = 2, seed: int = 0) -> FilterNetwork:
    return options.build(d, 3, torch.Generator().manual_seed(seed), CPU)


def fourier(**options: float) -> FilterNetwork:
    return build(FourierMfnOptions(**{**SMALL, **options}))


def gabor(**options: float) -> FilterNetwork:
    return build(GaborMfnOptions(**{**SMALL, **options}))


def test_fouriernet_is_the_formula() -> None:
    field = fourier(input_scale=40.0)
    field.to_double()
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    p = [part.numpy() for part in field.split(field.weights)]
    values = np.sin(x @ p[0].T + p[1])
    for k in (1, 2):
        values = np.sin(x @ p[2 * k].T + p[2 * k + 1]) * (values @ p[4 + 2 * k].T + p[5 + 2 * k])
    wanted = values @ p[10].T + p[11]
    assert np.allclose(field(torch.from_numpy(x)).numpy(), wanted, rtol=1e-12, atol=1e-12)


def test_gabornet_is_the_formula() -> None:
    field = gabor(input_scale=40.0)
    field.to_double()
    x = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    p = [part.numpy() for part in field.split(field.weights)]

    def filtered(k: int) -> np.ndarray:
        omega, phase, centre, sharpness = p[4 * k : 4 * k + 4]
        distance = ((x[:, None] - centre) ** 2).sum(2)
        return np.exp(-sharpness / 2 * distance) * np.sin(x @ omega.T + phase)

    values = filtered(0)
    for k in (1, 2):
        values = filtered(k) * (values @ p[10 + 2 * k].T + p[11 + 2 * k])
    wanted = values @ p[16].T + p[17]
    assert np.allclose(field(torch.from_numpy(x)).numpy(), wanted, rtol=1e-11, atol=1e-12)


def test_a_product_of_sines_is_a_sum_of_sines() -> None:
    """Two filters of one neuron: sin a sin b = (cos(a − b) − cos(a + b)) / 2, so only two frequencies appear."""
    field = build(FourierMfnOptions(hidden_features=4, hidden_layers=1), d=1)
    field.to_double()
    parts = field.split(field.weights)
    turns = 2 * math.pi
    for part in parts:
        part.zero_()
    parts[0][0], parts[2][0] = 9 * turns, 4 * turns
    parts[4][0, 0] = parts[6][:, 0] = 1.0
    x = torch.arange(100).double()[:, None] / 100
    spectrum = np.abs(np.fft.rfft(field(x)[:, 0].numpy()))
    assert np.flatnonzero(spectrum > 1e-6).tolist() == [5, 13]


@pytest.mark.parametrize("layers", [0, 1, 3])
def test_the_start_is_the_papers(layers: int) -> None:
    field = fourier(hidden_features=400, hidden_layers=layers, input_scale=200.0, weight_scale=1.5)
    parts = field.split(field.weights)
    for k in range(layers + 1):
        bound = 200 / math.sqrt(2 * (layers + 1))
        assert 0.98 * bound < parts[2 * k].abs().max() <= bound
        assert 0.98 * math.pi < parts[2 * k + 1].abs().max() <= math.pi
    for k in field.hidden_matrices:
        bound = math.sqrt(1.5 / 400)
        assert 0.99 * bound < parts[k].abs().max() <= bound * (1 + 1e-6)
    assert parts[-2].abs().max() <= 1 / 20


def test_windows_follow_a_gamma_distribution_and_frequencies_its_root() -> None:
    field = gabor(hidden_features=2000, hidden_layers=1, alpha=5.0, beta=2.0, input_scale=100.0)
    omega, _, centre, sharpness = field.split(field.weights)[:4]
    test = stats.kstest(sharpness.numpy(), stats.gamma(2.5, scale=0.5).cdf)
    assert test.pvalue > 0.01
    plain = omega / sharpness.sqrt()[:, None] / (100 / math.sqrt(2 * 2))
    assert stats.kstest(plain.flatten().numpy(), stats.uniform(-1, 2).cdf).pvalue > 0.01
    assert stats.kstest(centre.flatten().numpy(), stats.uniform(-1, 2).cdf).pvalue > 0.01
