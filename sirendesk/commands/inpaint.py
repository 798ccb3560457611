"""`sirendesk inpaint`: hide a part of a picture and let several methods fill it, scored in the hole first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sirendesk.commands.fitted import tell_place
from sirendesk.commands.inpaint_flags import parse_inpaint
from sirendesk.commands.progress import train_with_progress
from sirendesk.commands.sound_kind import about_a_sound
from sirendesk.commands.tables import number
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.files import make_folder, write_bytes, write_json
from sirendesk.core.lanes import BASELINES, Filling, baseline, for_method
from sirendesk.core.mask import save_mask
from sirendesk.core.signals import as_picture, load_signal
from sirendesk.core.signals.image import encode_like
from sirendesk.core.tasks.inpaint import InpaintOptions, InpaintProblem


def inpaint(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for masks, options and files that cannot be used, and folders that cannot be written.
    """
    if about_a_sound(arguments):
        from sirendesk.commands.sound_tasks import INPAINT_SOUND, run_sound

        return run_sound(INPAINT_SOUND, arguments)
    order = parse_inpaint(arguments)
    out = order.out
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    signal = as_picture(load_signal(order.order.experiment.signal))
    experiment = order.suited(signal.shape)
    task = experiment.task
    assert isinstance(task, InpaintOptions), "made here"
    problem = task.prepare(signal)
    fillings = []
    for filling in fill(experiment, problem, (*BASELINES, *order.methods)):
        fillings.append(filling)
        if out:
            write_bytes(out / f"{filling.method}.png", encode_like(signal, filling.picture))
    if out:
        save_mask(out / "mask.png", problem.mask)
        write_json(out / "experiment.json", experiment.to_json())
        write_json(out / "report.json", report(experiment, problem, fillings))
    _print_scores(problem, fillings, out)
    return 0


def fill(experiment: Experiment, problem: InpaintProblem, methods: tuple[str, ...]) -> Iterator[Filling]:
    """What each method makes of the hole, one after the other. `methods` names fields, METHODS and BASELINES.

    One that cannot fill this picture is told on stderr and leaves the others alone.

    Raises:
        SirenDeskError: as training does; UsageError when no method beside BASELINES is left.
    """
    learning = {method for method in methods if method not in BASELINES}
    refused: set[str] = set()
    for method in dict.fromkeys(methods):
        if method in BASELINES:
            filling = _baseline(method, experiment, problem)
            if filling is not None:
                yield filling
            continue
        try:
            filling = _trained(method, for_method(experiment, method), problem)
        except UsageError as error:
            refused.add(method)
            if refused == learning:
                raise
            print(f"note: {method}: {error}", file=sys.stderr)
            continue
        yield filling


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


def _baseline(method: str, experiment: Experiment, problem: InpaintProblem) -> Filling | None:
    """A classical answer; None, and a word about it, where the hole is too large for it."""
    task = experiment.task
    assert isinstance(task, InpaintOptions), "an inpainting experiment"
    try:
        return baseline(method, task, problem)
    except UsageError as error:
        print(f"note: {error}", file=sys.stderr)
        return None


def _trained(method: str, experiment: Experiment, problem: InpaintProblem) -> Filling:
    from sirendesk.core.training import Trainer

    trainer = Trainer(experiment, problem.signal, problem=problem, watch=False)
    train_with_progress(trainer)
    assert trainer.reconstruction is not None, "a finished run is measured"
    assert trainer.metrics is not None, "likewise"
    task = experiment.task
    assert isinstance(task, InpaintOptions), "an inpainting experiment"
    picture = task.compose(problem, trainer.reconstruction)
    return Filling(method, picture, trainer.metrics, trainer.seconds, tuple(trainer.notes))


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
        numbers = [number(filling.scores[key], 4 if "ssim" in key else 2) for key in keys]
        table.add_row(filling.method, *numbers, f"{filling.seconds:.2f}", note)
    console.print(table)
    tell_place(console, out)
