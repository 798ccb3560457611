"""Several methods on one hole: the experiment of each, and the classical answers that they have to beat."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.budget import Budget
from sirendesk.core.catalogue import lookup, name_of
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.hole import biharmonic, mean_fill
from sirendesk.core.lowrank import METHODS
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions, InpaintProblem

BASELINES = ("mean", "biharmonic")
# sweeps of the methods that have no use for seconds
ITERATIONS = {"svd": 50, "soft-svd": 50, "patches": 8, "factors": 300, "naive-factors": 300}
# biharmonic filling solves one system of equations for the whole hole, which takes memory
MOST_BIHARMONIC = 600_000


@dataclass(frozen=True)
class Filling:
    """What one method made of the hole: the picture (H, W, c), its scores, its seconds and what there is to say."""

    method: str
    picture: NDArray[np.float32]
    scores: dict[str, float]
    seconds: float
    notes: tuple[str, ...] = ()


def lane_experiments(experiment: Experiment, methods: Sequence[str]) -> dict[str, Experiment]:
    """The experiment of each method, by its name; see `for_method`."""
    return {method: for_method(experiment, method) for method in methods if method not in BASELINES}


def for_method(experiment: Experiment, method: str) -> Experiment:
    """The experiment of one method: "field", a model by its name, or one of METHODS with the sweeps that suit it.

    The method of the experiment itself keeps the budget that it has.

    Raises:
        UsageError: when there is no such method.
    """
    task = experiment.task
    assert isinstance(task, InpaintOptions), "an inpainting experiment"
    if method in METHODS:
        if method == task.method:
            return experiment
        budget = Budget.of(steps=ITERATIONS[method])
        return dataclasses.replace(experiment, task=dataclasses.replace(task, method=method), budget=budget)
    field = experiment.field
    if method not in (BY_FIELD, name_of(FIELDS, field)):
        field = lookup(FIELDS, method, "method")()
    # what counts sweeps of another method says nothing about this one
    budget = experiment.budget if task.method == BY_FIELD else Budget()
    return dataclasses.replace(experiment, field=field, task=dataclasses.replace(task, method=BY_FIELD), budget=budget)


def baseline(method: str, task: InpaintOptions, problem: InpaintProblem) -> Filling:
    """The answer of one of BASELINES; it touches nothing shared, so any thread may ask.

    Mean fill is there at once; biharmonic takes about ten microseconds for each missing pixel, more in a large hole.

    Raises:
        UsageError: when the hole is too large for biharmonic filling.
    """
    start = time.perf_counter()
    count = int(problem.missing.sum())
    if method == "biharmonic" and count > MOST_BIHARMONIC:
        raise UsageError(
            f"Biharmonic filling of {count:,} pixels would take more memory than is sensible (it is done up to "
            f"{MOST_BIHARMONIC:,}); the other methods are not concerned."
        )
    filled = (mean_fill if method == "mean" else biharmonic)(problem.known, problem.missing)
    seconds = time.perf_counter() - start
    return Filling(method, task.compose(problem, filled), task.scores(problem, filled), seconds)
