"""What the trainer drives: anything that improves one step at a time and can be drawn."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.target_transform import TargetTransform

if TYPE_CHECKING:
    from torch import Tensor

    from sirendesk.core.fields.base import Field


@dataclass(frozen=True)
class StepReport:
    """Outcome of one step.

    `squared_error` is the mean squared error of the batch in units of the signal (peak 1). `indices` (n,) are the flat
    numbers of the samples just seen and `values` (n, c) what the solver believed of them, in units of the signal.
    """

    loss: float
    squared_error: float
    indices: Tensor
    values: Tensor


class NotFiniteError(ArithmeticError):
    """A step met a loss or a gradient that is not a finite number; the solver's state is unchanged."""


class Solver(Protocol):
    """One iteration at a time. The trainer knows nothing else of it.

    A solver whose model is a torch field also has that as its property `field`; whoever looks into networks asks
    `field_of`. One that can tell what it believes of single samples has `believed(indices)`: flat numbers (n,) to
    values (n, c) in units of the signal. One that needs several steps to go over everything once, in sweeps that a
    budget counts instead of steps, has the length of a `sweep`.
    """

    @property
    def parameters(self) -> int:
        """How many numbers are being learnt."""
        ...

    @property
    def steps_per_epoch(self) -> int:
        """Steps until every sample was seen once."""
        ...

    @property
    def arithmetic(self) -> str:
        """Device, threads and precision, in words."""
        ...

    @property
    def learning_rate(self) -> float:
        """The rate of the last step, after its schedule."""
        ...

    @property
    def base_rate(self) -> float:
        """The rate before its schedule, as live changes and `calm` have left it."""
        ...

    def step(self, progress: float) -> StepReport:
        """One iteration at `progress` in [0, 1] of the budget.

        Raises:
            NotFiniteError: before anything is changed.
        """
        ...

    def render(self, shape: tuple[int, ...]) -> Generator[float, None, NDArray[np.float32]]:
        """Values on a grid of `shape`, (*shape, c), in units of the signal; yields the share done so far."""
        ...

    def set_live(self, name: str, value: float) -> None:
        """Change a live option; from the next step on it counts."""
        ...

    def calm(self) -> None:
        """Take smaller steps from here on (after a step that was not finite)."""
        ...

    def weights(self) -> NDArray[np.float32]:
        """All learnt numbers as one vector; on the processor a live view of them, so copy what must last."""
        ...

    @property
    def constants(self) -> Mapping[str, NDArray[np.generic]]:
        """Arrays by name that belong to the model but are not learnt, as copies."""
        ...

    @property
    def transform(self) -> TargetTransform:
        """The scale that values are learnt in."""
        ...

    def state_dict(self) -> dict[str, NDArray[np.generic]]:
        """Weights and the optimiser's means, as copies; which samples come next is not part of it."""
        ...

    def load_state_dict(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Go back to a state."""
        ...


def field_of(solver: Solver) -> Field | None:
    """The torch field that a solver fits, or shows its network as; None where there is no network to look into."""
    return getattr(solver, "field", None)
