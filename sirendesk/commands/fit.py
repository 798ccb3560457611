"""`sirendesk fit`: learn a picture without a window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sirendesk.commands.experiment_flags import Command, Order, parse
from sirendesk.commands.progress import train_with_progress
from sirendesk.commands.tables import number
from sirendesk.core.errors import DivergedError
from sirendesk.core.experiment import Experiment
from sirendesk.core.files import make_folder
from sirendesk.core.signals import load_signal
from sirendesk.core.tasks import ReconstructOptions

FIT = Command(
    task=ReconstructOptions,
    description="Learn a picture with a network; write the reconstruction, curve, model and report.",
    picture="Picture to learn.",
    example="photo.jpg --out result",
    until={
        "seconds": "Learn for this many seconds (10 unless another limit is given).",
        "steps": "Learn for this many steps.",
        "target_psnr": "Learn until this PSNR in dB.",
    },
)


def fit(arguments: list[str]) -> int:
    """Run the command; returns the exit code."""
    order = parse_fit(arguments)
    return run_fit(order.experiment, order.out)


def parse_fit(arguments: list[str]) -> Order:
    """What the words ask for.

    Raises:
        UsageError: when a value is outside its declaration (misspelt flags leave at once with code 2).
        InputRefusedError: when a saved experiment cannot be used.
    """
    return parse(FIT, arguments)


def run_fit(experiment: Experiment, out: Path | None) -> int:
    """Learn, print the scores, write the files; Ctrl-C keeps what was learnt. Returns the exit code.

    Raises:
        SirenDeskError: as reading, training and writing do.
    """
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    signal = load_signal(experiment.signal)
    from sirendesk.core.report import make_report, write_results
    from sirendesk.core.training import Trainer

    trainer = Trainer(experiment, signal, watch=False)
    train_with_progress(trainer)
    report = write_results(trainer, out) if out else make_report(trainer)
    _print_scores(report, out)
    if trainer.diverged:
        raise DivergedError("Training became unstable and was ended; the last good state was kept. Lower the rate.")
    return 0


def _print_scores(report: dict[str, Any], out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(title=Text(f"{report['signal']['name']}: {report['region']}"), title_justify="left")
    table.add_column("")
    table.add_column("PSNR (dB)", justify="right")
    table.add_column("SSIM", justify="right")
    rows = {"this fit": report["metrics"], **{k.replace("_", " "): v for k, v in report["baselines"].items()}}
    for name, scores in rows.items():
        table.add_row(name, number(scores.get("psnr"), 2), number(scores.get("ssim"), 4))
    console.print(table)
    console.print(
        f"{report['steps']:,} steps in {report['seconds']:.2f} s, {report['parameters']:,} weights "
        f"({report['bytes']:,} bytes), seed {report['seed']}, {report['device']}",
        highlight=False,
    )
    done = f"written to {out}" if out else "nothing was written; --out DIR keeps the result"
    console.print(done, markup=False, highlight=False)
