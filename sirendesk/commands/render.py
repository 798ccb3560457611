"""`sirendesk render`: a saved model drawn at any size."""

from __future__ import annotations

import re
from pathlib import Path

from sirendesk.commands import flags
from sirendesk.core.errors import UsageError
from sirendesk.core.files import write_bytes

MOST_SAMPLES = 2**28


def render(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: as reading the model and writing the picture do.
    """
    own = flags.parse(
        "render",
        "Draw a saved model: the network is asked at the centre of every pixel of the new picture.",
        [
            ("model", flags.positional(str, "MODEL", "A model.safetensors that `sirendesk fit` wrote."), ""),
            ("size", flags.flag(str | None, "Width and height; the size it learnt when left out.", "WxH"), None),
            ("out", flags.flag(str, "Picture to write (PNG).", "FILE"), "render.png"),
        ],
        arguments,
    )
    if not own.model:
        raise UsageError("Name the model to draw: sirendesk render model.safetensors --size 1024x1024 --out big.png")
    if Path(own.out).suffix.lower() != ".png":
        raise UsageError(f"The picture is written as PNG; give {own.out!r} the ending .png.")
    wanted = parse_size(own.size) if own.size else None
    from sirendesk.core.field_solver import RENDER_CHUNK, render_field
    from sirendesk.core.grid import Grid
    from sirendesk.core.hardware import memory_errors
    from sirendesk.core.model_file import load_model
    from sirendesk.core.signals.image import encode_png

    model = load_model(Path(own.model))
    shape = wanted or parse_size(f"{model.shape[1]}x{model.shape[0]}")
    import torch
    from rich.progress import track

    with memory_errors("drawing the picture"):
        job = render_field(model.build(), Grid(shape, model.end_points), model.transform, torch.device("cpu"))
        chunks = -(-shape[0] * shape[1] // RENDER_CHUNK)
        values = None
        steps = iter(range(chunks + 1))
        for _ in track(steps, description="drawing", total=chunks, transient=True):
            try:
                next(job)
            except StopIteration as done:
                values = done.value
                break
        assert values is not None, "the last chunk ends the render"
        data = encode_png(values)
    write_bytes(Path(own.out), data)
    print(f"{shape[1]} x {shape[0]} pixels written to {own.out}")
    return 0


def parse_size(text: str) -> tuple[int, int]:
    """ "640x480" (width x height) as the shape (480, 640) of a grid.

    Raises:
        UsageError: when it is not a size, or one beyond 2^28 samples.
    """
    match = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", text.strip())
    if not match:
        raise UsageError(f"{text!r} is no size; write it as WIDTHxHEIGHT, for example 1024x768.")
    width, height = int(match[1]), int(match[2])
    if not (1 <= width <= 65535 and 1 <= height <= 65535 and width * height <= MOST_SAMPLES):
        raise UsageError(f"{width} x {height} is outside what can be drawn: 1 to 65,535 a side, 268 megapixels in all.")
    return height, width
