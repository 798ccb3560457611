"""Lines of equal height, at levels spaced like a logarithm above the lowest height, and a shaded relief."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.descent.landscape import LandscapeGrid


def log_heights(grid: LandscapeGrid, floor: float) -> NDArray[np.float64]:
    """Heights (rows, columns) as 0 at the floor to 1 at the highest, on a logarithmic scale; NaN stays NaN.

    The scale is log(1 + h/h0) with h0 a thousandth of the range of heights: a logarithm that does not run away at 0.
    """
    above = np.maximum(grid.values - floor, 0.0)
    top = float(np.nanmax(above)) if np.isfinite(above).any() else 0.0
    if top <= 0:
        return np.where(np.isfinite(above), 0.0, np.nan)
    knee = top * 1e-3
    return np.log1p(above / knee) / math.log1p(top / knee)


def log_levels(grid: LandscapeGrid, floor: float, count: int = 14) -> NDArray[np.float64]:
    """Heights (count,) of contour lines, evenly spaced on the scale of `log_heights`."""
    above = np.maximum(grid.values - floor, 0.0)
    top = float(np.nanmax(above)) if np.isfinite(above).any() else 0.0
    knee = max(top, 1e-300) * 1e-3
    places = (np.arange(count) + 0.5) / count
    return floor + knee * np.expm1(places * math.log1p(top / knee))


def contour_lines(grid: LandscapeGrid, levels: NDArray[np.float64]) -> list[tuple[float, list[NDArray[np.float64]]]]:
    """For every level its lines, each (points, 2) in the landscape's own coordinates (marching squares)."""
    from skimage.measure import find_contours

    across = (grid.xs[-1] - grid.xs[0]) / (len(grid.xs) - 1)
    up = (grid.ys[-1] - grid.ys[0]) / (len(grid.ys) - 1)
    found = []
    for level in levels.tolist():
        lines = find_contours(grid.values, level)
        found.append((level, [line[:, ::-1] * (across, up) + (grid.xs[0], grid.ys[0]) for line in lines]))
    return found


def relief_shade(heights: NDArray[np.float64], strength: float = 1.0) -> NDArray[np.float64]:
    """Light (rows, columns) from 0 to 1 on a relief of `log_heights`, lit from the upper left; 0.5 is level ground."""
    rows, columns = heights.shape
    filled = np.nan_to_num(heights, nan=1.0)
    up, across = np.gradient(filled, 1.0 / rows, 1.0 / columns)
    # rows run upwards; the light comes from the left and above, half way up the sky
    light = np.array([-1.0, 1.0, 1.5]) / math.sqrt(4.25)
    normal = np.stack([-strength * across, -strength * up, np.ones_like(up)])
    shade = np.tensordot(light, normal / np.sqrt((normal**2).sum(axis=0)), axes=1)
    level = float(light[2])
    brighter = 0.5 + 0.5 * (shade - level) / (1 - level)
    darker = 0.5 * np.maximum(shade, 0.0) / level
    return np.clip(np.where(shade >= level, brighter, darker), 0.0, 1.0)
