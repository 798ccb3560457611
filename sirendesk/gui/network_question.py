"""What the trainer is asked for the landscape of its network: answered at once, so that training goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer

Weights = NDArray[np.float32]
SAMPLES = 2048
LEAST_SNAPSHOTS = 3


@dataclass(frozen=True, eq=False)
class NetworkScene:
    """A run's recorded weights (k, n), and its loss at any others: a copy that training leaves alone."""

    run: int
    title: str
    step: int
    vectors: Weights
    loss_of: Callable[[Weights], float]


def ask_scene(trainer: Trainer) -> NetworkScene:
    """The scene of a run as it stands.

    Raises:
        UsageError: when there are too few snapshots yet, or the solver has no network.
    """
    from sirendesk.core.fields.base import Field
    from sirendesk.core.insight.subject import frozen_copy

    record = trainer.weight_record
    field = getattr(trainer.solver, "field", None)
    if record is None or not isinstance(field, Field):
        raise UsageError("This fit has no network whose weights could be moved; choose another model and start again.")
    if len(record) < LEAST_SNAPSHOTS:
        raise UsageError("The fit has too few snapshots for a plane yet; let it run for two seconds and try again.")
    samples, shape = trainer.problem.samples, trainer.problem.shape
    chosen = np.sort(np.random.default_rng(0).permutation(len(samples))[:SAMPLES])
    loss_of = _Loss(trainer, frozen_copy(field), chosen, shape)
    title = trainer.experiment.field.title
    return NetworkScene(trainer.run, title, trainer.step, record.vectors(), loss_of)


class _Loss:
    """Mean squared error over some samples, in units of the signal, of a network with given weights."""

    def __init__(self, trainer: Trainer, network: object, chosen: NDArray[np.int64], shape: tuple[int, ...]) -> None:
        import torch

        from sirendesk.core.fields.base import Field
        from sirendesk.core.grid import Grid

        assert isinstance(network, Field), "asked before"
        self._network = network
        self._device = network.weights.device
        grid = Grid(shape, trainer.experiment.training.end_points)
        axes = [grid.axis(k) for k in range(len(shape))]
        places = np.stack([axis[k] for axis, k in zip(axes, np.unravel_index(chosen, shape), strict=True)], axis=1)
        self._coords = torch.from_numpy(np.ascontiguousarray(places, np.float32)).to(self._device)
        self._transform = trainer.solver.transform
        targets = torch.from_numpy(trainer.problem.samples[chosen]).to(self._device)
        self._targets = self._transform.encode(targets)

    def __call__(self, weights: Weights) -> float:
        import torch

        from sirendesk.core.insight.subject import exact_products

        with torch.no_grad(), exact_products():
            self._network.weights = torch.from_numpy(weights).to(self._device, self._network.weights.dtype)
            error = self._transform.squared_error(self._network(self._coords), self._targets)
        return float(error) * self._transform.error_unit
