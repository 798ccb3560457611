"""The live picture of a hole being filled: what is known to the bit, the rest as the solver believes it now.

Training never visits the hole, so its samples are asked for, a few at every frame: after a mask was given first one
sample of each coarse block, then of ever finer ones, then all of them in turn for as long as the run lasts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import ErrorScale, to_uint8
from sirendesk.core.problem import Hole
from sirendesk.core.snapshot import Frame
from sirendesk.core.stopwatch import Clock

if TYPE_CHECKING:
    from torch import Tensor

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]
_Blocks = tuple[Places, Places]
SECONDS_A_LOOK = 0.006
COARSEST, MOST_AT_ONCE = 64, 4096
AT_ONCE = 2048


class HoleCanvas:
    """A picture of at most `most_pixels`, each one sample of the signal `values` (H, W, c), as `LiveCanvas` has it."""

    def __init__(
        self,
        values: NDArray[np.float32],
        hole: Hole,
        most_pixels: int = 2**18,
        clock: Clock = time.perf_counter,
    ) -> None:
        height, width, channels = values.shape
        self._clock = clock
        self._width = width
        self.stride = math.ceil(math.sqrt(height * width / most_pixels))
        own = np.ascontiguousarray(values[:: self.stride, :: self.stride])
        self._shape = own.shape[:2]
        self._truth = own.reshape(-1, channels)
        self._believed = np.zeros_like(self._truth)
        self._missing = np.zeros(len(self._truth), bool)
        self._scale = ErrorScale()
        self.observe(hole)

    @property
    def estimate(self) -> float | None:
        """PSNR (dB) of what is shown against the truth where it is judged."""
        count = int(self._judged.sum())
        error = float(self._squares.sum(dtype=np.float64)) / count if count else math.nan
        return math.inf if error == 0.0 else -10.0 * math.log10(error)

    def observe(self, hole: Hole) -> None:
        """Another hole: what is no longer in it is shown as it is, what was in it before stays as it was believed."""
        self._hole = hole
        own = (slice(None, None, self.stride),) * 2
        self._mask, self._judged = hole.mask[own].reshape(-1), hole.judged[own].reshape(-1)
        missing = self._mask | self._judged
        fresh = missing & ~self._missing
        known = self._truth[~missing]
        # on the canvas's own lattice everything may be missing
        self._believed[fresh] = known.mean(axis=0, dtype=np.float64) if len(known) else 0.5
        self._missing = missing
        self._picture = to_uint8(self._truth).reshape(self._truth.shape)
        self._errors, self._squares = np.zeros((2, missing.size), np.float32)
        places = np.flatnonzero(missing)
        self._put(places, self._believed[places])
        self._order = self._coarse_to_fine(np.flatnonzero(fresh), places)

    def paint(self, indices: Tensor, values: Tensor) -> None:
        """Nothing: batches are about what is known, which is shown as it is."""

    def look(self, solver: Any) -> None:
        """Ask a solver that can tell (`believed`) about a few milliseconds' worth of the hole."""
        believed: Callable[[Places], NDArray[np.float32]] | None = getattr(solver, "believed", None)
        if believed is None:
            return
        until = self._clock() + SECONDS_A_LOOK
        for _ in range(1 + self._missing.size // AT_ONCE):
            asked, blocks = next(self._order)
            if not asked.size:
                return
            answer = believed(self._samples(asked))
            if blocks is None:
                self._put(asked, answer)
            else:
                places, block_of = blocks
                self._put(places, answer[block_of])
            if self._clock() >= until:
                return

    def frame(self) -> Frame:
        """The picture as it stands, with its error where it is judged."""
        errors = self._errors.reshape(self._shape)
        full = self._scale.follow(self._errors[self._judged]) if self._judged.any() else 1.0
        shape = self._shape if self._picture.shape[1] == 1 else (*self._shape, -1)
        return Frame(self._picture.reshape(shape).copy(), to_uint8(errors, 1.0 / full), full, exact=False)

    def exact_frame(self, reconstruction: NDArray[np.float32], signal: NDArray[np.float32]) -> Frame:
        """A frame of the whole `signal` (H, W, c), its hole filled from a full render; the canvas takes it over."""
        own = reconstruction[:: self.stride, :: self.stride].reshape(self._truth.shape)
        places = np.flatnonzero(self._missing)
        self._put(places, own[places])
        mask, judged = self._hole.mask, self._hole.judged
        filled = np.where(mask[..., None], reconstruction, signal)
        errors = np.where(judged, np.abs(np.clip(reconstruction, 0.0, 1.0) - signal).max(axis=2), np.float32(0))
        full = self._scale.follow(errors[judged])
        return Frame(to_uint8(filled), to_uint8(errors, 1.0 / full), full, exact=True)

    def _put(self, places: Places, values: NDArray[np.float32]) -> None:
        """Show values (n, c) at n places of the canvas, and judge them."""
        values = np.clip(values, 0.0, 1.0)
        self._believed[places] = values
        shown, judged = self._mask[places], self._judged[places]
        painted = places if shown.all() else places[shown]
        # without truth all that is asked for at once may be held out, and none of it painted
        bytes_of = to_uint8(values if shown.all() else values[shown])
        self._picture[painted] = bytes_of.reshape(painted.size, self._picture.shape[1])
        counted = places if judged.all() else places[judged]
        difference = (values if judged.all() else values[judged]) - self._truth[counted]
        self._squares[counted] = np.square(difference).mean(axis=1)
        self._errors[counted] = np.abs(difference).max(axis=1)

    def _samples(self, places: Places) -> Places:
        """Flat numbers of the signal's samples that stand for places of the canvas."""
        if self.stride == 1:
            return places
        rows, columns = np.divmod(places, self._shape[1])
        return (rows * self._width + columns) * self.stride

    def _coarse_to_fine(self, fresh: Places, places: Places) -> Iterator[tuple[Places, _Blocks | None]]:
        """What to ask next and, when its answer stands for whole blocks, their places and which answer is theirs."""
        rows, columns = np.divmod(fresh, self._shape[1])
        side = COARSEST
        while side > 1 and fresh.size:
            blocks = rows // side * (self._shape[1] // side + 1) + columns // side
            one = np.full(int(blocks.max()) + 1, -1)
            # from the middle of its block, as near as it has one
            nearest = np.argsort(-(np.abs(rows % side - side // 2) + np.abs(columns % side - side // 2)), kind="stable")
            one[blocks[nearest]] = fresh[nearest]
            used = one >= 0
            if int(used.sum()) > MOST_AT_ONCE:
                break
            yield one[used], (fresh, (np.cumsum(used) - 1)[blocks])
            side //= 2
        source = np.random.default_rng(0)
        if fresh.size:
            yield from ((part, None) for part in _portions(source.permutation(fresh)))
        while True:
            yield from ((part, None) for part in _portions(source.permutation(places)))


def _portions(places: Places) -> list[Places]:
    return [places[start : start + AT_ONCE] for start in range(0, max(1, places.size), AT_ONCE)]
