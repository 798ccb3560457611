"""A network drawn in whole numbers is the network, and no order of sums can change a bit of it."""

from __future__ import annotations

import math
from collections.abc import Generator
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sirendesk.core.codec import sines
from sirendesk.core.codec.sines import UNIT, WholeLayer, drawn, whole_sines
from sirendesk.core.fields import SirenOptions
from sirendesk.core.grid import Grid


def finished(job: Generator[float, None, np.ndarray]) -> np.ndarray:
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value


def layers(source: np.random.Generator, widths: list[int], step: float = 2.0**-8.3) -> list[WholeLayer]:
    made = []
    for fan_in, fan_out in pairwise(widths):
        weight = source.integers(-900, 900, (fan_out, fan_in)).astype(np.float64)
        made.append(WholeLayer(weight, source.integers(-300, 300, fan_out).astype(np.float64), step, 2.0**-7))
    return made


@given(st.floats(-1e4, 1e4))
def test_the_sine_is_the_sine(turns: float) -> None:
    whole = whole_sines(np.array([turns]))
    assert abs(float(whole[0]) * UNIT - math.sin(math.tau * turns)) < 0.5 * UNIT + 4e-9 + abs(turns) * 1e-15
    assert float(whole[0]).is_integer()


def test_it_draws_what_the_field_draws() -> None:
    field = SirenOptions(hidden_features=12, hidden_layers=3, first_omega_0=20.0, weight_scale=1.0).build(
        2, 3, torch.Generator().manual_seed(0), torch.device("cpu")
    )
    step = 2.0**-12
    numbers = [part.div(step).round() for part in field.split(field.weights)]
    field.weights.copy_(torch.cat([part.reshape(-1) for part in numbers]) * step)
    whole = [
        WholeLayer(weight.double().numpy(), bias.double().numpy(), step, step)
        for weight, bias in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    grid = Grid((19, 31), end_points=False)
    with torch.no_grad():
        expected = field(torch.from_numpy(grid.coords(0, grid.size))).reshape(19, 31, 3).numpy()
    np.testing.assert_allclose(finished(drawn(whole, (19, 31), 1.0, 0.0)), expected, atol=3e-5)


def test_no_order_of_sums_changes_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    source = np.random.default_rng(1)
    # steep enough for a last bit of one layer to be seen behind the next ones
    first, second, third, last = layers(source, [2, 40, 40, 40, 3], 4.0)
    once = finished(drawn([first, second, third, last], (23, 17), 0.5, 0.5))
    # hidden sines change places: the same products, added up in another order
    order = source.permutation(40)
    turned = WholeLayer(second.weight[order], second.bias[order], second.weight_step, second.bias_step)
    after = WholeLayer(third.weight[:, order], third.bias, third.weight_step, third.bias_step)
    monkeypatch.setattr(sines, "CHUNK", 7)
    np.testing.assert_array_equal(finished(drawn([first, turned, after, last], (23, 17), 0.5, 0.5)), once)


def test_a_sound_has_one_axis() -> None:
    source = np.random.default_rng(2)
    assert finished(drawn(layers(source, [1, 5, 5, 2]), (50,), 1.0, 0.0)).shape == (50, 2)


def test_what_is_not_exact_is_refused() -> None:
    first, second, last = layers(np.random.default_rng(3), [2, 4, 4, 1])
    heavy = WholeLayer(second.weight * 2.0**30, second.bias, 1.0, 1.0)
    with pytest.raises(ValueError, match="exact"):
        finished(drawn([first, heavy, last], (3, 3), 1.0, 0.0))
