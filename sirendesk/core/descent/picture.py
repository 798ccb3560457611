"""A descent as one picture: landscape with paths, data with lines, losses, and a legend with where everybody ended."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sirendesk.core.descent.geometry import Axes, Box
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import LIGHT, LINE_STYLES, Look
from sirendesk.core.descent.panels import (
    LossScale,
    data_axes,
    draw_data,
    draw_landscape,
    draw_line,
    draw_loss_frame,
    draw_losses,
    draw_marker,
    draw_minima,
    draw_path,
    draw_start,
    landscape_axes,
    loss_scale,
)
from sirendesk.core.descent.pens import Pen, RasterPen, SvgPen
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.walk import Walk
from sirendesk.core.errors import UsageError

ROW = 21.0
SCALE = 2
LEFT = 58.0
TOP = 74.0


@dataclass(frozen=True)
class Size:
    """Width of a picture, and width and height of the landscape in it."""

    width: int = 980
    map_width: float = 480.0
    map_height: float = 420.0


STILL = Size()
FILM = Size(720, 370.0, 320.0)


@dataclass(frozen=True)
class Layout:
    """Where the panels of a picture lie; `data` is None where a landscape has none."""

    width: int
    height: int
    map: Axes
    data: Axes | None
    losses: LossScale
    legend_top: float


def make_layout(landscape: Landscape, walks: Sequence[Walk], legend_height: float, size: Size = STILL) -> Layout:
    """Landscape to the left, data above losses to the right, the legend below.

    Raises:
        UsageError: when there is no walk to draw.
    """
    if not walks:
        raise UsageError("There is no walk to draw yet: choose a method first.")
    bottom = TOP + size.map_height
    left, right = LEFT + size.map_width, size.width - 24.0
    column = left + 62
    middle = TOP + size.map_height * 0.48
    has_data = isinstance(landscape, Regression)
    losses = loss_scale(walks, Box(column, middle + 50 if has_data else TOP, right, bottom))
    data = data_axes(landscape, Box(column, TOP, right, middle - 8)) if isinstance(landscape, Regression) else None
    legend_top = bottom + 46
    return Layout(
        size.width,
        math.ceil(legend_top + legend_height + 14),
        landscape_axes(landscape, Box(LEFT, TOP, left, bottom)),
        data,
        losses,
        legend_top,
    )


def draw_ground(pen: Pen, layout: Layout, landscape: Landscape, look: Look, title: str, relief: bool) -> None:
    """Everything that stays the same while walks go on."""
    pen.box(Box(0, 0, layout.width, layout.height), look.background)
    pen.text(24, 22, title, 17, look.text, "lm")
    draw_landscape(pen, layout.map, landscape, look, relief)
    draw_loss_frame(pen, layout.losses, look)
    if layout.data and isinstance(landscape, Regression):
        draw_data(pen, layout.data, landscape, look)


def draw_legend(pen: Pen, layout: Layout, walks: Sequence[Walk], look: Look) -> None:
    """A line for every walk: its style, its name and numbers, where it ended; and under the title what they share."""
    start = place_text(walks[0].positions[0])
    shared = f"from {start}, seed {walks[0].seed}, {walks[0].samples:,} samples"
    pen.text(24, 44, shared, 12, look.muted, "lm")
    columns = (24.0, 76.0, 236.0, 480.0, 662.0, 768.0, 880.0)
    top = layout.legend_top + ROW / 2
    heads = ("", "method", "recipe", "end", "loss", "distance", "updates")
    for x, head in zip(columns, heads, strict=True):
        pen.text(x, top, head, 11, look.muted, "lm")
    for k, walk in enumerate(walks, 1):
        y = top + k * ROW
        style = LINE_STYLES[walk.recipe.name]
        pen.line(np.array([[24.0, y], [64.0, y]]), look.colour_of(walk.recipe.name), 2.4, style.dash)
        end = place_text(walk.end)
        ended = {"left": " - left", "undefined": " - undefined"}.get(walk.ending, "")
        distance = "" if math.isnan(walk.distance) else number_text(walk.distance)
        cells = (walk.recipe.title, recipe_text(walk), end + ended, number_text(float(walk.losses[-1])), distance)
        for x, cell in zip(columns[1:], (*cells, f"{walk.steps:,}"), strict=True):
            pen.text(x, y, cell, 12.5, look.text, "lm")


def recipe_text(walk: Walk) -> str:
    """Rate, memory and batch of a walk in a few words."""
    rule = walk.recipe.rule
    words = [f"η {rule.learning_rate:.4g}"]
    momentum = getattr(rule, "momentum", None)
    if momentum is not None:
        words.append(f"γ {momentum:g}")
    batch = walk.recipe.batch_of(walk.samples)
    words.append("all" if batch == walk.samples else f"batch {batch}")
    return ", ".join(words)


def draw_picture(
    pen: Pen, layout: Layout, landscape: Landscape, walks: Sequence[Walk], look: Look, title: str, relief: bool
) -> None:
    """The picture at the end of all walks, without its legend."""
    draw_ground(pen, layout, landscape, look, title, relief)
    for walk in walks:
        draw_path(pen, layout.map, walk, look)
        draw_losses(pen, layout.losses, walk, look)
        if layout.data:
            colour, dash = look.colour_of(walk.recipe.name), LINE_STYLES[walk.recipe.name].dash
            draw_line(pen, layout.data, walk.positions[-1].tolist(), colour, 1.8, dash)
    draw_minima(pen, layout.map, landscape, look)
    for walk in walks:
        draw_start(pen, layout.map, walk, look)
        draw_marker(pen, layout.map, walk, look, walk.steps)


def encode_png(
    landscape: Landscape, walks: Sequence[Walk], title: str, look: Look = LIGHT, relief: bool = False
) -> bytes:
    """The picture as a PNG of twice its nominal size, for sharp print.

    Raises:
        UsageError: when there is no walk.
    """
    from PIL import Image

    layout = make_layout(landscape, walks, (len(walks) + 1) * ROW)
    scale = 2 * SCALE
    image = Image.new("RGB", (layout.width * scale, layout.height * scale))
    pen = RasterPen(image, scale)
    draw_picture(pen, layout, landscape, walks, look, title, relief)
    draw_legend(pen, layout, walks, look)
    out = io.BytesIO()
    image.reduce(SCALE).save(out, "PNG")
    return out.getvalue()


def encode_svg(
    landscape: Landscape, walks: Sequence[Walk], title: str, look: Look = LIGHT, relief: bool = False
) -> str:
    """The picture as SVG, its lines and words as such.

    Raises:
        UsageError: when there is no walk.
    """
    layout = make_layout(landscape, walks, (len(walks) + 1) * ROW)
    pen = SvgPen(layout.width, layout.height)
    draw_picture(pen, layout, landscape, walks, look, title, relief)
    draw_legend(pen, layout, walks, look)
    return pen.svg()


def place_text(place: Sequence[float]) -> str:
    """A place in thousandths."""
    parts = (f"{v:.3f}" if abs(v) < 1e5 else f"{v:.2e}" for v in place)
    return f"({', '.join(parts)})".replace("-0.000", "0.000").replace("-", "−")


def number_text(value: float) -> str:
    """A loss or a distance: thousandths, or a power of ten where those say nothing."""
    small_or_large = value != 0 and not 1e-3 <= abs(value) < 1e5
    return (f"{value:.1e}" if small_or_large else f"{value:.3f}").replace("-", "−")
