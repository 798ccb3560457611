"""Gradient descent on the from-scratch network: the same batches and the same start as the torch engine, by NumPy.

Torch only deals the numbers of a batch's samples and wraps what is shown of them; everything learnt is learnt in NumPy.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.fields.mlp import Mlp, MlpOptions, MlpStart, numpy_source
from sirendesk.core.grid import Grid
from sirendesk.core.losses import LossOptions, MseOptions
from sirendesk.core.losses.pointwise import HuberOptions, MaeOptions
from sirendesk.core.numpy_net.layers import FourierEncoding
from sirendesk.core.numpy_net.losses import MAE, MSE, Huber, Loss
from sirendesk.core.numpy_net.network import Network
from sirendesk.core.numpy_net.optimisers import SGD, Adam, Optimiser
from sirendesk.core.observed_sampling import AnySampler, build_observed_sampler
from sirendesk.core.optimizers import AdamOptions, OptimizerOptions, SgdOptions
from sirendesk.core.problem import Problem
from sirendesk.core.sampling import build_sampler
from sirendesk.core.solver import NotFiniteError, StepReport
from sirendesk.core.target_transform import TargetTransform

if TYPE_CHECKING:
    from sirendesk.core.experiment import Experiment

RENDER_CHUNK = 8192
KNOWS = (
    "The NumPy engine (engine) knows the model mlp, the losses mse, mae and huber and the optimisers adam and sgd, in "
    "fp32 on the processor"
)


class NumpySolver:
    """Fits a network in NumPy to the samples of a problem by batches."""

    arithmetic = "numpy, fp32"

    def __init__(
        self,
        options: MlpOptions,
        network: Network,
        problem: Problem,
        loss: Loss,
        optimizer_options: OptimizerOptions,
        sampler: AnySampler,
        transform: TargetTransform,
        end_points: bool,
    ) -> None:
        self._options = options
        self._network = network
        self._loss = loss
        self._schedule = optimizer_options
        self._optimiser = _optimiser(optimizer_options, network)
        self.base_rate = optimizer_options.learning_rate
        self.learning_rate = self.base_rate
        self._sampler = sampler
        self.transform = transform
        self._grid = Grid(problem.shape, end_points)
        self._axes = [self._grid.axis(k) for k in range(len(problem.shape))]
        self._samples = problem.samples

    @property
    def parameters(self) -> int:
        return self._network.weights.size

    @property
    def steps_per_epoch(self) -> int:
        """Batches until every sample was seen once."""
        return self._sampler.steps_per_epoch

    @property
    def constants(self) -> Mapping[str, NDArray[np.generic]]:
        """What belongs to the model but is not learnt, as copies: the encoding's frequencies."""
        first = self._network.layers[0]
        return {"frequencies": first.frequencies.copy()} if isinstance(first, FourierEncoding) else {}

    @cached_property
    def field(self) -> Mlp:
        """The network as a torch field that shares these very weights, for whatever looks into networks."""
        import torch

        network = self._network
        first = network.layers[0]
        frequencies = first.frequencies if isinstance(first, FourierEncoding) else None
        start = MlpStart(frequencies, network.widths, network.weights)
        field = Mlp(self._options, start, torch.device("cpu"))
        field.weights = torch.from_numpy(network.weights)
        return field

    def step(self, progress: float) -> StepReport:
        import torch

        indices = self._sampler.next()
        numbers = indices.numpy()
        places = np.unravel_index(numbers, self._grid.shape)
        coords = np.stack([axis[place] for axis, place in zip(self._axes, places, strict=True)], axis=1)
        truth = self._samples[numbers]
        network = self._network
        # what overflows is noticed by its result, one line further down
        with np.errstate(over="ignore", invalid="ignore"):
            value, predictions = network.fit_step(coords, self.transform.encode(truth.copy()), self._loss)
            norm = float(np.sqrt(network.gradients @ network.gradients))
        if not (np.isfinite(value) and np.isfinite(norm)):
            raise NotFiniteError(f"loss {value}, gradient norm {norm}")
        clip = self._schedule.clip_norm
        if clip is not None and norm > clip:
            network.gradients *= clip / norm
        self.learning_rate = self.base_rate * self._schedule.rate_at(progress)
        self._optimiser.step(network.weights, network.gradients, self.learning_rate)
        believed = self.transform.decode(predictions.astype(np.float32))
        difference = believed - truth
        return StepReport(value, float(np.mean(difference * difference)), indices, torch.from_numpy(believed))

    def render(self, shape: tuple[int, ...]) -> Generator[float, None, NDArray[np.float32]]:
        grid = Grid(shape, self._grid.end_points)
        parts = []
        for start in range(0, grid.size, RENDER_CHUNK):
            values = self._network.forward(grid.coords(start, start + RENDER_CHUNK))
            parts.append(self.transform.decode(values.astype(np.float32)))
            yield min(1.0, (start + RENDER_CHUNK) / grid.size)
        return np.concatenate(parts).reshape(*shape, -1)

    def set_live(self, name: str, value: float) -> None:
        if name == "learning_rate":
            self.base_rate = value

    def calm(self) -> None:
        self.base_rate /= 2

    def weights(self) -> NDArray[np.float32]:
        return self._network.weights

    def state_dict(self) -> dict[str, NDArray[np.generic]]:
        return {name: array.copy() for name, array in self._state().items()}

    def load_state_dict(self, state: dict[str, NDArray[np.generic]]) -> None:
        for name, array in self._state().items():
            array[...] = state[name]

    def _state(self) -> dict[str, NDArray[np.generic]]:
        kept = {f"optimizer.{name}": array for name, array in self._optimiser.state().items()}
        return {"weights": self._network.weights, **kept}


