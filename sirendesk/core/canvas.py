"""The live picture, painted by training itself: every batch's predictions go to their places in it.

Watching a fit costs nothing but this scatter. In the first moments a prediction fills a block around its sample and
the blocks shrink as more samples arrive, so that a large picture is whole, if coarse, after the first step.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import Frame

if TYPE_CHECKING:
    from torch import Tensor


class LiveCanvas:
    """A picture of at most `most_pixels`, each standing for `stride` x `stride` samples of the signal.

    `observed` (n,) says which samples batches may bring, None all of them. What never comes looks like the sample
    before it, or it would stay behind as a dot.
    """

    def __init__(
        self, signal: NDArray[np.float32], most_pixels: int = 2**18, observed: NDArray[np.bool_] | None = None
    ) -> None:
        import torch

        height, width, channels = signal.shape
        self._width = width
        self.stride = math.ceil(math.sqrt(height * width / most_pixels))
        self._signal = np.ascontiguousarray(signal[:: self.stride, :: self.stride])
        self._shape = self._signal.shape[:2]
        self._samples = signal.reshape(-1, channels)
        # where a pixel stands for many samples, its truth is that of the sample it was last painted from
        self._truth = torch.from_numpy(self._signal.reshape(-1, channels).copy())
        self._values = torch.full((math.prod(self._shape), channels), float(signal.mean()))
        self._unseen = self._stand_ins = np.empty(0, np.int64)
        if observed is not None and self.stride == 1:
            self._unseen = np.flatnonzero(~observed)
            last = np.maximum.accumulate(np.where(observed, np.arange(observed.size), -1))
            self._stand_ins = np.where(last < 0, np.argmax(observed), last)[self._unseen]
        self._seen = 0
        self._scale = ErrorScale()

    @property
    def estimate(self) -> float | None:
        """None: the batches' errors tell as much."""
        return None

    def look(self, solver: Any) -> None:
        """Nothing: the batches are everywhere."""

    def paint(self, indices: Tensor, values: Tensor) -> None:
        """Put the values (n, c) of the samples with these flat numbers into the picture."""
        import torch

        height, width = self._shape
        places = indices
        if self.stride > 1:
            rows = torch.div(indices, self._width, rounding_mode="floor")
            columns = torch.div(indices - rows * self._width, self.stride, rounding_mode="floor")
            places = torch.div(rows, self.stride, rounding_mode="floor") * width + columns
        pixels = height * width
        if self._seen < pixels:
            # the first batch leaves no hole wherever in its cells the samples lie; later ones overlap a little
            reach = 2.0 if self._seen == 0 else 1.25
            self._seen += indices.numel()
            self._paint_blocks(places, values, math.ceil(reach * math.sqrt(pixels / self._seen)))
        else:
            self._values.index_copy_(0, places, values.to(self._values))
        if self.stride > 1:
            self._truth.index_copy_(0, places, torch.from_numpy(self._samples[indices.numpy()]))

    def frame(self) -> Frame:
        """The picture as it stands, with its error against the signal."""
        flat = self._values.numpy()
        flat[self._unseen] = flat[self._stand_ins]
        values = flat.reshape(self._signal.shape)
        return make_frame(values, self._truth.numpy().reshape(self._signal.shape), self._scale, exact=False)

    def exact_frame(self, reconstruction: NDArray[np.float32], signal: NDArray[np.float32]) -> Frame:
        """A frame of a full render (h, w, c) beside the signal; the canvas takes it over as its own state."""
        import torch

        own = np.ascontiguousarray(reconstruction[:: self.stride, :: self.stride])
        if own.shape == self._signal.shape:
            self._values.copy_(torch.from_numpy(own).view_as(self._values))
            self._truth.copy_(torch.from_numpy(self._signal.copy()).view_as(self._truth))
        return make_frame(reconstruction, signal, self._scale, exact=True)

    def _paint_blocks(self, places: Tensor, values: Tensor, block: int) -> None:
        import torch

        height, width = self._shape
        rows = torch.div(places, width, rounding_mode="floor")
        columns = places - rows * width
        values = values.to(self._values)
        before = block // 2
        if places.numel() < block * block:  # a few large blocks: one fill each is less work
            picture = self._values.view(height, width, -1)
            for row, column, value in zip(rows.tolist(), columns.tolist(), values, strict=True):
                top, left = max(0, row - before), max(0, column - before)
                picture[top : row + block - before, left : column + block - before] = value
            return
        for dy in range(-before, block - before):
            line = (rows + dy).clamp_(0, height - 1) * width
            for dx in range(-before, block - before):
                self._values[line + (columns + dx).clamp_(0, width - 1)] = values


class ErrorScale:
    """Full scale of the error map: a few fixed levels, left only when the errors have clearly outgrown them."""

    LEVELS = (1.0, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001)

    def __init__(self) -> None:
        self._level = 0

    def follow(self, errors: NDArray[np.float32]) -> float:
        # a thousand samples tell the 99th percentile well enough to choose a level by
        some = errors.ravel()[:: max(1, errors.size // 1000)]
        high = float(np.partition(some, -max(1, some.size // 100))[-max(1, some.size // 100)])
        while self._level + 1 < len(self.LEVELS) and high < 0.6 * self.LEVELS[self._level + 1]:
            self._level += 1
        while self._level > 0 and high > 1.2 * self.LEVELS[self._level]:
            self._level -= 1
        return self.LEVELS[self._level]


def make_frame(
    values: NDArray[np.float32], signal: NDArray[np.float32], scale: ErrorScale | None = None, *, exact: bool
) -> Frame:
    """Drawable record of `values` (h, w, c) in [0, 1] and their largest error over the channels, (h, w)."""
    difference = values - signal
    np.abs(difference, out=difference)
    errors = difference[:, :, 0]
    for channel in range(1, difference.shape[2]):
        errors = np.maximum(errors, difference[:, :, channel])
    full = (scale or ErrorScale()).follow(errors)
    return Frame(to_uint8(values), to_uint8(errors, 1.0 / full), full, exact)


def to_uint8(values: NDArray[np.float32], gain: float = 1.0) -> NDArray[np.uint8]:
    """Values in [0, 1 / gain] rounded to 0..255, what is outside clipped; a single channel loses its axis."""
    scaled = values * np.float32(255.0 * gain)
    scaled += np.float32(0.5)
    np.clip(scaled, 0.0, 255.0, out=scaled)
    picture = scaled.astype(np.uint8)
    return picture[:, :, 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
