"""`sirendesk inpaint`: hide a part of a picture and let several methods fill it, scored in the hole first."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.commands import flags
from sirendesk.commands.progress import train_with_progress
from sirendesk.core.budget import Budget
from sirendesk.core.catalogue import name_of
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.files import make_folder, write_bytes, write_json
from sirendesk.core.hole import biharmonic, mean_fill
from sirendesk.core.lowrank import METHODS
from sirendesk.core.mask import SPELLING, save_mask
from sirendesk.core.signals import SampledSignal, load_signal
from sirendesk.core.signals.image import encode_png
from sirendesk.core.tasks.inpaint import BY_FIELD, InpaintOptions, InpaintProblem, guiding
from sirendesk.core.training_options import TrainingOptions

DESCRIPTION = "Fill a hole in a picture: a network against low rank against the classics, scored in the hole first."
BASELINES = ("mean", "biharmonic")
ALL = ("siren", *METHODS)
# steps of the methods that have no use for seconds; patches counts sweeps
ITERATIONS = {"svd": 50, "soft-svd": 50, "patches": 8, "factors": 300, "naive-factors": 300}
OWN = ("mask", "method")


@dataclass(frozen=True)
class Filling:
    """What one method made of the hole."""

    method: str
    picture: NDArray[np.float32]
    scores: dict[str, float]
    seconds: float
    notes: tuple[str, ...] = ()


def inpaint(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for masks, options and files that cannot be used, and folders that cannot be written.
    """
    own = flags.parse("inpaint", DESCRIPTION, _flags(arguments), arguments)
    if not own.image:
        raise UsageError("Name the picture, for example: sirendesk inpaint photo.jpg --mask random:0.5 --out result")
    methods = _methods(own.method)
    experiment = _experiment(own)
    experiment.check()
    out = Path(own.out) if own.out else None
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    signal = load_signal(experiment.signal)
    task = experiment.task
    assert isinstance(task, InpaintOptions), "made here"
    problem = task.prepare(signal)
    if not any(word.startswith("--first-omega-0") for word in arguments):
        experiment = dataclasses.replace(experiment, field=guiding(experiment.field, problem.shape))
    fillings = []
    for filling in fill(experiment, problem, (*BASELINES, *methods)):
        fillings.append(filling)
        if out:
            write_bytes(out / f"{filling.method}.png", encode_png(filling.picture, _bits(signal)))
    if out:
        save_mask(out / "mask.png", problem.mask)
        write_json(out / "report.json", report(experiment, problem, fillings))
    _print_scores(problem, fillings, out)
    return 0


def fill(experiment: Experiment, problem: InpaintProblem, methods: tuple[str, ...]) -> Iterator[Filling]:
    """What each method makes of the hole, one after the other. `methods` names fields, METHODS and BASELINES.

    Raises:
        SirenDeskError: as training does.
    """
    for method in dict.fromkeys(methods):
        if method in BASELINES:
            yield _baseline(method, experiment, problem)
        else:
            yield _trained(method, for_method(experiment, method), problem.signal)


def for_method(experiment: Experiment, method: str) -> Experiment:
    """The experiment of one method: a field of that name, or a method of the task with the steps that suit it."""
    task = experiment.task
    assert isinstance(task, InpaintOptions), "an inpainting experiment"
    if method not in METHODS:
        same = method == name_of(FIELDS, experiment.field)
        field = experiment.field if same else FIELDS[method]()
        return dataclasses.replace(experiment, field=field, task=dataclasses.replace(task, method=BY_FIELD))
    return dataclasses.replace(
        experiment, task=dataclasses.replace(task, method=method), budget=Budget.of(steps=ITERATIONS[method])
    )


def report(experiment: Experiment, problem: InpaintProblem, fillings: list[Filling]) -> dict[str, Any]:
    """Scores and facts as a table for report.json."""
    from sirendesk.core.report import versions

    height, width = problem.shape
    return {
        "task": "inpaint",
        "signal": {"name": problem.signal.name, "source": experiment.signal.location, "shape": [height, width]},
        "region": problem.region,
        "missing": float(problem.mask.mean()),
        "methods": {
            f.method: {
                **f.scores,
                "seconds": round(f.seconds, 4),
                "loses_to": losses(f, fillings),
                "notes": list(f.notes),
            }
            for f in fillings
        },
        "experiment": experiment.to_json(),
        "versions": versions(),
    }


def losses(filling: Filling, fillings: list[Filling]) -> list[str]:
    """The baselines that do better than a method (in PSNR of the region), best first."""
    better = [f for f in fillings if f.method in BASELINES and f.scores["psnr"] > filling.scores["psnr"]]
    better = [] if filling.method in BASELINES else better
    return [f.method for f in sorted(better, key=_psnr, reverse=True)]


def _psnr(filling: Filling) -> float:
    return filling.scores["psnr"]


