"""Gradient descent on a field: draws batches, takes steps, renders."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.fields.base import Field
from sirendesk.core.grid import Grid
from sirendesk.core.losses import Loss
from sirendesk.core.optimizers import SCHEDULES, Optimizer, OptimizerOptions
from sirendesk.core.problem import Problem, TargetScale
from sirendesk.core.sampling import Sampler
from sirendesk.core.solver import NotFiniteError, StepReport

if TYPE_CHECKING:
    import torch
    from torch import Tensor

RENDER_CHUNK = 8192


class FieldSolver:
    """Fits a field to the samples of a problem by batches."""

    def __init__(
        self,
        field: Field,
        problem: Problem,
        optimizer_options: OptimizerOptions,
        sampler: Sampler,
        loss: Loss,
        end_points: bool,
        device: torch.device,
    ) -> None:
        import torch

        self._field = field
        self._optimizer: Optimizer = optimizer_options.build(field.weights, field.gradients, field.rates)
        self._schedule = SCHEDULES[optimizer_options.schedule]
        self.base_rate = optimizer_options.learning_rate
        self.learning_rate = self.base_rate
        self._sampler = sampler
        self._loss = loss
        self._scale = problem.scale
        self._grid = Grid(problem.shape, end_points)
        self._device = device
        self._samples = problem.samples
        self._axes = [torch.from_numpy(self._grid.axis(k)) for k in range(len(problem.shape))]

    @property
    def parameters(self) -> int:
        return self._field.parameters

    @property
    def arithmetic(self) -> str:
        import torch

        medium = torch.get_float32_matmul_precision() == "medium"
        precision = "bf16" if self._field.half else "medium" if medium else "fp32"
        return f"{self._device.type}, {torch.get_num_threads()} threads, {precision}"

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every sample was seen once."""
        return self._sampler.steps_per_epoch

    def step(self, progress: float) -> StepReport:
        import torch

        indices = self._sampler.next()
        coords = self._coords_of(indices).to(self._device)
        # the samples are read-only and may be a large picture: gathered by numpy, scaled batch by batch
        targets = torch.from_numpy(self._samples[indices.numpy()]).to(self._device)
        targets.sub_(self._scale.centre).div_(self._scale.half_range)
        with torch.no_grad():
            loss, predictions = self._field.fit_step(coords, targets, self._loss)
            squared = (predictions - targets).square_().mean()
            value, norm, error = torch.stack([loss, self._field.gradients.dot(self._field.gradients), squared]).tolist()
            if not (np.isfinite(value) and np.isfinite(norm)):
                raise NotFiniteError(f"loss {value}, squared gradient norm {norm}")
            self.learning_rate = self.base_rate * self._schedule(progress)
            self._optimizer.step(self.learning_rate)
            believed = predictions.mul_(self._scale.half_range).add_(self._scale.centre).cpu()
        return StepReport(value, error * self._scale.half_range**2, indices, believed)

    def render(self, shape: tuple[int, ...]) -> Generator[float, None, NDArray[np.float32]]:
        grid = Grid(shape, self._grid.end_points)
        values = yield from render_field(self._field, grid, self._scale, self._device)
        return values

    def set_live(self, name: str, value: float) -> None:
        if name == "learning_rate":
            self.base_rate = value

    def calm(self) -> None:
        self.base_rate /= 2

    def weights(self) -> NDArray[np.float32]:
        return self._field.weights.cpu().numpy()

    def state_dict(self) -> dict[str, NDArray[np.generic]]:
        state = {"weights": self._field.weights, **{f"optimizer.{k}": v for k, v in self._optimizer.state().items()}}
        return {name: tensor.cpu().numpy().copy() for name, tensor in state.items()}

    def load_state_dict(self, state: dict[str, NDArray[np.generic]]) -> None:
        import torch

        own = {"weights": self._field.weights, **{f"optimizer.{k}": v for k, v in self._optimizer.state().items()}}
        for name, tensor in own.items():
            tensor.copy_(torch.from_numpy(state[name]))

    def _coords_of(self, indices: Tensor) -> Tensor:
        import torch

        columns = []
        for axis in reversed(self._axes):
            length = axis.numel()
            rest = torch.div(indices, length, rounding_mode="floor")
            columns.append(axis[indices - rest * length])
            indices = rest
        return torch.stack(columns[::-1], dim=1)


def render_field(
    field: Field, grid: Grid, scale: TargetScale, device: torch.device
) -> Generator[float, None, NDArray[np.float32]]:
    """Values (*grid.shape, c) of a field on a grid, in units of the signal, chunk by chunk; yields the share done."""
    import torch

    values: NDArray[np.float32] | None = None
    for start in range(0, grid.size, RENDER_CHUNK):
        with torch.no_grad():
            coords = torch.from_numpy(grid.coords(start, start + RENDER_CHUNK)).to(device)
            chunk = field(coords).mul_(scale.half_range).add_(scale.centre).cpu().numpy()
        if values is None:
            values = np.empty((grid.size, chunk.shape[1]), np.float32)
        values[start : start + RENDER_CHUNK] = chunk
        yield min(1.0, (start + RENDER_CHUNK) / grid.size)
    assert values is not None, "a grid has at least one sample"
    return values.reshape(*grid.shape, -1)
