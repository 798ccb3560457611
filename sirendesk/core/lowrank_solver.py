"""Methods without a network as solvers, so that the one training loop drives them too."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank.filler import Filler
from sirendesk.core.problem import Problem
from sirendesk.core.solver import NotFiniteError, StepReport
from sirendesk.core.target_transform import TargetTransform


class LowRankSolver:
    """Drives a filler on a problem that hides something.

    A step reports what it now believes of every sample; its error is about those that are known. There is no learning
    rate to tame: it is 0 throughout.
    """

    arithmetic = "numpy, fp32"
    learning_rate = base_rate = 0.0
    field = None
    constants: Mapping[str, NDArray[np.generic]] = {}
    # it works in the signal's own units
    transform = TargetTransform("unit", 0.0, 1.0)

    def __init__(self, filler: Filler, problem: Problem) -> None:
        self.filler = filler
        self._see(problem)

    @property
    def parameters(self) -> int:
        return self.filler.unknowns.size

    @property
    def steps_per_epoch(self) -> int:
        """Steps until everything missing was improved once."""
        return self.filler.steps_per_sweep

    @property
    def sweep(self) -> int:
        """The same: a budget counts sweeps, however many steps one has."""
        return self.filler.steps_per_sweep

    def step(self, progress: float) -> StepReport:
        import torch

        try:
            self.filler.step(progress)
        except FloatingPointError as error:
            raise NotFiniteError(str(error)) from error
        if self.filler.belief is not self._measured:
            self._measure()
        believed = torch.from_numpy(self._measured.reshape(-1, self._known.shape[1]))
        return StepReport(self._error, self._error, self._everywhere, believed)

    def observe(self, problem: Problem) -> None:
        """Fill another hole from the next step on, starting from what is believed of this one."""
        assert problem.observed is not None, "a hole"
        missing = ~problem.observed.reshape(problem.shape)
        self.filler.observe(problem.samples.reshape(problem.signal.values.shape), missing)
        self._see(problem)

    def believed(self, indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Values (n, c) in [0, 1] of samples with these flat numbers (n,)."""
        return np.clip(self.filler.belief.reshape(-1, self._known.shape[1])[indices], 0.0, 1.0)

    def _measure(self) -> None:
        """The error of a new belief about what is known; steps of a long sweep may share one."""
        self._measured = self.filler.belief
        # all samples at once, those that are missing with no weight: picking the others out would take longer
        difference = self._measured.reshape(-1, self._known.shape[1]) - self._known
        difference *= self._weights
        flat = difference.reshape(-1)
        self._error = float(flat @ flat) / self._count

    def _see(self, problem: Problem) -> None:
        import torch

        assert problem.observed is not None, "a hole"
        self._shape = problem.shape
        self._known = problem.samples
        seen = problem.observed.reshape(-1, 1)
        self._weights = seen.astype(np.float32)
        self._count = int(seen.sum()) * problem.samples.shape[1]
        self._everywhere = torch.arange(len(seen))
        self._measure()

    def render(self, shape: tuple[int, ...]) -> Generator[float, None, NDArray[np.float32]]:
        """The filled picture; matrices know no samples between theirs.

        Raises:
            UsageError: when another shape is asked for.
        """
        if tuple(shape) != self._shape:
            raise UsageError("A low-rank method knows the picture's own samples only; draw it at its own size.")
        yield 1.0
        return self.filler.filled

    def set_live(self, name: str, value: float) -> None:
        """Nothing can be changed while it runs."""

    def calm(self) -> None:
        """There is nothing to calm."""

    def weights(self) -> NDArray[np.float32]:
        return self.filler.unknowns

    def state_dict(self) -> dict[str, NDArray[np.generic]]:
        return {name: np.array(array) for name, array in self.filler.state.items()}

    def load_state_dict(self, state: dict[str, NDArray[Any]]) -> None:
        self.filler.load(state)
