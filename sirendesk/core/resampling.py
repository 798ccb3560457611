"""Pictures made smaller, and the enlargements that a fit has to beat.

A small picture has a place in the large one, which depends on how it was made: the pixels of "area" and "bicubic"
share the large picture's extent, while every k-th pixel keeps the place of the one it was taken from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

REDUCTIONS = ("area", "bicubic", "stride")
ROUNDS = 10

Values = NDArray[np.float32]
Shape = tuple[int, int]


@dataclass(frozen=True)
class Placement:
    """Where the pixels of a small picture of `shape` lie: coordinates in the large one's [-1, 1], axis by axis.

    `first` is the centre of pixel 0, `spacing` the way to the next one and `extent` the side of the area that a pixel
    has seen.
    """

    shape: Shape
    first: tuple[float, float]
    spacing: tuple[float, float]
    extent: tuple[float, float]

    @classmethod
    def covering(cls, shape: Shape) -> Placement:
        """Pixels that tile the whole extent, each one the mean of its own area."""
        sides = (2.0 / shape[0], 2.0 / shape[1])
        return cls(shape, (sides[0] / 2 - 1.0, sides[1] / 2 - 1.0), sides, sides)

    @classmethod
    def every(cls, step: int, large: Shape) -> Placement:
        """Every `step`-th pixel of a picture of shape `large`, from its first one on."""
        sides = (2.0 / large[0], 2.0 / large[1])
        shape = (-(-large[0] // step), -(-large[1] // step))
        return cls(shape, (sides[0] / 2 - 1.0, sides[1] / 2 - 1.0), (step * sides[0], step * sides[1]), sides)

    def positions(self, axis: int, samples: int) -> NDArray[np.float64]:
        """Places (samples,) of the centres of `samples` large pixels, counted in small ones: pixel 0 is at 0."""
        coords = (2.0 * np.arange(samples) + 1.0) / samples - 1.0
        return (coords - self.first[axis]) / self.spacing[axis]


def reduced_shape(large: Shape, scale: float, how: str) -> Shape:
    """Shape of a picture of shape `large` made `scale` times smaller.

    Raises:
        UsageError: for a step of "stride" that is no whole number.
    """
    if how == "stride":
        step = whole_step(scale)
        return -(-large[0] // step), -(-large[1] // step)
    return max(1, math.floor(large[0] / scale + 0.5)), max(1, math.floor(large[1] / scale + 0.5))


def reduce_picture(values: Values, scale: float, how: str) -> tuple[Values, Placement]:
    """A picture (H, W, C) made `scale` times smaller, (h, w, C), and where its pixels lie. Not cut to [0, 1].

    `how` is one of REDUCTIONS. area: each pixel is the exact mean over its area, whose side is H / h by W / w pixels
    (not always whole). bicubic: Pillow's filter, widened against aliasing (Keys 1981, a = -1/2). stride: every k-th
    pixel, nothing done against aliasing.

    Raises:
        UsageError: for a step of "stride" that is no whole number.
    """
    large = values.shape[0], values.shape[1]
    if how == "stride":
        step = whole_step(scale)
        return np.ascontiguousarray(values[::step, ::step]), Placement.every(step, large)
    shape = reduced_shape(large, scale, how)
    small = bicubic_reduction(values, shape) if how == "bicubic" else area_means(values, shape)
    return small, Placement.covering(shape)


def whole_step(scale: float) -> int:
    """The scale as the step of "stride".

    Raises:
        UsageError: when it is no whole number.
    """
    if scale != int(scale):
        raise UsageError(f"Every k-th pixel (protocol stride) needs a whole scale (scale), not {scale:g}.")
    return int(scale)


def area_means(values: Values, shape: Shape) -> Values:
    """Exact means (h, w, C) of a picture (H, W, C) over h x w equal areas; pixels on an edge count by their share."""
    means = values
    for axis, count in enumerate(shape):
        length = means.shape[axis]
        if count == length:
            continue
        zero = np.zeros_like(means.take([0], axis=axis), dtype=np.float64)
        sums = np.concatenate([zero, np.cumsum(means, axis=axis, dtype=np.float64)], axis=axis)
        edges = np.arange(count + 1) * (length / count)
        below = np.minimum(edges.astype(np.int64), length - 1)
        share = (edges - below).reshape([-1 if k == axis else 1 for k in range(means.ndim)])
        at_edges = sums.take(below, axis=axis) * (1.0 - share) + sums.take(below + 1, axis=axis) * share
        means = np.diff(at_edges, axis=axis) * (count / length)
    return np.asarray(means, np.float32)


def bicubic_reduction(values: Values, shape: Shape) -> Values:
    """A picture (H, W, C) made smaller, to (h, w, C), by Pillow's bicubic filter; not cut to [0, 1]."""
    from PIL import Image

    planes = [Image.fromarray(np.ascontiguousarray(values[..., c])) for c in range(values.shape[2])]
    small = [np.asarray(plane.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float32) for plane in planes]
    return np.stack(small, axis=2)


