"""The live sound: every batch's predictions go to their places in it, so that listening costs nothing but this copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import SoundFrame

if TYPE_CHECKING:
    from torch import Tensor

# so many samples through a network of ordinary size take some ten milliseconds
SAMPLES_A_LOOK = 4096


class SoundCanvas:
    """A sound of so many samples as `truth` (T, C), silent at first.

    `observed` (T,) says which samples batches may bring, None all of them; the solver is asked about the others, some
    at each look.
    """

    def __init__(self, truth: NDArray[np.float32], observed: NDArray[np.bool_] | None = None) -> None:
        import torch

        self._values = torch.zeros(truth.shape)
        self._unseen = np.empty(0, np.int64) if observed is None else np.flatnonzero(~observed)
        self._turn = 0

    @property
    def estimate(self) -> float | None:
        """None: the batches' errors tell as much."""
        return None

    def look(self, solver: Any) -> None:
        """Ask about the next samples that no batch brings."""
        if not self._unseen.size or not hasattr(solver, "believed"):
            return
        some = self._unseen[self._turn : self._turn + SAMPLES_A_LOOK]
        self._turn = self._turn + some.size if self._turn + some.size < self._unseen.size else 0
        self._values.numpy()[some] = solver.believed(some)

    def paint(self, indices: Tensor, values: Tensor) -> None:
        """Put the values (n, c) of the samples with these numbers into the sound."""
        self._values.index_copy_(0, indices, values.to(self._values))

    def frame(self) -> SoundFrame:
        """The sound as it stands."""
        return _frame(self._values.numpy().copy(), exact=False)

    def exact_frame(self, reconstruction: NDArray[np.float32], truth: NDArray[np.float32]) -> SoundFrame:
        """A frame of a full render (T, C); the canvas takes it over as its own state."""
        import torch

        self._values.copy_(torch.from_numpy(reconstruction))
        return _frame(reconstruction.copy(), exact=True)


def _frame(values: NDArray[np.float32], *, exact: bool) -> SoundFrame:
    values.setflags(write=False)
    return SoundFrame(values, exact)
