"""The sentence about the sample under the pointer, in figures that keep their places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import Frame

FIGURE_SPACE = "\u2007"


def describe(
    row: int, column: int, extent: tuple[int, int], original: NDArray[np.uint8] | None, frame: Frame | None
) -> str:
    """Place in samples and in the field's own coordinates, the values there, and the error."""
    height, width = extent
    parts = [
        f"row {_padded(row, height)} col {_padded(column, width)}",
        f"y {_signed((2 * row + 1) / height - 1)} x {_signed((2 * column + 1) / width - 1)}",
    ]
    if original is not None:
        parts.append(f"original {_values(original, row, column, extent)}")
    if frame is not None:
        parts.append(f"fit {_values(frame.picture, row, column, extent)}")
        error = float(_sample(frame.error, row, column, extent)) / 255 * frame.error_scale
        parts.append(f"error {error:.4f}")
    return " · ".join(parts)


def _sample(array: NDArray[np.uint8], row: int, column: int, extent: tuple[int, int]) -> NDArray[np.uint8]:
    # the array may be coarser than the signal
    return array[row * array.shape[0] // extent[0], column * array.shape[1] // extent[1]]


def _values(array: NDArray[np.uint8], row: int, column: int, extent: tuple[int, int]) -> str:
    return " ".join(_padded(int(value), 256) for value in np.atleast_1d(_sample(array, row, column, extent)))


def _padded(number: int, below: int) -> str:
    return str(number).rjust(len(str(below - 1)), FIGURE_SPACE)


def _signed(number: float) -> str:
    return f"{number:+.3f}".replace("-", "\u2212")
