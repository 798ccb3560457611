"""Gradient descent: the ends of the six, walks of 20,000 updates, films, the command line, and the window that plays.

--core leaves the window out; its part is in `descend_window.py` beside this file.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from sirendesk.commands.bench import Bar
from sirendesk.commands.descend import descend as descend_command
from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.film import make_gif
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.recipes import RECIPES, recipes_for
from sirendesk.core.descent.walk import MOST_UPDATES, Walk, descend
from sirendesk.core.errors import UsageError

WINDOW = "descend_window.py"
REFUSED = (
    '__import__("os")',
    "x**9**9",
    "9**9**9",
    "x.__class__",
    "open('a')",
    "(lambda: x)()",
    "x+1/0",
    "x+0**-1",
    "x+((9**12)**12)**12",
    "x+(0-8)**0.5",
)


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """All bars; those of the window only where Qt is installed."""
    bars = [*ends(say), *long_walks(say), *films(say), *command(say)]
    if "--core" in arguments or importlib.util.find_spec("PySide6") is None:
        say("without the window")
        return bars
    # a file beside this one, which is no module of a package
    spec = importlib.util.spec_from_file_location("sirendesk_descend_window", Path(__file__).with_name(WINDOW))
    assert spec is not None, "a name that ends in .py"
    assert spec.loader is not None, "a file has a loader"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [*bars, *module.window_bars(say)]


def ends(say: Callable[[str], None]) -> list[Bar]:
    """How far from the least-squares answer the six end."""
    experiment = DescentExperiment()
    walks, again = experiment.walks(), experiment.walks()
    for walk in walks:
        say(f"{walk.recipe.title}: ({walk.end[0]:.3f}, {walk.end[1]:.3f}), {walk.distance:.3f} from least squares")
    same = all(a.positions.tobytes() == b.positions.tobytes() for a, b in zip(walks, again, strict=True))
    return [
        Bar("farthest of the six from least squares", max(walk.distance for walk in walks), 0.3, "", at_least=False),
        Bar("same seed, same path to the bit", float(same), 1.0, ""),
    ]


def long_walks(say: Callable[[str], None]) -> list[Bar]:
    """Seconds for a stochastic walk of 20,000 updates, on data and on a formula."""
    bars = []
    for what, landscape in (
        ("the regression", DescentExperiment().build()),
        ("a formula", FormulaOptions(formula="sin(x)*cos(y) + 0.1*x**2 + exp(-y**2)").build()),
    ):
        recipe = dataclasses.replace(recipes_for(landscape)["stochastic"], epochs=MOST_UPDATES // landscape.samples)
        start = time.perf_counter()
        walk = descend(landscape, recipe, updates=20_000)
        seconds = time.perf_counter() - start
        say(f"{walk.steps:,} stochastic updates on {what}: {1000 * seconds:.0f} ms")
        bars.append(Bar(f"20,000 stochastic updates on {what}", seconds, 0.5, "s", at_least=False))
    return bars


def films(say: Callable[[str], None]) -> list[Bar]:
    """Seconds for the six films, each as long as its recipe: as they are written, and with a frame for every update."""
    experiment = DescentExperiment()
    landscape = experiment.build()
    bars = []
    for name, most in (("GIF of the six default runs", 240), ("the same with a frame for every update", 10**6)):
        total, frames = 0.0, 0
        for walk in experiment.walks(landscape):
            start = time.perf_counter()
            data = _film(landscape, walk, most)
            seconds = time.perf_counter() - start
            total += seconds
            with Image.open(io.BytesIO(data)) as film:
                count = int(getattr(film, "n_frames", 1))
            frames += count
            say(f"{walk.recipe.title}: {walk.steps} updates, {count} frames, {len(data) / 1e3:.0f} kB, {seconds:.2f} s")
        say(f"{frames} frames in {total:.2f} s")
        bars.append(Bar(name, total, 10.0, "s", at_least=False))
    return bars


def command(say: Callable[[str], None]) -> list[Bar]:
    """What `sirendesk descend` leaves, and how many bad formulas it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        descend_command(["--method", "all", "--out", folder])
        say(f"sirendesk descend: {time.perf_counter() - start:.2f} s")
        names = {path.name for path in Path(folder).iterdir()}
    wanted = {f"{name}.gif" for name in list(RECIPES)[:6]} | {"landscape.png", "steps.csv"}
    refused = 0
    for text in REFUSED:
        try:
            FormulaOptions(formula=text).build()
        except UsageError as error:
            say(f"{text}: {error}")
            refused += 1
    return [
        Bar("files of six GIFs, a contour PNG and the CSV", len(wanted & names), len(wanted), ""),
        Bar("formulas refused in a sentence", refused, len(REFUSED), ""),
    ]


def _film(landscape: Landscape, walk: Walk, most: int) -> bytes:
    *_, last = make_gif(landscape, [walk], "Linear regression", most_frames=most)
    assert last.data is not None, "the last report has the film"
    return last.data
