"""A run in a terminal: progress bar with PSNR or SNR and time left, and a first Ctrl-C that keeps what was learnt."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sirendesk.core.codec.encoding import Encoded, Encoding
    from sirendesk.core.snapshot import Snapshot
    from sirendesk.core.training import Trainer

SLICE_SECONDS = 0.1
SECONDS_OF_ONE_PRESS = 1.0


def train_with_progress(trainer: Trainer, see: Callable[[Snapshot], None] | None = None) -> None:
    """Drive a trainer until it has finished and measured its result; `see` gets every snapshot."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(
            f"step {{task.fields[step]:,}}  {trainer.problem.score_name.upper()} ≈ {{task.fields[psnr]:.2f}} dB  "
            "{task.fields[left]}"
        ),
        TimeElapsedColumn(),
    )
    with stop_politely(trainer.ask_to_stop), Progress(*columns, console=console, refresh_per_second=8) as bar:
        shape = " × ".join(str(n) for n in reversed(trainer.problem.shape))
        console.print(
            f"{trainer.solver.parameters:,} weights for {shape} samples on {trainer.arithmetic}; "
            "Ctrl-C ends early and keeps what was learnt",
            highlight=False,
        )
        task = bar.add_task("learning", total=1.0, step=0, psnr=float("nan"), left="")
        while trainer.advance(SLICE_SECONDS):
            snapshot = trainer.snapshot()
            if see is not None:
                see(snapshot)
            doing = "measuring" if trainer.training_over else "learning"
            left = "" if snapshot.seconds_left is None else f"{snapshot.seconds_left:.0f} s left"
            bar.update(
                task, completed=snapshot.progress, description=doing, step=snapshot.step, psnr=snapshot.psnr, left=left
            )
            for finding in snapshot.findings:
                console.print(f"note: {finding.sentence}", markup=False, highlight=False)
        snapshot = trainer.snapshot()
        if see is not None:
            see(snapshot)
        bar.update(task, completed=1.0, description="done", step=snapshot.step, psnr=snapshot.psnr, left="")


def encode_with_progress(encoding: Encoding, unit: str = "PSNR") -> Encoded:
    """Drive an encoder to its file; the first interrupt makes it come to an end with what it has."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    # what cannot be is said before there is a bar
    report = next(encoding)
    enough: list[bool] = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[size]}  {task.fields[score]}"),
        TimeElapsedColumn(),
    )
    with (
        stop_politely(lambda: enough.append(True)),
        Progress(*columns, console=Console(stderr=True), refresh_per_second=8) as bar,
    ):
        task = bar.add_task("beginning", total=1.0, size="", score="")
        while True:
            bar.update(task, completed=report.share, description=report.doing)
            if report.bytes is not None:
                bar.update(task, size=f"{report.bytes:,} bytes")
            if report.psnr is not None:
                bar.update(task, score=f"{unit} {report.psnr:.2f} dB")
            try:
                report = encoding.send(bool(enough))
            except StopIteration as done:
                bar.update(task, completed=1.0, description="done")
                return done.value


@contextmanager
def stop_politely(ask_to_stop: Callable[[], None]) -> Iterator[None]:
    """The first interrupt ends the work between two steps and keeps the result; the second one is the usual kill."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    asked = [0.0]

    def ask(number: int, frame: FrameType | None) -> None:
        # one press may arrive twice, by the terminal and by whoever started us
        if asked[0] and time.monotonic() - asked[0] > SECONDS_OF_ONE_PRESS:
            for restored, handler in before.items():
                signal.signal(restored, handler)
            signal.raise_signal(number)
        asked[0] = asked[0] or time.monotonic()
        ask_to_stop()

    for number in before:
        signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
