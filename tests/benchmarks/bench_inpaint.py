"""Three holes in astronaut 512² RGB, filled by every method; PSNR over the hole's pixels alone, result cut to [0, 1].

The holes are those of the figures to beat, by one generator of seed 0: half of the pixels at random, a block of 64²
at row 220 and column 180, 40 scratches 3 pixels wide. The bars are scikit-image's biharmonic filling, which is run here
as well. Measured before, for comparison: mean 10.19, 8.79, 10.15; hard SVD of rank 30 22.33, 7.44, 18.84;
soft SVD 21.44, 11.67, 20.16. Then every method and a SIREN fill a small picture with 95 % missing, one with a row and a
column missing, and a constant one: nothing may leave [0, 1], nothing known may change. `--quick` leaves the models out
of the three holes; `--seconds N` is their time for a hole (30).
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sirendesk.commands.bench import Bar
from sirendesk.commands.inpaint import fill
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.hardware import apply_threads, choose_threads
from sirendesk.core.lanes import Filling
from sirendesk.core.lowrank.iterative import IterativeSVD
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.mask import Mask, block, random_pixels, save_mask, scratches
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.tasks.inpaint import InpaintOptions, InpaintProblem, guiding, pose
from sirendesk.core.warm_up import warm_up

SHAPE = (512, 512)
BIHARMONIC = {"random 50 %": 29.28, "block 64²": 13.53, "scratches": 26.82}
LOW_RANK = ("svd", "soft-svd", "patches", "factors", "naive-factors")
RIVALS = ("mean", "biharmonic")
RANK, ITERATIONS = 30, 50


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Fill all holes by all methods, then race warm against full decompositions."""
    chosen = options_of(arguments)
    warm_up()
    apply_threads(choose_threads(None))
    models = () if chosen.quick else ("siren",)
    bars = []
    say(f"{'hole':<12} {'method':<14} {'hole dB':>8} {'SSIM':>7} {'whole dB':>9} {'seconds':>8}")
    with TemporaryDirectory() as folder:
        for name, mask in holes().items():
            found = {}
            problem, experiment = posed(mask, Path(folder) / "hole.png", chosen.seconds)
            for filling in fill(experiment, problem, (*RIVALS, *LOW_RANK, *models)):
                found[filling.method] = filling
                say(row(name, filling))
            bars += bars_of(name, {method: filling.scores["psnr"] for method, filling in found.items()})
            if name == "random 50 %":
                bars += race(problem, say)
                if models:
                    bars.append(Bar("SIREN, random 50 %", found["siren"].scores["psnr"], 27.0, "dB"))
                    bars.append(Bar("its seconds", found["siren"].seconds, 30.5, "s", at_least=False))
            bars.append(Bar(f"outside [0, 1] by any method, {name}", excess(found), 0.0, "", at_least=False))
    return bars + edges()


def holes() -> dict[str, Mask]:
    """The three masks, from one generator in the published order."""
    source = np.random.default_rng(0)
    half = random_pixels(SHAPE, 0.5, source)
    return {"random 50 %": half, "block 64²": block(SHAPE, 64, (220, 180)), "scratches": scratches(SHAPE, 40, source)}


def posed(mask: Mask, path: Path, seconds: float) -> tuple[InpaintProblem, Experiment]:
    """The hole as a problem, and the experiment that the command line would make of it."""
    save_mask(path, mask)
    source = SignalSource("sample:astronaut", size=512)
    task = InpaintOptions(mask=str(path), fill_rank=RANK)
    plain = Experiment()
    field, budget = guiding(plain.field, SHAPE), Budget.of(seconds=seconds)
    experiment = dataclasses.replace(plain, signal=source, task=task, field=field, budget=budget)
    return task.prepare(load_signal(source)), experiment


