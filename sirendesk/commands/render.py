"""`sirendesk render`: a saved model drawn at any size, or at any sample rate."""

from __future__ import annotations

import re
import signal
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from sirendesk.commands import flags
from sirendesk.core.durations import clock_text
from sirendesk.core.errors import UsageError

if TYPE_CHECKING:
    from sirendesk.core.model_file import StoredModel
    from sirendesk.core.tiles import Progress

T = TypeVar("T")


def render(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: as reading the model and writing the file do.
        KeyboardInterrupt: when it is ended early; then no part of the file is left.
    """
    own = flags.parse(
        "render",
        "Draw a saved model: the network is asked at the centre of every pixel of the new picture, or at the moment of "
        "every sample of the new sound. Any size works in the same memory; Ctrl+C ends it and leaves nothing half "
        "written.",
        [
            ("model", flags.positional(str, "MODEL", "A model.safetensors that fit, upscale or denoise wrote."), ""),
            ("size", flags.flag(str | None, "Width and height; the size it learnt when left out.", "WxH"), None),
            ("rate", flags.flag(int | None, "Samples a second of a sound; as it learnt when left out.", "HZ"), None),
            (
                "out",
                flags.flag(
                    str | None,
                    "File to write: a picture as PNG, or TIFF by the ending .tif, render.png when left out; a sound as "
                    "WAV or FLAC, render.wav when left out.",
                    "FILE",
                ),
                None,
            ),
            (
                "bits",
                flags.flag(int | None, "Bits of each number: 8 or 16 of a picture, 16 or 24 of a sound.", "8|16|24"),
                None,
            ),
        ],
        arguments,
    )
    if not own.model:
        raise UsageError("Name the model to draw: sirendesk render model.safetensors --size 1024x1024 --out big.png")
    from sirendesk.core.signals.pictures import rows
    from sirendesk.core.sounds import writing

    suffix = Path(own.out).suffix.lower() if own.out else ""
    if own.out and suffix not in (*rows.SUFFIXES, *writing.SUFFIXES):
        raise UsageError(
            f"A picture is written as PNG or TIFF and a sound as WAV or FLAC; give {own.out!r} the ending .png, .tif, "
            ".wav or .flac."
        )
    if own.bits is not None and own.bits not in (*rows.BITS, *writing.BITS):
        raise UsageError(f"--bits {own.bits} cannot be written; choose 8 or 16 for a picture, 16 or 24 for a sound.")
    wanted = parse_size(own.size) if own.size else None
    from sirendesk.core.model_file import load_model

    model = load_model(Path(own.model))
    if model.sample_rate is None:
        if own.rate is not None or suffix in writing.SUFFIXES:
            raise UsageError(f"{own.model!r} is the model of a picture; give it a --size, and a file ending in .png.")
        if own.bits not in (None, *rows.BITS):
            raise UsageError(f"--bits {own.bits} is for sounds; choose 8 or 16 for a picture.")
        return _render_picture(model, Path(own.out or "render.png"), wanted, own.bits or 8)
    if wanted is not None or suffix in rows.SUFFIXES:
        raise UsageError(f"{own.model!r} is the model of a sound; give it a --rate, and a file ending in .wav.")
    if own.bits not in (None, *writing.BITS):
        raise UsageError(f"--bits {own.bits} is for pictures; choose 16 or 24 for a sound.")
    rate = model.sample_rate if own.rate is None else own.rate
    return _render_sound(model, Path(own.out or "render.wav"), rate, own.bits or 16)


def _render_picture(model: StoredModel, out: Path, wanted: tuple[int, int] | None, bits: int) -> int:
    import torch

    from sirendesk.core.grid import Grid
    from sirendesk.core.hardware import memory_errors
    from sirendesk.core.tiles import write_picture

    shape = wanted or (model.shape[0], model.shape[1])
    with memory_errors("drawing the picture"), _ended_by_signals():
        grid = Grid(shape, model.end_points)
        job = write_picture(out, model.build(), grid, model.transform, torch.device("cpu"), model.channels, bits=bits)
        with closing(job):
            count = _follow(job)
    print(f"{shape[1]} x {shape[0]} pixels, {bits} bits, {count / 1e6:,.1f} MB, written to {out}")
    return 0


def _render_sound(model: StoredModel, out: Path, rate: int, bits: int) -> int:
    from sirendesk.core.hardware import memory_errors
    from sirendesk.core.sounds.drawing import samples_at, write_drawn_sound

    with memory_errors("drawing the sound"), _ended_by_signals():
        job = write_drawn_sound(out, model, rate, bits)
        with closing(job):
            count, clipped = _follow(job)
    seconds = samples_at(model, rate) / rate
    cut = f", {clipped:,} numbers cut at full scale" if clipped else ""
    print(f"{seconds:.3f} s at {rate:,} Hz, {bits} bits, {count / 1e6:,.1f} MB{cut}, written to {out}")
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


def _follow(job: Generator[Progress, None, T]) -> T:
    """Work a drawing off with a bar that says how long it will take; returns what it returns."""
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
            words = "" if left is None else f"{clock_text(int(left))} left"
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
