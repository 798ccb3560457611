"""The smoothest filling: a membrane stretched over the hole, on which every pixel is the mean of its neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]
MOST_ROUNDS = 500
TOLERANCE = 1e-4


def membrane(known: Values, missing: Mask) -> Values:
    """`known` (H, W, c) with the discrete Laplace equation solved in the hole, its border free at the picture's edge.

    By conjugate gradients (Hestenes and Stiefel 1952) over the missing samples alone, from what stands in `known`.
    """
    neighbours, counts = _neighbours(missing)
    picture = known.reshape(-1, known.shape[2])
    places = np.flatnonzero(missing)
    # one slot more than there are unknowns: what is known, or outside, counts nothing there
    padded = np.zeros((places.size + 1, known.shape[2]), np.float32)
    numbers = np.full(missing.size + 1, places.size)
    numbers[places] = np.arange(places.size)
    inner = numbers[neighbours]

    def bend(values: Values) -> Values:
        padded[:-1] = values
        return counts * values - padded[inner].sum(axis=0)

    outside = np.concatenate([np.where(missing.reshape(-1, 1), np.float32(0), picture), np.zeros_like(picture[:1])])
    start = picture[places]
    residual = outside[neighbours].sum(axis=0) - bend(start)
    values, direction = start.copy(), residual.copy()
    energy = _energy(residual)
    enough = TOLERANCE**2 * places.size
    for _ in range(MOST_ROUNDS):
        if energy.max() <= enough:
            break
        bent = bend(direction)
        length = energy / np.maximum((direction * bent).sum(axis=0, dtype=np.float64), 1e-30)
        values += length.astype(np.float32) * direction
        residual -= length.astype(np.float32) * bent
        before, energy = energy, _energy(residual)
        direction = residual + (energy / np.maximum(before, 1e-30)).astype(np.float32) * direction
    filled = picture.copy()
    filled[places] = np.clip(values, 0.0, 1.0)
    return filled.reshape(known.shape)


def _neighbours(missing: Mask) -> tuple[NDArray[np.intp], Values]:
    """Flat numbers (4, n) of the neighbours of n missing samples, H W if outside; how many are inside (n, 1)."""
    rows, columns = missing.shape
    r, c = np.nonzero(missing)
    found = []
    for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        inside = (r + dr >= 0) & (r + dr < rows) & (c + dc >= 0) & (c + dc < columns)
        found.append(np.where(inside, (r + dr) * columns + c + dc, missing.size))
    neighbours = np.stack(found)
    return neighbours, (neighbours < missing.size).sum(axis=0)[:, None].astype(np.float32)


def _energy(values: Values) -> NDArray[np.float64]:
    """Squared length of each column (c,)."""
    return np.square(values, dtype=np.float64).sum(axis=0)
