"""A mask and how much of it lies under each block of 2, 4, 8 ... pixels, so that any zoom draws what is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.gui.views.mask.mask_strokes import Box, Shape

MOST_LEVELS = 6
LEAST_SIDE = 64
MOST_COUNT = 64


class MaskLevels:
    """Level 0 is the mask as 0 and 1; a pixel of level k covers 2^k × 2^k of them and holds `full(k)` when all are set.

    The arrays stay the same for good, so that images may be laid over them; they are a little larger than the picture
    where its sides are no multiple of the coarsest block.
    """

    def __init__(self, shape: Shape) -> None:
        coarsest = 0
        while coarsest < MOST_LEVELS and min(shape) >> (coarsest + 1) >= LEAST_SIDE:
            coarsest += 1
        unit = 1 << coarsest
        height, width = (-(-n // unit) * unit for n in shape)
        self.arrays: list[NDArray[np.uint8]] = [
            np.zeros((height >> k, width >> k), np.uint8) for k in range(coarsest + 1)
        ]
        self.mask: NDArray[np.bool_] = self.arrays[0][: shape[0], : shape[1]].view(np.bool_)

    @staticmethod
    def full(level: int) -> int:
        """What a pixel holds whose block is all masked."""
        return min(4**level, MOST_COUNT)

    def refresh(self, box: Box) -> None:
        """Bring the coarser levels up to date after a change of the mask within a box."""
        top, left, bottom, right = box.top, box.left, box.bottom, box.right
        for k, (fine, coarse) in enumerate(zip(self.arrays, self.arrays[1:], strict=False)):
            top, left, bottom, right = top // 2, left // 2, -(-bottom // 2), -(-right // 2)
            part = fine[2 * top : 2 * bottom, 2 * left : 2 * right]
            pairs = part[0::2] + part[1::2]
            # two neighbours are the two bytes of one 16-bit number: adding them is then one pass over memory
            both = pairs.view(np.uint16)
            sums = (both & 0xFF) + (both >> 8)
            coarse[top:bottom, left:right] = sums if self.full(k + 1) == 4 * self.full(k) else sums >> 2
