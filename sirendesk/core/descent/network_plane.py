"""The landscape of a real network: the plane through the weights it went through, and the loss on a grid of it.

The directions are the two main ones of the recorded weights themselves (Li et al., "Visualizing the Loss Landscape of
Neural Nets", 2018, section 7), found through the Gram matrix of the k vectors (k by k, k small).

Weights are the paper's here, as everywhere in that work: a factor that a field folds into its stored weights (omega_0)
would make the layers that have it count for more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

Weights = NDArray[np.float32]


@dataclass(frozen=True)
class WeightPlane:
    """A plane in the space of n weights: `centre` + a `directions`[0] + b `directions`[1].

    `centre` (n,) and `directions` (2, n) orthonormal, float32; `paths` one (k_i, 2) float64 for each run, its points
    on the plane in order of time; `explained` (2,), the share of the runs' variance along each direction.
    """

    centre: Weights
    directions: Weights
    paths: tuple[NDArray[np.float64], ...]
    explained: NDArray[np.float64]

    def weights_at(self, a: float, b: float) -> Weights:
        """The weights (n,) at a place of the plane."""
        return self.centre + np.float32(a) * self.directions[0] + np.float32(b) * self.directions[1]

    def bounds(self, margin: float = 0.25) -> tuple[float, float, float, float]:
        """Left, right, bottom, top around all paths, with a share of the larger side as margin."""
        points = np.concatenate(self.paths)
        low, high = points.min(axis=0), points.max(axis=0)
        extent = high - low
        # a path that hardly leaves its line still gets a landscape to its sides
        half = np.maximum(extent / 2, 0.3 * extent.max() / 2) + margin * max(float(extent.max()), 1e-12)
        middle = (low + high) / 2
        (left, bottom), (right, top) = middle - half, middle + half
        return float(left), float(right), float(bottom), float(top)


@dataclass(frozen=True)
class LossPlane:
    """Loss on a grid of a WeightPlane: `xs` (columns,), `ys` (rows,) upwards, `values` (rows, columns), NaN if undone.

    `paths` and `explained` as in WeightPlane; `path_losses` one (k_i,) for each run, the losses at its snapshots
    themselves (not at their shadows on the plane), as they were given.
    """

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    values: NDArray[np.float64]
    paths: tuple[NDArray[np.float64], ...]
    path_losses: tuple[NDArray[np.float64], ...]
    explained: NDArray[np.float64]


@dataclass(frozen=True)
class PlaneProgress:
    """`done` of `total` heights are known; `plane` holds them so far, in a picture that sharpens."""

    done: int
    total: int
    plane: LossPlane


def fit_plane(runs: Sequence[Weights]) -> WeightPlane:
    """The plane of the two main directions of the snapshots of one or several runs, each (k_i, n), k_i at least 1.

    That all runs have one loss, as a function of their weights, is for the caller to see to: a size does not tell.

    Raises:
        UsageError: for fewer than three snapshots in all, runs of different sizes, or weights that do not move.
    """
    count = sum(len(run) for run in runs)
    if count < 3:
        raise UsageError("A plane needs three snapshots of a fit; let it run a little longer.")
    if len({run.shape[1] for run in runs}) > 1:
        raise UsageError("These fits have networks of different sizes; only weights of one size share a plane.")
    stacked = np.concatenate([np.asarray(run, np.float32) for run in runs])
    if not np.isfinite(stacked).all():
        raise UsageError("A snapshot holds weights that are not finite; the plane was not made.")
    centre = stacked.mean(axis=0, dtype=np.float64).astype(np.float32)
    stacked -= centre
    gram = (stacked @ stacked.T).astype(np.float64)
    shares, vectors = np.linalg.eigh(gram)
    order = np.argsort(shares)[::-1][:2]
    total = float(np.trace(gram))
    if total <= 0 or shares[order[0]] <= 0:
        raise UsageError("The weights did not move between these snapshots, so there is no plane through them.")
    directions = np.stack([_direction(stacked, vectors[:, k]) for k in order])
    directions[1] = _perpendicular(directions)
    points = (stacked @ directions.T).astype(np.float64)
    ends = np.cumsum([len(run) for run in runs])
    # eigenvectors have no sign of their own: let the first run go to the right and end above its start
    signs = np.where(points[ends[0] - 1] - points[0] < 0, -1.0, 1.0)
    directions *= signs[:, None].astype(np.float32)
    explained = np.maximum(shares[order], 0.0) / total
    return WeightPlane(centre, directions, tuple(np.split(points * signs, ends[:-1])), explained)


def evaluate_plane(
    plane: WeightPlane,
    loss_of: Callable[[Weights], float],
    path_losses: Sequence[NDArray[np.float64]],
    side: int = 33,
    bounds: tuple[float, float, float, float] | None = None,
) -> Iterator[PlaneProgress]:
    """Evaluate the loss on a `side` by `side` grid, coarse places first; to stop, do not ask for more.

    Yields after every height. A loss that is not finite stays NaN. What `loss_of` gets is its own copy of the weights.
    """
    left, right, bottom, top = bounds or plane.bounds()
    xs, ys = np.linspace(left, right, side), np.linspace(bottom, top, side)
    values = np.full((side, side), np.nan)
    losses = tuple(np.array(one, np.float64) for one in path_losses)
    for done, (row, column) in enumerate(_coarse_first(side), 1):
        value = float(loss_of(plane.weights_at(float(xs[column]), float(ys[row]))))
        values[row, column] = value if np.isfinite(value) else np.nan
        # a copy, because the record may be read in another thread while the next heights are found
        known = LossPlane(xs, ys, values.copy(), plane.paths, losses, plane.explained)
        yield PlaneProgress(done, side * side, known)


def filled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights (rows, columns) with the unknown ones grown from their known neighbours, for a picture that sharpens."""
    made = values.copy()
    if not np.isfinite(made).any():
        return made
    while not (known := np.isfinite(made)).all():
        framed = np.pad(made, 1, constant_values=np.nan)
        sides = np.stack([framed[:-2, 1:-1], framed[2:, 1:-1], framed[1:-1, :-2], framed[1:-1, 2:]])
        counts = np.isfinite(sides).sum(axis=0)
        sums = np.nan_to_num(sides).sum(axis=0)
        due = ~known & (counts > 0)
        made[due] = sums[due] / counts[due]
    return made


def _direction(stacked: Weights, mix: NDArray[np.float64]) -> Weights:
    """The unit vector (n,) that the eigenvector `mix` (k,) of the Gram matrix stands for."""
    made = mix.astype(np.float32) @ stacked
    length = float(np.linalg.norm(made))
    return made / np.float32(length) if length > 0 else made


def _perpendicular(directions: Weights) -> Weights:
    """The second direction made exactly perpendicular to the first; any such one where the path is a straight line."""
    first, second = directions
    second = second - np.float32(first @ second) * first
    if float(np.linalg.norm(second)) < 0.5:
        second = np.random.default_rng(0).normal(size=first.size).astype(np.float32)
        second -= np.float32(first @ second) * first
    return second / np.float32(max(float(np.linalg.norm(second)), 1e-30))


def _coarse_first(side: int) -> Iterator[tuple[int, int]]:
    """Every (row, column) once: a coarse grid, then the places between, and so on."""
    spacing = 1
    while spacing * 2 < side:
        spacing *= 2
    seen = np.zeros((side, side), bool)
    while spacing >= 1:
        for row in range(0, side, spacing):
            for column in range(0, side, spacing):
                if not seen[row, column]:
                    seen[row, column] = True
                    yield row, column
        spacing //= 2
