"""From an experiment and a problem to the solver that works on it: the one place that joins their parts."""

from __future__ import annotations

from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.hardware import apply_precision, choose_device, choose_precision
from sirendesk.core.losses import LOSSES
from sirendesk.core.problem import Problem
from sirendesk.core.sampling import build_sampler
from sirendesk.core.solver import Solver


def build_solver(experiment: Experiment, problem: Problem) -> Solver:
    """A fresh solver; everything random in it comes from the experiment's seed.

    Call it in the thread that will train: torch counts its threads and keeps its arithmetic by thread.
    """
    import torch

    training = experiment.training
    device = choose_device(training.device)
    precision = choose_precision(training.precision, device)
    apply_precision(precision)
    generator = torch.Generator().manual_seed(experiment.seed)
    field = experiment.field.build(len(problem.shape), problem.samples.shape[1], generator, device)
    field.half = precision == "bf16"
    sampler = build_sampler(training.sampling, problem.shape, training.batch_size, generator)
    loss = LOSSES[training.loss]
    return FieldSolver(field, problem, experiment.optimizer, sampler, loss, training.end_points, device)
