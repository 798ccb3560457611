"""`sirendesk denoise`: learn a noisy picture and stop before its noise, beside the classics."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.commands.experiment_flags import Command, parse
from sirendesk.commands.fitted import fit, refuse_unstable, tell_looks, tell_place
from sirendesk.commands.sound_kind import about_a_sound
from sirendesk.commands.tables import curve, number
from sirendesk.core.catalogue import name_of
from sirendesk.core.denoisers import DENOISERS, smooth
from sirendesk.core.denoising import SECONDS, guiding
from sirendesk.core.fields import FIELDS
from sirendesk.core.files import make_folder, write_bytes, write_json, write_text
from sirendesk.core.signals import as_picture, load_signal
from sirendesk.core.signals.image import encode_like
from sirendesk.core.snapshot import Trials
from sirendesk.core.tasks.denoise import DenoiseOptions, DenoiseProblem

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer

DENOISE = Command(
    task=DenoiseOptions,
    description="Learn a noisy picture and stop before its noise is learnt too, by pixels that the fit never sees; "
    "beside it median, total variation and non-local means. Options that are not given follow the picture's size.",
    picture="Picture to denoise (or a sound, with options of its own: name it before --help).",
    example="photo.jpg --out result",
    until={
        "seconds": f"Train for at most so long ({SECONDS:g} unless another limit is given).",
        "steps": "Train for at most so many steps.",
        "target_psnr": "Train until the noisy picture is met by this PSNR in dB.",
    },
    guiding=guiding,
)


@dataclass(frozen=True)
class Cleaned:
    """What one method made of a noisy picture; `number` is what the held-out pixels chose for it, in words."""

    method: str
    picture: NDArray[np.float32]
    scores: Mapping[str, float]
    seconds: float
    number: str = ""


def denoise(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for options and files that cannot be used, and folders that cannot be written.
    """
    if about_a_sound(arguments):
        from sirendesk.commands.sound_tasks import DENOISE_SOUND, run_sound

        return run_sound(DENOISE_SOUND, arguments)
    order = parse(DENOISE, arguments)
    out = order.out
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    signal = as_picture(load_signal(order.experiment.signal))
    experiment = order.suited(guiding, signal.shape)
    task = experiment.task
    assert isinstance(task, DenoiseOptions), "the task of this command"
    problem = task.prepare(signal)
    trainer, trials = fit(experiment, problem)
    cleaned = [*classics(task, problem), of_fit(trainer, name_of(FIELDS, experiment.field))]
    if out:
        _write(trainer, trials, cleaned, out)
    _print_scores(trainer, cleaned, out)
    refuse_unstable(trainer)
    return 0


def classics(task: DenoiseOptions, problem: DenoiseProblem) -> list[Cleaned]:
    """The noisy picture where it can be judged, and what the classics make of it."""
    found = []
    if problem.has_truth:
        found.append(Cleaned("noisy", problem.noisy, task.scores(problem, problem.noisy, None), 0.0))
    for name in DENOISERS:
        start = time.perf_counter()
        made = smooth(name, problem.noisy, problem.held_out)
        seconds = time.perf_counter() - start
        scores = task.scores(problem, made.picture, made.blind)
        found.append(Cleaned(name, made.picture, scores, seconds, f"{made.meaning} {made.number:g}"))
    return found


def of_fit(trainer: Trainer, name: str) -> Cleaned:
    """What a finished run made of its picture."""
    assert trainer.reconstruction is not None, "a finished run is measured"
    assert trainer.metrics is not None, "likewise"
    kept = trainer.watcher.stop if trainer.watcher is not None else None
    number = f"kept step {kept.step:,}" if kept is not None else "too short to look at what is held out"
    return Cleaned(name, trainer.reconstruction, trainer.metrics, trainer.seconds, number)


def losses(one: Cleaned, all_of_them: list[Cleaned]) -> list[str]:
    """The classics that do better than a fit, best first."""
    rivals = [each for each in all_of_them if each.method in DENOISERS and each is not one]
    better = [each for each in rivals if each.scores["psnr"] > one.scores["psnr"]]
    return [] if one.method in (*DENOISERS, "noisy") else [each.method for each in sorted(better, key=_psnr)[::-1]]


def report(trainer: Trainer, cleaned: list[Cleaned]) -> dict[str, Any]:
    """Scores and facts as a table for report.json."""
    from sirendesk.core.report import finite, versions

    problem, experiment, watcher = trainer.problem, trainer.experiment, trainer.watcher
    assert isinstance(problem, DenoiseProblem), "a denoising run"
    assert watcher is not None, "likewise"
    return {
        "task": "denoise",
        "signal": {"name": problem.signal.name, "source": experiment.signal.location, "shape": [*problem.noisy.shape]},
        "region": problem.region,
        "truth": problem.has_truth,
        "stop": None if watcher.stop is None else {"step": watcher.stop.step, **watcher.stop.scores},
        "oracle": None if watcher.oracle is None else {"step": watcher.oracle.step, **watcher.oracle.scores},
        "methods": {
            each.method: {
                **{name: finite(value) for name, value in each.scores.items()},
                "seconds": round(each.seconds, 4),
                "number": each.number,
                "loses_to": losses(each, cleaned),
            }
            for each in cleaned
        },
        "steps": trainer.step,
        "parameters": trainer.solver.parameters,
        "notes": trainer.notes,
        "experiment": experiment.to_json(),
        "versions": versions(),
    }


def _write(trainer: Trainer, trials: list[Trials], cleaned: list[Cleaned], out: Path) -> None:
    from sirendesk.core.model_file import save_model
    from sirendesk.core.report import stored_model

    problem = trainer.problem
    assert isinstance(problem, DenoiseProblem), "a denoising run"
    # what was learnt comes first
    names = {cleaned[-1].method: "denoised"}
    pictures = {names.get(each.method, each.method): each.picture for each in reversed(cleaned)}
    for name, picture in {**pictures, "noisy": problem.noisy}.items():
        write_bytes(out / f"{name}.png", encode_like(as_picture(problem.signal), picture))
    save_model(out / "model.safetensors", stored_model(trainer))
    write_text(out / "curve.csv", curve(trials, "psnr"))
    write_json(out / "experiment.json", trainer.experiment.to_json())
    write_json(out / "report.json", report(trainer, cleaned))


def _psnr(one: Cleaned) -> float:
    return one.scores["psnr"]


def _print_scores(trainer: Trainer, cleaned: list[Cleaned], out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console, problem, watcher = Console(), trainer.problem, trainer.watcher
    table = Table(title=Text(f"{problem.signal.name}: {problem.region}"), title_justify="left")
    table.add_column("method", no_wrap=True)
    columns = {"psnr": "PSNR dB", "ssim": "SSIM", "held_out_psnr": "held out dB"}
    if "ssim" not in cleaned[-1].scores:
        columns = {"psnr": "held out dB"}
    for title in (*columns.values(), "seconds"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("")
    for each in sorted(cleaned, key=_psnr, reverse=True):
        worse = losses(each, cleaned)
        note = Text(each.number + ("; " if worse and each.number else ""))
        note.append(f"loses to {worse[0]}" if worse else "", style="bold red")
        numbers = [number(each.scores.get(key), 4 if key == "ssim" else 2) for key in columns]
        table.add_row(each.method, *numbers, f"{each.seconds:.2f}", note)
    console.print(table)
    tell_looks(console, watcher)
    tell_place(console, out)
