"""Any rectangle of a fitted function at any resolution: its values, the length of its gradient, or its Laplacian.

The function is continuous, so a window on it may be as small as one likes. Where neighbouring samples of a window come
so near to each other that float32 coordinates run out of steps, it is drawn in float64.
"""

from __future__ import annotations

import copy
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.grid import Grid
from sirendesk.core.insight.derivatives import axis_scales, differentiate
from sirendesk.core.insight.subject import Subject, exact_products
from sirendesk.core.solver import field_of

if TYPE_CHECKING:
    import torch

    from sirendesk.core.fields.base import Field
    from sirendesk.core.target_transform import TargetTransform
    from sirendesk.core.training import Trainer

WHATS = ("values", "gradient", "laplacian")
# so many points through a network of ordinary size take some ten milliseconds: a slice of the worker's time
CHUNKS = {"values": 2048, "gradient": 512, "laplacian": 512}
# steps of float32 just below 1
FLOAT32_STEP = 2.0**-24
LEAST_STEPS = 32


@dataclass(frozen=True)
class Region:
    """A window on a picture: its edges in 0..1 of the picture, rows downwards, and its `height` and `width` in pixels.

    Edges may lie outside the picture; the function goes on there. `what` is one of WHATS.
    """

    top: float
    left: float
    bottom: float
    right: float
    height: int
    width: int
    what: str = "values"

    @property
    def pixels(self) -> int:
        """How many samples it takes."""
        return self.height * self.width

    def coarser(self, step: int) -> Region:
        """The same window with a `step`-th of the pixels along each side, at least one."""
        return replace(self, height=max(1, -(-self.height // step)), width=max(1, -(-self.width // step)))

    def rows(self, start: int, stop: int) -> Region:
        """Its rows start..stop as a window of their own."""
        per_row = (self.bottom - self.top) / self.height
        stop = min(stop, self.height)
        bottom = self.bottom if stop == self.height else self.top + stop * per_row
        return replace(self, top=self.top + start * per_row, bottom=bottom, height=stop - start)


def whole(shape: tuple[int, int]) -> Region:
    """All of a picture, one sample a pixel."""
    return Region(0.0, 0.0, 1.0, 1.0, *shape)


def window_axes(region: Region, grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates of a window's rows (height,) and columns (width,), those of the centres of its pixels.

    A picture's edge is half a sample outside its first sample. So the whole picture at the grid's own size gives the
    grid's own coordinates, through end points or not; at `height` and `width` of another size those of the pixels'
    centres.
    """
    edges = ((region.top, region.bottom, region.height), (region.left, region.right, region.width))
    axes = []
    for k, (low, high, count) in enumerate(edges):
        places = low + (2.0 * np.arange(count) + 1.0) / (2.0 * count) * (high - low)
        n = grid.shape[k]
        if grid.end_points:
            places = (places * n - 0.5) / (n - 1) if n > 1 else np.full(count, 0.5)
        axes.append(2.0 * places - 1.0)
        if (low, high, count) == (0.0, 1.0, n):
            axes[-1] = grid.axis(k).astype(np.float64)  # without a rounding of its own
    return axes[0], axes[1]


def render_window(
    field: Field,
    transform: TargetTransform,
    device: torch.device,
    region: Region,
    grid: Grid,
    what: str = "values",
) -> Generator[float, None, NDArray[np.float32]]:
    """A window on a field; yields the share done.

    values: (height, width, C) in units of the signal. gradient: its length |∇f| of luminance, (height, width).
    laplacian: Δf of luminance, (height, width). Derivatives are per unit of position, the longest side of the picture
    being 2 long. `grid` is that of the picture which was learnt.
    """
    import torch

    if what not in WHATS:
        raise UsageError(f"{what!r} cannot be looked at; choose one of {', '.join(WHATS)}.")
    if not (region.height > 0 and region.width > 0 and np.isfinite([region.top, region.bottom]).all()):
        raise UsageError("A window needs at least one pixel.")
    rows, columns = window_axes(region, grid)
    double = what == "values" and _finest_step(rows, columns) < LEAST_STEPS * FLOAT32_STEP and device.type != "mps"
    if double:
        field = copy.copy(field)
        field.to_double()
    subject = _subject(field, transform, device, grid)
    scales = np.array(axis_scales((grid.shape[0], grid.shape[1]), grid.end_points))
    parts: list[NDArray[np.float32]] = []
    for start in range(0, region.pixels, CHUNKS[what]):
        stop = min(start + CHUNKS[what], region.pixels)
        number_of_row, number_of_column = np.divmod(np.arange(start, stop), region.width)
        places = np.stack([rows[number_of_row], columns[number_of_column]], axis=1)
        coords = torch.from_numpy(places).to(device, field.weights.dtype)
        if what == "values":
            with torch.no_grad():
                parts.append(subject.answer(coords).float().cpu().numpy())
        else:
            with exact_products():
                slopes, bends = differentiate(subject, coords)
            found = (slopes.cpu().double().numpy() * scales) if what == "gradient" else bends.cpu().double().numpy()
            found = np.hypot(*found.T) if what == "gradient" else (found * scales**2).sum(axis=1)
            parts.append(found.astype(np.float32))
        yield stop / region.pixels
    values = np.concatenate(parts)
    return values.reshape(region.height, region.width, -1) if what == "values" else values.reshape(region.height, -1)


def look_at(trainer: Trainer, region: Region) -> Generator[float, None, NDArray[np.float32]]:
    """`render_window` of what a trainer has learnt so far, of what the region asks for.

    Raises:
        UsageError: when its method is not a function of coordinates.
    """
    solver = trainer.solver
    field = field_of(solver)
    if field is None:
        raise UsageError("This method knows the picture's own samples only; there is nothing between them to look at.")
    grid = Grid(trainer.problem.shape, trainer.experiment.training.end_points)
    return render_window(field, solver.transform, field.weights.device, region, grid, region.what)


def _subject(field: Field, transform: TargetTransform, device: torch.device, grid: Grid) -> Subject:
    nothing = np.empty((grid.shape[0], grid.shape[1], 0), np.float32)
    return Subject(field, transform.decode, device, nothing, grid.end_points, step=0)


def _finest_step(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> float:
    return min((abs(float(axis[1] - axis[0])) for axis in (rows, columns) if len(axis) > 1), default=1.0)
