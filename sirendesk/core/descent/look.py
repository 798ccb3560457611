"""Colours and line styles of walks and landscapes, the same in the window, in pictures and in films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.contours import log_heights, relief_shade
from sirendesk.core.descent.landscape import LandscapeGrid


@dataclass(frozen=True)
class LineStyle:
    """Colour on light and on dark ground, and lengths of dashes and gaps in pixels (none: a solid line)."""

    light: str
    dark: str
    dash: tuple[float, ...] = ()


# Colours that stay apart for colour-blind eyes (after Okabe and Ito 2008); with momentum also dashed, extras dotted.
LINE_STYLES: Mapping[str, LineStyle] = {
    "batch": LineStyle("#0072b2", "#4fb0ea"),
    "stochastic": LineStyle("#d55e00", "#f0803c"),
    "mini-batch": LineStyle("#00825f", "#22c997"),
    "batch-momentum": LineStyle("#5a3fc0", "#a99bff", (9, 4)),
    "stochastic-momentum": LineStyle("#b8146b", "#f47fb8", (9, 4)),
    "mini-batch-momentum": LineStyle("#8a6a00", "#e6c229", (9, 4)),
    "nesterov": LineStyle("#1f9bd1", "#9fdcff", (11, 4, 2, 4)),
    "adagrad": LineStyle("#7a7068", "#c8bfb4", (2, 4)),
    "rmsprop": LineStyle("#7a3b12", "#d69a6a", (11, 4, 2, 4)),
    "adam": LineStyle("#1c232b", "#ffffff", (5, 3)),
}


@dataclass(frozen=True)
class Look:
    """Colours of a whole picture as "#rrggbb"; the ground of a landscape runs from `low` to `high`."""

    name: str
    dark: bool
    background: str
    panel: str
    text: str
    muted: str
    grid: str
    border: str
    contour: str
    low: str
    middle: str
    high: str
    undefined: str
    point: str

    def colour_of(self, recipe: str) -> str:
        """Colour of a recipe's line."""
        style = LINE_STYLES[recipe]
        return style.dark if self.dark else style.light


LIGHT = Look(
    name="light",
    dark=False,
    background="#ffffff",
    panel="#fbfcfd",
    text="#1c232b",
    muted="#56606b",
    grid="#e7eaee",
    border="#c3c9d1",
    contour="#5b7d9e",
    low="#fdfefe",
    middle="#dbe7f1",
    high="#a3bfd7",
    undefined="#dcdcdc",
    point="#5d6975",
)
DARK = Look(
    name="dark",
    dark=True,
    background="#181b1f",
    panel="#1d2126",
    text="#e3e7ec",
    muted="#abb5c0",
    grid="#2a3038",
    border="#474f5a",
    contour="#66809a",
    low="#14181d",
    middle="#25394c",
    high="#4d6f8f",
    undefined="#3a3a3a",
    point="#97a3b0",
)
LOOKS: Mapping[str, Look] = {"light": LIGHT, "dark": DARK}


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(one: str, other: str, share: float) -> str:
    """One colour with a share of the other."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def ground(grid: LandscapeGrid, floor: float, look: Look, relief: bool = False) -> NDArray[np.uint8]:
    """The landscape as a picture (rows, columns, 3), its first row the highest y; shaded as a relief if asked."""
    heights = log_heights(grid, floor)
    filled = np.nan_to_num(heights, nan=0.0)
    table = np.array([rgb(look.low), rgb(look.middle), rgb(look.high)], np.float64)
    colours = np.stack([np.interp(filled, (0.0, 0.5, 1.0), table[:, k]) for k in range(3)], axis=-1)
    if relief:
        light = relief_shade(heights, 0.4)[..., None] - 0.5
        colours += np.where(light > 0, (255 - colours) * light * 0.8, colours * light * 0.9)
    colours[~np.isfinite(heights)] = rgb(look.undefined)
    return np.ascontiguousarray(colours[::-1].clip(0, 255).round().astype(np.uint8))
