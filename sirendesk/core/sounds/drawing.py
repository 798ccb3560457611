"""A fitted sound at any sample rate, in bounded memory: the function is asked at the moments of the new samples."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.field_solver import RENDER_CHUNK
from sirendesk.core.files import open_stream
from sirendesk.core.grid import Grid
from sirendesk.core.model_file import StoredModel
from sirendesk.core.sounds.writing import SoundEncoder, check_sound
from sirendesk.core.tiles import Progress, StoppedError, TimeLeft


def samples_at(model: StoredModel, sample_rate: int) -> int:
    """How many samples the model's sound has at another rate: ceil(T · wanted / rate), as in `resampled`.

    Raises:
        UsageError: when the model is not one of a sound.
    """
    if model.sample_rate is None:
        raise UsageError("This is the model of a picture, which has no sample rate; draw it at a size instead.")
    return -(-model.shape[0] * sample_rate // model.sample_rate)


def coords_at(model: StoredModel, sample_rate: int, start: int, stop: int) -> NDArray[np.float32]:
    """Coordinates (n, 1) of samples start..stop at a rate: sample k is at the time k / rate, whatever the rate."""
    assert model.sample_rate is not None, "the model of a sound"
    grid = Grid(model.shape, model.end_points)
    if sample_rate == model.sample_rate:
        return grid.coords(start, stop)
    places = np.arange(start, min(stop, samples_at(model, sample_rate))) * (model.sample_rate / sample_rate)
    n = model.shape[0]
    coords = 2.0 * places / (n - 1) - 1.0 if model.end_points else (2.0 * places + 1.0) / n - 1.0
    return coords.astype(np.float32)[:, None]


def draw_sound(
    model: StoredModel, sample_rate: int, stop: Callable[[], bool] | None = None
) -> Generator[NDArray[np.float32], None, None]:
    """Values (n, C) of a model of a sound at a rate, from the first sample on, portion by portion.

    Raises:
        UsageError: when the model is not one of a sound.
        InputRefusedError: when its arrays are not those of the network described.
        StoppedError: when `stop` says yes.
    """
    import torch

    count, field = samples_at(model, sample_rate), model.build()
    for start in range(0, count, RENDER_CHUNK):
        if stop is not None and stop():
            raise StoppedError
        with torch.no_grad():
            coords = torch.from_numpy(coords_at(model, sample_rate, start, start + RENDER_CHUNK))
            yield model.transform.decode(field(coords)).numpy()


def write_drawn_sound(
    path: Path,
    model: StoredModel,
    sample_rate: int,
    bits: int = 16,
    stop: Callable[[], bool] | None = None,
) -> Generator[Progress, None, tuple[int, int]]:
    """Draw a model into a WAV or FLAC file; returns its bytes and how many numbers were cut at full scale.

    Yields after each portion of samples. The file is there when the generator has ended and not before: closing it,
    `stop` and every error leave nothing behind.

    Raises:
        UsageError, WriteFailedError: as `check_sound`, and when the disk refuses.
        StoppedError: when `stop` says yes.
    """
    shape = samples_at(model, sample_rate), model.channels
    encoder = SoundEncoder(shape, sample_rate, bits, check_sound(path, shape, sample_rate, bits))
    began = time.perf_counter()
    guess = TimeLeft(shape[0])
    with open_stream(path) as stream:
        stream.write(encoder.begin())
        for block in draw_sound(model, sample_rate, stop):
            stream.write(encoder.add(block))
            yield guess.after(len(block), time.perf_counter() - began)
        stream.write(encoder.end())
    return stream.count, encoder.clipped
