"""Every model at as many weights as SIREN's usual network: what equal seconds reach, and then equal steps.

Equal seconds is the product's own race: each model with its defaults, its width found by search. Equal steps is the
published one as far as a few hundred batches go: on one DIV2K picture of 512², every pixel in each of 5,000 steps, rate
5e-4 falling tenfold, FINER reached 42.13 dB, SIREN 40.06, Gauss 35.05 and WIRE 32.02 (notebook of FINER++'s authors).
So its second table takes those settings and that rate, for fewer steps of fewer pixels, and bars are on that order; a
model that learnt nothing in its first steps is started again more gently and marked.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.fields.base import FieldOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SampledSignal, SignalSource, load_signal
from sirendesk.core.training import Trainer
from sirendesk.core.warm_up import warm_up

TITLES = {
    "siren": "SIREN",
    "finer": "FINER",
    "gauss": "Gauss",
    "wire": "WIRE",
    "fourier_mfn": "MFN Fourier",
    "gabor_mfn": "MFN Gabor",
    "mlp": "ReLU + Gaussian",
    "hash_grid": "hash grid",
}
PICTURES = {"camera": True, "astronaut": False, "coffee": False}  # whether it is grey
ALLOWED = 0.03
# settings of the published comparison, best first
RATE = 5e-4
PUBLISHED: dict[str, dict[str, float]] = {
    "finer": {"first_omega_0": 30.0, "hidden_omega_0": 30.0, "first_bias": 0.7, "weight_scale": 1.0},
    "siren": {"first_omega_0": 30.0, "hidden_omega_0": 30.0, "weight_scale": 1.0},
    "gauss": {"scale": 30.0},
    "wire": {"first_omega_0": 20.0, "hidden_omega_0": 20.0, "scale": 10.0},
}


@dataclass(frozen=True)
class Result:
    """One run: PSNR (dB), steps, seconds, and whether it had to be started again."""

    psnr: float
    steps: int
    seconds: float
    again: bool


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Race them all; `--quick` is a rehearsal on a small picture whose figures mean nothing."""
    chosen = options_of(arguments)
    warm_up()
    signals = {
        name: load_signal(SignalSource(f"sample:{name}", size=chosen.size, gray=grey))
        for name, grey in list(PICTURES.items())[: 1 if chosen.quick else None]
    }
    names = [name for name in TITLES if name in FIELDS]
    say(f"equal seconds: {chosen.seconds:g} s, {chosen.size}², seeds 0 to {chosen.seeds - 1}, the product's defaults")
    say(f"{'picture':<10} {'model':<16} {'PSNR dB':>15} {'steps':>7} {'seconds':>8} {'weights':>9}")
    farthest = 0.0
    for picture, signal in signals.items():
        target = parameters(FIELDS["siren"](), signal, chosen.width)
        fields = {name: matched(name, signal, target) for name in names}
        results: dict[str, list[Result]] = {name: [] for name in names}
        for seed in range(chosen.seeds):
            for name in names:  # in turn, so that a slow minute of the machine is shared
                results[name].append(fit(signal, fields[name], seed, Budget.of(seconds=chosen.seconds)))
        for name in names:
            count = parameters(fields[name], signal)
            farthest = max(farthest, abs(count / target - 1))
            say(f"{picture:<10} {TITLES[name]:<16} {row(results[name])} {count:>9,}")
    bars = [Bar("farthest from SIREN's number of weights", 100 * farthest, 100 * ALLOWED, "%", at_least=False)]
    order = equal_steps(chosen, next(iter(signals.values())), say)
    return bars if chosen.quick else bars + order


