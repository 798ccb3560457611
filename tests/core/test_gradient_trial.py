"""The gradient check of a small network, right and with a mistake built in."""

from __future__ import annotations

import pytest

from sirendesk.core.errors import UsageError
from sirendesk.core.gradient_trial import LOSSES, GradientTrial, run_trial
from sirendesk.core.numpy_net.activations import ACTIVATIONS


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_activation_and_loss_is_right(activation: str, loss: str) -> None:
    check = run_trial(GradientTrial(activation=activation, loss=loss))
    assert check.relative_error <= 1e-7
    assert len(check.layers) == 4


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("spoilt", [1, 2, 3])
def test_a_mistake_spoils_its_layer_and_those_before(spoilt: int, seed: int) -> None:
    check = run_trial(GradientTrial(spoil=True, spoilt_layer=spoilt), seed)
    wrong = [layer.relative_error > 1e-3 for layer in check.layers]
    assert wrong == [k < spoilt for k in range(4)]


def test_a_layer_past_the_last_is_the_last() -> None:
    check = run_trial(GradientTrial(hidden_layers=2, spoil=True, spoilt_layer=8))
    assert [layer.relative_error > 1e-3 for layer in check.layers] == [True, True, False]


def test_the_same_seed_is_the_same_check() -> None:
    first, again, other = (run_trial(GradientTrial(), seed) for seed in (1, 1, 2))
    assert first.loss == again.loss != other.loss


def test_options_out_of_bounds_are_refused() -> None:
    with pytest.raises(UsageError, match="Depth"):
        GradientTrial(hidden_layers=0)
