"""`sirendesk descend`: several optimisers walk down one landscape, without a window."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sirendesk.commands import flags
from sirendesk.core.descent.experiment import DescentExperiment, read_descent
from sirendesk.core.descent.landscape import Landscape, LandscapeOptions, Point
from sirendesk.core.descent.landscapes import LANDSCAPES, landscape_named
from sirendesk.core.descent.mp4 import mp4_missing
from sirendesk.core.descent.recipes import RECIPES, SIX, recipes_for
from sirendesk.core.descent.walk import Walk
from sirendesk.core.errors import DivergedError, UsageError
from sirendesk.core.files import make_folder
from sirendesk.core.options import option_specs, option_type, validate

DESCRIPTION = "Walk down a landscape with several optimisers; write a film of each, the picture, and every step."
SETS = {"all": SIX, "every": tuple(RECIPES)}


@dataclass(frozen=True)
class _Order:
    """What one line asks for."""

    experiment: DescentExperiment
    out: Path | None
    dark: bool
    relief: bool
    mp4: bool


def descend(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for values that cannot be used, folders that cannot be written, and walks that diverged.
    """
    return run_descend(_parse(arguments))


def run_descend(order: _Order) -> int:
    """Walk, write, and print where everybody ended."""
    if order.mp4 and (missing := mp4_missing()):
        raise UsageError(missing)
    if order.out:
        make_folder(order.out)  # a place that cannot be written to is refused before the time is spent
    landscape = order.experiment.build()
    walks = order.experiment.walks(landscape)
    if order.out:
        _write(order, landscape, walks)
    _print_ends(order, landscape, walks)
    left = [walk.recipe.title for walk in walks if walk.diverged]
    if left:
        kept = "the files show how" if order.out else "--out DIR shows how"
        raise DivergedError(f"Cut because it left for infinity or the undefined: {', '.join(left)}; {kept}. Lower η.")
    return 0


def _parse(arguments: list[str]) -> _Order:
    arguments = _joined(arguments)
    base = _base(arguments)
    own = flags.parse("descend", DESCRIPTION, _flags(base, arguments), arguments)
    recipes = base.recipes
    if len(recipes) == 1:
        rule = flags.read_options(own, recipes[0].rule)
        recipes = (dataclasses.replace(flags.read_options(own, recipes[0]), rule=rule),)
    experiment = dataclasses.replace(
        base,
        landscape=flags.read_options(own, base.landscape),
        recipes=recipes,
        start=_place(own.start) if own.start else base.start,
        seed=own.seed,
        updates=own.steps,
    )
    experiment.check()
    return _Order(experiment, Path(own.out) if own.out else None, own.dark, own.relief, own.mp4)


def _base(arguments: list[str]) -> DescentExperiment:
    """Defaults before flags: a saved experiment, then the chosen landscape and method with rates that suit both."""
    saved = flags.peek(arguments, "experiment", "")
    base = read_descent(Path(saved)) if saved else DescentExperiment()
    word = flags.peek(arguments, "landscape", "")
    method = flags.peek(arguments, "method", "")
    if word:
        base = dataclasses.replace(base, landscape=landscape_named(word), points=None, start=None)
    if method and method not in (*SETS, *RECIPES):
        raise UsageError(f"There is no method called {method!r}; choose one of {', '.join((*SETS, *RECIPES))}.")
    if saved and not word and not method:
        return base
    base = dataclasses.replace(base, landscape=_peeked(arguments, base.landscape))
    validate(base.landscape)
    made = recipes_for(base.build())
    if saved and not word:  # its own numbers stay
        made |= {recipe.name: recipe for recipe in base.recipes}
    names = SETS.get(method, (method,) if method else SIX)
    return dataclasses.replace(base, recipes=tuple(made[name] for name in names))


def _peeked(arguments: list[str], options: LandscapeOptions) -> LandscapeOptions:
    """The landscape that the flags will make of it, because it decides which rates are good defaults."""
    values = {}
    for name in option_specs(options):
        text = flags.peek(arguments, name.replace("_", "-"), "")
        if text:
            with contextlib.suppress(ValueError):  # the parser refuses it in a moment, in its own words
                values[name] = option_type(options, name)[0](text)
    return dataclasses.replace(options, **values)


