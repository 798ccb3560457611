"""The optimiser's path: weight vectors of a run seen on the plane of their two main directions.

Principal component analysis through the Gram matrix of the recorded vectors (n by n, n small), as in Li et al.,
"Visualizing the Loss Landscape of Neural Nets" (2018), section 7: the directions are those of the path itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import WeightPath


class PathRecorder:
    """Keeps at most `capacity` weight vectors; when full, every second one goes and the spacing doubles."""

    def __init__(self, size: int, capacity: int = 64, most_bytes: int = 96 * 2**20) -> None:
        self._capacity = max(4, min(capacity, most_bytes // (4 * max(size, 1))))
        self._vectors = np.empty((self._capacity, size), np.float32)
        self._gram = np.zeros((self._capacity, self._capacity))
        self._losses = np.empty(self._capacity, np.float32)
        self._count = 0
        self._every = 1
        self._offered = 0

    def __len__(self) -> int:
        return self._count

    def offer(self, weights: NDArray[np.float32], loss: float) -> bool:
        """Record a weight vector (size,) and its loss, unless it falls between the kept spacing."""
        self._offered += 1
        if (self._offered - 1) % self._every:
            return False
        if self._count == self._capacity:
            self._thin()
        n = self._count
        self._vectors[n] = weights
        # differences from the first vector keep the Gram matrix exact in float64 where the path is short
        self._vectors[n] -= self._origin(weights)
        self._losses[n] = loss
        products = self._vectors[: n + 1] @ self._vectors[n]
        self._gram[n, : n + 1] = products
        self._gram[: n + 1, n] = products
        self._count += 1
        return True

    def vectors(self) -> NDArray[np.float32]:
        """The recorded weight vectors themselves, (n, size), as a copy."""
        if self._count == 0:
            return np.empty((0, self._vectors.shape[1]), np.float32)
        return self._vectors[: self._count] + self._first

    def path(self) -> WeightPath | None:
        """The recorded path on its own main plane; None until three vectors are there."""
        n = self._count
        if n < 3:
            return None
        centring = np.eye(n) - 1.0 / n
        gram = centring @ self._gram[:n, :n] @ centring
        values, vectors = np.linalg.eigh(gram)
        total = float(values.clip(0).sum())
        if total <= 0:
            return None
        lead = values[::-1][:2].clip(0)
        points = vectors[:, ::-1][:, :2] * np.sqrt(lead)
        # eigenvectors have no sign of their own: let the path run to the right and end above its start
        points *= np.where(points[-1] - points[0] < 0, -1.0, 1.0)
        return WeightPath(points.astype(np.float32), self._losses[:n].copy(), float(lead.sum() / total))

    def _origin(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._count == 0:
            self._first = weights.astype(np.float32, copy=True)
        return self._first

    def _thin(self) -> None:
        kept = np.arange(0, self._capacity, 2)
        self._vectors[: kept.size] = self._vectors[kept]
        self._gram[: kept.size, : kept.size] = self._gram[np.ix_(kept, kept)]
        self._losses[: kept.size] = self._losses[kept]
        self._count = kept.size
        self._every *= 2
