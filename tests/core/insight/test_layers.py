"""Singular values: those of the nominal weights, beside those of the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.insight.layers import layer_matrices, look_at_layers
from sirendesk.core.insight.values import InsightRequest, LayerSpectra, Unavailable
from sirendesk.core.options import option_specs

Make = Callable[..., Any]
REQUEST = InsightRequest("layers")
BLANK = np.zeros((8, 8, 1), np.float32)


def test_each_layer_has_the_singular_values_of_its_nominal_matrix(built: Make, looked_at: Make, outcome: Make) -> None:
    options = SirenOptions(hidden_features=24, hidden_layers=2, first_omega_0=65.0, hidden_omega_0=30.0)
    network = built(options, 3)
    start = network.weights.numpy().copy()
    network.weights.mul_(2.0)
    found: LayerSpectra = outcome(look_at_layers(looked_at(network, BLANK, start=start), REQUEST))
    assert [layer.name for layer in found.layers] == ["first", "hidden 1", "hidden 2", "last"]
    assert [layer.shape for layer in found.layers] == [(24, 2), (24, 24), (24, 24), (3, 24)]
    for layer, stored, omega in zip(found.layers, network.split(network.weights)[::2], (65, 30, 30, 1), strict=True):
        truth = np.linalg.svd(stored.double().numpy() / omega, compute_uv=False)
        np.testing.assert_allclose(layer.values, truth, atol=1e-5 * truth[0])
        np.testing.assert_allclose(layer.start, truth / 2, atol=1e-5 * truth[0])


# what the stored arrays of the first layer, of a hidden one and of the last are multiplied by; 1 for the other models
FACTORS = {"siren": (65.0, 30.0, 1.0), "finer": (30.0, 30.0, 1.0), "gauss": (10.0, 10.0, 1.0), "wire": (40.0, 4.0, 1.0)}


@pytest.mark.parametrize("name", FIELDS)
def test_of_every_model_they_are_those_of_nominal_matrices(
    name: str, built: Make, looked_at: Make, outcome: Make
) -> None:
    small = {"hidden_features": 16, "hidden_layers": 2, "log2_table_size": 6, "rank": 8, "resolution": 20}
    known = option_specs(FIELDS[name])
    network = built(FIELDS[name](**{key: value for key, value in small.items() if key in known}), 3)
    start = network.weights.numpy().copy()
    network.weights.mul_(2.0)
    found: LayerSpectra = outcome(look_at_layers(looked_at(network, BLANK, start=start), REQUEST))
    first, hidden, last = FACTORS.get(name, (1.0, 1.0, 1.0))
    parts = network.split(network.weights)
    for layer, k in zip(found.layers, layer_matrices(network), strict=True):
        factor = first if k == 0 else last if k == len(parts) - 2 else hidden
        truth = np.linalg.svd(parts[k].double().numpy() / factor, compute_uv=False)
        np.testing.assert_allclose(layer.values, truth, atol=1e-5 * truth[0])
        np.testing.assert_allclose(layer.start, truth / 2, atol=1e-5 * truth[0])


def test_the_start_is_worked_out_once(built: Make, looked_at: Make, outcome: Make) -> None:
    network = built(SirenOptions(hidden_features=8, hidden_layers=1))
    memory: dict[str, Any] = {}
    start = network.weights.numpy().copy()
    first: LayerSpectra = outcome(look_at_layers(looked_at(network, BLANK, start=start, memory=memory), REQUEST))
    network.weights.mul_(3.0)
    later: LayerSpectra = outcome(look_at_layers(looked_at(network, BLANK, memory=memory), REQUEST))
    assert later.layers[1].start is first.layers[1].start
    assert later.layers[1].values == pytest.approx(3 * first.layers[1].values, rel=1e-4)


def test_a_network_of_one_hidden_layer_has_a_first_and_a_last(built: Make, looked_at: Make, outcome: Make) -> None:
    network = built(SirenOptions(hidden_features=8, hidden_layers=0))
    found: LayerSpectra = outcome(look_at_layers(looked_at(network, BLANK), REQUEST))
    assert [layer.name for layer in found.layers] == ["first", "last"]


def test_a_model_without_matrices_says_so(bare: Any, looked_at: Make, outcome: Make) -> None:
    found = outcome(look_at_layers(looked_at(bare, BLANK), REQUEST))
    assert isinstance(found, Unavailable)
    assert "no layers" in found.sentence
