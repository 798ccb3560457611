"""The live picture: whole at once, exact after an epoch, and never larger than it needs to be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sirendesk.core.canvas import LiveCanvas, make_frame, to_uint8
from sirendesk.core.sampling import StratifiedSampler


def picture(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels), dtype=np.float32)


def paint(canvas: LiveCanvas, signal: np.ndarray, batch: int, steps: int | None = None) -> None:
    sampler = StratifiedSampler(signal.shape[:2], batch, torch.Generator().manual_seed(0))
    flat = torch.from_numpy(signal.reshape(-1, signal.shape[2]))
    for _ in range(steps or sampler.steps_per_epoch):
        indices = sampler.next()
        canvas.paint(indices, flat[indices])


@pytest.mark.parametrize("shape", [(64, 64), (60, 90), (33, 17)])
def test_after_two_epochs_the_picture_is_what_was_believed(shape: tuple[int, int]) -> None:
    signal = picture(*shape, 3)
    canvas = LiveCanvas(signal)
    for _ in range(2):
        paint(canvas, signal, 200)
    assert np.array_equal(canvas.frame().picture, to_uint8(signal))
    assert canvas.frame().error.max() == 0


def test_one_batch_covers_the_whole_of_a_large_picture() -> None:
    signal = np.full((512, 512, 1), 0.2, np.float32)
    signal[0, 0] = 0.9
    canvas = LiveCanvas(signal)
    paint(canvas, np.full_like(signal, 1.0), 1024, steps=1)
    assert (canvas.frame().picture == 255).mean() > 0.97


@pytest.mark.parametrize("batch", [1, 3])
def test_a_picture_of_single_samples_is_whole_at_once_and_exact_in_time(batch: int) -> None:
    signal = picture(24, 40, 3)
    flat = torch.from_numpy(signal.reshape(-1, 3))
    canvas = LiveCanvas(signal)
    order = torch.randperm(24 * 40, generator=torch.Generator().manual_seed(0))
    canvas.paint(order[:batch], flat[order[:batch]])
    first = canvas.frame().picture.reshape(-1, 3)
    painted = to_uint8(signal).reshape(-1, 3)[order[:batch].numpy()]
    assert (first[:, None] == painted).all(2).any(1).mean() > 0.6
    for _ in range(2):
        for indices in order.split(batch):
            canvas.paint(indices, flat[indices])
    assert np.array_equal(canvas.frame().picture, to_uint8(signal))


def test_a_large_picture_is_drawn_smaller() -> None:
    signal = picture(2048, 1024)
    canvas = LiveCanvas(signal, most_pixels=2**18)
    frame = canvas.frame()
    assert frame.picture.shape == (683, 342)
    paint(canvas, signal, 4096, steps=3)
    assert canvas.frame().picture.shape == frame.picture.shape


def test_frames_are_not_touched_by_later_painting() -> None:
    signal = picture(32, 32)
    canvas = LiveCanvas(signal)
    before = canvas.frame().picture
    kept = before.copy()
    paint(canvas, signal, 64)
    assert np.array_equal(before, kept)


def test_error_is_the_largest_over_the_channels() -> None:
    signal = np.zeros((4, 4, 3), np.float32)
    values = signal.copy()
    values[1, 2] = (0.1, 0.5, 0.2)
    frame = make_frame(values, signal, exact=True)
    assert frame.error[1, 2] / 255 * frame.error_scale == pytest.approx(0.5, abs=0.01)
    assert frame.error[0, 0] == 0


def test_to_uint8_rounds_and_clips() -> None:
    values = np.array([[[-0.5], [0.5 / 255 - 1e-4], [0.5 / 255 + 1e-4], [1.0], [7.0]]], np.float32)
    assert to_uint8(values).tolist() == [[0, 0, 1, 255, 255]]


def test_a_perfect_fit_of_fine_detail_shows_no_error_however_large_the_picture() -> None:
    signal = picture(200, 200)
    canvas = LiveCanvas(signal, most_pixels=2500)
    assert canvas.stride == 4
    for _ in range(3):
        paint(canvas, signal, 1000)
    assert canvas.frame().error.max() == 0


def test_a_sample_that_never_comes_looks_like_the_one_before_it() -> None:
    signal = picture(8, 8)
    observed = np.ones(64, bool)
    observed[[0, 5, 6, 63]] = False
    canvas = LiveCanvas(signal, observed=observed)
    flat = torch.from_numpy(signal.reshape(-1, 1))
    for _ in range(3):
        indices = torch.from_numpy(np.flatnonzero(observed))
        canvas.paint(indices, flat[indices])
    shown = canvas.frame().picture.reshape(-1)
    wanted = to_uint8(signal).reshape(-1)
    assert np.array_equal(shown[observed], wanted[observed])
    assert [shown[k] for k in (0, 5, 6, 63)] == [wanted[k] for k in (1, 4, 4, 62)]
