"""Answers as a run would send them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sirendesk.core.insight.values import (
    Activations,
    Derivatives,
    LayerHistogram,
    LayerSpectra,
    LayerSpectrum,
    Neurons,
    Spectrum,
)

HEIGHT, WIDTH = 24, 32


@pytest.fixture
def derivatives() -> Derivatives:
    """The fit rises by 3 to the right, the signal by 4 downwards; both are bent."""
    ones = np.ones((HEIGHT, WIDTH), np.float32)
    return Derivatives(5, 3 * ones, 0 * ones, -100 * ones, 0 * ones, 4 * ones, 200 * ones)


@pytest.fixture
def spectrum() -> Spectrum:
    """The fit is right up to 10 cycles and a hundredth of the signal beyond."""
    frequencies = np.arange(1, 65, dtype=np.float32)
    target = frequencies**-2
    fit = np.where(frequencies <= 10, target, target / 100)
    return Spectrum(5, frequencies, target, fit, (target - fit).clip(1e-9), (128, 128))


@pytest.fixture
def make_histogram() -> Callable[..., LayerHistogram]:
    """Of values that are given."""

    def make(values: NDArray[np.float64], saturated: float = 0.0) -> LayerHistogram:
        counts, edges = np.histogram(values, 32)
        mean, sd = float(values.mean()), float(values.std())
        return LayerHistogram(edges.astype(np.float32), counts.astype(np.int64), mean, sd, saturated, 64)

    return make


@pytest.fixture
def activations(make_histogram: Callable[..., LayerHistogram]) -> Activations:
    """Three layers of sines, the second with a third of its neurons stuck."""
    values = np.sin(np.random.default_rng(0).normal(size=4000))
    return Activations(5, tuple(make_histogram(values, share) for share in (0.0, 0.34, 0.0)))


@pytest.fixture
def make_neurons() -> Callable[..., Neurons]:
    """A contact sheet of 12 neurons, each of one shade."""

    def make(layer: int = 0, muted: tuple[int, ...] = (), loss_in_db: float = 3.2) -> Neurons:
        shades = np.arange(12, dtype=np.uint8)[:, None, None] * 20
        maps = np.ascontiguousarray(np.broadcast_to(shades, (12, 6, 8)))
        ends = np.full(12, 1.0, np.float32)
        picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8) if muted else None
        loss = loss_in_db if muted else None
        return Neurons(5, layer, 3, 12, np.arange(12), maps, -ends, ends, muted, picture, loss)

    return make


@pytest.fixture
def layers() -> LayerSpectra:
    """A first layer of two values, a square one that lost half of its directions, and a last one of three."""
    half = np.where(np.arange(16) < 8, 1.0, 1e-6).astype(np.float32)
    return LayerSpectra(
        5,
        (
            LayerSpectrum("first", (16, 2), np.array([2, 1], np.float32), np.array([1, 1], np.float32)),
            LayerSpectrum("hidden 1", (16, 16), half, np.ones(16, np.float32)),
            LayerSpectrum("last", (3, 16), np.ones(3, np.float32), np.ones(3, np.float32)),
        ),
    )
