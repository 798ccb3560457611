"""How a small network is trained for the weights codec."""

from __future__ import annotations

from dataclasses import replace

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.optimizers.muon import MuonOptions
from sirendesk.core.signals import AnySignal, AudioSignal
from sirendesk.core.sounds.suiting import first_omega_0 as suited_omega_0
from sirendesk.core.sounds.suiting import first_reach
from sirendesk.core.training_options import TrainingOptions

# Measured on kodim15 with ten layers of 28 sines and 20 seconds of one core: Muon 28.6 dB where Adam has 28.0; narrow
# networks want the paper's own start (weight scale 1.3 loses 0.2 dB), and 2e-3 is too fast already. Batches of a few
# thousand samples do in half a minute what the whole picture in every step does in half an hour.
BATCH, SOUND_BATCH = 4096, 2048
FIRST_OMEGA_0, HIDDEN_OMEGA_0, WEIGHT_SCALE = 25.0, 30.0, 1.0
LEARNING_RATE = 1e-3
BETA_1, BETA_2 = 0.9, 0.99


def experiment_for(
    signal: AnySignal,
    *,
    hidden_layers: int,
    first_omega_0: float | None,
    learning_rate: float | None,
    seconds: float,
    steps: int | None,
    seed: int,
) -> Experiment:
    """The fit of a network of which only the width is left open; `steps` go before `seconds`.

    Raises:
        UsageError: when an option is outside its declaration.
    """
    field = SirenOptions(
        first_omega_0=FIRST_OMEGA_0,
        hidden_omega_0=HIDDEN_OMEGA_0,
        hidden_layers=hidden_layers,
        weight_scale=WEIGHT_SCALE,
    )
    optimizer = MuonOptions(learning_rate=LEARNING_RATE, beta1=BETA_1, beta2=BETA_2)
    training = TrainingOptions(batch_size=BATCH, precision="fp32")
    if isinstance(signal, AudioSignal):
        # what larger networks are guided to, but for start and rate: with 7,000 weights the paper's start and Muon
        # have 28 dB of a guitar where Adam at 2e-4 has 23 after as many steps, and 25 of speech in place of 17
        reach = suited_omega_0(first_reach(signal), signal.seconds, WEIGHT_SCALE)
        field = replace(field, first_omega_0=reach, first_pace=1.0)
        training = replace(training, batch_size=SOUND_BATCH, targets="standardised")
    if first_omega_0 is not None:
        field = replace(field, first_omega_0=first_omega_0)
    if learning_rate is not None:
        optimizer = replace(optimizer, learning_rate=learning_rate)
    budget = Budget.of(seconds=seconds) if steps is None else Budget.of(steps=steps)
    experiment = Experiment(field=field, optimizer=optimizer, training=training, budget=budget, seed=seed)
    experiment.check()
    return experiment
