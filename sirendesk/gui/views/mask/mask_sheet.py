"""The mask under the brush: what it is now, what it was before the stroke, and the difference as a step of history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.gui.views.mask.mask_levels import MaskLevels
from sirendesk.gui.views.mask.mask_strokes import Box, Shape, Spans

Mask = NDArray[np.bool_]
HOWS = ("replace", "add", "subtract")


@dataclass(frozen=True)
class Change:
    """Pixels of a box that change over, eight to a byte; the same change again takes it back."""

    box: Box
    bits: NDArray[np.uint8]

    @property
    def pixels(self) -> Mask:
        """(height, width) of the box."""
        height, width = self.box.shape
        return np.unpackbits(self.bits, count=height * width).view(np.bool_).reshape(height, width)


class MaskSheet:
    """True is missing. Changes are open until `commit` makes one step of them or `cancel` takes them back."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.levels = MaskLevels(shape)
        self.live: Mask = self.levels.mask
        self.settled: Mask = np.zeros(shape, np.bool_)
        self.count = 0
        # fresh memory for a whole mask costs more than comparing two of them
        self._scratch: Mask = np.zeros(shape, np.bool_)
        self._open: Box | None = None

    @property
    def share(self) -> float:
        """Share of the picture that is masked now."""
        return self.count / self.live.size

    def fill(self, spans: Spans, value: bool) -> Box | None:
        """Mask these pixels, or unmask them; returns the box that may have changed."""
        box = spans.box
        if box is None:
            return None
        before = int(np.count_nonzero(self.live[box.slices]))
        live = self.live
        for row, first, stop in zip(spans.rows.tolist(), spans.first.tolist(), spans.stop.tolist(), strict=True):
            live[row, first:stop] = value
        return self._touched(box, before)

    def put(self, mask: Mask, how: str = "replace") -> Box:
        """Combine with another mask of the picture's size; `how` is one of HOWS."""
        if how == "replace":
            self.live[...] = mask
        elif how == "add":
            self.live |= mask
        elif how == "subtract":
            # what is masked and not in the other: True > False
            np.greater(self.live, mask, out=self.live)
        else:
            raise ValueError(f"no such way to combine masks: {how!r}")
        return self._all_touched()

    def invert(self) -> Box:
        """Masked and known exchanged."""
        np.logical_not(self.live, out=self.live)
        return self._all_touched()

    def clear(self) -> Box:
        """Nothing is masked."""
        self.live[...] = False
        return self._all_touched()

    def commit(self) -> Change | None:
        """End what is open; None when all is as it was."""
        box, self._open = self._open, None
        if box is None:
            return None
        difference = np.not_equal(self.live[box.slices], self.settled[box.slices], out=self._scratch[box.slices])
        inner = bounds(difference)
        if inner is None:
            return None
        changed = Box(box.top + inner.top, box.left + inner.left, box.top + inner.bottom, box.left + inner.right)
        self.settled[changed.slices] = self.live[changed.slices]
        return Change(changed, np.packbits(difference[inner.slices]))

    def cancel(self) -> Box | None:
        """Take back what is open; returns the box that changed."""
        box, self._open = self._open, None
        if box is None:
            return None
        before = int(np.count_nonzero(self.live[box.slices]))
        self.live[box.slices] = self.settled[box.slices]
        self._touched(box, before)
        self._open = None
        return box

    def flip(self, change: Change) -> Box:
        """Go a step back or forth in history."""
        before = int(np.count_nonzero(self.live[change.box.slices]))
        self.live[change.box.slices] ^= change.pixels
        self.settled[change.box.slices] = self.live[change.box.slices]
        self._touched(change.box, before)
        self._open = None
        return change.box

    def _all_touched(self) -> Box:
        box = Box(0, 0, *self.shape)
        self.count = int(np.count_nonzero(self.live))
        self._open = box
        self.levels.refresh(box)
        return box

    def _touched(self, box: Box, before: int) -> Box:
        self.count += int(np.count_nonzero(self.live[box.slices])) - before
        self._open = box.joined(self._open)
        self.levels.refresh(box)
        return box


def bounds(mask: Mask) -> Box | None:
    """The smallest box around what is set."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(axis=0))
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
