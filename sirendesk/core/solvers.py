"""From an experiment and a problem to the solver that works on it: the one place that joins their parts."""

from __future__ import annotations

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.grid import Grid
from sirendesk.core.hardware import apply_precision, choose_device, choose_precision
from sirendesk.core.problem import Problem
from sirendesk.core.sampling import build_sampler
from sirendesk.core.smoothness import Probes, total_variation
from sirendesk.core.solver import Solver
from sirendesk.core.target_transform import TargetTransform

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
    if experiment.training.engine == "numpy":
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
    sampler = build_sampler(training.sampling, problem.shape, training.batch_size, generator, contiguous=contiguous)
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
    """Probes of the total variation, by a generator of their own: the batches stay those of the run without."""
    import torch

    training = experiment.training
    if not training.total_variation:
        return None
    grid = Grid(problem.shape, training.end_points)
    batch = grid.size if training.sampling == "full" else min(training.batch_size, grid.size)
    count = max(FEWEST_PROBES, batch // SAMPLES_PER_PROBE)
    generator = torch.Generator().manual_seed(experiment.seed)
    return Probes(total_variation(len(grid.shape)), training.total_variation, grid, count, generator)
