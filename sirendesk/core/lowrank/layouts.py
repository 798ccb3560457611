"""How a picture becomes matrices, whose rows and columns have to resemble each other for a low rank to fill holes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

PATCH_SIDE = 8


class Layout(ABC):
    """A way from pictures (H, W, c) to a list of matrices and back."""

    @abstractmethod
    def split(self, picture: NDArray[np.float32]) -> list[Matrix]:
        """The matrices of a picture, as copies."""

    @abstractmethod
    def join(self, matrices: list[Matrix], shape: tuple[int, int, int]) -> NDArray[np.float32]:
        """The picture (H, W, c) of matrices; where several entries stand for one sample, their mean."""


class Channels(Layout):
    """Each channel by itself, (H, W)."""

    def split(self, picture: NDArray[np.float32]) -> list[Matrix]:
        return [picture[..., c].copy() for c in range(picture.shape[2])]

    def join(self, matrices: list[Matrix], shape: tuple[int, int, int]) -> NDArray[np.float32]:
        return np.stack(matrices, axis=2)


class Joint(Layout):
    """All channels side by side, (H, c W): they share what their rows are made of."""

    def split(self, picture: NDArray[np.float32]) -> list[Matrix]:
        return [np.concatenate(Channels().split(picture), axis=1)]

    def join(self, matrices: list[Matrix], shape: tuple[int, int, int]) -> NDArray[np.float32]:
        return np.stack(np.split(matrices[0], shape[2], axis=1), axis=2)


class Patches(Layout):
    """Every patch of 8 x 8 samples, at a stride of half of that, is a row (n, 64 c): what recurs helps everywhere."""

    def split(self, picture: NDArray[np.float32]) -> list[Matrix]:
        side = min(PATCH_SIDE, *picture.shape[:2])
        windows = np.lib.stride_tricks.sliding_window_view(picture, (side, side), axis=(0, 1))
        rows, columns = _starts(picture.shape[0], side), _starts(picture.shape[1], side)
        return [windows[np.ix_(rows, columns)].reshape(rows.size * columns.size, -1).copy()]

    def join(self, matrices: list[Matrix], shape: tuple[int, int, int]) -> NDArray[np.float32]:
        height, width, channels = shape
        side = min(PATCH_SIDE, height, width)
        rows, columns = _starts(height, side), _starts(width, side)
        patches = matrices[0].reshape(rows.size, columns.size, channels, side, side)
        total, count = np.zeros(shape, np.float32), np.zeros((height, width, 1), np.float32)
        for dy in range(side):  # the same pixel of all patches at once: within it none overlap
            for dx in range(side):
                places = np.ix_(rows + dy, columns + dx)
                total[places] += patches[:, :, :, dy, dx]
                count[places] += 1.0
        return total / count


def _starts(length: int, side: int) -> NDArray[np.intp]:
    """First samples of patches that cover an axis to its very end."""
    starts = np.arange(0, length - side + 1, max(1, side // 2))
    return starts if starts[-1] == length - side else np.append(starts, length - side)


LAYOUTS: Mapping[str, Layout] = {"channels": Channels(), "joint": Joint(), "patches": Patches()}
