"""The film of a run: small frames at steps spaced like a logarithm, within a fixed amount of memory."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError


@dataclass(frozen=True)
class FilmFrame:
    """One picture of the film with the step and the second it belongs to."""

    step: int
    seconds: float
    psnr: float
    picture: NDArray[np.uint8]


class FilmRecorder:
    """Offered every frame that is drawn, keeps one whenever the step has grown by `growth` (and never too many)."""

    def __init__(self, growth: float = 1.06, longest_side: int = 320, capacity: int = 150) -> None:
        self._growth = growth
        self._longest_side = longest_side
        self._capacity = capacity
        self._frames: list[FilmFrame] = []

    @property
    def frames(self) -> tuple[FilmFrame, ...]:
        """The kept frames in order."""
        return tuple(self._frames)

    def offer(self, picture: NDArray[np.uint8], step: int, seconds: float, psnr: float, last: bool = False) -> None:
        """Keep this picture if the film wants one at this step; the last one is always kept."""
        due = not self._frames or step >= self._frames[-1].step * self._growth + 1
        if not (due or last):
            return
        stride = -(-max(picture.shape[:2]) // self._longest_side)
        small = np.ascontiguousarray(picture[::stride, ::stride])
        if last and self._frames and self._frames[-1].step == step:
            self._frames.pop()
        self._frames.append(FilmFrame(step, seconds, psnr, small))
        if len(self._frames) > self._capacity:
            del self._frames[1:-1:2]


def encode_gif(frames: tuple[FilmFrame, ...], seconds: float = 6.0, hold: float = 1.5) -> bytes:
    """The film as an animated GIF of about `seconds`, resting `hold` seconds on the last frame.

    Raises:
        UsageError: when there is no frame yet.
    """
    from PIL import Image

    if not frames:
        raise UsageError("There is no film yet: start a fit first.")
    height, width = frames[-1].picture.shape[:2]
    pictures = [Image.fromarray(f.picture).resize((width, height), Image.Resampling.NEAREST) for f in frames]
    each = max(20, round(1000 * seconds / len(pictures)))
    durations = [each] * (len(pictures) - 1) + [each + round(1000 * hold)]
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0, optimize=False)
    return out.getvalue()
