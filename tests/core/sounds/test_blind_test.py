"""The blind test: its order is a fair coin's, its p-value the binomial's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.sounds.blind_test import BlindTest, chance_of_at_least


def play_through(test: BlindTest, right: int) -> BlindTest:
    """Answer all trials, the first `right` of them rightly."""
    for k in range(test.trials):
        test = test.answered(test.x if k < right else "AB"[test.x == "A"])
    return test


def test_p_values_known_from_tables() -> None:
    # the usual table of ABX scores: 9 of 10 is 11 in 1,024, 12 of 16 is 2,517 in 65,536
    assert chance_of_at_least(9, 10) == 11 / 1024
    assert chance_of_at_least(12, 16) == 2517 / 65536
    assert chance_of_at_least(0, 7) == 1.0
    assert chance_of_at_least(7, 7) == 1 / 128
    assert chance_of_at_least(0, 0) == 1.0


@pytest.mark.parametrize("trials", [1, 5, 10, 33, 50])
def test_p_values_against_coins_added_one_by_one(trials: int) -> None:
    scores = np.ones(1)
    for _ in range(trials):
        scores = np.convolve(scores, [0.5, 0.5])
    for right in range(trials + 1):
        assert chance_of_at_least(right, trials) == pytest.approx(scores[right:].sum(), rel=1e-9)


def test_guessers_pass_as_rarely_as_the_p_value_says() -> None:
    # of 4,000 guessers those with 8 of 10 or better: 5.47 %, with a standard deviation of 0.36 %
    passed = sum(sum(a == "A" for a in BlindTest(seed).hidden) >= 8 for seed in range(4000))
    assert passed / 4000 == pytest.approx(56 / 1024, abs=4 * 0.0036)


def test_the_order_is_that_of_its_seed_and_no_other() -> None:
    assert BlindTest(5, 30).hidden == BlindTest(5, 30).hidden
    assert BlindTest(5, 30).hidden != BlindTest(6, 30).hidden
    assert len({BlindTest(seed, 6).hidden for seed in range(2000)}) == 2**6


def test_answers_are_counted_and_the_hidden_order_does_not_move() -> None:
    test = play_through(BlindTest(3, 10), right=7)
    assert (test.right, test.trial, test.is_over) == (7, 10, True)
    assert test.hidden == BlindTest(3, 10).hidden
    assert test.p_value == pytest.approx(176 / 1024)
    with pytest.raises(ValueError, match="no answer"):
        test.answered("A")
    with pytest.raises(ValueError, match="no answer"):
        BlindTest(3).answered("X")


@pytest.mark.parametrize(("trials", "least"), [(5, 5), (10, 9), (16, 12), (50, 32), (4, None)])
def test_how_many_are_needed(trials: int, least: int | None) -> None:
    assert BlindTest(0, trials).least_right == least


def test_the_verdict_says_what_the_number_means() -> None:
    assert "you very probably hear a difference" in play_through(BlindTest(1), 9).verdict()
    modest = play_through(BlindTest(1), 8).verdict()
    assert modest.startswith("8 of 10 right. Mere guessing does at least as well in 5.5 % of such tests (p = 0.055)")
    assert "no sign" in modest
    assert "does not prove" in modest
    assert "fewer than 0.1 %" in play_through(BlindTest(1, 20), 20).verdict()
    assert math.isclose(play_through(BlindTest(1), 0).p_value, 1.0)
