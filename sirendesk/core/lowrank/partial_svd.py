"""The strongest singular values and vectors of a matrix, from scratch or from where the last ones left off.

A matrix that is refilled changes little from one iteration to the next, so its strongest subspace has hardly turned:
one product with the last vectors finds it again (subspace iteration, Golub and Van Loan 2013, section 8.2.4; with a few
vectors to spare as in Halko, Martinsson and Tropp 2011, algorithm 4.4). That is O(m n r) where a full decomposition
takes O(m n min(m, n)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

Matrix = NDArray[np.float32]
SPARE = 10
COLD_ROUNDS = 4
POWER_ROUNDS = 100


@dataclass(frozen=True)
class Spectrum:
    """`left` (m, r), `values` (r,) falling, `right` (r, n): left · diag(values) · right is the matrix, or nearly."""

    left: Matrix
    values: Matrix
    right: Matrix

    def product(self, values: Matrix | None = None) -> Matrix:
        """The matrix (m, n), with other singular values if they are given."""
        kept = self.values if values is None else values
        scaled: Matrix = self.left[:, : kept.size] * kept
        return scaled @ self.right[: kept.size]

    def truncated(self, rank: int) -> Spectrum:
        """The best matrix of at most that rank (Eckart and Young 1936)."""
        return Spectrum(self.left[:, :rank], self.values[:rank], self.right[:rank])


def check_rank(rank: int, shape: tuple[int, int]) -> None:
    """Raise UsageError when a matrix of `shape` cannot have that rank."""
    most = min(shape)
    if not 1 <= rank <= most:
        raise UsageError(
            f"The rank is {rank}; a matrix of {shape[0]} x {shape[1]} has one from 1 to {most}, so choose one."
        )


def full_svd(matrix: Matrix) -> Spectrum:
    """All singular values and vectors of a matrix (m, n)."""
    return Spectrum(*np.linalg.svd(matrix, full_matrices=False))


def truncated_svd(matrix: Matrix, rank: int) -> Spectrum:
    """The `rank` strongest singular values and vectors of a matrix (m, n), exactly.

    Raises:
        UsageError: when the rank is above min(m, n).
    """
    check_rank(rank, (matrix.shape[0], matrix.shape[1]))
    return full_svd(matrix).truncated(rank)


def largest_singular_value(matrix: Matrix) -> float:
    """The 2-norm of a matrix (m, n), to about a thousandth, by power iteration (Golub and Van Loan 2013, 8.2.1)."""
    vector = np.random.default_rng(0).standard_normal(matrix.shape[1]).astype(np.float32)
    size = before = 0.0
    for _ in range(POWER_ROUNDS):
        vector /= max(float(np.linalg.norm(vector)), 1e-30)
        image = matrix @ vector
        before, size = size, float(np.linalg.norm(image))
        if abs(size - before) <= 1e-5 * size:
            break
        vector = matrix.T @ image
    return size


class PartialSVD:
    """The strongest part of a matrix that changes a little from call to call; randomness from `source`, once."""

    def __init__(self, source: np.random.Generator) -> None:
        self._source = source
        self.right: Matrix | None = None

    def of(self, matrix: Matrix, rank: int) -> Spectrum:
        """The `rank` strongest singular values and vectors of a matrix (m, n), nearly.

        Raises:
            UsageError: when the rank is above min(m, n).
        """
        rows, columns = matrix.shape
        check_rank(rank, (rows, columns))
        width = min(rank + SPARE, rows, columns)
        start = self._start(columns, width)
        for _ in range(0 if self._warm(width) else COLD_ROUNDS):
            left = np.linalg.qr(matrix @ start.T)[0]
            start = np.linalg.qr((left.T @ matrix).T)[0].T
        left = np.linalg.qr(matrix @ start.T)[0]
        inner, values, self.right = np.linalg.svd(left.T @ matrix, full_matrices=False)
        return Spectrum(left @ inner, values, self.right).truncated(rank)

    def _warm(self, width: int) -> bool:
        return self.right is not None and len(self.right) >= width - SPARE

    def _start(self, columns: int, width: int) -> Matrix:
        """What the last call found, made up to (width, columns) by random rows."""
        known = self.right if self.right is not None else np.zeros((0, columns), np.float32)
        fresh = self._source.standard_normal((max(0, width - len(known)), columns), dtype=np.float32)
        return np.concatenate([known[:width], fresh])
