"""`sirendesk upscale`: learn a small picture and draw it larger, beside the interpolations it has to beat."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sirendesk.commands.experiment_flags import Command, parse
from sirendesk.commands.fitted import fit, refuse_unstable, tell_place, tell_run
from sirendesk.commands.sound_kind import about_a_sound
from sirendesk.commands.tables import number
from sirendesk.core.files import make_folder, write_bytes, write_json, write_text
from sirendesk.core.optimizers import MuonOptions
from sirendesk.core.signals import as_picture, load_signal
from sirendesk.core.signals.image import encode_png
from sirendesk.core.tasks.upscale import UpscaleOptions, UpscaleProblem, Values, enlarged, losing
from sirendesk.core.upscaling import SECONDS, guiding

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer

UPSCALE = Command(
    task=UpscaleOptions,
    description="Learn a small picture as a function and draw it on a finer grid. With a protocol the picture is first "
    "made smaller and the result compared with what it was; without, the picture itself is upscaled. Options that are "
    "not given follow the picture's size.",
    picture="Picture to upscale, or to test with (or a sound, with options of its own: name it before --help).",
    example="photo.jpg --scale 2 --out result",
    until={
        "seconds": f"Learn for this many seconds ({SECONDS:g} unless another limit is given).",
        "steps": "Learn for this many steps.",
        "target_psnr": "Learn until the small picture is met by this PSNR in dB.",
    },
    guiding=guiding,
    optimizer=MuonOptions,
)
TITLES = {"back_projection": "back-projection"}


def upscale(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for options and files that cannot be used, and folders that cannot be written.
    """
    if about_a_sound(arguments):
        from sirendesk.commands.sound_tasks import UPSCALE_SOUND, run_sound

        return run_sound(UPSCALE_SOUND, arguments)
    order = parse(UPSCALE, arguments)
    out = order.out
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    signal = as_picture(load_signal(order.experiment.signal))
    task = order.experiment.task
    assert isinstance(task, UpscaleOptions), "the task of this command"
    problem = task.prepare(signal)
    experiment = order.suited(guiding, signal.shape)
    from sirendesk.core.report import make_report

    trainer, _ = fit(experiment, problem)
    report = report_of(make_report(trainer), problem)
    if out:
        _write(trainer, problem, report, out)
    _print_scores(report, problem, out)
    refuse_unstable(trainer)
    return 0


def report_of(report: dict[str, Any], problem: UpscaleProblem) -> dict[str, Any]:
    """The report of a run with what upscaling adds: sizes, and the baselines that do better."""
    small, large = ([*shape] for shape in (problem.shape, problem.final_shape))
    better = losing(report["metrics"]["psnr"], report["baselines"]) if problem.truth is not None else []
    return {
        **report,
        "protocol": problem.protocol,
        "scale": problem.scale,
        "small": small,
        "large": large,
        "measured": [*problem.output_shape],
        "truth": problem.truth is not None,
        "loses_to": better,
    }


def _write(trainer: Trainer, problem: UpscaleProblem, report: dict[str, Any], out: Path) -> None:
    from sirendesk.core.model_file import save_model
    from sirendesk.core.report import stored_model

    bits = 16 if problem.signal.bits == 16 else 8
    model = stored_model(trainer)
    save_model(out / "model.safetensors", model)
    write_text(out / "curve.csv", trainer.history.csv())
    write_json(out / "experiment.json", trainer.experiment.to_json())
    write_json(out / "report.json", report)
    write_bytes(out / "small.png", encode_png(problem.signal.values, bits))
    write_bytes(out / "bicubic.png", encode_png(_with_alpha(enlarged(problem, "bicubic"), problem), bits))
    assert trainer.reconstruction is not None, "a finished run is measured"
    if problem.final_shape == problem.drawn_shape:
        picture = _with_alpha(np.clip(trainer.reconstruction, 0, 1), problem)
        write_bytes(out / "upscaled.png", encode_png(picture, bits))
        return
    _write_large(trainer, problem, out / "upscaled.png", bits)


def _write_large(trainer: Trainer, problem: UpscaleProblem, path: Path, bits: int) -> None:
    """Draw what is too large for one piece band by band; its transparency is left out."""
    import torch
    from rich.console import Console
    from rich.progress import Progress

    from sirendesk.core.grid import Grid
    from sirendesk.core.solver import field_of
    from sirendesk.core.tiles import write_picture

    field = field_of(trainer.solver)
    assert field is not None, "this task is learnt by fields"
    grid, device = Grid(problem.final_shape), field.weights.device if field.weights.is_cuda else torch.device("cpu")
    job = write_picture(path, field, grid, trainer.solver.transform, device, problem.signal.channels, bits)
    with closing(job), Progress(console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("drawing", total=1.0)
        for progress in job:
            bar.update(line, completed=progress.share)


def _with_alpha(picture: Values, problem: UpscaleProblem) -> Values:
    alpha = problem.alpha((picture.shape[0], picture.shape[1]))
    return picture if alpha is None else np.concatenate([picture, alpha[..., None]], axis=2)


def _print_scores(report: dict[str, Any], problem: UpscaleProblem, out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    small, large = (f"{shape[1]} × {shape[0]}" for shape in (problem.shape, problem.final_shape))
    table = Table(title=Text(f"{report['signal']['name']}: {small} to {large}; {problem.region}"), title_justify="left")
    table.add_column("", no_wrap=True)
    for column in ("dB", "SSIM", "RMSE"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    rows = [("this fit", report["metrics"]), *((TITLES.get(k, k), v) for k, v in report["baselines"].items())]
    for name, scores in sorted(rows, key=_psnr, reverse=True):
        worse = report["loses_to"] if name == "this fit" else []
        note = Text(f"loses to {TITLES.get(worse[0], worse[0])}", style="bold red") if worse else Text()
        table.add_row(name, *(number(scores[key], digits) for key, digits in COLUMNS), note)
    console.print(table)
    tell_run(console, report)
    tell_place(console, out)


COLUMNS = (("psnr", 2), ("ssim", 4), ("rmse", 5))


def _psnr(row: tuple[str, dict[str, Any]]) -> float:
    score = row[1]["psnr"]
    return float("inf") if score is None else score
