"""The parts of a picture of a descent: the landscape with its contours, the data with its line, the falling loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.contours import contour_lines, log_levels
from sirendesk.core.descent.geometry import Axes, Box, tick_text, ticks
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import LINE_STYLES, Look, ground, mixed
from sirendesk.core.descent.pens import Pen
from sirendesk.core.descent.regression import Regression
from sirendesk.core.descent.walk import Walk

SMALL = 11.0
LEAST_LOSS = 1e-12


@dataclass(frozen=True)
class LossScale:
    """How losses and updates lie on paper: losses as logarithms where all are positive, updates where they differ."""

    axes: Axes
    log_losses: bool
    log_updates: bool

    def places(self, updates: NDArray[np.float64], losses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (n, 2) on the axes."""
        across = np.log10(1.0 + updates) if self.log_updates else updates
        up = np.log10(np.maximum(losses, LEAST_LOSS)) if self.log_losses else losses
        return np.stack([across, up], axis=1)


def landscape_axes(landscape: Landscape, box: Box) -> Axes:
    """The landscape's own bounds."""
    return Axes(box, landscape.bounds)


def draw_landscape(pen: Pen, axes: Axes, landscape: Landscape, look: Look, relief: bool = False) -> None:
    """Ground, contours at logarithmic levels, axes."""
    grid = landscape.grid(240, round(240 * axes.box.height / axes.box.width), axes.bounds)
    floor = landscape.floor()
    pen.picture(ground(grid, floor, look, relief), axes.box)
    line = mixed(look.contour, look.low, 0.2)
    for _, lines in contour_lines(grid, log_levels(grid, floor)):
        for part in (part for one in lines for part in axes.lines(one)):
            pen.line(part, line, 0.8)
    draw_frame(pen, axes, look, landscape.axes)


def draw_frame(pen: Pen, axes: Axes, look: Look, names: tuple[str, str]) -> None:
    """Border, ticks and their numbers, and the names of the axes."""
    box, (left, right, bottom, top) = axes.box, axes.bounds
    pen.box(box, None, look.border)
    for value in ticks(left, right, max(3, round(box.width / 80))):
        x = float(axes.places(np.array([[value, bottom]]))[0, 0])
        pen.line(np.array([[x, box.bottom], [x, box.bottom + 4]]), look.border, 1.0)
        pen.text(x, box.bottom + 12, tick_text(value), SMALL, look.muted, "mm")
    for value in ticks(bottom, top, max(3, round(box.height / 60))):
        y = float(axes.places(np.array([[left, value]]))[0, 1])
        pen.line(np.array([[box.left - 4, y], [box.left, y]]), look.border, 1.0)
        pen.text(box.left - 7, y, tick_text(value), SMALL, look.muted, "rm")
    pen.text(box.right, box.bottom + 27, _axis_name(names[0]), SMALL, look.muted, "rm")
    pen.text(box.left, box.top - 10, _axis_name(names[1]), SMALL, look.muted, "lm")


def draw_path(pen: Pen, axes: Axes, walk: Walk, look: Look, upto: int | None = None, width: float = 2.0) -> None:
    """A walk's line with a pale rim, its start, and where it stands after `upto` updates."""
    points = walk.positions[: None if upto is None else upto + 1]
    colour, dash = look.colour_of(walk.recipe.name), LINE_STYLES[walk.recipe.name].dash
    for part in axes.lines(points):
        pen.line(part, look.low, width + 1.4, dash)
        pen.line(part, colour, width, dash)


def draw_marker(pen: Pen, axes: Axes, walk: Walk, look: Look, upto: int) -> None:
    """Where a walk stands; at the edge when that is outside the picture."""
    x, y = axes.places(walk.positions[upto : upto + 1])[0].tolist()
    box = axes.box
    x, y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    pen.dot(x, y, 4.4, look.colour_of(walk.recipe.name), look.low)


def draw_start(pen: Pen, axes: Axes, walk: Walk, look: Look) -> None:
    """Where a walk began."""
    x, y = axes.places(walk.positions[:1])[0].tolist()
    if axes.box.left <= x <= axes.box.right and axes.box.top <= y <= axes.box.bottom:
        pen.dot(x, y, 4.0, look.low, look.text)


def draw_minima(pen: Pen, axes: Axes, landscape: Landscape, look: Look) -> None:
    """A cross on every known minimum."""
    for x, y in axes.places(np.array(landscape.minima).reshape(-1, 2)).tolist():
        for reach, colour, width in ((6.0, look.low, 3.6), (5.0, look.text, 1.6)):
            for up in (reach, -reach):
                pen.line(np.array([[x - reach, y - up], [x + reach, y + up]]), colour, width)


