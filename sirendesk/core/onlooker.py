"""The one who watches a run: its live picture, its film and the path of its weights, within a share of its time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import LiveCanvas
from sirendesk.core.film import FilmRecorder
from sirendesk.core.hole_canvas import HoleCanvas
from sirendesk.core.problem import Problem
from sirendesk.core.snapshot import Frame, SoundFrame, WeightPath
from sirendesk.core.solver import Solver, StepReport
from sirendesk.core.sound_canvas import SoundCanvas
from sirendesk.core.stopwatch import Clock, DrawingAccount, Stopwatch
from sirendesk.core.weight_path import PathRecorder

SECONDS_BETWEEN_PATH_POINTS = 0.5


class Onlooker:
    """Paints what each step believed on a canvas that suits the problem; `parameters` is the number of weights."""

    def __init__(self, problem: Problem, parameters: int, watch: Stopwatch, clock: Clock) -> None:
        self.film = FilmRecorder()
        self.record: PathRecorder | None = PathRecorder(parameters)
        self._parameters = parameters
        self._values = problem.reference
        self._canvas = _canvas(problem)
        self._drawing = DrawingAccount(watch, clock=clock)
        self._exact: Frame | SoundFrame | None = None
        self._next_point = 0.0

    @property
    def share(self) -> float:
        """Seconds of drawing for each second of the run, 0 to 1."""
        return self._drawing.share

    @property
    def may_draw(self) -> bool:
        """Whether a frame now keeps drawing within its share of the time."""
        return self._drawing.may_draw

    @property
    def estimate(self) -> float | None:
        """Score (dB) of what is shown, where only the canvas can tell."""
        return self._canvas.estimate

    def look(self, solver: Solver) -> None:
        """Ask the solver about what its batches never visit, for a few milliseconds, if anything may have changed."""
        if self._exact is None:
            with self._drawing.drawing():
                self._canvas.look(solver)

    def observe(self, problem: Problem, parameters: int) -> None:
        """The run has another hole and, where its samples are what is looked for, as many other parameters."""
        self._exact = None
        if parameters != self._parameters:
            self.begin_again(parameters)
        if isinstance(self._canvas, HoleCanvas) and problem.hole is not None:
            self._canvas.observe(problem.hole)

    def begin_again(self, parameters: int) -> None:
        """The run starts anew with another network: its path is another one."""
        self.record = PathRecorder(parameters)
        self._parameters = parameters

    def see_step(self, report: StepReport) -> None:
        """Paint what a step believed of its samples."""
        self._exact = None
        with self._drawing.drawing():
            self._canvas.paint(report.indices, report.values)

    def see_result(self, reconstruction: NDArray[np.float32]) -> None:
        """Take an exact render (*output_shape, c) in place of what the batches painted."""
        self._exact = self._canvas.exact_frame(reconstruction, self._values)

    def forget_result(self) -> None:
        """The weights are others now; the batches' picture stands in until the next exact one."""
        self._exact = None

    def draw(
        self, step: int, seconds: float, psnr: float, loss: float, solver: Solver, *, finished: bool
    ) -> tuple[Frame | SoundFrame, WeightPath | None]:
        """A frame of what is learnt as it stands, a picture offered to the film too; now and then also the path."""
        with self._drawing.drawing(a_frame=True):
            frame = self._exact or self._canvas.frame()
            if isinstance(frame, Frame):
                self.film.offer(frame.picture, step, seconds, psnr, last=finished)
            # what has no rate descends nowhere, and its unknowns are as many as there are samples
            if solver.base_rate == 0.0 or (seconds < self._next_point and not finished):
                return frame, None
            self._next_point = seconds + SECONDS_BETWEEN_PATH_POINTS
            assert self.record is not None, "made with the onlooker"
            self.record.offer(solver.weights(), loss)
            return frame, self.record.path()


def _canvas(problem: Problem) -> LiveCanvas | HoleCanvas | SoundCanvas:
    values, hole, seen = problem.reference, problem.hole, problem.observed
    if len(problem.output_shape) == 1:
        return SoundCanvas(values, seen)
    return LiveCanvas(values, observed=seen) if hole is None else HoleCanvas(values, hole)


class Nobody:
    """Nobody watches: nothing is painted, and nothing costs time."""

    record: PathRecorder | None = None
    share = 0.0
    may_draw = False
    estimate: float | None = None

    def __init__(self) -> None:
        self.film = FilmRecorder()

    def look(self, solver: Solver) -> None:
        """Not at anything."""

    def observe(self, problem: Problem, parameters: int) -> None:
        """Not seen."""

    def begin_again(self, parameters: int) -> None:
        """Not seen."""

    def see_step(self, report: StepReport) -> None:
        """Not seen."""

    def see_result(self, reconstruction: NDArray[np.float32]) -> None:
        """Not seen."""

    def forget_result(self) -> None:
        """There is none."""

    def draw(
        self, step: int, seconds: float, psnr: float, loss: float, solver: Solver, *, finished: bool
    ) -> tuple[None, None]:
        """No picture and no path."""
        return None, None