def _baseline(method: str, experiment: Experiment, problem: InpaintProblem) -> Filling:
    task = experiment.task
    assert isinstance(task, InpaintOptions), "an inpainting experiment"
    start = time.perf_counter()
    filled = (mean_fill if method == "mean" else biharmonic)(problem.known, problem.missing)
    seconds = time.perf_counter() - start
    return Filling(method, task.compose(problem, filled), task.scores(problem, filled), seconds)


def _trained(method: str, experiment: Experiment, signal: SampledSignal) -> Filling:
    from sirendesk.core.training import Trainer

    if method == "patches":  # its sweeps come in portions, which only the solver can count
        sweep = Trainer(experiment, signal, watch=False).solver.steps_per_epoch
        budget = Budget.of(steps=ITERATIONS["patches"] * sweep)
        experiment = dataclasses.replace(experiment, budget=budget)
    trainer = Trainer(experiment, signal, watch=False)
    train_with_progress(trainer)
    assert trainer.reconstruction is not None, "a finished run is measured"
    assert trainer.metrics is not None, "likewise"
    task, problem = experiment.task, trainer.problem
    assert isinstance(task, InpaintOptions), "an inpainting experiment"
    assert isinstance(problem, InpaintProblem), "prepared by it"
    picture = task.compose(problem, trainer.reconstruction)
    return Filling(method, picture, trainer.metrics, trainer.seconds, tuple(trainer.notes))


def _methods(word: str) -> tuple[str, ...]:
    """The methods that a word with commas names, without the baselines, which are always there."""
    names = [name.strip() for name in word.split(",") if name.strip()]
    known = (*FIELDS, *METHODS, *BASELINES, "all")
    for name in names:
        if name not in known:
            raise UsageError(f"There is no method called {name!r}; choose one of {', '.join(known)}.")
    wanted = [each for name in names for each in (ALL if name == "all" else (name,))]
    return tuple(name for name in wanted if name not in BASELINES)


def _experiment(own: Any) -> Experiment:
    base = Experiment()
    signal = dataclasses.replace(flags.read_options(own, base.signal), location=own.image)
    task = dataclasses.replace(flags.read_options(own, InpaintOptions()), method=BY_FIELD)
    field = FIELDS[_one_field(own.method)]()
    limited = own.steps is not None or own.seconds is not None
    return Experiment(
        signal=signal,
        task=task,
        field=flags.read_options(own, field),
        training=flags.read_options(own, base.training),
        budget=Budget.of(steps=own.steps, seconds=own.seconds) if limited else base.budget,
        seed=own.seed,
    )


def _one_field(word: str) -> str:
    """The model that the flags describe: the first one named, or SIREN."""
    return next((name.strip() for name in word.split(",") if name.strip() in FIELDS), "siren")


def _flags(arguments: list[str]) -> list[tuple[str, Any, Any]]:
    field = FIELDS[_one_field(flags.peek(arguments, "method", "siren"))]()
    base, task = Experiment(), InpaintOptions()
    methods = f"{', '.join(METHODS)}, mean, biharmonic, a model ({', '.join(FIELDS)}), or all; several with commas."
    return [
        ("image", flags.positional(str, "IMAGE|sample:NAME", "Picture to fill."), ""),
        ("mask", flags.flag(str, f"What is missing: {SPELLING}; there, transparent or white is missing."), task.mask),
        ("method", flags.flag(str, f"What fills it: {methods}"), "all"),
        ("out", flags.flag(str | None, "Folder for the results; without it nothing is written.", "DIR"), None),
        ("seconds", flags.flag(float | None, "Train a model for this many seconds (10 unless steps are given)."), None),
        ("steps", flags.flag(int | None, "Train a model for this many steps."), None),
        *flags.option_flags(base.signal, leave_out=("location",)),
        *flags.option_flags(task, leave_out=OWN),
        *flags.option_flags(base),
        *flags.option_flags(field),  # without its flag, a SIREN's first omega_0 follows the picture's size
        *flags.option_flags(TrainingOptions()),
    ]


def _bits(signal: SampledSignal) -> int:
    return 16 if signal.bits == 16 else 8


def _print_scores(problem: InpaintProblem, fillings: list[Filling], out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(title=Text(f"{problem.signal.name}: {problem.region}"), title_justify="left")
    whole = "whole_psnr" in fillings[0].scores
    place = "hole" if whole else "held out"
    table.add_column("method", no_wrap=True)
    for column in (f"{place} dB", "SSIM", *(("whole dB",) if whole else ()), "seconds"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    keys = ("psnr", "ssim", *(("whole_psnr",) if whole else ()))
    for filling in sorted(fillings, key=_psnr, reverse=True):
        worse = losses(filling, fillings)
        note = Text(f"loses to {worse[0]}", style="bold red") if worse else Text()
        numbers = [_number(filling.scores[key], 4 if "ssim" in key else 2) for key in keys]
        table.add_row(filling.method, *numbers, f"{filling.seconds:.2f}", note)
    console.print(table)
    done = f"written to {out}" if out else "nothing was written; --out DIR keeps the results"
    console.print(done, markup=False, highlight=False)


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"
