"""Gradient descent on a field: draws batches, takes steps, renders."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.fields.base import Field
from sirendesk.core.footprint import Footprint
from sirendesk.core.grid import Grid
from sirendesk.core.losses import Loss
from sirendesk.core.observed_sampling import AnySampler
from sirendesk.core.optimizers import Optimizer, OptimizerOptions
from sirendesk.core.problem import Problem
from sirendesk.core.smoothness import Probes
from sirendesk.core.solver import NotFiniteError, StepReport
from sirendesk.core.target_transform import TargetTransform

if TYPE_CHECKING:
    import torch
    from torch import Tensor

RENDER_CHUNK = 8192


class FieldSolver:
    """Fits a field to the samples of a problem by batches; `probes` add a penalty on its roughness.

    With a `footprint` a sample is a mean over an area, and what a step reports are the pixels drawn in those areas.
    """

    def __init__(
        self,
        field: Field,
        problem: Problem,
        transform: TargetTransform,
        optimizer_options: OptimizerOptions,
        sampler: AnySampler,
        loss: Loss,
        end_points: bool,
        device: torch.device,
        probes: Probes | None = None,
        footprint: Footprint | None = None,
    ) -> None:
        import torch

        self._field = field
        self._optimizer: Optimizer = optimizer_options.build(field)
        self._optimizer_options = optimizer_options
        self.base_rate = optimizer_options.learning_rate
        self.learning_rate = self.base_rate
        self._plain_loss = loss
        self.transform = transform
        self._grid = Grid(problem.shape, end_points)
        self._device = device
        self._footprint = footprint
        self._see(problem, sampler, probes)
        # what the weights are rounded to while a step looks at them, for weights that will be stored so
        self.rounding: Callable[[NDArray[np.float32]], NDArray[np.float32]] | None = None
        self._axes = [torch.from_numpy(self._grid.axis(k)) for k in range(len(problem.shape))]

    @property
    def field(self) -> Field:
        """The field being fitted."""
        return self._field

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

    def observe(self, problem: Problem, sampler: AnySampler, probes: Probes | None) -> None:
        """Learn from what another problem of the same signal shows, from the next step on; the scale stays."""
        self._see(problem, sampler, probes)

    def step(self, progress: float) -> StepReport:
        import torch

        indices = self._sampler.next()
        asked = self._coords_of(indices) if self._footprint is None else self._footprint.next(indices)
        coords = asked.to(self._device)
        # the samples are read-only and may be a large picture: gathered by numpy, scaled batch by batch
        targets = self.transform.encode(torch.from_numpy(self._samples[indices.numpy()]).to(self._device))
        if self._probes is not None:
            coords = torch.cat([coords, self._probes.next().to(self._device)])
        with torch.no_grad():
            batch = _Batch(self._field, coords, targets, self._loss)
            with self._rounded():
                loss, predictions = batch.fit()
            predictions = predictions[: len(asked)]
            means = predictions if self._footprint is None else self._footprint.means(predictions)
            squared = self.transform.squared_error(means, targets)
            value, norm, error = torch.stack([loss, self._field.gradients.dot(self._field.gradients), squared]).tolist()
            if not (np.isfinite(value) and np.isfinite(norm)):
                raise NotFiniteError(f"loss {value}, squared gradient norm {norm}")
            self._clip()
            batch.loss = value
            self.learning_rate = self.base_rate * self._optimizer_options.rate_at(progress)
            self._optimizer.step(self.learning_rate, batch)
            believed = self.transform.decode(predictions).cpu()
        places = indices if self._footprint is None else self._footprint.drawn(asked)
        return StepReport(value, error * self.transform.error_unit, places, believed)

    def believed(self, indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Values (n, c), in units of the signal, at samples with these flat numbers (n,)."""
        import torch

        with torch.no_grad():
            coords = self._coords_of(torch.from_numpy(indices)).to(self._device)
            return self.transform.decode(self._field(coords)).cpu().numpy()

    def render(self, shape: tuple[int, ...]) -> Generator[float, None, NDArray[np.float32]]:
        grid = Grid(shape, self._grid.end_points)
        values = yield from render_field(self._field, grid, self.transform, self._device)
        return values

    def set_live(self, name: str, value: float) -> None:
        if name == "learning_rate":
            self.base_rate = value

    def calm(self) -> None:
        self.base_rate /= 2

    def weights(self) -> NDArray[np.float32]:
        return self._field.weights.cpu().numpy()

    @property
    def constants(self) -> dict[str, NDArray[np.generic]]:
        """What belongs to the field but is not learnt, as copies."""
        return {name: tensor.cpu().numpy().copy() for name, tensor in self._field.constants.items()}

    def state_dict(self) -> dict[str, NDArray[np.generic]]:
        state = {"weights": self._field.weights, **{f"optimizer.{k}": v for k, v in self._optimizer.state().items()}}
        return {name: tensor.cpu().numpy().copy() for name, tensor in state.items()}

    def load_state_dict(self, state: dict[str, NDArray[np.generic]]) -> None:
        import torch

        own = {"weights": self._field.weights, **{f"optimizer.{k}": v for k, v in self._optimizer.state().items()}}
        for name, tensor in own.items():
            tensor.copy_(torch.from_numpy(state[name]))

    def _see(self, problem: Problem, sampler: AnySampler, probes: Probes | None) -> None:
        self._samples = problem.samples
        self._sampler = sampler
        self._probes = probes
        loss = self._plain_loss if self._footprint is None else self._footprint.through(self._plain_loss)
        self._loss = loss if probes is None else probes.beside(loss)

    @contextmanager
    def _rounded(self) -> Iterator[None]:
        """The field with rounded weights; its gradients then count for the exact ones (Bengio et al. 2013)."""
        if self.rounding is None:
            yield
            return
        import torch

        exact = self._field.weights.clone()
        self._field.weights.copy_(torch.from_numpy(self.rounding(exact.cpu().numpy())))
        yield
        self._field.weights.copy_(exact)

    def _clip(self) -> None:
        """Shorten a gradient (of nominal weights) that is longer than the optimiser's options allow."""
        longest = self._optimizer_options.clip_norm
        if longest is None or self._optimizer.searches:
            return
        gradients, folded = self._field.gradients, self._field.folded
        length = float((gradients if folded is None else gradients * folded).norm())
        if length > longest:
            gradients.mul_(longest / length)

    def _coords_of(self, indices: Tensor) -> Tensor:
        import torch

        columns = []
        for axis in reversed(self._axes):
            length = axis.numel()
            rest = torch.div(indices, length, rounding_mode="floor")
            columns.append(axis[indices - rest * length])
            indices = rest
        return torch.stack(columns[::-1], dim=1)


