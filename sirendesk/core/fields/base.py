"""What every field has: options that build it, and one flat vector of weights under a function of coordinates."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from sirendesk.core.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.losses import Loss

    # called with the number of a hidden layer and its values (n, features); what it returns goes on to the next layer
    Tap = Callable[[int, Tensor], Tensor]

OUTPUTS = ("linear", "tanh", "sigmoid")


@dataclass(frozen=True)
class FieldOptions(ABC):
    """Options of one model. Torch-free, so that a form or a parser can be made before torch is loaded."""

    title: ClassVar[str]
    summary: ClassVar[str]

    output: str = option(
        "linear",
        label="Output",
        help="What the last layer's sum goes through. Linear leaves it alone; tanh keeps every value between -1 and 1, "
        "sigmoid between 0 and 1 (it needs targets in that range), and both learn the extremes slowly.",
        choices=OUTPUTS,
    )

    @abstractmethod
    def build(self, in_features: int, out_features: int, generator: torch.Generator, device: torch.device) -> Field:
        """A freshly initialised field. All randomness comes from `generator` (a CPU generator).

        Raises:
            UsageError: when the options do not go together or the field would be too large for memory.
        """

    def safer(self) -> Self | None:
        """Options less likely to stall at the start, or None when there is nothing left to tame."""
        return None


class Field(ABC):
    """A function from coords (n, in_features) in [-1, 1] to values (n, out_features).

    All weights live in one flat vector `weights` (and their gradients in `gradients`), so that an optimiser is a few
    vector operations and a state is one array. `folded` is the size of a stored weight in units of the nominal one,
    the paper's own (omega_0 where that is folded in), and `pace` a factor of the learning rate, weight by weight; None
    means 1 throughout, else both have the shape of `weights` and are positive. `constants` are tensors that belong to
    the model but are not learnt (the random frequencies of an encoding). `hidden_matrices` are the numbers of those
    weight arrays that are hidden layers' matrices. `half` asks `fit_step` to multiply its hidden layers in bf16; a
    field that cannot takes no notice.
    """

    def __init__(self, options: FieldOptions, shapes: list[tuple[int, ...]], device: torch.device) -> None:
        import torch

        sizes = [math.prod(s) for s in shapes]
        self.weights: Tensor = torch.zeros(sum(sizes), device=device)
        self.gradients: Tensor = torch.zeros_like(self.weights)
        self.folded: Tensor | None = None
        self.pace: Tensor | None = None
        self.constants: dict[str, Tensor] = {}
        self.hidden_matrices: tuple[int, ...] = ()
        self.half = False
        self.shapes = tuple(shapes)
        self._sizes = sizes
        self._output = options.output

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return self.weights.numel()

    def split(self, vector: Tensor) -> list[Tensor]:
        """Views into a flat vector, one for each weight array, in the order of `shapes`."""
        return [part.view(s) for part, s in zip(vector.split(self._sizes), self.shapes, strict=True)]

    def to_double(self) -> None:
        """Make everything float64, for checks of gradients and derivatives."""
        self.weights, self.gradients = self.weights.double(), self.gradients.double()
        self.folded = None if self.folded is None else self.folded.double()
        self.pace = None if self.pace is None else self.pace.double()
        self.constants = {name: c.double() if c.is_floating_point() else c for name, c in self.constants.items()}

    def __call__(self, coords: Tensor, tap: Tap | None = None) -> Tensor:
        """Values at coords; differentiable in coords when they ask for it.

        `tap` sees the values of each hidden layer on their way and may change them.
        """
        return self._squash(self.forward(coords, self.split(self.weights), tap or _pass))

    @abstractmethod
    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        """Values before the output function, from weight arrays `parts`; calls `tap` after each hidden layer."""

    @abstractmethod
    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        """Loss (a scalar) and predictions (n, out_features) of one batch; fills `gradients`."""

    def _squash(self, values: Tensor) -> Tensor:
        if self._output == "tanh":
            return values.tanh()
        return values.sigmoid() if self._output == "sigmoid" else values

    def _squash_slope(self, values: Tensor) -> Tensor | None:
        """Derivative of the output function where it gave `values`; None is 1 everywhere."""
        if self._output == "tanh":
            return 1.0 - values.square()
        return values - values.square() if self._output == "sigmoid" else None


class AutogradField(Field):
    """Abstract: a field that writes down `forward` only and leaves the gradients to autograd."""

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        import torch

        leaf = self.weights.detach().requires_grad_()
        with torch.enable_grad():
            predictions = self._squash(self.forward(coords, self.split(leaf), _pass))
        value, slope = loss(predictions.detach(), targets)
        predictions.backward(slope)
        assert leaf.grad is not None, "every field depends on its weights"
        self.gradients.copy_(leaf.grad)
        return value, predictions.detach()


def _pass(_layer: int, values: Tensor) -> Tensor:
    return values
