"""The classic exercise: a patch of a picture at a few ranks, and what that stores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.encoding import Encoded
from sirendesk.core.codec.scrub import RankScrubber
from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr

Values = NDArray[np.float32]

PATCH, PRESET_RANKS = 50, (5, 10, 25, 50)


@dataclass(frozen=True)
class PatchResult:
    """What a rank makes of a patch. `picture` is the whole one (H, W, c) with the patch in its place.

    `patch_psnr` and `whole_psnr` in dB: of the patch alone, and of the whole picture, most of which is untouched.
    `numbers` are stored in place of the `numbers_in_patch`; `encoded` is the patch's file.
    """

    rank: int
    picture: Values
    patch_psnr: float
    whole_psnr: float
    numbers: int
    numbers_in_patch: int
    encoded: Encoded

    @property
    def sentence(self) -> str:
        """Numbers against numbers, and bytes, in words."""
        share = self.numbers / self.numbers_in_patch
        size = len(self.encoded.data)
        verdict = "no compression" if share >= 1 else "compression"
        return (
            f"Rank {self.rank} stores {self.numbers:,} numbers in place of {self.numbers_in_patch:,} ({share:.2g} "
            f"times as many: {verdict}); its file has {size:,} bytes, 8-bit pixels have {self.numbers_in_patch:,}."
        )


class PatchExercise:
    """The classic exercise: a square patch of a picture (H, W, c) at some ranks, each channel by itself.

    Raises:
        UsageError: when the patch is not inside the picture.
    """

    def __init__(self, values: Values, top: int = 0, left: int = 0, side: int = PATCH) -> None:
        height, width, _ = values.shape
        if not (0 <= top <= height - side and 0 <= left <= width - side and side >= 2):
            raise UsageError(
                f"A patch of {side} x {side} pixels at row {top}, column {left} is not inside the picture of "
                f"{width} x {height}; choose another place, or a smaller side."
            )
        self._values, self._place = values, (slice(top, top + side), slice(left, left + side))
        self._patch = np.ascontiguousarray(values[self._place])
        self._scrubbers = {by: RankScrubber(self._patch, by, "channels") for by in ("svd", "descent")}

    def at(self, rank: int, by: str = "svd") -> PatchResult:
        """What a rank makes of it, by the decomposition or by gradient descent."""
        encoded = self._scrubbers[by].at(rank)
        picture = self._values.copy()
        picture[self._place] = encoded.decoded
        picture.setflags(write=False)
        side, channels = len(self._patch), self._patch.shape[2]
        return PatchResult(
            rank=rank,
            picture=picture,
            patch_psnr=encoded.psnr,
            whole_psnr=psnr(self._values, picture),
            numbers=rank * 2 * side * channels,
            numbers_in_patch=self._patch.size,
            encoded=encoded,
        )