class _Batch:
    """One batch, for optimisers that ask for its loss again at other weights (an `Evaluation`)."""

    def __init__(self, field: Field, coords: Tensor, targets: Tensor, loss: Loss) -> None:
        self._field, self._coords, self._targets, self._loss = field, coords, targets, loss
        self.loss = np.nan

    def fit(self) -> tuple[Tensor, Tensor]:
        return self._field.fit_step(self._coords, self._targets, self._loss)

    def __call__(self) -> float:
        value, _ = self.fit()
        self.loss = float(value)
        return self.loss


def render_field(
    field: Field, grid: Grid, transform: TargetTransform, device: torch.device
) -> Generator[float, None, NDArray[np.float32]]:
    """Values (*grid.shape, c) of a field on a grid, in units of the signal, chunk by chunk; yields the share done."""
    import torch

    values: NDArray[np.float32] | None = None
    for start in range(0, grid.size, RENDER_CHUNK):
        with torch.no_grad():
            coords = torch.from_numpy(grid.coords(start, start + RENDER_CHUNK)).to(device)
            chunk = transform.decode(field(coords)).cpu().numpy()
        if values is None:
            values = np.empty((grid.size, chunk.shape[1]), np.float32)
        values[start : start + RENDER_CHUNK] = chunk
        yield min(1.0, (start + RENDER_CHUNK) / grid.size)
    assert values is not None, "a grid has at least one sample"
    return values.reshape(*grid.shape, -1)