def build_numpy_solver(experiment: Experiment, problem: Problem) -> NumpySolver:
    """A fresh solver; everything random in it comes from the experiment's seed, as for the torch engine.

    Raises:
        UsageError: when the experiment asks for something that this engine does not know, saying what it does know.
    """
    import torch

    options, training = experiment.field, experiment.training
    if not isinstance(options, MlpOptions):
        raise UsageError(f"{KNOWS}, but the model (field) is another one; choose mlp, or the torch engine.")
    if training.device not in ("auto", "cpu") or training.precision not in ("auto", "fp32"):
        asked = training.device if training.device not in ("auto", "cpu") else training.precision
        raise UsageError(f"{KNOWS}, but {asked} is asked for; choose the torch engine for that.")
    loss = _loss(experiment.loss)
    generator = torch.Generator().manual_seed(experiment.seed)
    network = options.build_numpy(len(problem.shape), problem.samples.shape[1], numpy_source(generator))
    kind, batch, observed = training.sampling, training.batch_size, problem.observed
    if observed is None:
        seen, sampler = problem.samples, build_sampler(kind, problem.shape, batch, generator)
    else:  # what is hidden must reach neither the batches nor the scale
        seen = problem.samples[observed]
        sampler = build_observed_sampler(kind, problem.shape, observed, batch, generator)
    return NumpySolver(
        options,
        network,
        problem,
        loss,
        experiment.optimizer,
        sampler,
        TargetTransform.of(training.targets, seen),
        training.end_points,
    )


def _loss(options: LossOptions) -> Loss:
    if isinstance(options, HuberOptions):
        return Huber(options.delta)
    if isinstance(options, MseOptions):
        return MSE()
    if isinstance(options, MaeOptions):
        return MAE()
    raise UsageError(f"{KNOWS}, but the loss (loss) is another one; choose one of them, or the torch engine.")


def _optimiser(options: OptimizerOptions, network: Network) -> Optimiser:
    size, dtype = network.weights.size, network.weights.dtype
    if isinstance(options, AdamOptions):
        return Adam(size, dtype, options.beta1, options.beta2)
    if isinstance(options, SgdOptions):
        return SGD(size, dtype, options.momentum, options.nesterov)
    raise UsageError(f"{KNOWS}, but the optimiser (optimizer) is another one; choose one of them, or the torch engine.")
