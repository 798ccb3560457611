"""What is looked at: one network as it stands after one step, and the signal that it learns."""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Field, Tap
    from sirendesk.core.insight.places import Places

# so many points through a network of ordinary size take some five milliseconds
RENDER_CHUNK = 2048


@dataclass(frozen=True, eq=False)
class Subject:
    """A network that no longer changes, with all that a look at it needs.

    `values` (H, W, C) are the signal's; `decode` turns what the network says into their units and can be
    differentiated. `full` asks for the best resolution: nobody trains meanwhile. `start` are all weights as they were
    at the start of the run. For what need not be worked out again, `memory` lasts as long as the run and `moment` as
    long as the weights and `full` are what they are.
    """

    network: Field
    decode: Callable[[Tensor], Tensor]
    device: torch.device
    values: NDArray[np.float32]
    end_points: bool
    step: int
    full: bool = True
    start: NDArray[np.float32] | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    moment: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the signal."""
        return self.values.shape[0], self.values.shape[1]

    def coords(self, places: Places, start: int, stop: int) -> Tensor:
        """Coordinates (n, 2) of some places, on the network's device and in its precision."""
        import torch

        found = torch.from_numpy(places.coords(start, stop, self.end_points))
        return found.to(self.device, self.network.weights.dtype)

    def answer(self, coords: Tensor, tap: Tap | None = None) -> Tensor:
        """What the network answers (n, c), in units of the signal."""
        return self.decode(self.network(coords, tap))

    def render(self, places: Places, tap: Tap | None = None) -> Generator[float, None, NDArray[np.float32]]:
        """Its values (h, w, c) at some places; yields the share done."""
        import torch

        parts: list[NDArray[np.float32]] = []
        for start in range(0, places.size, RENDER_CHUNK):
            with torch.no_grad(), exact_products():
                answer = self.answer(self.coords(places, start, start + RENDER_CHUNK), tap)
            parts.append(answer.float().cpu().numpy())
            yield min(1.0, (start + RENDER_CHUNK) / places.size)
        return np.concatenate(parts).reshape(*places.sides, -1)

    def widths(self) -> list[int]:
        """Neurons of each hidden layer; empty for a network that has none."""
        import torch

        found: dict[int, int] = {}

        def note(layer: int, values: Tensor) -> Tensor:
            found[layer] = values.shape[1]
            return values

        with torch.no_grad():
            self.network(self.network.weights.new_zeros(1, self.values.ndim - 1), note)
        return [found[layer] for layer in sorted(found)]


def frozen_copy(network: Field) -> Field:
    """The network with weights of its own, which training leaves alone.

    Enough for looking: `forward` reads weights and constants, and only the weights are ever written to.
    """
    shadow = copy.copy(network)
    shadow.weights = network.weights.detach().clone()
    return shadow


@contextmanager
def exact_products() -> Iterator[None]:
    """Full float32 products inside, whatever training uses: second derivatives would show the rounding."""
    import torch

    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
