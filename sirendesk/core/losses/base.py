"""What every loss has: options that build it, and one call that gives its value and its slope together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from torch import Tensor

# predictions and targets (n, c) to the loss (a scalar) and its gradient with respect to the predictions (n, c)
Loss = Callable[["Tensor", "Tensor"], tuple["Tensor", "Tensor"]]


@dataclass(frozen=True)
class LossOptions(ABC):
    """Options of one loss. Means are over all n * c entries of a batch, in units of the targets.

    A loss with a `run` of more than 1 reads the rows of a batch as neighbours in time, consecutive samples of a signal
    of one axis: a number of such runs one after the other, or one stretch of any other length.
    """

    title: ClassVar[str]
    summary: ClassVar[str]

    @property
    def run(self) -> int:
        """Rows of a batch that are neighbours; 1 for a loss that looks at each sample by itself."""
        return 1

    @abstractmethod
    def build(self) -> Loss:
        """The loss as a function, which leaves its arguments as they are.

        Raises:
            UsageError: when the options do not go together.
        """
