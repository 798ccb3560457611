"""What a descent leaves in a folder: a film of every walk, the picture, every step as a table, and the experiment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.film import MOST_FRAMES, make_gif
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import LIGHT, Look
from sirendesk.core.descent.mp4 import make_mp4
from sirendesk.core.descent.picture import encode_png, encode_svg
from sirendesk.core.descent.table import csv_text
from sirendesk.core.descent.walk import Walk
from sirendesk.core.files import write_bytes, write_json, write_text


@dataclass(frozen=True)
class WriteProgress:
    """Share of the work that is done, from 0 to 1, and the file that is being made."""

    done: float
    name: str


def write_descent(
    experiment: DescentExperiment,
    landscape: Landscape,
    walks: Sequence[Walk],
    folder: Path,
    look: Look = LIGHT,
    relief: bool = False,
    most_frames: int = MOST_FRAMES,
    mp4: bool = False,
) -> Iterator[WriteProgress]:
    """Write experiment.json, steps.csv, landscape.png, landscape.svg and a GIF named after each walk's recipe.

    With `mp4` every film is written as MP4 too.

    To cancel, do not ask for more: what has been written is whole.

    Raises:
        WriteFailedError: when a file cannot be written.
        UsageError: when MP4 is asked for and its optional package is not there.
    """
    title = experiment.landscape.title
    yield WriteProgress(0.0, "experiment.json")
    write_json(folder / "experiment.json", experiment.to_json())
    yield WriteProgress(0.01, "steps.csv")
    write_text(folder / "steps.csv", csv_text(walks))
    yield WriteProgress(0.03, "landscape.png")
    write_bytes(folder / "landscape.png", encode_png(landscape, walks, title, look, relief))
    yield WriteProgress(0.1, "landscape.svg")
    write_text(folder / "landscape.svg", encode_svg(landscape, walks, title, look, relief))
    makers = {".gif": make_gif, ".mp4": make_mp4} if mp4 else {".gif": make_gif}
    stems = _stems([walk.recipe.name for walk in walks])
    named = list(zip(walks, stems, strict=True))
    films = [(walk, stem + ending, make) for walk, stem in named for ending, make in makers.items()]
    for k, (walk, name, make) in enumerate(films):
        for progress in make(landscape, [walk], title, look, relief, most_frames):
            yield WriteProgress(0.15 + 0.85 * (k + progress.done / progress.total) / len(films), name)
            if progress.data is not None:
                write_bytes(folder / name, progress.data)


def _stems(recipes: list[str]) -> list[str]:
    """A file's name for each recipe; one that is there twice gets a number."""
    return [
        name if recipes.count(name) == 1 else f"{name}-{recipes[: k + 1].count(name)}" for k, name in enumerate(recipes)
    ]
