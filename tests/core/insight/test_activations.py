"""Histograms: every value is counted, and stuck neurons are told from lively ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.insight.activations import histogram, look_at_activations, reach, stratified
from sirendesk.core.insight.values import Activations, InsightRequest, Unavailable

Make = Callable[..., Any]
REQUEST = InsightRequest("activations")
BLANK = np.zeros((8, 8, 1), np.float32)


def test_counts_sum_to_coords_times_neurons_in_every_layer(built: Make, looked_at: Make, outcome: Make) -> None:
    subject = looked_at(built(SirenOptions(hidden_features=50, hidden_layers=2)), BLANK)
    found: Activations = outcome(look_at_activations(subject, REQUEST))
    assert len(found.layers) == 3
    for layer in found.layers:
        assert layer.counts.sum() == stratified(2).shape[0] * 50
        assert layer.neurons == 50
        assert layer.edges.size == layer.counts.size + 1
        assert (layer.edges[0], layer.edges[-1]) == (-1.0, 1.0)
        assert layer.saturated == 0.0


def test_a_new_siren_shows_the_arcsine_law(built: Make, looked_at: Make, outcome: Make) -> None:
    """Sitzmann et al. 2020, theorem 1.8: sines of phases as they start out follow the arcsine law."""
    options = SirenOptions(hidden_features=256, hidden_layers=2, weight_scale=1.0, first_omega_0=30.0)
    found: Activations = outcome(look_at_activations(looked_at(built(options), BLANK), REQUEST))
    layer = found.layers[2]
    shares = np.cumsum(layer.counts) / layer.counts.sum()
    law = 0.5 + np.arcsin(layer.edges[1:]) / np.pi
    assert np.abs(shares - law).max() < 0.05
    assert layer.sd == pytest.approx(np.sqrt(0.5), abs=0.05)


def test_points_are_one_in_each_cell() -> None:
    for dimensions in (1, 2, 3):
        points = stratified(dimensions)
        assert 1700 < len(points) < 2300
        cells = round(len(points) ** (1 / dimensions))
        places = np.floor((points.astype(np.float64) + 1) / 2 * cells).astype(int)
        assert len(np.unique(places, axis=0)) == len(points)
        assert np.array_equal(points, stratified(dimensions))


def test_dead_and_saturated_neurons_are_stuck_and_others_are_not() -> None:
    lively = torch.linspace(-3, 3, 2000)[:, None] * torch.ones(6)
    lively[:, 5] = 0.1  # hardly a constant beside the others
    assert histogram(lively.relu()).saturated == pytest.approx(1 / 6)
    dead = lively.clone()
    dead[:, :3] = -1.0
    assert histogram(dead.relu()).saturated == pytest.approx(4 / 6)
    ends = (40 + 0.1 * lively).sigmoid()
    ends[:, 0] = lively[:, 0].sigmoid()
    assert histogram(ends).saturated == pytest.approx(5 / 6)
    assert histogram(lively.sin()[:, :5]).saturated == 0.0
    assert histogram(torch.zeros(2000, 4)).saturated == 1.0


def test_ends_are_round_and_hold_everything() -> None:
    assert reach(-0.98, 0.7) == (-1.0, 1.0)
    assert reach(0.0, 1.3) == (0.0, 2.0)
    assert reach(-30.0, 4.0) == (-50.0, 50.0)
    assert reach(0.0, 1.0) == (0.0, 1.0)
    for seed in range(50):
        rng = np.random.default_rng(seed)
        values = rng.standard_normal(100) * 10.0 ** rng.integers(-5, 6)
        low, high = reach(values.min(), values.max())
        assert low <= values.min() <= values.max() <= high


def test_a_model_without_hidden_layers_says_so(bare: Any, looked_at: Make, outcome: Make) -> None:
    found = outcome(look_at_activations(looked_at(bare, BLANK), REQUEST))
    assert isinstance(found, Unavailable)
    assert found.kind == "activations"
    assert "no hidden layers" in found.sentence
