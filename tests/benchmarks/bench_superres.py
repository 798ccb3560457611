"""Camera, astronaut and coffee made twice as small, learnt, and drawn at their own size; and a published recipe raced.

The pictures are squares of 400² cut from the middle of scikit-image's: rows (H - 400) // 2 on, columns (W - 400) // 2
on, in sRGB as they are stored, in floats. Small ones are the means of 2 x 2 pixels, not rounded to 8 bits. PSNR is over
the whole picture and all channels, peak 1, results cut to [0, 1].

First bar: at least 0.5 dB above bicubic (1.5 is the aim) within a minute, from the first line of setting up to the
drawn result. Second bar, on astronaut and coffee: the PSNR that a comparable project's recipe ends at (SIREN of five
layers of 256 sines, sigmoid output, one point for each pixel, 5,000 full-batch Adam steps at 5e-5) is passed at least
20 times sooner. The recipe's end values are RECORDED; its seconds are those of a few steps timed here, times 5,000.
`--full` runs it to its end (half an hour and more for a picture) and says what to record; `--pictures astronaut` takes
one picture at a time and `--keep FILE` goes on from the picture that a broken-off run had reached.

`--seconds N` is the time for a picture (52), `--side N` another size of square for a quick look.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.files import write_json
from sirendesk.core.hardware import apply_threads, choose_threads
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SampledSignal, read_signal
from sirendesk.core.tasks.upscale import BASELINES, UpscaleOptions, enlarged, losing, scores
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions
from sirendesk.core.upscaling import guiding
from sirendesk.core.warm_up import warm_up

PICTURES = ("camera", "astronaut", "coffee")
RACED = ("astronaut", "coffee")
SIDE, SCALE = 400, 2.0
GAIN, AIM, SECONDS, SOONER = 0.5, 1.5, 60.0, 20.0
RECIPE_STEPS, TIMED_STEPS, LOOKS = 5000, 3, 250
# PSNR (dB) that the recipe ends at, from --full
RECORDED: dict[str, float] = {"astronaut": 30.4}
TASK = UpscaleOptions(scale=SCALE, protocol="area")


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Upscale all pictures beside the baselines, then time the recipe or run it."""
    chosen = options_of(arguments)
    warm_up()
    apply_threads(choose_threads(None))
    bars, ours = [], {}
    for name in chosen.pictures:
        signal = square(name, chosen.side)
        problem = TASK.prepare(signal)
        rivals = {rival: scores(problem, enlarged(problem, rival)) for rival in BASELINES}
        ours[name] = found = upscaled(signal, chosen.seconds)
        table = {f"this fit, {found['steps']} steps, {found['seconds']:.1f} s": found, **rivals}
        for title, score in sorted(table.items(), key=_psnr, reverse=True):
            say(f"{name:<10} {title:<34} {score['psnr']:>7.3f} dB  SSIM {score['ssim']:.4f}  RMSE {score['rmse']:.5f}")
        worse = losing(found["psnr"], rivals)
        say(f"{name}: loses to {', '.join(worse)}" if worse else f"{name}: better than all of them")
        gain = found["psnr"] - rivals["bicubic"]["psnr"]
        say(f"{name}: {gain:+.2f} dB against bicubic" + (f", the aim of {AIM:g} is reached" if gain >= AIM else ""))
        bars.append(Bar(f"{name}, above bicubic", gain, GAIN, "dB"))
        bars.append(Bar(f"{name}, seconds", found["seconds"], SECONDS, "s", at_least=False))
    for name in (name for name in chosen.pictures if name in RACED):
        bars += race(name, chosen, ours[name], say)
    return bars


def race(name: str, chosen: argparse.Namespace, ours: dict[str, float], say: Callable[[str], None]) -> list[Bar]:
    """The recipe's time and end against ours."""
    signal = square(name, chosen.side)
    kept = Path(chosen.keep) if chosen.keep else None
    if chosen.full:
        end = finished(name, signal, kept, say)
        seconds, psnr = end["seconds"], end["psnr"]
        say(f"{name}: the recipe ends at {psnr:.3f} dB after {seconds:.0f} s; write it down in RECORDED")
    else:
        seconds = RECIPE_STEPS * seconds_of_step(signal)
        psnr = RECORDED.get(name, math.nan)
        say(f"{name}: the recipe would take {seconds:.0f} s here, by {TIMED_STEPS} steps")
    bars = [Bar(f"{name}, sooner than the recipe", seconds / ours["seconds"], SOONER, "times")]
    if math.isnan(psnr):
        say(f"{name}: where the recipe ends is not recorded yet; --full --pictures {name} finds out")
    else:
        bars.append(Bar(f"{name}, PSNR above the recipe's {psnr:.2f}", ours["psnr"] - psnr, 0.0, "dB"))
    return bars


