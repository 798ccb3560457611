"""The film as MP4, with the optional package PyAV; without it a sentence says how to get it."""

from __future__ import annotations

import importlib
import importlib.util
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sirendesk.core.descent.film import FRAME_MS, LAST_MS, MOST_FRAMES, FilmProgress, Stage, film_steps
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import LIGHT, Look
from sirendesk.core.descent.walk import Walk
from sirendesk.core.errors import UsageError


def mp4_missing() -> str:
    """Why no MP4 can be written, as a sentence; empty when one can."""
    if importlib.util.find_spec("av") is not None:
        return ""
    return "MP4 needs the optional package av: install it with pip install 'sirendesk[film]', or write a GIF."


def make_mp4(
    landscape: Landscape,
    walks: Sequence[Walk],
    title: str,
    look: Look = LIGHT,
    relief: bool = False,
    most_frames: int = MOST_FRAMES,
) -> Iterator[FilmProgress]:
    """Like `make_gif`, as H.264 in MP4.

    Raises:
        UsageError: when the optional package is not there, or there is no walk.
    """
    if missing := mp4_missing():
        raise UsageError(missing)
    # loaded by name, because checkers of types and frozen builds cannot count on an optional package
    av: Any = importlib.import_module("av")
    stage = Stage(landscape, walks, title, look, relief)
    steps = film_steps(walks, most_frames)
    out = io.BytesIO()
    container = av.open  # of PyAV: it writes to memory here, never to a file
    with container(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=1000 // FRAME_MS)
        # the format wants even sides
        stream.width, stream.height = (side + side % 2 for side in stage.size)
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "18"}
        for k, step in enumerate(steps):
            frame = stage.frame(step)
            pixels = stage.palette[np.pad(frame, [(0, side % 2) for side in frame.shape], mode="edge")]
            rests = LAST_MS // FRAME_MS if k == len(steps) - 1 else 1
            for _ in range(rests):
                for packet in stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                    film.mux(packet)
            if k < len(steps) - 1:
                yield FilmProgress(k + 1, len(steps))
        for packet in stream.encode():
            film.mux(packet)
    yield FilmProgress(len(steps), len(steps), out.getvalue())
