"""`sirendesk demo`: the real window, offscreen and by itself, fits a photo and leaves everything in a folder."""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sirendesk.commands import flags
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.files import write_bytes
from sirendesk.core.signals import SignalSource

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer


def demo(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: when the fit fails or the folder cannot be written.
    """
    own = flags.parse(
        "demo",
        "Fit a picture in the real window, offscreen, and leave reconstruction, curves, report and a picture of the "
        "window in a folder.",
        [
            ("image", flags.positional(str, "IMAGE|sample:NAME", "Picture to learn."), "sample:astronaut"),
            ("size", flags.flag(int, "Longest side in pixels."), 256),
            ("seconds", flags.flag(float, "How long to learn."), 10.0),
            ("out", flags.flag(str, "Folder for the results.", "DIR"), "sirendesk-demo"),
        ],
        arguments,
    )
    folder = Path(own.out)
    source = SignalSource(own.image, size=own.size)
    budget = Budget.of(seconds=own.seconds)
    experiment = dataclasses.replace(Experiment(), signal=source, budget=budget)
    experiment.check()
    print(f"Fitting {own.image} for {own.seconds:g} s; the results go to {folder}", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from sirendesk.gui.driving import Driver, hush_the_offscreen_platform
    except ImportError as error:
        print(f"sirendesk: no picture of the window, because Qt is missing something ({error}).", file=sys.stderr)
        from sirendesk.commands.fit import run_fit

        return run_fit(experiment, folder)
    hush_the_offscreen_platform()
    with (
        tempfile.TemporaryDirectory() as settings,
        Driver(Path(settings) / "settings.json", experiment=experiment) as driver,
    ):
        driver.fit(own.seconds + 120)
        curves = driver.window.fit.tab.curves
        write_bytes(folder / "curve.png", curves.export_png())
        write_bytes(folder / "curve.svg", curves.export_svg())
        report = driver.ask(partial(_write, folder=folder))
        driver.grab(folder / "window.png")
    print(f"PSNR {report['metrics']['psnr']:.2f} dB after {report['steps']:,} steps. Open {folder / 'window.png'}.")
    return 0


def _write(trainer: Trainer, folder: Path) -> dict[str, Any]:
    from sirendesk.core.report import write_results

    return write_results(trainer, folder)