def bars_of(name: str, scores: dict[str, float]) -> list[Bar]:
    """The best of ours against the published biharmonic filling; on the block soft against hard."""
    best = max((m for m in scores if m not in RIVALS), key=scores.__getitem__)
    bars = [Bar(f"best of ours ({best}), {name}", scores[best], BIHARMONIC[name], "dB")]
    if name.startswith("block"):
        bars.append(Bar("soft SVD over hard SVD, block", scores["soft-svd"] - scores["svd"], 1.0, "dB"))
    return bars


def race(problem: InpaintProblem, say: Callable[[str], None]) -> list[Bar]:
    """Full decompositions against those that go on from the last one, in turns of a few iterations."""
    both = {
        exact: IterativeSVD(problem.known, problem.missing, LAYOUTS["channels"], 0, RANK, exact=exact)
        for exact in (True, False)
    }
    seconds = dict.fromkeys(both, 0.0)
    for k in range(ITERATIONS):
        for exact, filler in both.items():  # in turn, so that a slow moment of the machine is shared
            start = time.perf_counter()
            filler.step(k / ITERATIONS)
            seconds[exact] += time.perf_counter() - start
    truth = problem.signal.values
    scores = {exact: psnr(truth, filler.filled, problem.missing) for exact, filler in both.items()}
    say(f"{ITERATIONS} iterations: full {seconds[True]:.2f} s, {scores[True]:.3f} dB; warm {seconds[False]:.2f} s, "
        f"{scores[False]:.3f} dB")  # fmt: skip
    return [
        Bar("warm over full SVD, speed", seconds[True] / seconds[False], 8.0, "times"),
        Bar("warm against full SVD, answer", abs(scores[True] - scores[False]), 0.05, "dB", at_least=False),
    ]


def edges() -> list[Bar]:
    """What is left of a small picture where hardly anything is known: every method within [0, 1], the known kept."""
    photo = load_signal(SignalSource("sample:astronaut", size=96))
    flat = dataclasses.replace(photo, values=np.full_like(photo.values, 0.25))
    source = np.random.default_rng(0)
    most, lines = random_pixels(photo.shape, 0.95, source), random_pixels(photo.shape, 0.3, source)
    lines[40], lines[:, 60] = True, True
    experiment = dataclasses.replace(
        Experiment(task=InpaintOptions()), field=guiding(Experiment().field, photo.shape), budget=Budget.of(steps=60)
    )
    bars = []
    for name, signal, mask in (
        ("95 % missing", photo, most),
        ("a row and a column missing", photo, lines),
        ("a constant picture", flat, lines),
    ):
        task = experiment.task
        assert isinstance(task, InpaintOptions), "made above"
        problem = pose(task, signal, mask)
        found = {f.method: f for f in fill(experiment, problem, (*RIVALS, *LOW_RANK, "siren"))}
        bars.append(Bar(f"outside [0, 1] by any method, {name}", excess(found), 0.0, "", at_least=False))
        changed = sum(int((f.picture[~mask] != signal.values[~mask]).sum()) for f in found.values())
        bars.append(Bar(f"known samples changed, {name}", changed, 0.0, "", at_least=False))
        if signal is flat:
            worst = max(float(np.abs(f.picture - 0.25).max()) for m, f in found.items() if m != "siren")
            bars.append(Bar("low rank off a constant picture", worst, 1e-3, "", at_least=False))
    return bars


def excess(found: dict[str, Filling]) -> float:
    """How far any filling leaves [0, 1]; infinite when one is not finite."""
    worst = 0.0
    for filling in found.values():
        picture = filling.picture
        if not np.isfinite(picture).all():
            return float("inf")
        worst = max(worst, float(-picture.min()), float(picture.max()) - 1.0)
    return worst


def row(name: str, filling: Filling) -> str:
    """One line of the table."""
    inside, alike, whole = (filling.scores[key] for key in ("psnr", "ssim", "whole_psnr"))
    return f"{name:<12} {filling.method:<14} {inside:>8.2f} {alike:>7.3f} {whole:>9.2f} {filling.seconds:>8.2f}"


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="sirendesk bench inpaint", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)
