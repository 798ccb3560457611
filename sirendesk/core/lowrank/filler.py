"""What every method that fills a hole without a network has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.lowrank.membrane import membrane

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Filler(ABC):
    """Fills `missing` (H, W) in `known` (H, W, c), one improvement at a time.

    `known` has values in [0, 1] and, where something is missing, the mean of the rest. `belief` (H, W, c) is what the
    method makes of every sample, also of those that are known; it may leave [0, 1] and is finite always.
    """

    # steps that belong together: after so many, everything missing was improved once
    steps_per_sweep = 1

    def __init__(self, known: Values, missing: Mask) -> None:
        self.known = known
        self.missing = missing
        self.belief = known.copy()

    def observe(self, known: Values, missing: Mask) -> None:
        """Fill another hole in the same picture from here on.

        What was missing before and still is keeps what was believed of it; what was known and is no longer starts as a
        membrane over it, so that nothing of what stood there is left.
        """
        still, fresh = self.missing & missing, missing & ~self.missing
        start = np.where(still[..., None], np.clip(self.belief, 0.0, 1.0), known)
        self.known, self.missing = known, missing
        self.belief = membrane(start, fresh) if fresh.any() else start

    @property
    def filled(self) -> Values:
        """What is known to the bit, and in [0, 1] what is missing."""
        return np.where(self.missing[..., None], np.clip(self.belief, 0.0, 1.0), self.known)

    @property
    def unknowns(self) -> Values:
        """The numbers that are looked for, as one vector: the missing samples, unless a method has others."""
        return self.belief[self.missing].reshape(-1)

    @abstractmethod
    def step(self, progress: float) -> None:
        """Improve `belief` once, at `progress` in [0, 1] of the time there is.

        Raises:
            FloatingPointError: when numbers left the finite ones; nothing is changed then.
        """

    @property
    @abstractmethod
    def state(self) -> dict[str, NDArray[np.generic]]:
        """The arrays that the next step goes on from, by name; not copies."""

    @abstractmethod
    def load(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Go back to a state."""
