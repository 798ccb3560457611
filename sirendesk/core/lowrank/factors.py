"""Filling by two thin matrices: X ≈ W H, learnt by gradient descent on what is known.

The careful way adds the ridge (λ/2)(|W|² + |H|²), whose least over all factors of a matrix is λ times its nuclear norm
(Srebro, Rennie and Jaakkola 2005, lemma 1), and steps by Adam. The naive way has neither, only plain gradient steps:
once much is missing it has more freedom than there is to see, learns the known entries by heart, and what it answers in
between explodes far beyond black and white.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.lowrank.filler import Filler, Mask, Values
from sirendesk.core.lowrank.layouts import LAYOUTS, Matrix
from sirendesk.core.lowrank.partial_svd import check_rank, largest_singular_value
from sirendesk.core.numpy_net.optimisers import SGD, Adam, Optimiser

# of the size that the factors' entries start with
RATE = 0.085
FIRST_RIDGE, LAST_RIDGE = 1.0, 0.03
LEAST_SPREAD = 1e-4
# of the rate beyond which gradient descent would leave its own solution
NAIVE_SHARE = 0.8
# factors that answer a million times more than any picture holds have exploded, whatever comes next
MOST_BELIEF = 1e6


class GradientFactors(Filler):
    """Each channel (H, W), less its mean, as W (H, r) times H (r, W).

    Raises:
        UsageError: when the rank is above min(H, W).
    """

    def __init__(self, known: Values, missing: Mask, rank: int, seed: int) -> None:
        super().__init__(known, missing)
        rows, columns = missing.shape
        check_rank(rank, (rows, columns))
        self._see(known, missing)
        self._size = float(np.sqrt(self._spread / np.sqrt(rank)))
        channels = known.shape[2]
        tall, wide = channels * rows * rank, channels * rank * columns
        source = np.random.default_rng(seed)
        self._factors = source.standard_normal(tall + wide, dtype=np.float32)
        self._factors *= np.float32(self._size)
        self._slopes = np.zeros_like(self._factors)
        self._tall, self._wide = _halves(self._factors, channels, rows, rank, columns)
        self._tall_slope, self._wide_slope = _halves(self._slopes, channels, rows, rank, columns)
        self._optimiser = self._make_optimiser()

    @property
    def unknowns(self) -> Values:
        """The entries of all W and H."""
        return self._factors

    def observe(self, known: Values, missing: Mask) -> None:
        self.known, self.missing = known, missing
        self._see(known, missing)
        self._optimiser_sees()
        self.belief = np.moveaxis(self._tall @ self._wide, 0, 2) + self._mean

    def step(self, progress: float) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            kept = self._factors.copy()
            residual = (self._tall @ self._wide - self._targets) * self._seen
            np.matmul(residual, self._wide.mT, out=self._tall_slope)
            np.matmul(self._tall.mT, residual, out=self._wide_slope)
            self._descend(progress)
            product = self._tall @ self._wide
        if not float(np.abs(product).max()) <= MOST_BELIEF:
            self._factors[...] = kept
            raise FloatingPointError("the factors left the finite numbers")
        self.belief = np.moveaxis(product, 0, 2) + self._mean

    @property
    def state(self) -> dict[str, NDArray[Any]]:
        return {"weights": self._factors, **self._optimiser.state()}

    def load(self, state: dict[str, NDArray[Any]]) -> None:
        for name, array in self.state.items():
            array[...] = state[name]
        self.belief = np.moveaxis(self._tall @ self._wide, 0, 2) + self._mean

    def _see(self, known: Values, missing: Mask) -> None:
        self._mean = known[~missing].mean(axis=0, dtype=np.float64).astype(np.float32)
        self._targets = np.stack(LAYOUTS["channels"].split(known - self._mean))
        self._seen = (~missing).astype(np.float32)
        self._spread = max(float(self._targets.std()), LEAST_SPREAD)

    def _optimiser_sees(self) -> None:
        """The targets are others now."""

    def _make_optimiser(self) -> Optimiser:
        return Adam(self._factors.size, np.float32, 0.9, 0.99)

    def _descend(self, progress: float) -> None:
        """One update from the slopes: the rate falls as a cosine, the ridge to a tenth."""
        rows, columns = self.missing.shape
        # the largest singular value of noise with the picture's own spread: what is stronger than that is structure
        noise = self._spread * (np.sqrt(rows) + np.sqrt(columns))
        self._slopes += np.float32(noise * FIRST_RIDGE * (LAST_RIDGE / FIRST_RIDGE) ** progress) * self._factors
        rate = RATE * self._size * (0.5 + 0.5 * np.cos(np.pi * progress) + 1e-3)
        self._optimiser.step(self._factors, self._slopes, rate)


class NaiveFactors(GradientFactors):
    """The same without ridge and without Adam: a lesson, see above."""

    def _make_optimiser(self) -> Optimiser:
        self._optimiser_sees()
        return SGD(self._factors.size, np.float32)

    def _optimiser_sees(self) -> None:
        # the error is as steep as |W|² + |H|²: at the solution W = U √S, H = √S V, twice the largest singular value
        start = zip(self._tall, self._wide, strict=True)
        steepest = [largest_singular_value(w) ** 2 + largest_singular_value(h) ** 2 for w, h in start]
        steepest += [2.0 * largest_singular_value(target) for target in self._targets]
        self._rate = NAIVE_SHARE * 2.0 / max(*steepest, 1e-9)

    def _descend(self, progress: float) -> None:
        self._optimiser.step(self._factors, self._slopes, self._rate)


def _halves(vector: Matrix, channels: int, rows: int, rank: int, columns: int) -> tuple[Matrix, Matrix]:
    """Views (channels, rows, rank) and (channels, rank, columns) into a flat vector."""
    size = channels * rows * rank
    return vector[:size].reshape(channels, rows, rank), vector[size:].reshape(channels, rank, columns)
