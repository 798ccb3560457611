"""Filling by similar patches: groups of patches that look alike are matrices of low rank, even in a rich picture.

Each patch that touches the hole is joined by those most like it in a window around it (Buades, Coll and Morel 2005);
the singular values of each group, one patch a row, are lowered, and the patches are laid back, each sample the mean of
all that cover it (Dabov et al. 2007; Ji, Liu, Shen and Xu 2010; Gu et al. 2014). Sweep by sweep the threshold sinks and
the groups are found anew in the better picture. The start is a membrane.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.lowrank.filler import Filler, Mask, Values
from sirendesk.core.lowrank.membrane import membrane

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 6
STRIDE = 3
REACH = 10
MEMBERS = 32
# small portions: between two of them the window is answered
GROUPS_AT_ONCE = 256
SHIFTS_AT_ONCE = 21
FIRST_THRESHOLD, LAST_THRESHOLD = 0.6, 0.1
SWEEPS_PER_SEARCH = 2


class SimilarPatches(Filler):
    """Sweeps over all groups in portions: a step is one portion, `steps_per_sweep` of them (nearly) a sweep."""

    def __init__(self, known: Values, missing: Mask) -> None:
        super().__init__(known, missing)
        self.belief = membrane(known, missing)
        self._side = min(SIDE, *missing.shape)
        self._progress = 0.0
        self._plan(missing)

    def observe(self, known: Values, missing: Mask) -> None:
        super().observe(known, missing)
        self._plan(missing)

    def step(self, progress: float) -> None:
        self._progress = progress
        next(self._work)

    @property
    def state(self) -> dict[str, NDArray[Any]]:
        return {"weights": self.belief}

    def load(self, state: dict[str, NDArray[Any]]) -> None:
        self.belief = np.asarray(state["weights"], np.float32).copy()
        self._work = self._sweeps()

    def _plan(self, missing: Mask) -> None:
        """Which groups there are, and how many steps they take."""
        self._rows, self._columns = _touching(missing, self._side)
        groups = -(-self._rows.size // GROUPS_AT_ONCE)
        searches = -(-((2 * REACH + 1) ** 2) // SHIFTS_AT_ONCE)
        self.steps_per_sweep = groups + -(-searches // SWEEPS_PER_SEARCH)
        self._work = self._sweeps()

    def _sweeps(self) -> Generator[None, None, None]:
        """Search, then lower and lay back, for ever; yields after every portion."""
        while True:
            places = yield from self._search()
            for _ in range(SWEEPS_PER_SEARCH):
                threshold = FIRST_THRESHOLD * (LAST_THRESHOLD / FIRST_THRESHOLD) ** self._progress
                yield from self._sweep(places, threshold)

    def _search(self) -> Generator[None, None, Tensor]:
        """Flat numbers (groups, members) of the first samples of the patches most like each."""
        import torch

        rows, columns = torch.from_numpy(self._rows), torch.from_numpy(self._columns)
        width = self.missing.shape[1]
        picture = torch.from_numpy(np.ascontiguousarray(np.moveaxis(self.belief, 2, 0)))
        span = range(-REACH, REACH + 1)
        shifts = [(dy, dx) for dy in span for dx in span]
        distances = torch.empty(len(shifts), rows.numel())
        for k, (dy, dx) in enumerate(shifts):
            distances[k] = _distances(picture, dy, dx, self._side)[rows, columns]
            if k % SHIFTS_AT_ONCE == SHIFTS_AT_ONCE - 1:
                yield
        nearest, chosen = distances.topk(min(MEMBERS, len(shifts)), dim=0, largest=False)
        moves = torch.tensor([dy * width + dx for dy, dx in shifts])[chosen]
        # at the picture's edge there may be too few: the patch itself stands in
        moves[nearest.isinf()] = 0
        yield
        return (rows * width + columns + moves).T

    def _sweep(self, places: Tensor, threshold: float) -> Generator[None, None, None]:
        import torch

        height, width = self.missing.shape
        channels = self.known.shape[2]
        picture = torch.from_numpy(self.belief).reshape(-1, channels)
        total, count = torch.zeros_like(picture), torch.zeros(height * width)
        corner = torch.arange(self._side)
        inside = (corner[:, None] * width + corner).reshape(-1)
        for portion in places.split(GROUPS_AT_ONCE):
            samples = (portion[:, :, None] + inside).reshape(-1)
            groups = picture[samples].reshape(*portion.shape, -1)
            lowered, trust = _lowered(groups, threshold)
            each = trust[:, None, None].expand(*portion.shape, inside.numel()).reshape(-1)
            total.index_add_(0, samples, lowered.reshape(-1, channels) * each[:, None])
            count.index_add_(0, samples, each)
            yield
        believed = torch.where(count[:, None] > 0, total / count[:, None].clamp_min(1e-9), picture)
        belief = believed.clamp_(0.0, 1.0).reshape(height, width, channels).numpy()
        self.belief = np.where(self.missing[..., None], belief, self.known)


def _lowered(groups: Tensor, threshold: float) -> tuple[Tensor, Tensor]:
    """Groups (n, k, d), less their mean patch, with each singular value s lowered to s - t²/s; and the trust (n,).

    That is the least of ½|X - Y|² + Σ (t²/2) log-like weights 1/s on s (Gu et al. 2014, "Weighted nuclear norm
    minimization", with weights t²/s). A group that few singular values describe is trusted more.
    """
    import torch

    mean = groups.mean(1, keepdim=True)
    apart = groups - mean
    squares, left = torch.linalg.eigh(apart @ apart.mT)
    kept = (1.0 - threshold**2 / squares.clamp_min(1e-12)).clamp_min_(0.0)
    return left @ (kept[:, :, None] * (left.mT @ apart)) + mean, 1.0 / (1.0 + kept.sum(1))


def _distances(picture: Tensor, dy: int, dx: int, side: int) -> Tensor:
    """Squared distance of every patch of a picture (c, H, W) from the one at a shift, (H - side + 1, W - side + 1).

    Infinite where that one leaves the picture.
    """
    import torch

    _, height, width = picture.shape
    found = torch.full((height - side + 1, width - side + 1), torch.inf)
    top, bottom = max(0, -dy), min(height, height - dy)
    left, right = max(0, -dx), min(width, width - dx)
    if bottom - top < side or right - left < side:
        return found
    here, there = picture[:, top:bottom, left:right], picture[:, top + dy : bottom + dy, left + dx : right + dx]
    squares = (here - there).square_().sum(0)
    sums = torch.nn.functional.avg_pool2d(squares[None, None], side, stride=1)[0, 0]
    found[top : bottom - side + 1, left : right - side + 1] = sums * side**2
    return found


def _touching(missing: Mask, side: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First rows and columns of the patches at STRIDE, and at the far edges, that have something missing in them."""
    starts = []
    for length in missing.shape:
        along = np.arange(0, length - side + 1, STRIDE)
        starts.append(np.union1d(along, [length - side]))
    windows = np.lib.stride_tricks.sliding_window_view(missing, (side, side))
    touched = windows[np.ix_(*starts)].any(axis=(2, 3))
    rows, columns = np.nonzero(touched)
    return starts[0][rows], starts[1][columns]
