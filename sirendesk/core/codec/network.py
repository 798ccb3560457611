"""From a picture to the weights of a small network within a goal: which network, its training, its rounding."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from sirendesk.core.budget import Budget
from sirendesk.core.codec import weights
from sirendesk.core.codec.container import pack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.finish import finish
from sirendesk.core.codec.goals import Encoded
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.field_solver import FieldSolver
from sirendesk.core.fields import SirenOptions
from sirendesk.core.metrics import psnr
from sirendesk.core.report import stored_model
from sirendesk.core.signals import SampledSignal
from sirendesk.core.training import Trainer

# description, tables and steps; the numbers themselves are spread so evenly that coding saves little
OVERHEAD_BYTES = 220
NARROWEST, WIDEST = 4, 512
FINISHING_SHARE = 0.15


def network_of(count: int, layers: int, channels: int) -> SirenOptions:
    """A SIREN with `layers` hidden layers and at most `count` weights."""
    # layers - 1 matrices of n (n + 1), the first 3 n, the last (n + 1) channels
    a, b, c = layers - 1, layers + 2 + channels, channels - count
    width = (-c / b) if a == 0 else (-b + math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    return SirenOptions(hidden_features=min(WIDEST, max(NARROWEST, math.floor(width))), hidden_layers=layers)


def train(
    experiment: Experiment, signal: SampledSignal, most_bytes: int, bits: int, drive: Callable[[Trainer], None]
) -> Encoded:
    """Fit, round and pack a network of at most `most_bytes`; `drive` runs a trainer to its end.

    `experiment` says everything but the width of the network; of its budget a part goes into the rounding.

    Raises:
        UsageError: when even the narrowest network is larger.
    """
    field = experiment.field
    assert isinstance(field, SirenOptions), "the codec's network"
    count = int((most_bytes - OVERHEAD_BYTES) * 8 / (1.05 * bits))
    chosen = network_of(count, field.hidden_layers, signal.channels)
    field = replace(field, hidden_features=chosen.hidden_features)
    budget = experiment.budget
    share = 1.0 - FINISHING_SHARE
    shorter = Budget(
        seconds=None if budget.seconds is None else budget.seconds * share,
        steps=None if budget.steps is None else max(1, round(budget.steps * share)),
        target_psnr=None,
    )
    trainer = Trainer(replace(experiment, field=field, budget=shorter), signal, watch=False)
    drive(trainer)
    solver = trainer.solver
    assert isinstance(solver, FieldSolver), "a field is fitted"
    finish(solver, bits, max(1, round(trainer.step * FINISHING_SHARE / share)))
    data = pack(weights.encode(stored_model(trainer), bits))
    if len(data) > most_bytes:
        raise UsageError(
            f"The narrowest network that is of use takes {len(data):,} bytes, so {most_bytes:,} (bytes) cannot be met; "
            "allow more, or take fewer layers or bits."
        )
    decoded = decode(data, "the new file")
    return Encoded(data, decoded, psnr(signal.values, decoded))
