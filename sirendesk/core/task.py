"""What a task is: the problem it makes of a signal, what is learnt beside its samples, and how a result is judged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.footprint import Footprint
from sirendesk.core.held_out import HeldOut
from sirendesk.core.lowrank.filler import Filler
from sirendesk.core.pieces import to_end
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal
from sirendesk.core.smoothness import Roughness

if TYPE_CHECKING:
    import torch

Rivals = Generator[None, None, Mapping[str, Mapping[str, Any]]]


class TaskOptions(ABC):
    """Abstract. A task that fits a field to samples by their loss alone says how it prepares, measures and compares.

    The rest is for tasks that need more; each is asked with a problem that the same task has prepared.
    """

    title: ClassVar[str]
    summary: ClassVar[str]

    @abstractmethod
    def prepare(self, signal: AnySignal) -> Problem:
        """The problem this task poses on a signal."""

    @abstractmethod
    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """Metrics of a full render (*output_shape, c), each about `problem.region`."""

    @abstractmethod
    def rivals(self, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        """Scores by name of what needs no learning, on the same samples; a pause after each piece of the work.

        They are for a model of `parameters` numbers in `stored_bytes` bytes.
        """

    def baselines(self, problem: Problem, stored_bytes: int, parameters: int) -> Mapping[str, Mapping[str, Any]]:
        """What `rivals` returns, without a pause."""
        return to_end(self.rivals(problem, stored_bytes, parameters))

    def pictures(self, problem: Problem, reconstruction: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """What is worth a file beside the reconstruction: pictures (H, W, c) in [0, 1] by name."""
        return {}

    def filler(self, problem: Problem, seed: int) -> Filler | None:
        """The method that does the work without a network; None where the experiment's model is fitted."""
        return None

    def footprint(self, problem: Problem, generator: torch.Generator) -> Footprint | None:
        """What a sample has seen, drawn by `generator` (CPU); None where that is a point."""
        return None

    def roughness(self, problem: Problem, unit: float) -> Roughness | None:
        """The penalty that belongs to it, if any; 1 on the scale that is learnt is `unit` in the signal."""
        return None

    def watcher(self, problem: Problem, batch: int, seed: int) -> HeldOut | None:
        """Who ends a run of so many samples a step before it learns too much; None where there is nothing too much."""
        return None
