"""Options that suit a sound, read from its own spectrum, so that nobody has to guess omega_0 and nobody meets silence.

The fastest sine of the first layer makes alpha omega_0 radians over half the sound, a frequency in Hz. Too low, and the
network cannot follow the sound; too high, and what is learnt of one moment says nothing about the next. With steps that
are too long, what was learnt of a place is forgotten before a batch comes by again, and answering silence is the best
there is: an error equal to the signal's power, the classic collapse. And the first layer's own steps, which are omega_0
times as long in the paper's network, would shake the phase of every sample: here the rate is theirs as it stands.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FieldOptions, SirenOptions
from sirendesk.core.fields.finer import FinerOptions
from sirendesk.core.fields.hash_grid import HashGridOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import AudioSignal

SECONDS = 60.0
SHARE = 0.99
# chosen on a guitar of 7 s, which gets 1,000 Hz by it; speech of 12 s is near the bound as well
REACH = 0.43
SLOWEST_HZ, FASTEST_HZ = 50.0, 1000.0
WEIGHT_SCALE = 1.5
RATE = 2.5e-4
BATCH = 2048
# a grid learns a cell from the few samples in it: of 12 s of speech, 32 dB with two samples a cell and less with three
SAMPLES_A_CELL, LEVELS, MOST_CELLS = 2, 8, 2**20
GRID_RATE, GRID_BATCH = 5e-3, 8192
# a loss that listens needs several runs of samples in a batch
RUNS = 4
# at most so many stretches of so many samples tell the spectrum
STRETCHES, STRETCH = 48, 4096


def guiding(experiment: Experiment, signal: AudioSignal) -> Experiment:
    """The experiment with a model, an optimiser and a scale of targets that learn `signal` soon and safely."""
    run = experiment.loss.run
    rate, batch = (GRID_RATE, GRID_BATCH) if isinstance(experiment.field, HashGridOptions) else (RATE, BATCH)
    return replace(
        experiment,
        field=suited_field(experiment.field, signal),
        optimizer=AdamOptions(learning_rate=rate, schedule="cosine", warm_up=0.02, beta1=0.9, beta2=0.99),
        training=replace(
            experiment.training,
            batch_size=batch if run == 1 else max(2 * batch, RUNS * run),
            sampling="stratified",
            targets="standardised",
        ),
        budget=Budget.of(seconds=SECONDS) if experiment.budget == Budget() else experiment.budget,
    )


def suited_field(field: FieldOptions, signal: AudioSignal) -> FieldOptions:
    """A model whose sines reach as far as the sound needs, or a grid as fine as it; others stay as they are."""
    if isinstance(field, SirenOptions):
        omega = first_omega_0(first_reach(signal), signal.seconds, WEIGHT_SCALE)
        return replace(
            field,
            first_omega_0=omega,
            hidden_omega_0=30.0,
            weight_scale=WEIGHT_SCALE,
            first_pace=1.0,
            initialisation="siren",
        )
    if isinstance(field, FinerOptions):
        # its biases make the sines up to 2 k + 1 times as fast
        omega = first_omega_0(first_reach(signal), signal.seconds, 2 * field.first_bias + 1)
        return replace(field, first_omega_0=min(10000.0, omega))
    if isinstance(field, HashGridOptions):
        return fine_grid(field, signal.size // SAMPLES_A_CELL)
    return field


def fine_grid(field: HashGridOptions, cells: int) -> HashGridOptions:
    """The grid with so many cells at the finest, each with an entry of its own, and each level twice the one before."""
    cells = min(MOST_CELLS, max(1, cells))
    return replace(
        field,
        levels=LEVELS,
        log2_table_size=max(4, math.ceil(math.log2(cells + 1))),
        coarsest_resolution=max(1, cells >> (LEVELS - 1)),
        finest_resolution=cells,
    )


def first_reach(signal: AudioSignal) -> float:
    """The fastest sine of the first layer that suits, in Hz."""
    return min(FASTEST_HZ, max(SLOWEST_HZ, REACH * band(signal)))


def first_omega_0(hertz: float, seconds: float, factor: float) -> float:
    """omega_0 with which the fastest sine of a first layer makes `hertz` in a sound of `seconds`, to 3 digits.

    Coordinates span 2 units, so a weight of factor · omega_0 is factor · omega_0 / (pi · seconds) Hz.
    """
    omega = hertz * math.pi * seconds / factor
    return float(min(1_000_000.0, max(1.0, float(f"{omega:.3g}"))))


def reach_of(field: SirenOptions, seconds: float) -> float:
    """The fastest sine of the first layer in Hz, in a sound of `seconds`: the inverse of `first_omega_0`."""
    return field.weight_scale * field.first_omega_0 / (math.pi * seconds)


def band(signal: AudioSignal, share: float = SHARE) -> float:
    """Frequency in Hz below which `share` of the sound's energy lies; 0 for silence and for a constant.

    From Hann windows of stretches spread over the sound, a bounded number of them, channels mixed, each without its
    mean (Welch 1967, "The use of fast Fourier transform for the estimation of power spectra").
    """
    length = min(STRETCH, signal.size)
    count = min(STRETCHES, max(1, signal.size // length))
    starts = np.linspace(0, signal.size - length, count).astype(np.int64)
    parts = signal.values[starts[:, None] + np.arange(length)].mean(axis=2, dtype=np.float32)
    parts = (parts - parts.mean(axis=1, keepdims=True)) * np.hanning(length + 2)[1:-1].astype(np.float32)
    power = (np.abs(np.fft.rfft(parts, axis=1)) ** 2).sum(axis=0, dtype=np.float64)
    total = np.cumsum(power)
    if not total[-1] > 1e-12 * parts.size:
        return 0.0
    return float(np.searchsorted(total, share * total[-1]) * signal.sample_rate / length)
