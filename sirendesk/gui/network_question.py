"""What the trainer is asked for the landscape of its network: answered at once, so that training goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

if TYPE_CHECKING:
    from sirendesk.core.fields.base import Field, FieldOptions
    from sirendesk.core.training import Trainer

Weights = NDArray[np.float32]
SAMPLES = 2048
LEAST_SNAPSHOTS = 3


@dataclass(frozen=True, eq=False)
class NetworkScene:
    """A run's recorded weights (k, n), and its loss at any others: a copy that training leaves alone.

    `vectors` and what `loss_of` takes are the paper's weights, without the factors that a field folds into its own. The
    loss is over `samples` of the `total` samples that the fit may see. Scenes of one `likeness` have one loss: equal
    options and constants of the field, and equal samples at equal places on an equal scale.
    """

    run: int
    title: str
    step: int
    samples: int
    total: int
    likeness: Likeness
    vectors: Weights
    loss_of: Callable[[Weights], float]


@dataclass(frozen=True)
class Likeness:
    """What makes the loss of a network the function of its weights that it is, samples and constants by their digest.

    The weights' own start and the order of the batches have no part in it.
    """

    field: FieldOptions
    transform: object
    shape: tuple[int, ...]
    end_points: bool
    digest: bytes


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
    problem = trainer.problem
    seen = np.arange(len(problem.samples)) if problem.observed is None else np.flatnonzero(problem.observed)
    chosen = np.sort(np.random.default_rng(0).permutation(seen)[:SAMPLES])
    loss_of = _Loss(trainer, frozen_copy(field), chosen, problem.shape)
    vectors = record.vectors()
    if field.folded is not None:
        vectors /= field.folded.cpu().numpy()
    return NetworkScene(
        trainer.run,
        trainer.tamed.field.title,
        trainer.step,
        len(chosen),
        len(seen),
        _likeness(trainer, field, chosen),
        vectors,
        loss_of,
    )


def _likeness(trainer: Trainer, field: Field, chosen: NDArray[np.int64]) -> Likeness:
    problem = trainer.problem
    digest = hashlib.sha256(chosen.tobytes())
    digest.update(problem.samples[chosen].tobytes())
    for name, tensor in sorted(field.constants.items()):
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    end_points = trainer.experiment.training.end_points
    return Likeness(trainer.tamed.field, trainer.solver.transform, problem.shape, end_points, digest.digest())


class _Loss:
    """Mean squared error over some samples, in units of the signal, of a network with given weights of the paper.

    Its products have the precision that training has chosen for the process: an error that is drawn needs no more, and
    to choose another one from the jobs thread would change the steps of a fit under way.
    """

    def __init__(self, trainer: Trainer, network: Field, chosen: NDArray[np.int64], shape: tuple[int, ...]) -> None:
        import torch

        from sirendesk.core.grid import Grid

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

        with torch.no_grad():
            given = torch.from_numpy(weights).to(self._device, self._network.weights.dtype)
            folded = self._network.folded
            self._network.weights = given if folded is None else given * folded
            error = self._transform.squared_error(self._network(self._coords), self._targets)
        return float(error) * self._transform.error_unit