def square(name: str, side: int) -> SampledSignal:
    """A picture's middle, `side` pixels along each side."""
    whole = read_signal(f"sample:{name}")
    top, left = ((n - side) // 2 for n in whole.shape)
    return dataclasses.replace(whole, values=whole.values[top : top + side, left : left + side], alpha=None)


def upscaled(signal: SampledSignal, seconds: float) -> dict[str, float]:
    """Scores of our fit with what `sirendesk upscale` takes by default; "seconds" has setting up and drawing in it."""
    start = time.perf_counter()
    experiment = guiding(Experiment(task=TASK, budget=Budget.of(seconds=seconds)), signal.shape)
    trainer = trained(experiment, signal)
    assert trainer.metrics is not None, "a finished run is measured"
    return {**trainer.metrics, "seconds": time.perf_counter() - start, "steps": trainer.step}


def recipe(steps: int) -> Experiment:
    """The comparable project's settings."""
    return Experiment(
        task=dataclasses.replace(TASK, observation="point", smoothness=0.0),
        field=SirenOptions(
            hidden_features=256, hidden_layers=4, first_omega_0=30.0, weight_scale=1.0, output="sigmoid"
        ),
        optimizer=AdamOptions(learning_rate=5e-5, beta1=0.9, beta2=0.999, schedule="constant", warm_up=0.0),
        training=TrainingOptions(sampling="full", targets="unit", start_again=False),
        budget=Budget.of(steps=steps),
    )


def trained(experiment: Experiment, signal: SampledSignal) -> Trainer:
    """A finished run."""
    trainer = Trainer(experiment, signal, watch=False)
    while trainer.advance(1.0):
        pass
    return trainer


def seconds_of_step(signal: SampledSignal) -> float:
    """The recipe's fastest step of a few: another program's work must not count as the recipe's."""
    trainer = Trainer(recipe(RECIPE_STEPS), signal, watch=False)
    times = []
    for _ in range(TIMED_STEPS + 1):  # the first one makes room
        start = time.perf_counter()
        trainer.solver.step(0.0)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def finished(name: str, signal: SampledSignal, kept: Path | None, say: Callable[[str], None]) -> dict[str, float]:
    """The recipe to its end, or its end from the file that an earlier run left."""
    known = read_kept(kept)
    key = f"{name} {signal.shape[0]}"
    if key in known:
        say(f"{name}: the recipe's end is taken from {kept}")
        return known[key]
    trainer = Trainer(recipe(RECIPE_STEPS), signal, watch=False)
    told = 0
    while trainer.advance(1.0):
        if trainer.step >= told + LOOKS:
            told = trainer.step
            left = trainer.seconds * (RECIPE_STEPS / told - 1.0)
            say(f"{name}: recipe at step {told:,}, {trainer.seconds:.0f} s, {left:.0f} s to go; its own points "
                f"{trainer.estimate:.2f} dB")  # fmt: skip
    assert trainer.metrics is not None, "a finished run is measured"
    end = {**trainer.metrics, "seconds": trainer.seconds}
    if kept is not None:
        write_json(kept, {**read_kept(kept), key: end})
    return end


def read_kept(path: Path | None) -> dict[str, Any]:
    """What earlier runs left."""
    return json.loads(path.read_text(encoding="utf-8")) if path is not None and path.exists() else {}


def _psnr(row: tuple[str, dict[str, float]]) -> float:
    return row[1]["psnr"]


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="sirendesk bench superres", description=__doc__)
    parser.add_argument("--seconds", type=float, default=52.0)
    parser.add_argument("--side", type=int, default=SIDE)
    parser.add_argument("--pictures", nargs="+", choices=PICTURES, default=list(PICTURES))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--keep", default="", metavar="FILE")
    return parser.parse_args(arguments)
