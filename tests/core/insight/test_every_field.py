"""Every model of the catalogue can be looked into, or says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sirendesk.core.fields import FIELDS
from sirendesk.core.insight import INSIGHTS
from sirendesk.core.insight.values import (
    KINDS,
    Activations,
    Derivatives,
    InsightRequest,
    LayerSpectra,
    Neurons,
    Spectrum,
    Unavailable,
)

Make = Callable[..., Any]
VALUES = np.random.default_rng(0).random((12, 10, 3), dtype=np.float32)


def test_the_catalogue_has_every_kind() -> None:
    assert tuple(INSIGHTS) == KINDS


@pytest.mark.parametrize("name", FIELDS)
def test_a_model_shows_each_kind_or_says_why_not(name: str, built: Make, looked_at: Make, outcome: Make) -> None:
    network = built(FIELDS[name](), 3)
    before = network.weights.clone()
    subject = looked_at(network, VALUES)
    widths = subject.widths()
    for kind in KINDS:
        found = outcome(INSIGHTS[kind](subject, InsightRequest(kind, 0, (0,))))
        if isinstance(found, Unavailable):
            assert kind in ("activations", "neurons", "layers")
            assert found.sentence.endswith(".")
        elif isinstance(found, Derivatives):
            assert found.fit_x.shape == (12, 10)
            assert np.isfinite(found.fit_x).all()
            assert np.isfinite(found.fit_laplacian).all()
            assert found.fit_x.any()
        elif isinstance(found, Spectrum):
            assert np.isfinite(found.fit).all()
        elif isinstance(found, Activations):
            assert [layer.neurons for layer in found.layers] == widths
            assert all(layer.counts.sum() % layer.neurons == 0 for layer in found.layers)
        elif isinstance(found, Neurons):
            assert (found.layers, found.features) == (len(widths), widths[0])
            assert found.picture is not None
        else:
            assert isinstance(found, LayerSpectra)
            assert len({layer.name for layer in found.layers}) == len(found.layers)
            assert all(layer.values.size == min(layer.shape) for layer in found.layers)
    assert network.weights.equal(before)


@pytest.mark.parametrize("name", FIELDS)
def test_a_layer_that_is_silent_altogether_leaves_one_colour(
    name: str, built: Make, looked_at: Make, outcome: Make
) -> None:
    subject = looked_at(built(FIELDS[name](), 3), VALUES)
    widths = subject.widths()
    if not widths:
        pytest.skip("no hidden layers")
    last = len(widths) - 1
    found: Neurons = outcome(INSIGHTS["neurons"](subject, InsightRequest("neurons", last, tuple(range(widths[last])))))
    assert found.picture is not None
    assert not np.ptp(found.picture, axis=(0, 1)).any()
