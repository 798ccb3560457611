"""The synthesis of the grids: the biorthogonal wavelet 9/7 (Cohen, Daubechies and Feauveau 1992), by lifting.

Lifting steps: Daubechies and Sweldens, "Factoring wavelet transforms into lifting steps" (1998). Whole arrays are added
and multiplied, element by element in double precision: the same numbers on every machine, with any number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float64]
Detail = tuple[Plane, Plane, Plane]

MOST_LEVELS = 8

_LIFTS = (-1.586134342059924, -0.052980118572961, 0.882911075530934, 0.443506852043971)
_SCALE = 1.149604398860241
# Length of a grid's wavelets in the picture, finest level first, for (across, down, both): a number is multiplied by it
# before all are rounded with one step. Of the smoothest grid, by the number of levels.
_DETAIL_NORMS = (
    (1.0113, 1.0113, 1.0404),
    (0.9984, 0.9984, 0.9672),
    (1.0458, 1.0458, 1.0396),
    (1.0668, 1.0668, 1.0751),
    (1.0729, 1.0729, 1.0858),
    (1.0745, 1.0745, 1.0887),
    (1.0749, 1.0749, 1.0894),
    (1.075, 1.075, 1.0896),
)
_LOW_NORMS = (1.0, 0.983, 1.0306, 1.0521, 1.0585, 1.0602, 1.0606, 1.0607, 1.0607)


@dataclass(frozen=True)
class Pyramid:
    """Numbers of one plane: `low` (h, w), and `details`, coarsest first: what varies across, down and both ways."""

    low: Plane
    details: tuple[Detail, ...]


def levels_of(shape: tuple[int, int]) -> int:
    """How many times a plane is halved."""
    return min(MOST_LEVELS, max(0, max(shape).bit_length() - 3))


def shapes_of(shape: tuple[int, int]) -> tuple[tuple[int, int], list[tuple[tuple[int, int], ...]]]:
    """Shape of the smoothest grid, and of the three of each level, coarsest first."""
    height, width = shape
    details = []
    for _ in range(levels_of(shape)):
        low_h, low_w, high_h, high_w = (height + 1) // 2, (width + 1) // 2, height // 2, width // 2
        details.append(((low_h, high_w), (high_h, low_w), (high_h, high_w)))
        height, width = low_h, low_w
    return (height, width), details[::-1]


def analyse(plane: Plane) -> Pyramid:
    """All numbers of a plane (H, W), scaled so that an error of 1 in any is an error of about 1 in the picture."""
    low, details = plane, []
    count = levels_of((plane.shape[0], plane.shape[1]))
    for level in range(count):
        smooth, rough = (part.T for part in _split(np.ascontiguousarray(low.T)))
        low, down = _split(smooth)
        across, both = _split(rough)
        norms = _DETAIL_NORMS[level]
        details.append((across * norms[0], down * norms[1], both * norms[2]))
    return Pyramid(low * _LOW_NORMS[count], tuple(details[::-1]))


def synthesise(pyramid: Pyramid) -> Plane:
    """The plane (H, W) of its numbers; `analyse` undone."""
    count = len(pyramid.details)
    low = pyramid.low / _LOW_NORMS[count]
    for level, (across, down, both) in zip(reversed(range(count)), pyramid.details, strict=True):
        norms = _DETAIL_NORMS[level]
        smooth = _join(low, down / norms[1])
        rough = _join(across / norms[0], both / norms[2])
        low = _join(np.ascontiguousarray(smooth.T), np.ascontiguousarray(rough.T)).T
    return np.ascontiguousarray(low)


def _split(values: Plane) -> tuple[Plane, Plane]:
    """Smooth and rough half of the rows (n, m); mirrored at both ends."""
    even, odd = values[::2].copy(), values[1::2].copy()
    if not len(odd):
        return even, odd
    for step, factor in enumerate(_LIFTS):
        if step % 2 == 0:
            odd += factor * (even[: len(odd)] + _after(even, len(odd)))
        else:
            even += factor * (_before(odd, len(even)) + _clamped(odd, len(even)))
    return even * _SCALE, odd / _SCALE


def _join(smooth: Plane, rough: Plane) -> Plane:
    if not len(rough):
        return smooth.copy()
    even, odd = smooth / _SCALE, rough * _SCALE
    for step in (3, 2, 1, 0):
        factor = _LIFTS[step]
        if step % 2 == 0:
            odd -= factor * (even[: len(odd)] + _after(even, len(odd)))
        else:
            even -= factor * (_before(odd, len(even)) + _clamped(odd, len(even)))
    values = np.empty((len(even) + len(odd), smooth.shape[1]))
    values[::2], values[1::2] = even, odd
    return values


def _after(even: Plane, count: int) -> Plane:
    # the even row behind each odd one; behind the last, the one before it again
    return even[1:] if len(even) > count else np.concatenate([even[1:], even[-1:]])


def _before(odd: Plane, count: int) -> Plane:
    return np.concatenate([odd[:1], odd])[:count]


def _clamped(odd: Plane, count: int) -> Plane:
    return odd if len(odd) == count else np.concatenate([odd, odd[-1:]])
