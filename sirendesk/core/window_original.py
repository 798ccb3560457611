"""Windows on a picture between its samples, by interpolation: what stands beside the same window on a network."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.resampling import KERNELS, Placement, enlarge
from sirendesk.core.window_render import Region

HOWS = ("nearest", "bilinear", "bicubic")
# differences are taken over this part of a sample at least: nearer, only rounding would be left
LEAST_STEP = 1 / 8


def interpolate_window(values: NDArray[np.float32], region: Region, how: str) -> NDArray[np.float32]:
    """Values (height, width, C) of a picture (H, W, C) in a window, by one of HOWS; its outermost samples go on.

    Samples are the centres of pixels that tile the picture, whatever grid a network learnt it on. Not cut to [0, 1].
    """
    windows = ((region.top, region.bottom), (region.left, region.right))
    first, spacing, shape = [], [], []
    reach = int(np.ceil(KERNELS[how][0])) + 1
    for axis, (low, high) in enumerate(windows):
        n = values.shape[axis]
        start = min(max(int(np.floor(low * n)) - reach, 0), n - 1)
        stop = min(max(int(np.ceil(high * n)) + reach, start + 1), n)
        values = values.take(np.arange(start, stop), axis=axis)
        # the window is what runs from -1 to 1 for `enlarge`
        size = high - low
        first.append(((start + 0.5) / n - low) / size * 2.0 - 1.0)
        spacing.append(2.0 / (n * size))
        shape.append(stop - start)
    placement = Placement((shape[0], shape[1]), (first[0], first[1]), (spacing[0], spacing[1]), (1.0, 1.0))
    return enlarge(values, (region.height, region.width), how, placement)


def differentiate_window(values: NDArray[np.float32], region: Region, how: str) -> NDArray[np.float32]:
    """What `render_window` says of a network, of an interpolated picture: |∇| or Δ of luminance, (height, width).

    Central differences of the interpolated values; `region.what` says which. Units as there.
    """
    luminance = values.mean(axis=2, keepdims=True)
    height, width = values.shape[:2]
    longest = max(height, width)
    steps = (
        max((region.bottom - region.top) / region.height, LEAST_STEP / height),
        max((region.right - region.left) / region.width, LEAST_STEP / width),
    )

    def at(down: int, right: int) -> NDArray[np.float64]:
        dy, dx = down * steps[0], right * steps[1]
        moved = dataclasses.replace(
            region, top=region.top + dy, bottom=region.bottom + dy, left=region.left + dx, right=region.right + dx
        )
        return interpolate_window(luminance, moved, how)[..., 0].astype(np.float64)

    # the longest side of the picture is 2 long
    h, w = steps[0] * 2.0 * height / longest, steps[1] * 2.0 * width / longest
    above, below, before, after = at(-1, 0), at(1, 0), at(0, -1), at(0, 1)
    if region.what == "gradient":
        return np.hypot((below - above) / (2 * h), (after - before) / (2 * w)).astype(np.float32)
    middle = at(0, 0)
    return ((below + above - 2 * middle) / h**2 + (after + before - 2 * middle) / w**2).astype(np.float32)
