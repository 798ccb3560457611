"""Gaussian noise of deviation 25 on pictures of 256²: where the honest stop ends, beside the oracle's and the classics.

Noise is not cut to [0, 1]; results are, before they are scored. The honest stop is that of the run as anyone gets it;
the oracle's best is the best of all looks at that run carried on to the end of its budget, rendered whole. Neither the
run nor the classics know the truth: held-out pixels choose the step, the median's side, the weight of total variation
and non-local means' strength. The bars are about astronaut; camera and coffee are printed beside (not with --quick).
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable

from sirendesk.commands.bench import Bar
from sirendesk.commands.denoise import Cleaned, classics, fit, of_fit
from sirendesk.core.budget import Budget
from sirendesk.core.denoising import guiding
from sirendesk.core.experiment import Experiment
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.training import Trainer
from sirendesk.core.warm_up import warm_up

NOISE = "gaussian:25"
BARRED, OTHERS = "astronaut", ("camera", "coffee")
SIZE = 256
STEPS = 1600
MOST_BELOW_ORACLE = 0.3


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Clean all pictures and hold the first against its bars."""
    chosen = options_of(arguments)
    warm_up()
    say(f"{'picture':<10} {'method':<16} {'dB':>7} {'SSIM':>7} {'held out':>9} {'seconds':>8}")
    bars: list[Bar] = []
    for name in (BARRED, *(() if chosen.quick else OTHERS)):
        found = bars_of(name, chosen.steps, chosen.size, say)
        bars = bars or found
    return bars


def bars_of(name: str, steps: int, size: int, say: Callable[[str], None]) -> list[Bar]:
    """The scores of one picture, printed and as bars."""
    source = SignalSource(f"sample:{name}", size=size)
    signal = load_signal(source)
    task = DenoiseOptions(add=NOISE)
    plain = Experiment(signal=source, task=task, budget=Budget.of(steps=steps))
    experiment = guiding(plain, signal.shape)
    problem = task.prepare(signal)
    trainer, _ = fit(experiment, problem)
    ours = of_fit(trainer, "siren")
    if trainer.step < steps:
        carried_on = dataclasses.replace(experiment, task=dataclasses.replace(task, stop_early=False))
        trainer, _ = fit(carried_on, problem)
    oracle = oracle_of(trainer)
    rivals = {each.method: each for each in classics(task, problem)}
    for each in (*rivals.values(), ours):
        say(row(name, each))
    say(f"{name:<10} {'oracle (knows)':<16} {oracle:>7.2f}")
    psnrs = {method: each.scores["psnr"] for method, each in rivals.items()}
    score = ours.scores["psnr"]
    return [
        Bar("honest stop below the oracle's best", oracle - score, MOST_BELOW_ORACLE, "dB", at_least=False),
        Bar("honest stop beside median", score, psnrs["median"], "dB"),
        Bar("honest stop beside total variation", score, psnrs["total_variation"], "dB"),
    ]


def oracle_of(trainer: Trainer) -> float:
    """PSNR (dB) of the whole picture at the look that was nearest to the truth."""
    watcher = trainer.watcher
    assert watcher is not None, "a denoising run"
    assert watcher.oracle is not None, "the truth is known and it was looked at"
    return psnr(trainer.problem.signal.values, watcher.picture_at(watcher.oracle, trainer.solver).clip(0.0, 1.0))


def row(name: str, each: Cleaned) -> str:
    """One line of the table."""
    held_out = each.scores.get("held_out_psnr", float("nan"))
    scores = f"{each.scores['psnr']:>7.2f} {each.scores['ssim']:>7.3f} {held_out:>9.2f} {each.seconds:>8.2f}"
    return f"{name:<10} {each.method:<16} {scores}  {each.number}"


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="sirendesk bench denoise", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--size", type=int, default=SIZE, help="longest side; the bars are about 256")
    parser.add_argument("--quick", action="store_true", help="astronaut only")
    parser.add_argument("--full", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)
