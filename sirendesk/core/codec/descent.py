"""Thin matrices by gradient descent: X ≈ W H from a random start, with nothing of the decomposition known.

Plain gradient descent crawls along the weak patterns. Scaled by the inverse of the other factor's Gram matrix (Tong,
Ma and Chi 2021, "Accelerating ill-conditioned low-rank matrix estimation via scaled gradient descent", eq. 3) every
pattern is learnt at the same pace:  W <- W - rate (W H - X) H' (H H')^-1, then the same for H. One after the other, so
that no rate below 2 makes the error larger.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from sirendesk.core.codec.lowrank import Factors, Plane

RATE = 0.6
MOST_STEPS = 400
# learning is over when so many steps took less than this share off the squared error
PATIENCE, LEAST_GAIN = 20, 5e-4
# of the largest Gram eigenvalue: keeps a pattern that is not there from being divided by nothing
_RIDGE = 1e-13
# an error this small, of the whole, is rounding
_NOTHING = 1e-24


def descend(plane: Plane, rank: int, seed: int = 0) -> Generator[float, None, Factors]:
    """Factors of the plane (m, n) that gradient descent finds at a rank; yields the squared error step by step."""
    rank = min(rank, *plane.shape)
    source = np.random.default_rng(seed)
    size = float(np.sqrt(np.sqrt(np.square(plane).mean() / rank)))
    size = size if size > 0 else 1.0
    tall = source.standard_normal((plane.shape[0], rank)) * size
    wide = source.standard_normal((rank, plane.shape[1])) * size
    whole = float(np.square(plane).sum())
    errors: list[float] = []
    for _ in range(MOST_STEPS):
        residual = tall @ wide - plane
        errors.append(float(np.square(residual).sum()))
        yield errors[-1]
        if errors[-1] <= _NOTHING * whole or _settled(errors):
            break
        tall = tall - RATE * np.linalg.solve(_ridged(wide @ wide.T), wide @ residual.T).T
        residual = tall @ wide - plane
        wide = wide - RATE * np.linalg.solve(_ridged(tall.T @ tall), tall.T @ residual)
    return in_order(tall, wide)


def in_order(tall: Plane, wide: Plane) -> Factors:
    """The product W H as orthogonal patterns, strongest first; what is multiplied out stays the same."""
    left, upper = np.linalg.qr(tall)
    right, lower = np.linalg.qr(wide.T)
    inner_left, strengths, inner_right = np.linalg.svd(upper @ lower.T)
    return Factors(left @ inner_left, right @ inner_right.T, strengths)


def _settled(errors: list[float]) -> bool:
    return len(errors) > PATIENCE and errors[-1] > (1 - LEAST_GAIN) * errors[-1 - PATIENCE]


def _ridged(gram: Plane) -> Plane:
    return gram + np.eye(len(gram)) * (_RIDGE * float(np.trace(gram)) + 1e-300)
