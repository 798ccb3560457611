"""The ground under the paths as arrays: colours and contour lines of a part of a landscape. Made off the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.contours import contour_lines, log_levels
from sirendesk.core.descent.landscape import Bounds, Landscape, LandscapeGrid
from sirendesk.core.descent.look import Look, ground
from sirendesk.core.descent.network_plane import LossPlane, filled

COARSEST, FINEST = 60, 420


@dataclass(frozen=True)
class Terrain:
    """`pixels` (rows, columns, 3) of `bounds`, first row uppermost; `lines` (points, 2) in the landscape's values."""

    bounds: Bounds
    pixels: NDArray[np.uint8]
    lines: tuple[NDArray[np.float64], ...]


def draw_terrain(landscape: Landscape, bounds: Bounds, size: tuple[int, int], look: Look, relief: bool) -> Terrain:
    """A part of a landscape for a box of `size` pixels; its levels are those of what is worth drawing, or lower."""
    columns, rows = (min(max(side // 2, COARSEST), FINEST) for side in size)
    top = np.nanmax(landscape.grid(90, 90).values)
    grid = landscape.grid(columns, rows, bounds)
    # far outside, where a picture is wider than the landscape, heights would take all levels
    return terrain_of(LandscapeGrid(grid.xs, grid.ys, np.minimum(grid.values, top)), landscape.floor(), look, relief)


def draw_loss_plane(plane: LossPlane, look: Look, relief: bool) -> Terrain:
    """What is known so far of the loss around a network, the rest grown from its neighbours."""
    values = filled(plane.values)
    return terrain_of(LandscapeGrid(plane.xs, plane.ys, values), float(np.nanmin(values)), look, relief)


def terrain_of(grid: LandscapeGrid, floor: float, look: Look, relief: bool) -> Terrain:
    """The picture of heights that are known."""
    pixels = ground(grid, floor, look)
    if relief:  # half the light: paths lie over it
        pixels = ((pixels.astype(np.uint16) + ground(grid, floor, look, relief=True)) // 2).astype(np.uint8)
    lines: tuple[NDArray[np.float64], ...] = ()
    if np.isfinite(grid.values).any():
        lines = tuple(line for _, level in contour_lines(grid, log_levels(grid, floor)) for line in level)
    return Terrain(grid.bounds, pixels, lines)
