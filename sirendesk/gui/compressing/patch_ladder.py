"""A patch at every rank, worked out once in the background, so that turning the rank only looks things up."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.canvas import to_uint8
from sirendesk.core.codec.patch import PATCH, PRESET_RANKS, PatchExercise
from sirendesk.core.metrics import ssim
from sirendesk.core.options import option
from sirendesk.gui.answers import Answer
from sirendesk.gui.session import Session

WAYS = {"singular values": "svd", "gradient descent": "descent"}

Values = NDArray[np.float32]


@dataclass(frozen=True)
class PatchOptions:
    """Which patch is stored as a product of two thin matrices, and how these are found."""

    side: int = option(
        PATCH,
        label="Side",
        help="Rows and columns of the patch. The classic exercise has 50.",
        minimum=8,
        maximum=128,
        unit="px",
        advanced=False,
    )
    top: int | None = option(
        None,
        label="Top",
        help="First row of the patch; auto is the middle of the picture. A click on the picture sets both.",
        minimum=0,
        maximum=65_535,
        unit="px",
        advanced=False,
    )
    left: int | None = option(
        None,
        label="Left",
        help="First column of the patch; auto is the middle of the picture.",
        minimum=0,
        maximum=65_535,
        unit="px",
        advanced=False,
    )
    by: str = option(
        "singular values",
        label="Found by",
        help="Singular values give the best matrices of a rank at once (Eckart and Young 1936); gradient descent gets "
        "there step by step, and takes longer.",
        choices=tuple(WAYS),
        advanced=False,
    )

    def placed(self, shape: tuple[int, int]) -> tuple[int, int, int]:
        """Top, left and side of a patch that lies within a picture of `shape`."""
        side = min(self.side, *shape)
        top = (shape[0] - side) // 2 if self.top is None else self.top
        left = (shape[1] - side) // 2 if self.left is None else self.left
        return min(top, shape[0] - side), min(left, shape[1] - side), side


@dataclass(frozen=True)
class Rung:
    """A patch at one rank: numbers of its matrices, bytes of its file, and how near both patch and whole come.

    `whole_psnr` is of the whole picture with this patch in its place, everything else exact; `sentence` says what the
    numbers are worth.
    """

    rank: int
    numbers: int
    numbers_in_patch: int
    bytes: int
    bits_per_pixel: float
    patch_psnr: float
    patch_ssim: float
    whole_psnr: float
    sentence: str
    picture: NDArray[np.uint8] = field(repr=False)


Rungs = dict[int, Rung]


class PatchLadder(QObject):
    """`climbed` brings all ranks there are so far; those of the exercise come first."""

    climbed = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._count = 0
        self._busy = False
        self._rungs: Rungs = {}
        session.answered.connect(self._take_answer)
        session.progressed.connect(self._take_progress)

    @property
    def busy(self) -> bool:
        """Whether some ranks are still to come."""
        return self._busy

    @property
    def rungs(self) -> Mapping[int, Rung]:
        """By rank, as far as they are known."""
        return self._rungs

    def begin(self, values: Values, place: tuple[int, int, int], way: str) -> None:
        """Another patch (top, left, side) of a picture (H, W, c); `way` is a value of WAYS."""
        self.clear()
        self._busy = True
        self._session.work(self._key, partial(climb, values, place, way))

    def clear(self) -> None:
        """Forget the patch there is."""
        if self._busy:
            self._session.give_up(self._key)
        self._count += 1
        self._busy = False
        self._rungs = {}

    @property
    def _key(self) -> str:
        return f"patch {self._count}"

    @Slot(str, object)
    def _take_progress(self, key: str, rungs: Rungs) -> None:
        if key == self._key:
            self._rungs = rungs
            self.climbed.emit(rungs)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != self._key or not self._busy:
            return
        self._busy = False
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        elif answer.value is not None:
            self._rungs = answer.value
            self.climbed.emit(answer.value)


def climb(
    values: Values, place: tuple[int, int, int], way: str, stop: Callable[[], bool]
) -> Generator[Rungs, None, Rungs | None]:
    """Every rank of a patch, those of the exercise first; None when it was told to stop."""
    top, left, side = place
    exercise = PatchExercise(values, top, left, side)
    patch = values[top : top + side, left : left + side]
    first = [rank for rank in PRESET_RANKS if rank <= side]
    rungs: Rungs = {}
    for rank in (*first, *(rank for rank in range(1, side + 1) if rank not in first)):
        result = exercise.at(rank, way)
        decoded = np.asarray(result.encoded.decoded, np.float32)
        count = len(result.encoded.data)
        rungs[rank] = Rung(
            rank,
            result.numbers,
            result.numbers_in_patch,
            count,
            8 * count / (side * side),
            result.patch_psnr,
            ssim(patch, decoded),
            result.whole_psnr,
            result.sentence,
            to_uint8(decoded),
        )
        yield dict(rungs)
        if stop():
            return None
    return rungs
