"""The live picture of a hole: what is known to the bit, coarse to fine in the hole, judged where it is to be judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sirendesk.core.canvas import to_uint8
from sirendesk.core.hole_canvas import HoleCanvas
from sirendesk.core.mask import block
from sirendesk.core.metrics import psnr


@dataclass
class Hole:
    mask: np.ndarray
    judged: np.ndarray


class Oracle:
    """Answers with a picture of its own and notes what it was asked."""

    def __init__(self, picture: np.ndarray) -> None:
        self.flat = picture.reshape(-1, picture.shape[2])
        self.asked: list[np.ndarray] = []

    def believed(self, indices: np.ndarray) -> np.ndarray:
        self.asked.append(indices)
        return self.flat[indices]


class Hurry:
    """A clock that allows one question a look."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def picture(seed: int, shape: tuple[int, int, int] = (48, 60, 3)) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, np.float32)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_hole_comes_from_the_solver_and_the_rest_stays_to_the_bit(channels: int) -> None:
    truth, other = picture(0, (48, 60, channels)), picture(1, (48, 60, channels))
    mask = block((48, 60), 20)
    canvas = HoleCanvas(truth, Hole(mask, mask), clock=Hurry())
    for _ in range(40):
        canvas.look(Oracle(other))
    frame = canvas.frame()
    expected = np.where(mask[..., None], other, truth)
    assert np.array_equal(frame.picture, to_uint8(expected))
    assert not frame.exact
    assert frame.error[~mask].max() == 0
    errors = np.abs(other - truth).max(axis=2)[mask]
    assert frame.error[mask] / 255 * frame.error_scale == pytest.approx(np.minimum(errors, frame.error_scale), abs=0.01)
    assert canvas.estimate == pytest.approx(psnr(truth, expected, mask), abs=1e-4)


def test_the_first_question_covers_the_hole_coarsely_and_later_ones_are_finer() -> None:
    rows, columns = np.mgrid[0:256, 0:256] / 256
    smooth = (0.5 * rows + 0.5 * columns)[..., None].astype(np.float32)
    mask = block((256, 256), 200)
    canvas, oracle = HoleCanvas(smooth, Hole(mask, mask), clock=Hurry()), Oracle(smooth)
    worst = []
    for _ in range(4):
        canvas.look(oracle)
        shown = canvas.frame().picture.astype(float) / 255
        worst.append(np.abs(shown - smooth[..., 0])[mask].max())
    assert oracle.asked[0].size < 40
    assert worst == sorted(worst, reverse=True)
    assert worst[0] < 0.2
    assert worst[3] < 0.04


def test_only_what_is_hidden_is_asked_for() -> None:
    mask = np.random.default_rng(2).random((48, 60)) < 0.4
    canvas, oracle = HoleCanvas(picture(0), Hole(mask, mask), clock=Hurry()), Oracle(picture(1))
    for _ in range(20):
        canvas.look(oracle)
    asked = np.unique(np.concatenate(oracle.asked))
    assert np.array_equal(asked, np.flatnonzero(mask))


def test_what_is_held_out_is_judged_but_shown_as_it_is() -> None:
    truth, other = picture(0), picture(1)
    mask, held = block((48, 60), 10), block((48, 60), 6, (0, 0))
    canvas = HoleCanvas(truth, Hole(mask, held), clock=Hurry())
    for _ in range(20):
        canvas.look(Oracle(other))
    shown = canvas.frame().picture
    assert np.array_equal(shown[held], to_uint8(truth)[held])
    assert np.array_equal(shown[mask], to_uint8(other)[mask])
    assert canvas.estimate == pytest.approx(psnr(truth, other, held), abs=1e-4)


def test_another_hole_keeps_what_was_believed_of_what_is_still_missing() -> None:
    truth, other = picture(0), picture(1)
    first, second = block((48, 60), 20, (5, 5)), block((48, 60), 20, (15, 15))
    canvas = HoleCanvas(truth, Hole(first, first), clock=Hurry())
    for _ in range(20):
        canvas.look(Oracle(other))
    canvas.observe(Hole(second, second))
    shown, both = canvas.frame().picture, first & second
    assert np.array_equal(shown[both], to_uint8(other)[both])
    assert np.array_equal(shown[~second], to_uint8(truth)[~second])
    fresh = second & ~first
    assert np.abs(shown[fresh].astype(float) / 255 - truth[~second].mean(axis=0)).max() < 0.01
    oracle = Oracle(other)
    canvas.look(oracle)
    assert fresh.reshape(-1)[oracle.asked[0]].all()


def test_an_exact_render_is_shown_whole_and_taken_over() -> None:
    truth, other = picture(0, (100, 120, 3)), picture(1, (100, 120, 3))
    mask = block((100, 120), 30)
    canvas = HoleCanvas(truth, Hole(mask, mask), most_pixels=1000)
    assert canvas.stride == 4
    frame = canvas.exact_frame(other, truth)
    assert frame.exact
    assert np.array_equal(frame.picture, to_uint8(np.where(mask[..., None], other, truth)))
    assert canvas.frame().picture.shape == (25, 30, 3)
    assert np.array_equal(canvas.frame().picture, frame.picture[::4, ::4])


def test_a_large_picture_asks_for_the_samples_it_shows() -> None:
    truth, other = picture(0, (100, 121, 3)), picture(1, (100, 121, 3))
    mask = np.random.default_rng(2).random((100, 121)) < 0.5
    canvas = HoleCanvas(truth, Hole(mask, mask), most_pixels=1000, clock=Hurry())
    for _ in range(10):
        canvas.look(Oracle(other))
    expected = np.where(mask[..., None], other, truth)[::4, ::4]
    assert np.array_equal(canvas.frame().picture, to_uint8(expected))


def test_frames_are_not_touched_by_later_looks() -> None:
    mask = block((48, 60), 20)
    canvas = HoleCanvas(picture(0), Hole(mask, mask))
    before = canvas.frame().picture
    kept = before.copy()
    canvas.look(Oracle(picture(1)))
    assert np.array_equal(before, kept)


@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_held_out_is_asked_for_though_nothing_of_it_is_painted(channels: int) -> None:
    truth = picture(0, (48, 60, channels))
    mask, judged = np.zeros((2, 48, 60), bool)
    mask[1, 1] = True  # between the samples that the canvas shows
    judged[::8, ::8] = True
    canvas = HoleCanvas(truth, Hole(mask, judged), most_pixels=48 * 60 // 4, clock=Hurry())
    assert canvas.stride == 2
    for _ in range(10):
        canvas.look(Oracle(picture(1, (48, 60, channels))))
    assert np.array_equal(canvas.frame().picture, to_uint8(truth[::2, ::2]))
    assert canvas.frame().error.max() > 0