def enlarge(values: Values, shape: Shape, how: str, placement: Placement | None = None) -> Values:
    """A small picture (h, w, C) interpolated at the pixel centres of a large one of `shape`, (H, W, C).

    `how` is one of KERNELS; `placement` says where the small pixels lie (without one they cover the whole extent).
    The outermost pixels are repeated beyond the border. Not cut to [0, 1].
    """
    placement = placement or Placement.covering((values.shape[0], values.shape[1]))
    large = values
    for axis, samples in enumerate(shape):
        large = _interpolate(large, axis, placement.positions(axis, samples), *KERNELS[how])
    return large


def back_project(
    values: Values, shape: Shape, observe: Callable[[Values], Values], placement: Placement | None = None
) -> Values:
    """Bicubic enlargement, corrected until it explains the small picture (Irani and Peleg 1991, eq. 3).

    `observe` makes a large picture (H, W, C) small as `values` (h, w, C) was made. Ten rounds of adding the enlarged
    difference; the strongest rival that knows no picture but this one and learns nothing.
    """
    large = enlarge(values, shape, "bicubic", placement)
    for _ in range(ROUNDS):
        large = large + enlarge(values - observe(large), shape, "bicubic", placement)
    return large


def _interpolate(
    values: Values, axis: int, positions: NDArray[np.float64], radius: float, kernel: Kernel
) -> NDArray[np.float32]:
    """Values along one axis at `positions`, tap by tap: no matrix, and no more memory than two results."""
    length = values.shape[axis]
    reach = math.ceil(radius)
    if radius <= 0.5:
        taps = np.floor(positions + 0.5).astype(np.int64)[None]
    else:
        taps = np.floor(positions).astype(np.int64) + np.arange(1 - reach, reach + 1)[:, None]
    weights = kernel(positions - taps)
    weights = weights / weights.sum(axis=0)
    taps = np.clip(taps, 0, length - 1)
    shape = [-1 if k == axis else 1 for k in range(values.ndim)]
    large: NDArray[np.float32] | None = None
    for tap, weight in zip(taps, weights.astype(np.float32), strict=True):
        part = values.take(tap, axis=axis) * weight.reshape(shape)
        large = part if large is None else large + part
    assert large is not None, "every kernel has a tap"
    return large


Kernel = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _box(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ones_like(x)


def _tent(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(0.0, 1.0 - np.abs(x))


def _cubic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keys 1981, eq. 15 (a = -1/2)."""
    x = np.abs(x)
    near, far = (1.5 * x - 2.5) * x * x + 1.0, ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x <= 1.0, near, np.where(x < 2.0, far, 0.0))


def _lanczos(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """sinc(x) sinc(x / 3) within 3 (Duchon 1979)."""
    return np.where(np.abs(x) < 3.0, np.sinc(x) * np.sinc(x / 3.0), 0.0)


# name to the kernel's radius, in pixels of the small picture, and the kernel
KERNELS: Mapping[str, tuple[float, Kernel]] = {
    "nearest": (0.5, _box),
    "bilinear": (1.0, _tent),
    "bicubic": (2.0, _cubic),
    "lanczos": (3.0, _lanczos),
}
