"""A field drawn at any size in bounded memory: band by band, each one on its way to the disk before the next is drawn.

The samples are asked for in the very portions that `render_field` takes, so that the picture is the same to the last
bit whatever its size; a matrix product may round otherwise when it has another number of rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError, WriteFailedError
from sirendesk.core.field_solver import RENDER_CHUNK
from sirendesk.core.fields.base import Field
from sirendesk.core.files import free_bytes, open_stream
from sirendesk.core.grid import Grid
from sirendesk.core.signals.pictures.rows import row_writer, suffix_of, to_levels
from sirendesk.core.target_transform import TargetTransform

if TYPE_CHECKING:
    import torch
    from torch import Tensor

# a row of this length is some megabytes while it is drawn and written
MOST_SIDE = 1_000_000
BAND_SAMPLES = 8 * RENDER_CHUNK
# the first portions are slower than those that follow
SAMPLES_BEFORE_GUESSING = 4 * RENDER_CHUNK


class StoppedError(Exception):
    """Whoever had asked for the picture does not want it any more."""


@dataclass(frozen=True)
class Progress:
    """How far a drawing has come: share done, seconds spent, seconds to go (None while nobody can tell)."""

    share: float
    seconds: float
    seconds_left: float | None


def render_bands(
    field: Field,
    grid: Grid,
    transform: TargetTransform,
    device: torch.device,
    stop: Callable[[], bool] | None = None,
) -> Generator[NDArray[np.float32], None, None]:
    """Rows (n, W, C) of a field on a grid of two axes, from the top, in units of the signal.

    After each portion of samples comes an array, of no rows where none has become whole. `stop` is asked after every
    layer of every portion, from the thread that draws.

    Raises:
        StoppedError: when `stop` says yes.
    """
    import torch

    def watch(_layer: int, values: Tensor) -> Tensor:
        if stop is not None and stop():
            raise StoppedError
        return values

    width = grid.shape[1]
    waiting: list[NDArray[np.float32]] = []
    count = 0
    for start in range(0, grid.size, RENDER_CHUNK):
        with torch.no_grad():
            coords = torch.from_numpy(grid.coords(start, start + RENDER_CHUNK)).to(device)
            chunk = transform.decode(field(coords, watch)).cpu().numpy()
        waiting.append(chunk)
        count += len(chunk)
        last = start + RENDER_CHUNK >= grid.size
        if not last and (count < width or count < BAND_SAMPLES):
            yield np.empty((0, width, chunk.shape[1]), np.float32)
            continue
        samples = np.concatenate(waiting)
        whole = count - count % width
        waiting, count = [samples[whole:].copy()], count - whole
        yield samples[:whole].reshape(-1, width, chunk.shape[1])


def check_picture(path: Path, shape: tuple[int, int], channels: int, bits: int) -> int:
    """The most bytes that a picture of this shape (H, W) will take on the disk.

    Raises:
        UsageError: when the ending, the bits or the size cannot be written.
        WriteFailedError: when the disk has not that much room.
    """
    if not all(1 <= side <= MOST_SIDE for side in shape):
        raise UsageError(f"{shape[1]:,} x {shape[0]:,} is outside what can be drawn: 1 to {MOST_SIDE:,} along a side.")
    most = row_writer(suffix_of(path), shape, channels, bits).most_bytes
    free = free_bytes(path)
    if free is not None and free < most:
        raise WriteFailedError(
            f"{shape[1]:,} x {shape[0]:,} pixels may need {most / 1e9:,.3g} GB, and the disk has {free / 1e9:,.3g} GB "
            "free. Nothing was started; choose a smaller size, fewer bits or another disk."
        )
    return most


def write_picture(
    path: Path,
    field: Field,
    grid: Grid,
    transform: TargetTransform,
    device: torch.device,
    channels: int,
    bits: int = 8,
    stop: Callable[[], bool] | None = None,
) -> Generator[Progress, None, int]:
    """Draw a field into a picture file, PNG or TIFF by its ending; returns the bytes written.

    Yields after each portion of samples. The file is there when the generator has ended and not before: closing it,
    `stop` and every error leave nothing behind.

    Raises:
        UsageError, WriteFailedError: as `check_picture`, and when the disk refuses.
        StoppedError: when `stop` says yes.
    """
    height, width = grid.shape
    check_picture(path, (height, width), channels, bits)
    writer = row_writer(suffix_of(path), (height, width), channels, bits)
    began = time.perf_counter()
    guess = TimeLeft(grid.size)
    with open_stream(path) as stream:
        stream.write(writer.begin())
        for band in render_bands(field, grid, transform, device, stop):
            if len(band):
                stream.write(writer.rows(to_levels(band, bits)))
            yield guess.after(RENDER_CHUNK, time.perf_counter() - began)
        stream.write(writer.end())
    return stream.count


class TimeLeft:
    """From the samples drawn so far; the speed of late counts, because a fit beside it may begin or end."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._done = 0
        self._seconds = 0.0
        self._speed = 0.0

    def after(self, samples: int, seconds: float) -> Progress:
        self._done = min(self._size, self._done + samples)
        now = samples / max(seconds - self._seconds, 1e-9)
        self._seconds = seconds
        mean = self._done / max(seconds, 1e-9)
        # some twenty seconds' memory, whatever a portion takes
        self._speed += (now - self._speed) * min(1.0, samples / (20.0 * mean)) if self._speed else mean
        known = self._done >= SAMPLES_BEFORE_GUESSING or self._done == self._size
        left = (self._size - self._done) / max((self._speed + mean) / 2, 1e-9)
        return Progress(self._done / self._size, seconds, left if known else None)
