"""Gradient and Laplacian of the fitted function, exact by automatic differentiation, beside those of the signal.

That a network of sines has right derivatives and one of ReLUs none of the second kind is the point of Sitzmann et al.
2020, section 3 and figure 1.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.insight.places import Places, spread
from sirendesk.core.insight.subject import Subject, exact_products
from sirendesk.core.insight.values import Derivatives, InsightRequest

if TYPE_CHECKING:
    from torch import Tensor

LIVE_SIDE, FULL_SIDE = 96, 256
# values, gradient and both second derivatives of so many points take about ten milliseconds
CHUNK = 512


def look_at_derivatives(subject: Subject, request: InsightRequest) -> Generator[float, None, Derivatives]:
    """Gradient and Laplacian on a spread of the signal's samples."""
    places = spread(subject.shape, FULL_SIDE if subject.full else LIVE_SIDE)
    # the same arrays again and again, by which a view can tell that the signal's side did not change
    key = f"derivatives {places.sides}"
    if key not in subject.memory:
        subject.memory[key] = differences(subject.values, places, subject.end_points)
        yield 0.0
    scales = np.array(axis_scales(subject.shape, subject.end_points))
    parts: list[NDArray[np.float64]] = []
    for start in range(0, places.size, CHUNK):
        with exact_products():
            slopes, bends = differentiate(subject, subject.coords(places, start, start + CHUNK))
        first, second = slopes.cpu().double().numpy() * scales, bends.cpu().double().numpy() * scales**2
        parts.append(np.column_stack([first[:, 1], first[:, 0], second.sum(axis=1)]))
        yield min(1.0, (start + CHUNK) / places.size)
    fit = np.concatenate(parts).T.reshape(3, *places.sides).astype(np.float32)
    return Derivatives(subject.step, *(np.ascontiguousarray(part) for part in fit), *subject.memory[key])


def differentiate(subject: Subject, coords: Tensor) -> tuple[Tensor, Tensor]:
    """First and unmixed second derivatives of luminance by each coordinate, both (n, d), in units of the signal."""
    import torch

    leaf = coords.detach().clone().requires_grad_()
    with torch.enable_grad():
        luminance = subject.answer(leaf).mean(dim=1)
        (slopes,) = torch.autograd.grad(luminance.sum(), leaf, create_graph=True)
        bends = torch.zeros_like(slopes)
        # what is linear in the coordinates leaves nothing to differentiate
        for axis in range(leaf.shape[1] if slopes.requires_grad else 0):
            column = slopes[:, axis].sum()
            (bend,) = torch.autograd.grad(column, leaf, retain_graph=True, allow_unused=True)
            if bend is not None:
                bends[:, axis] = bend[:, axis]
    return slopes.detach(), bends.detach()


def axis_scales(shape: tuple[int, int], end_points: bool) -> tuple[float, float]:
    """Units of coords along each axis for one unit of position, in which the longest side is 2 long."""
    less = 1 if end_points else 0
    longest = max(shape) - less
    return longest / (shape[0] - less), longest / (shape[1] - less)


def differences(
    values: NDArray[np.floating], places: Places, end_points: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Slope to the right, slope downwards and Laplacian of luminance of `values` (H, W, C), each (h, w).

    Central differences between direct neighbours, whatever the distance between places; at an edge the slope is that
    of the last two samples and the second derivative that of the last three. Units as in `Derivatives`.
    """
    spacing = 2.0 / (max(places.shape) - (1 if end_points else 0))
    slopes, laplacian = [], np.zeros(places.sides)
    for axis in (1, 0):
        chosen, length = (places.rows, places.columns)[axis], places.shape[axis]
        above, below = np.maximum(chosen - 1, 0), np.minimum(chosen + 1, length - 1)
        distance = spacing * (below - above)
        inside = chosen.clip(1, max(1, length - 2))
        at = {shift: _luminance(values, places, axis, inside + shift) for shift in (-1, 0, 1)} if length > 2 else {}
        rise = _luminance(values, places, axis, below) - _luminance(values, places, axis, above)
        slopes.append((rise / (distance if axis else distance[:, None])).astype(np.float32))
        if at:
            laplacian += (at[1] - 2 * at[0] + at[-1]) / spacing**2
    return slopes[0], slopes[1], laplacian.astype(np.float32)


def _luminance(
    values: NDArray[np.floating], places: Places, axis: int, moved: NDArray[np.int64]
) -> NDArray[np.float64]:
    rows, columns = (places.rows, moved) if axis else (moved, places.columns)
    return values[rows[:, None], columns].mean(axis=2, dtype=np.float64)
