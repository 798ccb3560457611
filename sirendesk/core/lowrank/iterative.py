"""Filling by singular values: impute, decompose, keep what is strong, refill.

Hard: keep the `rank` strongest (Troyanskaya et al. 2001; "hardImpute" of Mazumder, Hastie and Tibshirani 2010).
Soft: lower all by a threshold, which is the proximal step of the nuclear norm, along a falling path of thresholds whose
solutions start each other (the same paper, algorithm 1, "softImpute").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.lowrank.filler import Filler, Mask, Values
from sirendesk.core.lowrank.layouts import Layout, Matrix
from sirendesk.core.lowrank.partial_svd import PartialSVD, Spectrum, check_rank, full_svd, largest_singular_value

FIRST_THRESHOLD, LAST_THRESHOLD = 0.5, 0.015
PATH_ENDS = 0.8
FIRST_RANK = 8


class _SpectralFiller(Filler):
    """Abstract: decomposes the refilled picture at every step; the mean of what is known is taken off before.

    `exact` takes a full decomposition each time instead of going on from the last one.
    """

    def __init__(self, known: Values, missing: Mask, layout: Layout, seed: int, *, exact: bool = False) -> None:
        super().__init__(known, missing)
        self._layout = layout
        self._mean = _mean(known, missing)
        source = np.random.default_rng(seed)
        self._exact = exact
        self._matrices = [matrix.shape for matrix in layout.split(known)]
        self._partial = [PartialSVD(source) for _ in self._matrices]
        self.spectra: list[Spectrum] = []

    def observe(self, known: Values, missing: Mask) -> None:
        super().observe(known, missing)
        self._mean = _mean(known, missing)

    def _refilled(self) -> list[Matrix]:
        """The matrices of the picture with its present filling, centred."""
        picture = np.where(self.missing[..., None], self.belief, self.known) - self._mean
        return self._layout.split(picture)

    def _believe(self, products: list[Matrix]) -> None:
        belief = self._layout.join(products, (*self.missing.shape, self.known.shape[2])) + self._mean
        if not np.isfinite(belief).all():
            raise FloatingPointError("the decomposition left the finite numbers")
        # nothing in a picture is darker than black: what overshoots would pull its whole row along
        self.belief = np.clip(belief, 0.0, 1.0)

    @property
    def state(self) -> dict[str, NDArray[np.generic]]:
        return {"weights": self.belief}

    def load(self, state: dict[str, NDArray[np.generic]]) -> None:
        self.belief = np.asarray(state["weights"], np.float32).copy()


class IterativeSVD(_SpectralFiller):
    """Keeps the `rank` strongest singular values of each matrix.

    Raises:
        UsageError: when a matrix of the layout cannot have that rank.
    """

    def __init__(
        self, known: Values, missing: Mask, layout: Layout, seed: int, rank: int, *, exact: bool = False
    ) -> None:
        super().__init__(known, missing, layout, seed, exact=exact)
        for shape in self._matrices:
            check_rank(rank, shape)
        self.rank = rank

    def step(self, progress: float) -> None:
        refilled = self._refilled()
        if self._exact:
            self.spectra = [full_svd(matrix).truncated(self.rank) for matrix in refilled]
        else:
            self.spectra = [partial.of(m, self.rank) for partial, m in zip(self._partial, refilled, strict=True)]
        self._believe([spectrum.product() for spectrum in self.spectra])


class SoftSVD(_SpectralFiller):
    """Lowers the singular values by a threshold that falls from half the largest one to 1.5 % of it."""

    def __init__(self, known: Values, missing: Mask, layout: Layout, seed: int, *, exact: bool = False) -> None:
        super().__init__(known, missing, layout, seed, exact=exact)
        self._largest = [largest_singular_value(matrix) for matrix in self._refilled()]
        self._ranks = [min(FIRST_RANK, *shape) for shape in self._matrices]
        self.thresholds: list[float] = []

    def observe(self, known: Values, missing: Mask) -> None:
        super().observe(known, missing)
        self._largest = [largest_singular_value(matrix) for matrix in self._refilled()]

    def step(self, progress: float) -> None:
        along = min(1.0, progress / PATH_ENDS)
        share = FIRST_THRESHOLD * (LAST_THRESHOLD / FIRST_THRESHOLD) ** along
        self.thresholds = [share * largest for largest in self._largest]
        self.spectra = [self._above(k, m, self.thresholds[k]) for k, m in enumerate(self._refilled())]
        self._believe([s.product(s.values - t) for s, t in zip(self.spectra, self.thresholds, strict=True)])

    def _above(self, k: int, matrix: Matrix, threshold: float) -> Spectrum:
        """The part of the k-th matrix whose singular values exceed a threshold, looked for in ever more of them."""
        most = min(matrix.shape)
        while True:
            rank = self._ranks[k]
            # beyond half of them a full decomposition is less work
            full = self._exact or rank > most // 2
            found = full_svd(matrix) if full else self._partial[k].of(matrix, rank)
            above = int((found.values > threshold).sum())
            if above < found.values.size or found.values.size == most:
                self._ranks[k] = min(most, max(FIRST_RANK, above + FIRST_RANK // 2))
                return found.truncated(above)
            self._ranks[k] = min(most, 2 * rank)


def _mean(known: Values, missing: Mask) -> Values:
    return known[~missing].mean(axis=0, dtype=np.float64).astype(np.float32)
