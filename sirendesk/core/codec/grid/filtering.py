"""The last part of the synthesis: each pixel moves a little towards its neighbours, by filters that are always there.

As in the adaptive loop filter of video codecs (Tsai et al. 2013; clipped differences: Taquet et al. 2019): a class
for each pixel, from how busy and in which direction its surroundings vary, chooses the weights of differences to its
neighbours. All is in units of the quantisation step, so one set of filters serves every quality. Element by element
in single precision, in one order: the same numbers on every machine, with any number of threads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

# each stands for the neighbour there and the one opposite
OFFSETS = (
    (0, 1), (1, 0), (1, 1), (1, -1), (0, 2), (2, 0), (2, 1), (1, 2), (2, -1), (1, -2), (2, 2), (2, -2), (0, 3), (3, 0),
)  # fmt: skip
REACH = 3
# differences are cut here; the third of each kind is not
CLIPS = (0.35, 1.0)
FEATURES = len(OFFSETS) * (len(CLIPS) + 1)
WEIGHT_UNIT = 4096.0

_BUSINESS = np.array([0.06, 0.12, 0.2, 0.32, 0.5, 0.8, 1.3], np.float32)
_DIRECTIONS = 5
CLASSES = (len(_BUSINESS) + 1) * _DIRECTIONS
_CLEARLY, _LEAST = np.float32(1.6), np.float32(0.02)
# so that all that is looked at stays in the processor's cache
_ROWS = 32


def correction(plane: NDArray[np.float64], weights: NDArray[np.float32]) -> Plane:
    """What the filters add to a plane (H, W), both in units of the step; `weights` (CLASSES, FEATURES)."""
    height, width = plane.shape
    padded = np.pad(plane.astype(np.float32), REACH, mode="edge")
    added = np.empty((height, width), np.float32)
    columns = np.ascontiguousarray(weights.T)
    for top in range(0, height, _ROWS):
        rows = min(_ROWS, height - top)
        block = padded[top : top + rows + 2 * REACH]
        kind = classes(block)
        total = np.zeros((rows, width), np.float32)
        for part, column in zip(differences(block), columns, strict=True):
            total += column.take(kind) * part
        added[top : top + rows] = total
    return added


def differences(padded: Plane) -> list[Plane]:
    """The FEATURES sums of two opposite differences, cut or whole, of a plane with REACH more on every side."""
    middle = _moved(padded, 0, 0)
    parts = []
    for down, across in OFFSETS:
        one = _moved(padded, down, across) - middle
        other = _moved(padded, -down, -across) - middle
        parts += [np.clip(one, -clip, clip) + np.clip(other, -clip, clip) for clip in CLIPS]
        parts.append(one + other)
    return parts


def classes(padded: Plane) -> NDArray[np.int64]:
    """The class of each pixel of a plane with REACH more on every side: business times direction."""
    inner = padded[1:-1, 1:-1] * np.float32(2)
    bent = [
        np.abs(inner - _at(padded, down, across) - _at(padded, -down, -across))
        for down, across in ((0, 1), (1, 0), (1, 1), (1, -1))
    ]
    across, down, falling, rising = (_mean_of_25(part) for part in bent)
    business = np.searchsorted(_BUSINESS, (across + down) * np.float32(0.5))
    straight = np.maximum(across, down) / (np.minimum(across, down) + _LEAST)
    slanted = np.maximum(falling, rising) / (np.minimum(falling, rising) + _LEAST)
    direction = np.where(straight >= slanted, np.where(across > down, 1, 2), np.where(falling > rising, 3, 4))
    direction[np.maximum(straight, slanted) <= _CLEARLY] = 0
    return business * _DIRECTIONS + direction


def _moved(padded: Plane, down: int, across: int) -> Plane:
    height, width = padded.shape[0] - 2 * REACH, padded.shape[1] - 2 * REACH
    return padded[REACH + down : REACH + down + height, REACH + across : REACH + across + width]


def _at(padded: Plane, down: int, across: int) -> Plane:
    return padded[1 + down : padded.shape[0] - 1 + down, 1 + across : padded.shape[1] - 1 + across]


def _mean_of_25(part: Plane) -> Plane:
    rows = part[:-4] + part[1:-3] + part[2:-2] + part[3:-1] + part[4:]
    both = rows[:, :-4] + rows[:, 1:-3] + rows[:, 2:-2] + rows[:, 3:-1] + rows[:, 4:]
    return both.astype(np.float32) * np.float32(1 / 25)
