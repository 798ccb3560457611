"""Load what a first step needs, so that pressing Start for the first time is as quick as the second."""

from __future__ import annotations


def warm_up() -> None:
    """Import torch and the training loop and take two steps of a tiny fit; nothing is kept."""
    import dataclasses

    import numpy as np

    from sirendesk.core.budget import Budget
    from sirendesk.core.experiment import Experiment
    from sirendesk.core.signals import SampledSignal
    from sirendesk.core.training import Trainer

    values = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64, 1)
    tiny = dataclasses.replace(Experiment(), budget=Budget.of(steps=2))
    trainer = Trainer(tiny, SampledSignal(values, None, "warm-up", "warm-up"))
    while trainer.advance(1.0):
        pass
    trainer.snapshot(frame=True)
