"""What the tasks on a sound have in common: there is something to hear before a fit, and rivals to hear beside it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, as_sound
from sirendesk.core.sounds.tracks import Tracks, scores_of
from sirendesk.core.task import Rivals, TaskOptions

Values = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class SoundProblem(Problem, ABC):
    """Abstract. `has_truth` says whether a result can be compared with what it should be."""

    has_truth: bool

    @property
    @abstractmethod
    def given(self) -> Values:
        """What there is before a fit, (t, C) at `given_rate`."""

    @property
    def given_rate(self) -> int:
        """Samples a second of `given`."""
        return as_sound(self.signal).sample_rate

    @property
    def output_rate(self) -> int:
        """Samples a second of the result."""
        return self.given_rate


class SoundTaskOptions(TaskOptions):
    """Abstract. A task on a sound: what it and its rivals make can be heard."""

    @abstractmethod
    def prepare(self, signal: AnySignal) -> SoundProblem:
        """The problem this task poses on a sound."""

    @abstractmethod
    def tracks(self, problem: Problem) -> Tracks:
        """What rivals make of the same problem, each with its scores."""

    def compose(self, problem: Problem, reconstruction: Values) -> Values:
        """The result (T, C) at `problem.output_rate`, to play and to write: unless a task says more, the fit itself."""
        return reconstruction

    def rivals(self, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        """The scores of `tracks`."""
        return (yield from scores_of(self.tracks(problem)))