def data_axes(landscape: Regression, box: Box) -> Axes:
    """Room for all points and a little more."""
    low, high = landscape.points.min(axis=0), landscape.points.max(axis=0)
    margin = 0.06 * np.maximum(high - low, 1e-6)
    (left, bottom), (right, top) = low - margin, high + margin
    return Axes(box, (float(left), float(right), float(bottom), float(top)))


def draw_data(pen: Pen, axes: Axes, landscape: Regression, look: Look) -> None:
    """The points, and the least-squares line thinly."""
    pen.box(axes.box, look.panel, look.border)
    draw_line(pen, axes, landscape.best, look.muted, 1.0, (3, 3))
    for x, y in axes.places(landscape.points).tolist():
        pen.dot(x, y, 1.9, look.point, look.point, 0.5)
    draw_frame(pen, axes, look, ("x", "y"))


def draw_line(
    pen: Pen, axes: Axes, place: Sequence[float], colour: str, width: float, dash: tuple[float, ...] = ()
) -> None:
    """The line of an intercept and a slope over the data."""
    x = np.array(axes.bounds[:2])
    for part in axes.lines(np.stack([x, place[0] + place[1] * x], axis=1)):
        pen.line(part, colour, width, dash)


def loss_scale(walks: Sequence[Walk], box: Box) -> LossScale:
    """Axes on which every loss has its place; walks that explode are cut at a thousand times their start."""
    starts = max(abs(float(walk.losses[0])) for walk in walks)
    losses = np.concatenate([walk.losses for walk in walks])
    losses = np.minimum(losses[np.isfinite(losses)], max(1e3 * starts, 1e-6))
    logarithmic = bool(losses.size) and float(losses.min()) >= 0
    up = np.log10(np.maximum(losses, LEAST_LOSS)) if logarithmic else losses
    low, high = (float(up.min()), float(up.max())) if up.size else (0.0, 1.0)
    margin = 0.06 * max(high - low, 1e-3)
    longest, shortest = max(walk.steps for walk in walks), min(walk.steps for walk in walks)
    wide = longest > 4 * max(shortest, 1)
    right = math.log10(1.0 + longest) if wide else float(longest)
    return LossScale(Axes(box, (0.0, max(right, 0.3), low - margin, high + margin)), logarithmic, wide)


def draw_loss_frame(pen: Pen, scale: LossScale, look: Look) -> None:
    """The empty axes of the losses."""
    box, (left, right, bottom, top) = scale.axes.box, scale.axes.bounds
    pen.box(box, look.panel, look.border)
    for value, text in _decades(left, right) if scale.log_updates else _plain(left, right, 4):
        x = float(scale.axes.places(np.array([[value, bottom]]))[0, 0])
        pen.line(np.array([[x, box.top], [x, box.bottom]]), look.grid, 1.0)
        pen.text(x, box.bottom + 12, text, SMALL, look.muted, "mm")
    for value, text in _powers(bottom, top) if scale.log_losses else _plain(bottom, top, 4):
        y = float(scale.axes.places(np.array([[left, value]]))[0, 1])
        pen.line(np.array([[box.left, y], [box.right, y]]), look.grid, 1.0)
        pen.text(box.left - 7, y, text, SMALL, look.muted, "rm")
    pen.box(box, None, look.border)
    pen.text(box.right, box.bottom + 27, "updates", SMALL, look.muted, "rm")
    pen.text(box.left, box.top - 10, "loss", SMALL, look.muted, "lm")


def draw_losses(pen: Pen, scale: LossScale, walk: Walk, look: Look, upto: int | None = None) -> None:
    """One walk's losses."""
    losses = walk.losses[: None if upto is None else upto + 1]
    points = scale.places(np.arange(len(losses), dtype=np.float64), losses)
    colour, dash = look.colour_of(walk.recipe.name), LINE_STYLES[walk.recipe.name].dash
    for part in scale.axes.lines(points):
        pen.line(part, colour, 1.6, dash)


def _axis_name(name: str) -> str:
    return {"θ₀": "intercept θ₀", "θ₁": "slope θ₁"}.get(name, name)


def _plain(low: float, high: float, count: int) -> list[tuple[float, str]]:
    return [(value, tick_text(value)) for value in ticks(low, high, count)]


def _decades(low: float, high: float) -> list[tuple[float, str]]:
    counts = [10**k for k in range(math.ceil(high) + 1)]
    return [(math.log10(1 + n), f"{n:,}") for n in counts if low <= math.log10(1 + n) <= high]


def _powers(low: float, high: float) -> list[tuple[float, str]]:
    """Ticks of a logarithmic axis: powers of ten, and 2 and 5 between them where there are few."""
    step = max(1, math.ceil((high - low) / 4))
    parts = (1, 2, 5) if high - low < 2.2 else (1,)
    made = []
    for power in range(math.floor(low), math.ceil(high) + 1):
        for part in parts if power % step == 0 else ():
            place = power + math.log10(part)
            if low <= place <= high:
                made.append((place, tick_text(part * 10.0**power)))
    return made
