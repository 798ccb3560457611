"""Networks whose derivatives, spectra and neurons are known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from sirendesk.core.fields.base import AutogradField, FieldOptions
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.insight.subject import Subject, frozen_copy

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Field, Tap

T = TypeVar("T")


class Waves(AutogradField):
    """sin(a x + b y) in each of two hidden neurons, a and b the rows of its first matrix, and their weighted sum."""

    def __init__(self, rows: list[list[float]], sums: list[float]) -> None:
        import torch

        shapes: list[tuple[int, ...]] = [(len(rows), 2), (1, len(rows))]
        super().__init__(SirenOptions(), shapes, torch.device("cpu"))
        self.weights.copy_(torch.tensor([*np.ravel(rows).tolist(), *sums]))

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        return tap(0, (coords @ parts[0].T).sin()) @ parts[1].T


class Bare(AutogradField):
    """A plane without hidden layers, linear in the coords."""

    def __init__(self) -> None:
        import torch

        super().__init__(SirenOptions(), [(2,)], torch.device("cpu"))
        self.weights.copy_(torch.tensor([0.25, -0.5]))

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        return (coords @ parts[0])[:, None]


@pytest.fixture
def waves() -> Callable[..., Field]:
    """Makes a network of known sines."""
    return Waves


@pytest.fixture
def bare() -> Field:
    """A network that has no hidden layers."""
    return Bare()


@pytest.fixture
def built() -> Callable[..., Field]:
    """Builds a network of any options for pictures."""

    def build(options: FieldOptions, channels: int = 1) -> Field:
        import torch

        return options.build(2, channels, torch.Generator().manual_seed(0), torch.device("cpu"))

    return build


@pytest.fixture
def looked_at() -> Callable[..., Subject]:
    """A subject for a look at a network beside a signal (H, W, C)."""

    def make(network: Field, values: NDArray[np.float32], **parts: Any) -> Subject:
        import torch

        usual: dict[str, Any] = {"decode": _as_it_is, "device": torch.device("cpu"), "end_points": False, "step": 7}
        return Subject(frozen_copy(network), values=values, **{**usual, **parts})

    return make


@pytest.fixture
def outcome() -> Callable[[Generator[float, None, Any]], Any]:
    """Works a generator off and gives what it returns; its shares must rise to at most 1."""

    def work(generator: Generator[float, None, T]) -> T:
        shares: list[float] = []
        while True:
            try:
                shares.append(next(generator))
            except StopIteration as done:
                assert all(0.0 <= share <= 1.0 for share in shares)
                return done.value

    return work


def _as_it_is(answer: torch.Tensor) -> torch.Tensor:
    return answer
