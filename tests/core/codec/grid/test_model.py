"""The network is exact, whatever order its sums are taken in; laws are whole frequencies that learn."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.codec.grid import model
from sirendesk.core.codec.grid.contexts import FEATURES, PASSES
from sirendesk.core.codec.grid.prior import NETWORK, SHIPPED


def test_no_sum_of_the_network_can_leave_what_single_precision_holds() -> None:
    for part in (NETWORK.inputs, NETWORK.kinds, NETWORK.outputs, np.array([NETWORK.offset])):
        np.testing.assert_array_equal(part, np.round(part))
    kinds = sum(np.abs(part).max(axis=0) for part in np.split(NETWORK.kinds, np.cumsum([len(PASSES), 3, 3])))
    assert (model.MOST_INPUT * np.abs(NETWORK.inputs).sum(axis=0) + kinds).max() < 2**24
    assert model.MOST_INPUT * np.abs(NETWORK.outputs).sum() + abs(NETWORK.offset) < 2**24


def test_its_inputs_are_rounded_far_from_a_tie() -> None:
    exact = model.PER_OCTAVE * np.log2(1 + np.arange(model.MOST_SUM + 1))
    assert np.abs(exact % 1 - 0.5).min() > 1e-6


def test_the_answer_is_that_of_whole_numbers() -> None:
    source = np.random.default_rng(0)
    sums = [source.integers(0, 1500, 400).astype(np.int32) if k % 3 else None for k in range(FEATURES)]
    bias = NETWORK.bias(5, 1, 2, 3, 11)
    inputs = np.array(
        [
            np.zeros(400) if s is None else np.minimum(255, np.round(24 * np.log2(1 + np.minimum(s, 1023))))
            for s in sums
        ],
        np.int64,
    )
    hidden = NETWORK.inputs[:FEATURES].astype(np.int64).T @ inputs + bias.astype(np.int64)[:, None]
    hidden = np.clip(hidden >> model.HIDDEN_SHIFT, 0, 255)
    answer = (NETWORK.outputs.astype(np.int64) @ hidden + int(NETWORK.offset)) >> model.LAW_SHIFT
    np.testing.assert_array_equal(NETWORK.laws(sums, bias, 400), np.clip(answer, 0, model.LAWS - 1))


def test_busier_surroundings_mean_larger_numbers() -> None:
    bias = NETWORK.bias(6, 0, 0, 0, 8)
    quiet, loud = (NETWORK.laws([np.array([k], np.int32)] * FEATURES, bias, 1)[0] for k in (0, 20))
    sizes = np.arange(model.MAGNITUDES)
    assert SHIPPED[loud] @ sizes > 4 * (SHIPPED[quiet] @ sizes)


def test_tables_share_out_everything() -> None:
    assert (SHIPPED.sum(axis=1) == model.TOTAL).all()
    table = model.shared_out(np.array([[0, 0, 0], [1, 2, 10**9]]))
    assert (table.sum(axis=1) == model.TOTAL).all()
    assert table.min() >= 1


def test_laws_go_where_the_numbers_go() -> None:
    learning = model.LearningLaws(SHIPPED)
    law, seen = 30, np.random.default_rng(0).integers(0, 4, 50_000)
    learning.count(np.full(len(seen), law), seen)
    np.testing.assert_allclose(learning.table[law, :4] / model.TOTAL, 0.25, atol=0.01)
    np.testing.assert_array_equal(
        np.delete(learning.table, law, 0), np.delete(model.LearningLaws(SHIPPED).table, law, 0)
    )


def test_counts_never_leave_63_bits() -> None:
    learning = model.LearningLaws(SHIPPED)
    for _ in range(3):
        learning._weights[7] += 2**39
        learning.count(np.zeros(0, np.int64), np.zeros(0, np.int64))
        assert (learning.table.sum(axis=1) == model.TOTAL).all()
        assert learning.table.min() >= 1


@pytest.mark.parametrize(("grid", "expected"), [(np.zeros((3, 3), int), 0), (np.full((3, 3), -1), 13)])
def test_busy(grid: np.ndarray, expected: int) -> None:
    assert model.busy(grid) == expected
