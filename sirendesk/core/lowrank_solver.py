"""Methods without a network as solvers, so that the one training loop drives them too."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.lowrank.factors import GradientFactors, NaiveFactors
from sirendesk.core.lowrank.filler import Filler
from sirendesk.core.lowrank.iterative import IterativeSVD, SoftSVD
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.lowrank.patches import SimilarPatches
from sirendesk.core.solver import NotFiniteError, StepReport
from sirendesk.core.target_transform import TargetTransform
from sirendesk.core.tasks.inpaint import InpaintOptions, InpaintProblem


class LowRankSolver:
    """Drives a filler. A step reports what it now believes of every sample; its error is about those that are known.

    There is no learning rate to tame: it is 0 throughout.
    """

    arithmetic = "numpy, fp32"
    learning_rate = base_rate = 0.0
    field = None
    constants: Mapping[str, NDArray[np.generic]] = {}
    # it works in the signal's own units
    transform = TargetTransform("unit", 0.0, 1.0)

    def __init__(self, filler: Filler, problem: InpaintProblem) -> None:
        self.filler = filler
        self._problem = problem
        self._seen = problem.known[~problem.missing]

    @property
    def parameters(self) -> int:
        return self.filler.unknowns.size

    @property
    def steps_per_epoch(self) -> int:
        """Steps until everything missing was improved once."""
        return self.filler.steps_per_sweep

    def step(self, progress: float) -> StepReport:
        import torch

        try:
            self.filler.step(progress)
        except FloatingPointError as error:
            raise NotFiniteError(str(error)) from error
        difference = self.filler.belief[~self._problem.missing] - self._seen
        error = float(np.mean(np.square(difference, dtype=np.float64)))
        # of what is known the picture shows what is known
        shown = self.filler.filled.reshape(-1, self._seen.shape[1])
        return StepReport(error, error, torch.arange(len(shown)), torch.from_numpy(shown))

    def render(self, shape: tuple[int, ...]) -> Generator[float, None, NDArray[np.float32]]:
        """The filled picture; matrices know no samples between theirs.

        Raises:
            UsageError: when another shape is asked for.
        """
        if tuple(shape) != self._problem.shape:
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


def build_low_rank_solver(task: InpaintOptions, problem: InpaintProblem, seed: int) -> LowRankSolver:
    """The solver of a task's method; `seed` is where its randomness comes from.

    Raises:
        UsageError: when the rank is too high for the picture.
    """
    return LowRankSolver(build_filler(task, problem, seed), problem)


def build_filler(task: InpaintOptions, problem: InpaintProblem, seed: int) -> Filler:
    """The filler of a task's method. Raises as `build_low_rank_solver` does."""
    known, missing, layout = problem.known, problem.missing, LAYOUTS[task.layout]
    if task.method == "svd":
        return IterativeSVD(known, missing, layout, seed, task.fill_rank)
    if task.method == "soft-svd":
        return SoftSVD(known, missing, layout, seed)
    if task.method == "factors":
        return GradientFactors(known, missing, task.fill_rank, seed)
    if task.method == "naive-factors":
        return NaiveFactors(known, missing, task.fill_rank, seed)
    return SimilarPatches(known, missing)
