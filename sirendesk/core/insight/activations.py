"""Histograms of what the neurons of each hidden layer answer, all over the signal."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.insight.subject import Subject, exact_products
from sirendesk.core.insight.values import Activations, InsightRequest, LayerHistogram, Unavailable

if TYPE_CHECKING:
    from torch import Tensor

POINTS = 2048
BINS = 64
STUCK_SHARE, STUCK_SPREAD = 0.9, 0.01
NO_LAYERS = "This model has no hidden layers whose values could be shown."


def look_at_activations(subject: Subject, request: InsightRequest) -> Generator[float, None, Activations | Unavailable]:
    """A histogram for each hidden layer, over one random point in each of some 2,000 cells."""
    import torch

    seen: dict[int, Tensor] = {}

    def note(layer: int, values: Tensor) -> Tensor:
        seen[layer] = values
        return values

    coords = torch.from_numpy(stratified(subject.values.ndim - 1)).to(subject.device, subject.network.weights.dtype)
    with torch.no_grad(), exact_products():
        subject.answer(coords, note)
    yield 0.3
    histograms: list[LayerHistogram] = []
    for layer in sorted(seen):
        histograms.append(histogram(seen.pop(layer).float().cpu()))
        yield 0.3 + 0.7 * len(histograms) / (len(histograms) + len(seen))
    if not histograms:
        return Unavailable(subject.step, request.kind, NO_LAYERS)
    return Activations(subject.step, tuple(histograms))


def stratified(dimensions: int) -> NDArray[np.float32]:
    """About POINTS coords (n, d) in [-1, 1], one at random in each cell of a lattice; the same ones each time."""
    cells = round(POINTS ** (1 / dimensions))
    corners = np.stack(np.meshgrid(*[np.arange(cells)] * dimensions, indexing="ij"), axis=-1).reshape(-1, dimensions)
    inside = np.random.default_rng(0).random(corners.shape)
    return ((corners + inside) * (2.0 / cells) - 1.0).astype(np.float32)


def histogram(values: Tensor) -> LayerHistogram:
    """Histogram of one layer's values (n, neurons)."""
    import torch

    low, high = reach(float(values.min()), float(values.max()))
    counts = torch.histc(values, BINS, low, high).numpy().astype(np.int64)
    sd = float(values.std())
    edges = np.linspace(low, high, BINS + 1, dtype=np.float32)
    return LayerHistogram(edges, counts, float(values.mean()), sd, stuck_share(values, sd), values.shape[1])


def reach(least: float, most: float) -> tuple[float, float]:
    """Round ends for an axis that holds `least` to `most`: 1, 2 or 5 times a power of ten, from 0 or both ways."""
    size = max(abs(least), abs(most), 1e-6)
    power = 10.0 ** math.floor(math.log10(size))
    end = next(step * power for step in (1, 2, 5, 10, 20) if step * power >= size)
    return (0.0 if least >= 0 else -end), end


def stuck_share(values: Tensor, sd: float) -> float:
    """Share of the neurons (columns) most of whose values lie within a small part of the layer's `sd`."""
    ordered = values[::4].sort(dim=0).values
    span = min(math.ceil(STUCK_SHARE * ordered.shape[0]), ordered.shape[0] - 1)
    narrowest = (ordered[span:] - ordered[:-span]).min(dim=0).values
    return float((narrowest <= STUCK_SPREAD * sd).float().mean())
