"""Options that suit a denoising fit: a network that finds the picture long before it finds the noise."""

from __future__ import annotations

from dataclasses import replace

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.noise import Salt, parse_noise
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.tasks.denoise import DenoiseOptions

SECONDS = 60.0
SIDE_PER_OMEGA = 8.0


def guiding(experiment: Experiment, shape: tuple[int, ...]) -> Experiment:
    """The experiment with a model, an optimiser and a loss that generalise, for a picture of `shape` (H, W).

    A SIREN gets the paper's weight scale of 1, for the larger ones, which memorise ten times sooner, meet the noise
    as soon as the picture, and half the usual width, which cleans as well in a quarter of the time. Measured on
    astronaut 256² with a deviation of 25: after 1,000 steps 29.7 dB by this falling rate, 28.9 by a constant one of
    4e-4; at 8e-4 and constant the mean of the weights is no good network any more (27.7).
    """
    field = experiment.field
    if isinstance(field, SirenOptions):
        omega = float(min(60, max(10, round(max(shape) / SIDE_PER_OMEGA))))
        field = replace(field, first_omega_0=omega, weight_scale=1.0, hidden_features=128)
    task = experiment.task
    salted = isinstance(task, DenoiseOptions) and isinstance(parse_noise(task.add), Salt)
    return replace(
        experiment,
        field=field,
        loss=LOSSES["mae"]() if salted else experiment.loss,
        optimizer=AdamOptions(learning_rate=6e-4, schedule="cosine", beta1=0.9),
        training=replace(experiment.training, batch_size=4096),
        budget=Budget.of(seconds=SECONDS) if experiment.budget == Budget() else experiment.budget,
    )
