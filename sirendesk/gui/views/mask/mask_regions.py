"""Which pixels a flood, a generator, growing or shrinking would add or take away: work on whole masks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.mask import make_mask
from sirendesk.gui.views.mask.mask_sheet import Mask
from sirendesk.gui.views.mask.mask_strokes import Shape


def similar_around(picture: NDArray[np.uint8], row: int, column: int, tolerance: int) -> Mask:
    """Pixels joined to (row, column), side by side, whose colour differs in no channel by more than `tolerance`."""
    from scipy import ndimage

    near = np.ones(picture.shape[:2], np.bool_)
    for values in [picture] if picture.ndim == 2 else np.moveaxis(picture, 2, 0):
        seed = int(values[row, column])
        near &= (values >= max(0, seed - tolerance)) & (values <= min(255, seed + tolerance))
    labels = np.empty(near.shape, np.int32)
    ndimage.label(near, output=labels)
    return labels == labels[row, column]


def generated(words: str, shape: Shape, seed: int) -> Mask:
    """The mask that words such as "scratches:40" describe.

    Raises:
        UsageError: when they describe none, or one that hides nothing or everything.
    """
    return make_mask(words, shape, seed)


def grown(mask: Mask, by: int) -> Mask:
    """The mask and everything within `by` pixels of it, straight or diagonally; each pass doubles the reach."""
    result = mask.copy()
    for axis in (0, 1):
        reach = 0
        while reach < by:
            # a longer leap would lead to some pixels by way of places outside the picture, where nothing is kept
            step = min(by - reach, reach + 1)
            ahead, behind = [slice(None)] * 2, [slice(None)] * 2
            ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
            if step < mask.shape[axis]:
                once = result.copy()
                result[tuple(ahead)] |= once[tuple(behind)]
                result[tuple(behind)] |= once[tuple(ahead)]
            else:
                result |= result.any(axis=axis, keepdims=True)
            reach += step
    return result


def shrunk(mask: Mask, by: int) -> Mask:
    """The mask without what is within `by` pixels of the known part; outside the picture nothing is known."""
    return ~grown(~mask, by)
