"""Options that suit upscaling: what is right between the pixels, which is not what memorises them soonest."""

from __future__ import annotations

from dataclasses import replace

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.optimizers import MuonOptions
from sirendesk.core.resampling import reduced_shape
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.tasks.upscale import guiding as guiding_field

SECONDS = 50.0


def guiding(experiment: Experiment, shape: tuple[int, int]) -> Experiment:
    """The experiment with a model and an optimiser that generalise, for a signal of `shape` (H, W).

    Raises:
        UsageError: when the task's protocol cannot have its scale.
    """
    task = experiment.task
    assert isinstance(task, UpscaleOptions), "an experiment about upscaling"
    return replace(
        experiment,
        field=guiding_field(experiment.field, small_shape(experiment, shape), task.scale),
        optimizer=MuonOptions(),
        budget=Budget.of(seconds=SECONDS) if experiment.budget == Budget() else experiment.budget,
    )


def small_shape(experiment: Experiment, shape: tuple[int, int]) -> tuple[int, int]:
    """Shape of the small picture that is learnt, for a signal of `shape`.

    Raises:
        UsageError: when the task's protocol cannot have its scale.
    """
    task = experiment.task
    assert isinstance(task, UpscaleOptions), "an experiment about upscaling"
    return shape if task.protocol == "none" else reduced_shape(shape, task.scale, task.protocol)
