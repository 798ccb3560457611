"""From an experiment and a problem to the solver that works on it: the one place that joins their parts."""

from __future__ import annotations

import numpy as np

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.grid import Grid
from sirendesk.core.hardware import apply_precision, choose_device, choose_precision
from sirendesk.core.lowrank_solver import build_low_rank_solver
from sirendesk.core.observed_sampling import AnySampler, build_observed_sampler
from sirendesk.core.problem import Problem
from sirendesk.core.sampling import build_sampler
from sirendesk.core.smoothness import Probes, laplacian, total_variation
from sirendesk.core.solver import Solver
from sirendesk.core.target_transform import TargetTransform
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions, InpaintProblem

SAMPLES_PER_PROBE = 8
FEWEST_PROBES = 16


def build_solver(experiment: Experiment, problem: Problem) -> Solver:
    """A fresh solver; everything random in it comes from the experiment's seed.

    Call it in the thread that will train: torch counts its threads and keeps its arithmetic by thread.

    Raises:
        UsageError: when an option cannot be used with this signal, engine or machine.
        OutOfMemoryError: when there is no room for the network.
    """
    if experiment.loss.contiguous and len(problem.shape) != 1:
        raise UsageError(
            f"The loss {experiment.loss.title!r} (loss) listens to consecutive samples of a sound, which a picture "
            "does not have; choose another loss, for example mse."
        )
    task = experiment.task
    if isinstance(task, InpaintOptions) and isinstance(problem, InpaintProblem) and task.method != BY_FIELD:
        return build_low_rank_solver(task, problem, experiment.seed)
    if experiment.training.engine == "numpy":
        if problem.observed is not None:
            raise UsageError(
                "The NumPy engine (engine) learns whole pictures only; choose the torch engine to fill a hole."
            )
        from sirendesk.core.numpy_solver import build_numpy_solver

        return build_numpy_solver(experiment, problem)
    return _build_field_solver(experiment, problem)


def _build_field_solver(experiment: Experiment, problem: Problem) -> FieldSolver:
    import torch

    training = experiment.training
    device = choose_device(training.device)
    precision = choose_precision(training.precision, device)
    apply_precision(precision)
    generator = torch.Generator().manual_seed(experiment.seed)
    field = experiment.field.build(len(problem.shape), problem.samples.shape[1], generator, device)
    field.half = precision == "bf16"
    contiguous = experiment.loss.contiguous
    kind, batch, observed = training.sampling, training.batch_size, problem.observed
    if observed is None:
        sampler: AnySampler = build_sampler(kind, problem.shape, batch, generator, contiguous=contiguous)
    else:
        sampler = build_observed_sampler(kind, problem.shape, observed, batch, generator)
    return FieldSolver(
        field,
        problem,
        TargetTransform.of(training.targets, problem.samples),
        experiment.optimizer,
        sampler,
        experiment.loss.build(),
        training.end_points,
        device,
        _probes(experiment, problem),
    )


def _probes(experiment: Experiment, problem: Problem) -> Probes | None:
    """Probes of roughness, by a generator of their own: the batches stay those of the run without."""
    import torch

    training, task = experiment.training, experiment.task
    weight, stencil, places = training.total_variation, total_variation, None
    if isinstance(task, InpaintOptions) and isinstance(problem, InpaintProblem) and task.smoothness != "none":
        deep = np.flatnonzero(problem.deep)
        if weight:
            raise UsageError(
                "Total variation (total_variation) and smoothness in the hole (smoothness) cannot be used together; "
                "set total variation to 0 or smoothness to none."
            )
        # a mean over the whole hole, to which the rest of it adds nothing
        weight = task.smoothness_weight * deep.size / int(problem.missing.sum())
        stencil = laplacian if task.smoothness == "laplacian" else total_variation
        places = torch.from_numpy(deep)
    if not weight:
        return None
    grid = Grid(problem.shape, training.end_points)
    batch = grid.size if training.sampling == "full" else min(training.batch_size, grid.size)
    count = max(FEWEST_PROBES, batch // SAMPLES_PER_PROBE)
    generator = torch.Generator().manual_seed(experiment.seed)
    return Probes(stencil(len(grid.shape)), weight, grid, count, generator, places)
