"""A picture taken apart once, so that any rank and any threshold of it can be seen while a slider moves.

With the singular value decomposition A = sum_k s_k u_k v_k' at hand, the best matrix of rank r is the sum of its first
r parts (Eckart and Young 1936), and soft thresholding takes t from every singular value and drops what falls below 0:
sum_k max(s_k - t, 0) u_k v_k' (the proximal map of the nuclear norm; Cai, Candes and Shen 2010, theorem 2.1). Both are
differences of the prefix sums P_r = sum_{k<r} s_k u_k v_k' and Q_r = sum_{k<r} u_k v_k', namely P_r and P_r - t Q_r. A
few of those are kept, so that a picture takes the parts between it and the nearest one, not all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank.layouts import LAYOUTS, Matrix
from sirendesk.core.lowrank.partial_svd import Spectrum, check_rank, full_svd
from sirendesk.core.lowrank.prefix_sums import CellRoom, PictureRoom, PrefixSums, room_for
from sirendesk.core.metrics import psnr_from_mse

# for the kept sums of one picture together; those of 512 x 512 colours are then 24 ranks apart
MOST_BYTES = 128 * 2**20
LEAST_STRIDE = 16


@dataclass(frozen=True)
class Cut:
    """What one position of a slider keeps. `value` is the rank, or the threshold if `soft`.

    `picture` (H, W, 3) or (H, W), contiguous uint8, ready to be drawn; `ranks` of the matrices; `energy` from 0 to 1;
    `stored` numbers against `whole` of them in the picture; `psnr` (dB) against the picture that was taken apart.
    """

    soft: bool
    value: float
    picture: NDArray[np.uint8]
    ranks: tuple[int, ...]
    energy: float
    stored: int
    whole: int
    psnr: float


class Decomposition:
    """The singular values and vectors of a picture in a layout. Nothing in it changes once it is made."""

    def __init__(self, shape: tuple[int, int, int], layout: str, parts: Sequence[Spectrum]) -> None:
        self.shape = shape
        self.layout = layout
        self._values = np.stack([part.values.astype(np.float64) for part in parts])
        self._size = parts[0].left.shape[0], parts[0].right.shape[1]
        self._rooms = [room_for(LAYOUTS[layout], shape, part) for part in parts]
        size = sum(room.zeros().nbytes for room in self._rooms)
        stride = max(LEAST_STRIDE, -(-self.most * 2 * size // MOST_BYTES))
        self._sums = [PrefixSums(part, room, stride) for part, room in zip(parts, self._rooms, strict=True)]
        # the mean of overlapping patches is another picture than they are, with another error
        self._original = self._sums[0].best(self.most) if layout == "patches" else None

    @classmethod
    def of(cls, values: NDArray[np.float32], layout: str = "channels") -> Decomposition:
        """Take a picture (H, W, c) or (H, W) apart; seconds for a large one.

        Raises:
            UsageError: when there is no such layout, or a value is not finite.
        """
        if layout not in LAYOUTS:
            raise UsageError(f"There is no layout called {layout!r}; choose one of {', '.join(LAYOUTS)}.")
        if not np.isfinite(values).all():
            raise UsageError("The picture has values that are no numbers, so it cannot be taken apart; open another.")
        picture = np.atleast_3d(np.asarray(values, np.float32))
        height, width, channels = picture.shape
        return cls((height, width, channels), layout, [full_svd(matrix) for matrix in LAYOUTS[layout].split(picture)])

    @property
    def most(self) -> int:
        """The highest rank: that of the picture itself."""
        return self._values.shape[1]

    @property
    def singular_values(self) -> NDArray[np.float64]:
        """(matrices, most), each row falling."""
        return self._values

    @property
    def whole(self) -> int:
        """Numbers in the picture, H W c."""
        return int(np.prod(self.shape))

    def energy(self, rank: int) -> float:
        """Share of the sum of squares that the best matrices of that rank keep, from 0 to 1."""
        self._check(rank)
        return _share(np.square(self._values[:, :rank]).sum(), np.square(self._values).sum())

    def soft_energy(self, threshold: float) -> float:
        """Share of the sum of squares that is left when `threshold` was taken from every singular value."""
        return _share(np.square(self._shrunk(threshold)).sum(), np.square(self._values).sum())

    def optimum_error(self, rank: int) -> float:
        """The least sum of squared errors that matrices of that rank can have: the squares of the values cut off.

        Eckart and Young (1936). Where patches overlap, the picture's own error is at most this share of its size, for
        their mean is nearer to it than they are.
        """
        self._check(rank)
        return float(np.square(self._values[:, rank:]).sum())

    def soft_error(self, threshold: float) -> float:
        """The sum of squared errors when `threshold` was taken from every singular value."""
        return float(np.square(np.minimum(self._values, threshold)).sum())

    def ranks(self, threshold: float) -> tuple[int, ...]:
        """How many singular values of each matrix are above the threshold."""
        return tuple(int(np.count_nonzero(row > threshold)) for row in self._values)

    def threshold_at(self, rank: int) -> float:
        """The threshold between the last singular value that a rank keeps and the first that it drops (means)."""
        self._check(rank)
        mean = np.append(self._values.mean(axis=0), 0.0)
        return float(np.sqrt(mean[rank - 1] * mean[rank])) if mean[rank] > 0 else 0.5 * float(mean[rank - 1])

    def stored(self, ranks: Sequence[int]) -> int:
        """Numbers that vectors and values of those ranks take: r (m + n + 1) for each matrix (m, n)."""
        return sum(rank * one.numbers for rank, one in zip(ranks, self._sums, strict=True))

    def values(self, rank: int) -> NDArray[np.float32]:
        """The picture (H, W, c) of the best matrices of that rank, not clipped.

        Raises:
            UsageError: when the rank is not from 1 to `most`.
        """
        self._check(rank)
        return self._arrange([one.best(rank) for one in self._sums])

    def soft_values(self, threshold: float) -> NDArray[np.float32]:
        """The picture (H, W, c) with a threshold >= 0 taken from every singular value, not clipped."""
        return self._arrange([one.soft(threshold) for one in self._sums])

    def picture(self, rank: int) -> Cut:
        """What is seen of that rank, with its figures. Raises as `values` does."""
        self._check(rank)
        ranks = (rank,) * len(self._sums)
        matrices = [one.best(rank) for one in self._sums]
        return self._cut(False, rank, matrices, ranks, self.energy(rank), self.optimum_error(rank))

    def soft(self, threshold: float) -> Cut:
        """What is seen of a threshold >= 0 taken from every singular value, with its figures."""
        matrices = [one.soft(threshold) for one in self._sums]
        energy, error = self.soft_energy(threshold), self.soft_error(threshold)
        return self._cut(True, threshold, matrices, self.ranks(threshold), energy, error)

    def _cut(
        self, soft: bool, value: float, matrices: list[Matrix], ranks: tuple[int, ...], energy: float, error: float
    ) -> Cut:
        if self._original is not None:
            error = float(np.square(matrices[0] - self._original).sum(dtype=np.float64))
        picture = self._arrange([_to_bytes(matrix) for matrix in matrices])
        shown = np.ascontiguousarray(picture[..., 0] if self.shape[2] == 1 else picture)
        shown.flags.writeable = False
        psnr = psnr_from_mse(error / self.whole)
        return Cut(soft, value, shown, ranks, energy, self.stored(ranks), self.whole, psnr)

    def _arrange(self, parts: list[NDArray[Any]]) -> NDArray[Any]:
        """The picture (H, W, c) of samples of any type, as the rooms keep them."""
        room = self._rooms[0]
        if isinstance(room, CellRoom):
            return room.arrange(parts[0])
        return parts[0] if isinstance(room, PictureRoom) else LAYOUTS[self.layout].join(parts, self.shape)

    def _shrunk(self, threshold: float) -> NDArray[np.float64]:
        return np.maximum(self._values - threshold, 0.0)

    def _check(self, rank: int) -> None:
        check_rank(rank, self._size)


def reduce_to(values: NDArray[np.float32], most_pixels: int) -> tuple[NDArray[np.float32], int]:
    """A picture (H, W[, c]) of at most so many pixels, and by how much it is smaller: means of squares of that side.

    Rows and columns that fill no square at the end are left out.
    """
    height, width = values.shape[:2]
    factor = max(1, math.ceil(math.sqrt(height * width / most_pixels)))
    factor = min(factor, height, width)
    if factor == 1:
        return values, 1
    whole = values[: height // factor * factor, : width // factor * factor]
    squares = whole.reshape(height // factor, factor, width // factor, factor, *values.shape[2:])
    return np.ascontiguousarray(squares.mean(axis=(1, 3), dtype=np.float32)), factor


def _share(part: float, whole: float) -> float:
    return min(1.0, float(part / whole)) if whole > 0 else 1.0


def _to_bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """0 to 1 as 0 to 255, rounded; overwrites `values`."""
    np.multiply(values, np.float32(255), out=values)
    np.add(values, np.float32(0.5), out=values)
    return np.clip(values, 0.0, 255.0, out=values).astype(np.uint8)