def equal_steps(chosen: argparse.Namespace, signal: SampledSignal, say: Callable[[str], None]) -> list[Bar]:
    """The published comparison's settings for the same number of steps; bars on its order."""
    say(f"equal steps: {chosen.steps} of {chosen.batch} pixels, camera, the published settings, rate falling tenfold")
    say(f"{'model':<16} {'PSNR dB':>15} {'steps':>7} {'seconds':>8} {'weights':>9}")
    target = parameters(FIELDS["siren"](), signal, chosen.width)
    means: dict[str, float] = {}
    for name, settings in PUBLISHED.items():
        field = dataclasses.replace(matched(name, signal, target), **settings)
        multiplier = own_rate(field, signal)  # the published rate is the one the weights are to see
        optimizer = AdamOptions(learning_rate=RATE / multiplier, schedule="exponential", beta1=0.9, beta2=0.999)
        budget = Budget.of(steps=chosen.steps)
        results = [fit(signal, field, seed, budget, optimizer, chosen.batch) for seed in range(chosen.seeds)]
        means[name] = statistics.mean(r.psnr for r in results)
        say(f"{TITLES[name]:<16} {row(results)} {parameters(field, signal):>9,}")
    order = list(PUBLISHED)
    return [
        Bar(f"{TITLES[a]} over {TITLES[b]}, equal steps, published settings", means[a] - means[b], 0.0, "dB")
        for a, b in itertools.pairwise(order)
    ]


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line, with what --quick changes filled in."""
    parser = argparse.ArgumentParser(prog="sirendesk bench activations", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--batch", type=int, default=8192)
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args(arguments)
    chosen.width = None
    if chosen.quick:
        chosen.seconds, chosen.size, chosen.seeds, chosen.steps, chosen.batch, chosen.width = 1.0, 64, 1, 40, 1024, 64
    return chosen


def fit(
    signal: SampledSignal,
    field: FieldOptions,
    seed: int,
    budget: Budget,
    optimizer: AdamOptions | None = None,
    batch: int | None = None,
) -> Result:
    """One run of the product's own training loop, unwatched."""
    plain = Experiment()
    training = plain.training if batch is None else dataclasses.replace(plain.training, batch_size=batch)
    optimizer = optimizer or AdamOptions()
    experiment = dataclasses.replace(
        plain, field=field, seed=seed, budget=budget, optimizer=optimizer, training=training
    )
    trainer = Trainer(experiment, signal, watch=False)
    while trainer.advance(0.1):
        pass
    assert trainer.metrics is not None, "a finished run is measured"
    again = any("started again" in note for note in trainer.notes)
    return Result(trainer.metrics["psnr"], trainer.step, trainer.seconds, again)


def row(results: list[Result]) -> str:
    """Mean and standard deviation of the PSNR, means of steps and seconds; an asterisk where a start was repeated."""
    values = [r.psnr for r in results]
    spread = f"{statistics.stdev(values):5.2f}" if len(values) > 1 else "    -"
    mark = "*" if any(r.again for r in results) else " "
    steps, seconds = (statistics.mean(getattr(r, key) for r in results) for key in ("steps", "seconds"))
    return f"{statistics.mean(values):7.2f} ±{spread}{mark} {steps:>7.0f} {seconds:>8.2f}"


def parameters(field: FieldOptions, signal: SampledSignal, width: int | None = None) -> int:
    """Number of weights of a field for a signal, at another width if one is given."""
    if width is not None:
        field = dataclasses.replace(field, **{"hidden_features": width})
    return built(field, signal).parameters


def own_rate(field: FieldOptions, signal: SampledSignal) -> float:
    """What the field multiplies the rate of its last bias by."""
    pace = built(field, signal).pace
    return 1.0 if pace is None else float(pace[-1])


def built(field: FieldOptions, signal: SampledSignal):  # noqa: ANN201 - a Field
    """The field as the signal needs it."""
    return field.build(len(signal.shape), signal.values.shape[-1], torch.Generator(), torch.device("cpu"))


def matched(name: str, signal: SampledSignal, target: int) -> FieldOptions:
    """A field of the catalogue with its size turned until it has `target` weights, give or take ALLOWED."""
    nearest = min(sizes(name, signal, target), key=lambda found: abs(found[0] - target))
    assert abs(nearest[0] / target - 1) <= ALLOWED, f"no size of {name} has about {target:,} weights"
    return nearest[1]


def sizes(name: str, signal: SampledSignal, target: int) -> Iterator[tuple[int, FieldOptions]]:
    """Numbers of weights around the target with the options that have them; the first good size ends the search."""
    plain = FIELDS[name]()
    if name == "hash_grid":  # its weights are in its tables: large ones, so that the finest grid need not be fine
        usual = plain.log2_table_size  # pyright: ignore[reportAttributeAccessIssue]
        starts = [dataclasses.replace(plain, **{"log2_table_size": k}) for k in range(usual + 1, 7, -1)]
        key, low, high = "finest_resolution", 16, 1024
    elif name == "mlp":  # the usual 256 frequencies would leave too little for a narrow network behind them
        starts = [
            dataclasses.replace(plain, **{"frequencies": k, "encoding": "gaussian", "activation": "relu"})
            for k in (256, 128, 64, 32)
        ]
        key, low, high = "hidden_features", 4, 1024
    else:
        starts, key, low, high = [plain], "hidden_features", 4, 1024
    for start in starts:
        found = list(bisected(start, key, low, high, signal, target))
        yield from found
        if any(abs(count / target - 1) <= ALLOWED / 3 for count, _ in found):
            return


def bisected(
    start: FieldOptions, key: str, low: int, high: int, signal: SampledSignal, target: int
) -> Iterator[tuple[int, FieldOptions]]:
    """Every size tried on the way to the target."""
    while low <= high:
        middle = (low + high) // 2
        options = dataclasses.replace(start, **{key: middle})
        count = parameters(options, signal)
        yield count, options
        low, high = (middle + 1, high) if count < target else (low, middle - 1)
