"""From an experiment and a problem to the solver that works on it: the one place that joins their parts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.footprint import Footprint
from sirendesk.core.grid import Grid
from sirendesk.core.hardware import apply_precision, choose_device, choose_precision
from sirendesk.core.lowrank_solver import LowRankSolver
from sirendesk.core.observed_sampling import AnySampler, build_observed_sampler
from sirendesk.core.problem import Problem
from sirendesk.core.sampling import build_sampler
from sirendesk.core.smoothness import Probes, Roughness, total_variation
from sirendesk.core.solver import Solver
from sirendesk.core.target_transform import TargetTransform

if TYPE_CHECKING:
    import torch

SAMPLES_PER_PROBE = 8
FEWEST_PROBES = 16


def build_solver(experiment: Experiment, problem: Problem) -> Solver:
    """A fresh solver; everything random in it comes from the experiment's seed.

    Call it in the thread that will train: torch counts its threads and keeps its arithmetic by thread.

    Raises:
        UsageError: when an option cannot be used with this signal, engine or machine.
        OutOfMemoryError: when there is no room for the network.
    """
    if experiment.loss.run > 1 and len(problem.shape) != 1:
        raise UsageError(
            f"The loss {experiment.loss.title!r} (loss) listens to consecutive samples of a sound, which a picture "
            "does not have; choose another loss, for example mse."
        )
    filler = experiment.task.filler(problem, experiment.seed)
    if filler is not None:
        return LowRankSolver(filler, problem)
    if experiment.training.engine == "numpy":
        if problem.observed is not None:
            raise UsageError(
                "The NumPy engine (engine) learns whole pictures only; choose the torch engine to fill a hole."
            )
        if _footprint(experiment, problem) is not None:
            raise UsageError("The NumPy engine (engine) does not upscale; choose the torch engine.")
        from sirendesk.core.numpy_solver import build_numpy_solver

        return build_numpy_solver(experiment, problem)
    return _build_field_solver(experiment, problem)


def observe(solver: Solver, experiment: Experiment, problem: Problem) -> None:
    """Let a solver that was built for another hole in the same picture go on from what it knows.

    Raises:
        UsageError: for an engine that fills no holes.
    """
    import torch

    if isinstance(solver, LowRankSolver):
        solver.observe(problem)
    elif isinstance(solver, FieldSolver):
        generator = torch.Generator().manual_seed(experiment.seed)
        probes = _probes(experiment, problem, solver.transform.unit)
        solver.observe(problem, _sampler(experiment, problem, generator), probes)
    else:
        raise UsageError("The NumPy engine (engine) cannot change what it learns from while it runs.")


def _build_field_solver(experiment: Experiment, problem: Problem) -> FieldSolver:
    import torch

    training = experiment.training
    device = choose_device(training.device)
    precision = choose_precision(training.precision, device)
    apply_precision(precision)
    generator = torch.Generator().manual_seed(experiment.seed)
    field = experiment.field.build(len(problem.shape), problem.samples.shape[1], generator, device)
    field.half = precision == "bf16"
    transform = TargetTransform.of(training.targets, problem.samples)
    return FieldSolver(
        field,
        problem,
        transform,
        experiment.optimizer,
        _sampler(experiment, problem, generator),
        experiment.loss.build(),
        training.end_points,
        device,
        _probes(experiment, problem, transform.unit),
        _footprint(experiment, problem),
    )


def _footprint(experiment: Experiment, problem: Problem) -> Footprint | None:
    """What a pixel of a small picture has seen, by a generator of its own."""
    import torch

    generator = torch.Generator().manual_seed(experiment.seed)
    footprint = experiment.task.footprint(problem, generator)
    if footprint is not None and experiment.training.end_points:
        raise UsageError(
            "A grid through the end points (end_points) is another one for every size, so a picture cannot be upscaled "
            "on it; switch it off."
        )
    return footprint


def _sampler(experiment: Experiment, problem: Problem, generator: torch.Generator) -> AnySampler:
    kind, batch = experiment.training.sampling, experiment.training.batch_size
    run = math.lcm(problem.run, experiment.loss.run)
    if problem.observed is None:
        return build_sampler(kind, problem.shape, batch, generator, run=run)
    return build_observed_sampler(kind, problem.shape, problem.observed, batch, generator, run=experiment.loss.run)


def _probes(experiment: Experiment, problem: Problem, unit: float) -> Probes | None:
    """Probes of roughness, by a generator of their own: the batches stay those of the run without."""
    import torch

    training = experiment.training
    asked = experiment.task.roughness(problem, unit)
    if training.total_variation:
        if asked is not None and asked.weight:
            raise UsageError(
                "Total variation (total_variation) and the task's own penalty (smoothness) cannot be used together; "
                "switch one of them off."
            )
        asked = Roughness(total_variation, training.total_variation)
    if asked is None or not asked.weight:
        return None
    places = None if asked.places is None else torch.from_numpy(asked.places)
    grid = Grid(problem.output_shape, training.end_points)
    count = max(FEWEST_PROBES, training.batch(len(problem.samples)) // SAMPLES_PER_PROBE)
    generator = torch.Generator().manual_seed(experiment.seed)
    return Probes(asked.stencil(len(grid.shape)), asked.weight, grid, count, generator, places)