def _flags(base: DescentExperiment, arguments: list[str]) -> list[tuple[str, Any, Any]]:
    methods: Any = Literal[(*SETS, *RECIPES)]
    names = ", ".join(LANDSCAPES)
    one = base.recipes[0] if len(base.recipes) == 1 else None
    return [
        ("method", flags.flag(methods, "One method, the six (all), or these and four more (every)."), "all"),
        (
            "landscape",
            flags.flag(str, f"One of {names}; ravine:30 sets its condition, formula:x**2+3*y**2 its formula.", "NAME"),
            flags.peek(arguments, "landscape", "regression"),
        ),
        *flags.option_flags(base.landscape),
        ("start", flags.flag(str, "Where to start; the landscape's own place if left out.", "X,Y"), ""),
        (
            "seed",
            flags.flag(int, "Where the order of the samples comes from; the same seed, the same paths."),
            base.seed,
        ),
        ("steps", flags.flag(int | None, "Updates of every walk; as the recipes say if left out."), base.updates),
        *(flags.option_flags(one) if one else []),
        *(flags.option_flags(one.rule) if one else []),
        ("out", flags.flag(str | None, "Folder for the results; without it nothing is written.", "DIR"), None),
        ("experiment", flags.flag(str | None, "Start from a saved experiment.json of a descent.", "FILE"), None),
        ("mp4", flags.flag(bool, "Write every film as MP4 too (needs the optional package av)."), False),
        ("dark", flags.flag(bool, "Draw on a dark ground."), False),
        ("relief", flags.flag(bool, "Shade the landscape as a relief."), False),
    ]


def _joined(arguments: list[str]) -> list[str]:
    """`--start -1,2` as one word, because a word that begins with a dash is taken for a flag."""
    made = list(arguments)
    if "--start" in made[:-1]:
        k = made.index("--start")
        made[k : k + 2] = [f"--start={made[k + 1]}"]
    return made


def _place(text: str) -> Point:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"{text!r} is no place to start from; write two numbers, for example --start -1,2.") from None
    if not (math.isfinite(x) and math.isfinite(y) and max(abs(x), abs(y)) <= 1e6):
        raise UsageError(f"{text!r} is no place to start from; both numbers must lie within ±1,000,000.")
    return x, y


def _write(order: _Order, landscape: Landscape, walks: Sequence[Walk]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from sirendesk.core.descent.look import DARK, LIGHT
    from sirendesk.core.descent.report import write_descent

    assert order.out is not None, "asked for only with a folder"
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    look = DARK if order.dark else LIGHT
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=8) as bar:
        task = bar.add_task("drawing", total=1.0)
        parts = write_descent(order.experiment, landscape, walks, order.out, look, order.relief, mp4=order.mp4)
        for progress in parts:
            bar.update(task, completed=progress.done, description=progress.name)
        bar.update(task, completed=1.0, description="written")


def _print_ends(order: _Order, landscape: Landscape, walks: Sequence[Walk]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from sirendesk.core.descent.picture import number_text, place_text
    from sirendesk.core.descent.regression import Regression
    from sirendesk.core.descent.stability import stability, stability_text

    console = Console()
    title = order.experiment.landscape.title
    if landscape.minima:
        kind = "least squares" if isinstance(landscape, Regression) else "minimum"
        title += f": {kind} at " + " and ".join(place_text(place) for place in landscape.minima)
    # narrow enough for a terminal of 80 columns: a cut number says nothing
    table = Table(title=Text(title), title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("method", no_wrap=True)
    for head in ("η", f"end ({', '.join(landscape.axes)})", "loss", "distance", "updates"):
        table.add_column(head, justify="right", no_wrap=True)
    for walk in walks:
        table.add_row(
            walk.recipe.title,
            f"{walk.recipe.rule.learning_rate:g}",
            place_text(walk.end),
            number_text(float(walk.losses[-1])),
            "-" if math.isnan(walk.distance) else number_text(walk.distance),
            f"{walk.steps:,}",
        )
    console.print(table)
    for walk in walks:
        if said := stability_text(walk, stability(landscape, walk.recipe, order.experiment.start)):
            console.print(f"note: {said}", markup=False, highlight=False)
    done = f"written to {order.out}" if order.out else "nothing was written; --out DIR keeps the films and pictures"
    console.print(done, markup=False, highlight=False)
