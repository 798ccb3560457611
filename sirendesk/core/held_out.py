"""Stopping well: looks at samples that a fit never learns from, and keeps the weights that foretold them best.

The looks are at a running mean of the weights, not at the last ones, which dance with every batch. Where the clean
picture is known its PSNR is noted beside, and the best of it kept apart as the oracle's: it decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.metrics import mse, psnr_from_mse
from sirendesk.core.pieces import to_end
from sirendesk.core.snapshot import Trials
from sirendesk.core.solver import Solver

HELD_OUT, NOISY, TRUTH = "held out", "noisy", "truth"
MOST_SHARE = 0.05
MOST_SAMPLES, FEWEST_SAMPLES = 4096, 1024
FEWEST_STEPS_BETWEEN = 10
# the mean is over about the last ninth of the steps
MEMORY = 8.0
SMOOTHED_OVER = 3
# a fit ends once this many times the steps to its best have gone by without a better look, and it is worse by so much
PATIENCE = 1.3
WORSE_DB = 0.1
FEWEST_LOOKS = 20

Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Look:
    """The mean weights at a step and what they were worth, in dB by name."""

    step: int
    seconds: float
    scores: Mapping[str, float]
    weights: Weights


def picture_score(wanted: NDArray[np.float32], believed: NDArray[np.float32]) -> float:
    """PSNR in dB of samples (n, c), cut to [0, 1]."""
    return psnr_from_mse(mse(wanted, np.clip(believed, 0.0, 1.0)))


class HeldOut:
    """Watches one run on a signal `noisy` (*shape, c) of which `hidden` (*shape) is held out; `truth` is beneath.

    The samples looked at, some thousand of each kind, are chosen once by `seed`; a step sees `batch` of them. `score`
    says in dB what samples (n, c) are worth, given what they should be.
    """

    def __init__(
        self,
        noisy: NDArray[np.float32],
        hidden: NDArray[np.bool_],
        truth: NDArray[np.float32] | None,
        batch: int,
        seed: int,
        *,
        stop_early: bool,
        score: Callable[[NDArray[np.float32], NDArray[np.float32]], float] = picture_score,
    ) -> None:
        source = np.random.default_rng(seed)
        held_out = _some(np.flatnonzero(hidden), MOST_SAMPLES, source)
        others = max(FEWEST_SAMPLES, len(held_out))
        self._places = {HELD_OUT: held_out, NOISY: _some(np.flatnonzero(~hidden), others, source)}
        wanted = dict.fromkeys(self._places, noisy)
        if truth is not None:
            self._places[TRUTH] = _some(np.arange(hidden.size), others, source)
            wanted[TRUTH] = truth
        channels = noisy.shape[-1]
        self._wanted = {name: wanted[name].reshape(-1, channels)[places] for name, places in self._places.items()}
        self._all = np.concatenate(list(self._places.values()))
        # the same whether the truth is known or not; a step goes there and back, about three times the work of a look
        samples = len(held_out) + len(self._places[NOISY]) + min(others, hidden.size)
        self._period = max(FEWEST_STEPS_BETWEEN, math.ceil(samples / (3 * MOST_SHARE * batch)))
        self._stop_early, self._score = stop_early, score
        self._shape = hidden.shape
        self.begin_again()

    def begin_again(self) -> None:
        """The run starts anew with other weights."""
        self._mean: Weights | None = None
        self._count = 0
        self._recent: list[Look] = []
        self._best: Look | None = None
        self._best_error = self._smoothed = math.inf
        self._oracle: Look | None = None
        self._untold: list[tuple[int, float, Mapping[str, float]]] = []
        self._looks = 0
        self._next = FEWEST_STEPS_BETWEEN

    @property
    def stop(self) -> Look | None:
        """The look that is kept, by the held-out samples alone."""
        return self._best

    @property
    def oracle(self) -> Look | None:
        """The look nearest to the truth, where that is known: nobody can stop there without knowing it."""
        return self._oracle

    def see(self, solver: Solver, step: int, seconds: float) -> bool:
        """After a step; True when the fit has begun to learn the noise and may end."""
        self._average(solver.weights())
        if self._count < self._next:
            return False
        # early on, where little time has been spent, every tenth of the steps
        self._next = self._count + max(FEWEST_STEPS_BETWEEN, min(self._period, self._count // 10))
        self._note(self._look(solver, step, seconds))
        return self._stop_early and self._past_its_best(step)

    def keep_best(self, solver: Solver) -> None:
        """Give a solver the weights that foretold the held-out samples best; of a run too short to say, the mean."""
        kept = self._best.weights if self._best is not None else self._mean
        if kept is not None:
            _give(solver, kept)

    def picture_at(self, look: Look, solver: Solver) -> NDArray[np.float32]:
        """The picture or sound (*shape, c) at a look, not cut; the solver stays as it is."""
        last = solver.weights().copy()
        _give(solver, look.weights)
        picture = _drawn(solver, self._shape)
        _give(solver, last)
        return picture

    def take(self) -> Trials | None:
        """The looks since those taken before; None when there are none."""
        looks, self._untold = self._untold, []
        if not looks:
            return None
        return Trials(
            np.array([step for step, _, _ in looks], np.int64),
            np.array([seconds for _, seconds, _ in looks], np.float32),
            {name: np.array([scores[name] for _, _, scores in looks], np.float32) for name in self._places},
            None if self._best is None else self._best.step,
            None if self._oracle is None else self._oracle.step,
        )

    def _average(self, weights: Weights) -> None:
        """Polynomial-decay averaging (Shamir and Zhang 2013, "Stochastic Gradient Descent for Non-smooth
        Optimization", eq. 5): later weights count more, over a stretch that grows with the run."""
        self._count += 1
        if self._mean is None:
            self._mean = weights.astype(np.float32, copy=True)
        else:
            self._mean += (MEMORY + 1) / (MEMORY + self._count) * (weights - self._mean)

    def _look(self, solver: Solver, step: int, seconds: float) -> Look:
        assert self._mean is not None, "averaged before"
        last = solver.weights().copy()
        _give(solver, self._mean)
        believed = _field_solver(solver).believed(self._all)
        _give(solver, last)
        scores, start = {}, 0
        for name, wanted in self._wanted.items():
            scores[name] = self._score(wanted, believed[start : start + len(wanted)])
            start += len(wanted)
        return Look(step, seconds, scores, self._mean.copy())

    def _note(self, look: Look) -> None:
        self._looks += 1
        self._untold.append((look.step, look.seconds, look.scores))
        if TRUTH in look.scores and (self._oracle is None or look.scores[TRUTH] > self._oracle.scores[TRUTH]):
            self._oracle = look
        self._recent = [*self._recent, look][-SMOOTHED_OVER:]
        self._smoothed = float(np.mean([10 ** (-each.scores[HELD_OUT] / 10) for each in self._recent]))
        if len(self._recent) == SMOOTHED_OVER and self._smoothed <= self._best_error:
            self._best_error, self._best = self._smoothed, self._recent[SMOOTHED_OVER // 2]

    def _past_its_best(self, step: int) -> bool:
        if self._best is None or self._looks < FEWEST_LOOKS:
            return False
        worse = 10 * math.log10(self._smoothed / self._best_error)
        return step >= PATIENCE * self._best.step and worse >= WORSE_DB


def _some(places: NDArray[np.int64], most: int, source: np.random.Generator) -> NDArray[np.int64]:
    return places if places.size <= most else np.sort(source.choice(places, most, replace=False))


def _give(solver: Solver, weights: Weights) -> None:
    import torch

    _field_solver(solver).field.weights.copy_(torch.from_numpy(weights))


def _drawn(solver: Solver, shape: tuple[int, ...]) -> NDArray[np.float32]:
    return to_end(solver.render(shape))


def _field_solver(solver: Solver) -> FieldSolver:
    assert isinstance(solver, FieldSolver), "noise is learnt by fields; other engines refuse the task"
    return solver
