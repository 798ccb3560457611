"""`sirendesk fit`: learn a picture or a sound without a window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sirendesk.commands.experiment_flags import Command, Order, parse
from sirendesk.commands.fitted import refuse_unstable, tell_place, tell_run
from sirendesk.commands.progress import train_with_progress
from sirendesk.commands.tables import number
from sirendesk.core.experiment import Experiment
from sirendesk.core.files import make_folder
from sirendesk.core.signals import AnySignal, AudioSignal, load_signal
from sirendesk.core.tasks import ReconstructOptions

# of each metric the title of its column and its decimals
COLUMNS = {"psnr": ("PSNR (dB)", 2), "ssim": ("SSIM", 4), "snr": ("SNR (dB)", 2), "lsd": ("log-spectral (dB)", 2)}


def _suit_sound(experiment: Experiment, sound: AudioSignal) -> Experiment:
    from sirendesk.core.sounds.guiding import guiding

    return guiding(experiment, sound)


FIT = Command(
    task=ReconstructOptions,
    description="Learn a picture or a sound with a network; write the reconstruction, curve, model and report.",
    picture="Picture or sound to learn.",
    what="picture or sound",
    metavar="FILE|sample:NAME",
    example="photo.jpg --out result",
    until={
        "seconds": "Learn for this many seconds (10 unless another limit is given).",
        "steps": "Learn for this many steps.",
        "target_psnr": "Learn until this PSNR in dB, or SNR of a sound.",
    },
    guiding=_suit_sound,
    guided="Of a sound, suit what is not said to it. Else it has its usual value, or what --experiment and --preset "
    "say. A picture has its usual values anyway.",
)


def fit(arguments: list[str]) -> int:
    """Run the command; returns the exit code."""
    order = parse_fit(arguments)
    signal = _prepare(order.experiment, order.out)
    experiment = order.suited(_suit_sound, signal) if isinstance(signal, AudioSignal) else order.experiment
    return _learn(experiment, signal, order.out)


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
    return _learn(experiment, _prepare(experiment, out), out)


def _prepare(experiment: Experiment, out: Path | None) -> AnySignal:
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    return load_signal(experiment.signal)


def _learn(experiment: Experiment, signal: AnySignal, out: Path | None) -> int:
    from sirendesk.core.report import make_report, write_results
    from sirendesk.core.training import Trainer

    trainer = Trainer(experiment, signal, watch=False)
    train_with_progress(trainer)
    report = write_results(trainer, out) if out else make_report(trainer)
    _print_scores(report, out)
    refuse_unstable(trainer)
    return 0


def _print_scores(report: dict[str, Any], out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(title=Text(f"{report['signal']['name']}: {report['region']}"), title_justify="left")
    table.add_column("")
    columns = [(name, *COLUMNS[name]) for name in report["metrics"]]
    for _, title, _ in columns:
        table.add_column(title, justify="right")
    rows = {"this fit": report["metrics"], **{k.replace("_", " "): v for k, v in report["baselines"].items()}}
    for name, scores in rows.items():
        table.add_row(name, *(number(scores.get(metric), places) for metric, _, places in columns))
    console.print(table)
    for note in report["signal"]["notes"]:
        console.print(note, markup=False, highlight=False)
    for name, scores in report["baselines"].items():
        if scores.get("note"):
            console.print(f"{name.replace('_', ' ')}: {scores['note']}", markup=False, highlight=False)
    if report.get("clipped"):
        console.print(f"{report['clipped']:,} numbers of the sound were cut at full scale", highlight=False)
    tell_run(console, report)
    tell_place(console, out)
