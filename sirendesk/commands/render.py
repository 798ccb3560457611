"""`sirendesk render`: a saved model drawn at any size."""

from __future__ import annotations

import re
import signal
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from sirendesk.commands import flags
from sirendesk.core.errors import UsageError

if TYPE_CHECKING:
    from sirendesk.core.tiles import Progress


def render(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: as reading the model and writing the picture do.
        KeyboardInterrupt: when it is ended early; then no part of the picture is left.
    """
    own = flags.parse(
        "render",
        "Draw a saved model: the network is asked at the centre of every pixel of the new picture. Any size works in "
        "the same memory; Ctrl+C ends it and leaves nothing half written.",
        [
            ("model", flags.positional(str, "MODEL", "A model.safetensors that fit, upscale or denoise wrote."), ""),
            ("size", flags.flag(str | None, "Width and height; the size it learnt when left out.", "WxH"), None),
            ("out", flags.flag(str, "Picture to write: PNG, or TIFF by the ending .tif.", "FILE"), "render.png"),
            ("bits", flags.flag(int, "Bits of each number: 8, or 16 for further work on the picture.", "8|16"), 8),
        ],
        arguments,
    )
    if not own.model:
        raise UsageError("Name the model to draw: sirendesk render model.safetensors --size 1024x1024 --out big.png")
    from sirendesk.core.signals.pictures.rows import BITS, SUFFIXES

    out = Path(own.out)
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"The picture is written as PNG or TIFF; give {own.out!r} the ending .png or .tif.")
    if own.bits not in BITS:
        raise UsageError(f"--bits {own.bits} cannot be written; choose 8 or 16.")
    wanted = parse_size(own.size) if own.size else None
    from sirendesk.core.grid import Grid
    from sirendesk.core.hardware import memory_errors
    from sirendesk.core.model_file import load_model
    from sirendesk.core.tiles import write_picture

    model = load_model(Path(own.model))
    shape = wanted or (model.shape[0], model.shape[1])
    import torch

    with memory_errors("drawing the picture"), _ended_by_signals():
        grid = Grid(shape, model.end_points)
        job = write_picture(
            out, model.build(), grid, model.transform, torch.device("cpu"), model.channels, bits=own.bits
        )
        with closing(job):
            count = _follow(job)
    print(f"{shape[1]} x {shape[0]} pixels, {own.bits} bits, {count / 1e6:,.1f} MB, written to {own.out}")
    return 0


def parse_size(text: str) -> tuple[int, int]:
    """ "640x480" (width x height) as the shape (480, 640) of a grid.

    Raises:
        UsageError: when it is not a size, or one that is too long along a side.
    """
    from sirendesk.core.tiles import MOST_SIDE

    match = re.fullmatch(r"(\d{1,12})[x×](\d{1,12})", text.strip())
    if not match:
        raise UsageError(f"{text!r} is no size; write it as WIDTHxHEIGHT, for example 1024x768.")
    width, height = int(match[1]), int(match[2])
    if not (1 <= width <= MOST_SIDE and 1 <= height <= MOST_SIDE):
        raise UsageError(f"{width:,} x {height:,} is outside what can be drawn: 1 to {MOST_SIDE:,} along a side.")
    return height, width


def _follow(job: Generator[Progress, None, int]) -> int:
    """Work a drawing off with a bar that says how long it will take; returns the bytes written."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as ProgressBar

    columns = (TextColumn("drawing"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[left]}"))
    with ProgressBar(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5) as bar:
        task = bar.add_task("drawing", total=1.0, left="")
        while True:
            try:
                progress = next(job)
            except StopIteration as done:
                return done.value
            left = progress.seconds_left
            words = "" if left is None else f"{int(left) // 60}:{int(left) % 60:02d} left"
            bar.update(task, completed=progress.share, left=words)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Whoever ends the program politely gets what Ctrl+C gets: everything is tidied up first."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
