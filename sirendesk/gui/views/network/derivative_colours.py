"""Gradients and Laplacians as pictures, in colours that stay apart for colour-blind eyes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sirendesk.gui.views.colour_maps import colour_table

MAGNITUDE_MAP = "magma"
# through blue, white, ochre and black: sideways is a change of hue, up and down one of lightness
DIRECTION_MAP = "CET-CBC1"
STILL = 118.0
# from blue over the background to orange; (place, red, green, blue)
DIVERGING = {
    False: ((0, 6, 50, 98), (0.22, 0, 114, 178), (0.5, 247, 247, 246), (0.78, 213, 94, 0), (1, 110, 40, 0)),
    True: ((0, 205, 234, 255), (0.25, 86, 180, 233), (0.5, 24, 27, 31), (0.75, 240, 140, 40), (1, 255, 230, 190)),
}

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def magnitude(x: Floats, y: Floats) -> Floats:
    """Length of each gradient."""
    return np.hypot(x, y)


def indices(values: Floats, low: float, high: float) -> Bytes:
    """Places in a table of 256 colours; what is not finite counts as the lowest."""
    share = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / max(high - low, 1e-30)
    return (255 * share.clip(0, 1) + 0.5).astype(np.uint8)


def direction_colours(x: Floats, y: Floats, scale: float) -> Bytes:
    """(h, w, 3): the hue of the direction (y downwards), out of a still grey by how strong it is."""
    x, y = np.nan_to_num(x), np.nan_to_num(y)
    strength = (magnitude(x, y) / max(scale, 1e-30)).clip(0, 1)[..., None]
    turn = np.arctan2(-y, x) / (2 * np.pi) % 1.0
    colours = colour_table(DIRECTION_MAP)[(turn * 256).astype(np.int64) % 256].astype(np.float32)
    return (STILL + strength * (colours - STILL)).astype(np.uint8)


@lru_cache(maxsize=4)
def diverging_table(dark: bool) -> Bytes:
    """(256, 3) with the background's colour in the middle."""
    anchors = np.array(DIVERGING[dark], np.float64)
    places = np.linspace(0, 1, 256)
    table = np.stack([np.interp(places, anchors[:, 0], anchors[:, k]) for k in (1, 2, 3)], axis=1).round()
    table = np.ascontiguousarray(table.astype(np.uint8))
    table.flags.writeable = False
    return table


@lru_cache(maxsize=4)
def diverging_rgb(dark: bool) -> tuple[int, ...]:
    """The same as QRgb numbers."""
    table = diverging_table(dark).astype(np.uint32)
    packed = 0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    return tuple(int(colour) for colour in packed)


def typical_size(values: Floats) -> float:
    """What 99 of 100 values stay below in size, so that one sharp corner does not darken the rest."""
    sizes = np.abs(values[np.isfinite(values)])
    return float(np.percentile(sizes, 99)) if sizes.size else 0.0
