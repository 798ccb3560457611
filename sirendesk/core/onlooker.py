"""The one who watches a run: its live picture, its film and the path of its weights, within a share of its time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import LiveCanvas
from sirendesk.core.film import FilmRecorder
from sirendesk.core.snapshot import Frame, WeightPath
from sirendesk.core.solver import StepReport
from sirendesk.core.stopwatch import Clock, DrawingAccount, Stopwatch
from sirendesk.core.weight_path import PathRecorder

SECONDS_BETWEEN_PATH_POINTS = 0.5


class Onlooker:
    """Paints what each step believed. `values` (H, W, C) are the signal's, `parameters` the number of weights."""

    def __init__(self, values: NDArray[np.float32], parameters: int, watch: Stopwatch, clock: Clock) -> None:
        self.film = FilmRecorder()
        self.record = PathRecorder(parameters)
        self._values = values
        self._canvas = LiveCanvas(values)
        self._drawing = DrawingAccount(watch, clock=clock)
        self._exact: Frame | None = None
        self._next_point = 0.0

    @property
    def share(self) -> float:
        """Seconds of drawing for each second of the run, 0 to 1."""
        return self._drawing.share

    @property
    def may_draw(self) -> bool:
        """Whether a frame now keeps drawing within its share of the time."""
        return self._drawing.may_draw

    def begin_again(self, parameters: int) -> None:
        """The run starts anew with another network: its path is another one."""
        self.record = PathRecorder(parameters)

    def see_step(self, report: StepReport) -> None:
        """Paint what a step believed of its samples."""
        self._exact = None
        with self._drawing.drawing():
            self._canvas.paint(report.indices, report.values)

    def see_result(self, reconstruction: NDArray[np.float32]) -> None:
        """Take an exact render (H, W, C) in place of what the batches painted."""
        self._exact = self._canvas.exact_frame(reconstruction, self._values)

    def forget_result(self) -> None:
        """The weights are others now; the batches' picture stands in until the next exact one."""
        self._exact = None

    def draw(
        self, step: int, seconds: float, psnr: float, loss: float, weights: NDArray[np.float32], *, finished: bool
    ) -> tuple[Frame, WeightPath | None]:
        """A frame of the picture as it stands, offered to the film too; now and then also the path."""
        with self._drawing.drawing(a_frame=True):
            frame = self._exact or self._canvas.frame()
            self.film.offer(frame.picture, step, seconds, psnr, last=finished)
            if seconds < self._next_point and not finished:
                return frame, None
            self._next_point = seconds + SECONDS_BETWEEN_PATH_POINTS
            self.record.offer(weights, loss)
            return frame, self.record.path()
