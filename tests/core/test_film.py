"""The film: bounded, ordered, and readable as a GIF."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from sirendesk.core.errors import UsageError
from sirendesk.core.film import FilmRecorder, encode_gif


def picture(value: int, side: int = 40) -> np.ndarray:
    return np.full((side, side, 3), value, np.uint8)


def test_it_keeps_early_steps_densely_and_never_too_many() -> None:
    film = FilmRecorder(capacity=30)
    for step in range(1, 20_000):
        film.offer(picture(step % 256), step, step / 100, 20.0)
    steps = [frame.step for frame in film.frames]
    assert len(steps) <= 31
    assert steps == sorted(steps)
    assert steps[0] == 1
    assert steps[-1] > 15_000


def test_the_last_picture_is_always_there_once() -> None:
    film = FilmRecorder()
    film.offer(picture(1), 10, 0.1, 10.0)
    film.offer(picture(2), 10, 0.1, 10.0, last=True)
    assert [frame.picture[0, 0, 0] for frame in film.frames] == [2]


def test_large_pictures_are_kept_small() -> None:
    film = FilmRecorder(longest_side=64)
    film.offer(picture(9, side=1000), 1, 0.0, 0.0)
    assert max(film.frames[0].picture.shape) <= 64


def test_the_gif_opens_and_lasts_as_long_as_asked() -> None:
    film = FilmRecorder()
    for step in range(1, 200, 7):
        film.offer(picture(step), step, 0.0, 0.0)
    with Image.open(io.BytesIO(encode_gif(film.frames, seconds=2.0, hold=1.0))) as gif:
        total = 0
        for k in range(getattr(gif, "n_frames", 1)):
            gif.seek(k)
            total += gif.info["duration"]
    assert total == pytest.approx(3000, abs=300)


def test_gray_pictures_too() -> None:
    film = FilmRecorder()
    film.offer(np.zeros((8, 8), np.uint8), 1, 0.0, 0.0)
    assert encode_gif(film.frames).startswith(b"GIF8")


def test_no_film_is_said_so() -> None:
    with pytest.raises(UsageError, match="start a fit"):
        encode_gif(())
