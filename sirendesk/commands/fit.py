"""`sirendesk fit`: learn a picture without a window."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from sirendesk.commands import flags
from sirendesk.commands.progress import train_with_progress
from sirendesk.core.budget import Budget
from sirendesk.core.catalogue import lookup, name_of
from sirendesk.core.errors import DivergedError, UsageError
from sirendesk.core.experiment import Experiment, read_experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.files import make_folder
from sirendesk.core.losses import LOSSES
from sirendesk.core.optimizers import OPTIMIZERS
from sirendesk.core.presets import find_preset
from sirendesk.core.signals import SignalSource, load_signal

CHOICES: Mapping[str, Mapping[str, type]] = {"field": FIELDS, "loss": LOSSES, "optimizer": OPTIMIZERS}
DESCRIPTION = "Learn a picture with a network; write the reconstruction, curve, model and report."


def fit(arguments: list[str]) -> int:
    """Run the command; returns the exit code."""
    experiment, out = parse_fit(arguments)
    return run_fit(experiment, out)


def parse_fit(arguments: list[str]) -> tuple[Experiment, Path | None]:
    """The experiment that the words ask for, and the folder for its results.

    Raises:
        UsageError: when a value is outside its declaration (misspelt flags leave at once with code 2).
    """
    base = _base_experiment(arguments)
    own = flags.parse("fit", DESCRIPTION, _flags(base), arguments)
    if not own.image:
        raise UsageError("Name the picture to learn, for example: sirendesk fit photo.jpg --out result")
    limits = {"steps": own.steps, "seconds": own.seconds, "target_psnr": own.target_psnr}
    limited = any(limit is not None for limit in limits.values())
    experiment = Experiment(
        signal=dataclasses.replace(flags.read_options(own, base.signal), location=own.image),
        task=base.task,
        field=flags.read_options(own, base.field),
        loss=flags.read_options(own, base.loss),
        optimizer=flags.read_options(own, base.optimizer),
        training=flags.read_options(own, base.training),
        budget=Budget(**limits) if limited else base.budget,
        seed=own.seed,
    )
    experiment.check()
    return experiment, Path(own.out) if own.out else None


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


def _base_experiment(arguments: list[str]) -> Experiment:
    """Defaults before flags: a saved experiment, then a preset, then the chosen model, loss and optimiser."""
    base = Experiment()
    saved = flags.peek(arguments, "experiment", "")
    if saved:
        base = read_experiment(Path(saved))
    preset = flags.peek(arguments, "preset", "")
    if preset:
        base = find_preset(preset).apply(base)
    for part, catalogue in CHOICES.items():
        present = name_of(catalogue, getattr(base, part))
        chosen = flags.peek(arguments, part, present)
        if chosen != present:
            base = dataclasses.replace(base, **{part: lookup(catalogue, chosen, part)()})
    return base


def _known_location(base: Experiment) -> str:
    """A saved experiment names its picture; without one the person must."""
    return "" if base.signal == SignalSource() else base.signal.location


def _flags(base: Experiment) -> list[tuple[str, Any, Any]]:
    fields, losses, optimizers = (Literal[tuple(catalogue)] for catalogue in CHOICES.values())
    return [
        ("image", flags.positional(str, "IMAGE|sample:NAME", "Picture to learn."), _known_location(base)),
        *flags.option_flags(base.signal, leave_out=("location",)),
        ("seconds", flags.flag(float | None, "Learn for this many seconds (10 unless another limit is given)."), None),
        ("steps", flags.flag(int | None, "Learn for this many steps."), None),
        ("target_psnr", flags.flag(float | None, "Learn until this PSNR in dB."), None),
        *flags.option_flags(base),
        ("out", flags.flag(str | None, "Folder for the results; without it nothing is written.", "DIR"), None),
        ("preset", flags.flag(str | None, "Start from ready-made options (see `sirendesk presets`).", "NAME"), None),
        ("experiment", flags.flag(str | None, "Start from a saved experiment.json.", "FILE"), None),
        ("field", flags.flag(fields, "Model."), name_of(FIELDS, base.field)),
        *flags.option_flags(base.field),
        ("loss", flags.flag(losses, "What is minimised."), name_of(LOSSES, base.loss)),
        *flags.option_flags(base.loss),
        ("optimizer", flags.flag(optimizers, "Optimiser."), name_of(OPTIMIZERS, base.optimizer)),
        *flags.option_flags(base.optimizer),
        *flags.option_flags(base.training),
    ]


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
        table.add_row(name, _number(scores.get("psnr"), 2), _number(scores.get("ssim"), 4))
    console.print(table)
    console.print(
        f"{report['steps']:,} steps in {report['seconds']:.2f} s, {report['parameters']:,} weights "
        f"({report['bytes']:,} bytes), seed {report['seed']}, {report['device']}",
        highlight=False,
    )
    done = f"written to {out}" if out else "nothing was written; --out DIR keeps the result"
    console.print(done, markup=False, highlight=False)


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
