"""The contact sheet of a layer, and what is left when neurons are silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.grid import Grid
from sirendesk.core.insight.neurons import look_at_neurons
from sirendesk.core.insight.values import InsightRequest, Neurons, Unavailable
from sirendesk.core.metrics import psnr

Make = Callable[..., Any]
ROWS = [[4.0, 0.0], [0.0, 7.0], [3.0, 3.0]]
SUMS = [0.2, 0.15, 0.1]


def signal() -> np.ndarray:
    return 0.5 + (np.sin(Grid((20, 30)).coords() @ np.array(ROWS).T) @ SUMS).reshape(20, 30, 1).astype(np.float32)


def lifted(answer: torch.Tensor) -> torch.Tensor:
    return answer + 0.5


def test_each_map_is_its_neuron_over_the_picture(waves: Make, looked_at: Make, outcome: Make) -> None:
    subject = looked_at(waves(ROWS, SUMS), signal(), decode=lifted)
    found: Neurons = outcome(look_at_neurons(subject, InsightRequest("neurons")))
    assert (found.layer, found.layers, found.features, found.step) == (0, 1, 3, 7)
    assert found.indices.tolist() == [0, 1, 2]
    assert found.maps.shape == (3, 20, 30)
    assert found.maps.flags.c_contiguous
    truth = np.sin(Grid((20, 30)).coords() @ np.array(ROWS).T).T.reshape(3, 20, 30)
    span = (found.highs - found.lows)[:, None, None]
    np.testing.assert_allclose(found.lows[:, None, None] + found.maps / 255 * span, truth, atol=1.01 / 255)
    assert found.picture is None
    assert found.loss_in_db is None


def test_muted_neurons_are_missing_from_the_picture_and_cost_what_they_held(
    waves: Make, looked_at: Make, outcome: Make
) -> None:
    subject = looked_at(waves(ROWS, SUMS), signal() + np.float32(0.01), decode=lifted)
    found: Neurons = outcome(look_at_neurons(subject, InsightRequest("neurons", 0, (1, 2, 99))))
    assert found.muted == (1, 2)
    left = 0.5 + SUMS[0] * np.sin(Grid((20, 30)).coords() @ ROWS[0]).reshape(20, 30)
    assert found.picture is not None
    assert found.picture.shape == (20, 30)
    np.testing.assert_allclose(found.picture / 255, left, atol=0.51 / 255)
    truth = signal() + np.float32(0.01)
    assert found.loss_in_db == pytest.approx(40.0 - psnr(truth, left[:, :, None]), abs=0.05)
    # the sheet still shows what was muted
    assert np.ptp(found.maps[1]) == 255


def test_all_muted_leaves_the_bias(built: Make, looked_at: Make, outcome: Make) -> None:
    network = built(SirenOptions(hidden_features=20, hidden_layers=2), 3)
    values = np.full((16, 16, 3), 0.5, np.float32)
    subject = looked_at(network, values)
    for layer in (2, 9):  # past the last one counts as the last one
        found: Neurons = outcome(look_at_neurons(subject, InsightRequest("neurons", layer, tuple(range(20)))))
        assert (found.layer, found.layers) == (2, 3)
        assert found.picture is not None
        assert found.picture.shape == (16, 16, 3)
        bias = network.split(network.weights)[-1].clamp(0, 1)
        np.testing.assert_allclose(found.picture[0, 0] / 255, bias.numpy(), atol=0.51 / 255)
        assert not np.ptp(found.picture, axis=(0, 1)).any()


def test_a_network_that_stands_still_is_drawn_once(waves: Make, looked_at: Make, outcome: Make) -> None:
    moment: dict[str, Any] = {}
    subject = looked_at(waves(ROWS, SUMS), signal(), decode=lifted, moment=moment)
    first: Neurons = outcome(look_at_neurons(subject, InsightRequest("neurons", 0, (0,))))
    second: Neurons = outcome(look_at_neurons(subject, InsightRequest("neurons", 0, (1,))))
    assert second.maps is first.maps
    assert first.picture is not None
    assert second.picture is not None
    assert not np.array_equal(first.picture, second.picture)


def test_of_very_many_neurons_some_are_shown(built: Make, looked_at: Make, outcome: Make) -> None:
    subject = looked_at(built(SirenOptions(hidden_features=600, hidden_layers=0)), np.zeros((200, 100, 1), np.float32))
    found: Neurons = outcome(look_at_neurons(subject, InsightRequest("neurons")))
    assert found.features == 600
    assert found.maps.shape == (256, 67, 34)
    assert len(np.unique(found.indices)) == 256
    assert found.indices.max() < 600


def test_a_model_without_hidden_layers_says_so(bare: Any, looked_at: Make, outcome: Make) -> None:
    found = outcome(look_at_neurons(looked_at(bare, signal()), InsightRequest("neurons")))
    assert isinstance(found, Unavailable)
