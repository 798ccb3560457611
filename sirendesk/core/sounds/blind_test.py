"""A blind listening test (ABX): X is A or B by the toss of a coin, and who cannot hear which one can only guess."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

CHOICES = ("A", "B")
# the usual line: a result this rare among guessers is called a difference that was heard
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class BlindTest:
    """A number of trials fixed beforehand, the hidden order that `seed` tosses, and the answers so far.

    The number is fixed because who may stop at a lucky moment finds a difference in any two sounds (Clark 1982,
    "High-resolution subjective testing using a double-blind comparator", describes the test itself).
    """

    seed: int
    trials: int = 10
    answers: tuple[str, ...] = ()

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """What X is in each trial: independent tosses of a fair coin, which is what makes the score binomial."""
        tosses = np.random.default_rng(self.seed).integers(0, 2, self.trials)
        return tuple(CHOICES[toss] for toss in tosses)

    @property
    def trial(self) -> int:
        """Number of the present trial, from 0; `trials` when all are answered."""
        return len(self.answers)

    @property
    def is_over(self) -> bool:
        """Whether every trial is answered."""
        return self.trial >= self.trials

    @property
    def x(self) -> str:
        """What X is in the present trial."""
        return self.hidden[self.trial]

    @property
    def right(self) -> int:
        """Answers that named X."""
        return sum(answer == truth for answer, truth in zip(self.answers, self.hidden, strict=False))

    @property
    def p_value(self) -> float:
        """How likely mere guessing is to get at least as many right."""
        return chance_of_at_least(self.right, self.trial)

    @property
    def least_right(self) -> int | None:
        """The fewest right answers of all trials that guessing reaches in 5 % of the tests or less; None if none do."""
        return next((k for k in range(self.trials + 1) if chance_of_at_least(k, self.trials) <= SIGNIFICANT), None)

    def answered(self, choice: str) -> BlindTest:
        """The test after one more answer.

        Raises:
            ValueError: when it is neither A nor B, or all trials are answered.
        """
        if choice not in CHOICES or self.is_over:
            raise ValueError(f"no answer to trial {self.trial + 1} of {self.trials}: {choice!r}")
        return dataclasses.replace(self, answers=(*self.answers, choice))

    def verdict(self) -> str:
        """The score and what it means, in plain words; only of a test that is over."""
        score = f"{self.right} of {self.trials} right."
        rarity = f"{_percent(self.p_value)} of such tests (p = {self.p_value:.2g})"
        chance = f"Mere guessing does at least as well in {rarity}"
        if self.p_value <= SIGNIFICANT:
            return f"{score} {chance}: you very probably hear a difference."
        return (
            f"{score} {chance}: this is no sign that you hear a difference. It does not prove that there is none: "
            "more trials, headphones or a shorter loop may bring it out."
        )


def chance_of_at_least(right: int, trials: int) -> float:
    """One-sided binomial p-value: the sum over k ≥ `right` of C(trials, k) / 2^trials, summed exactly."""
    ways = sum(math.comb(trials, k) for k in range(max(right, 0), trials + 1))
    return ways / 2**trials


def _percent(share: float) -> str:
    if share < 0.001:
        return "fewer than 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"
