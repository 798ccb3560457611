"""A stand-in for a field: some weights with a loss of their own."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor


class Landscape:
    """Weights of given shapes under a loss of the flat vector; also the `Evaluation` that optimisers are handed."""

    def __init__(
        self,
        function: Callable[[Tensor], Tensor],
        start: Tensor,
        folded: Tensor | None = None,
        shapes: tuple[tuple[int, ...], ...] = (),
        hidden_matrices: tuple[int, ...] = (),
        pace: Tensor | None = None,
    ) -> None:
        self._function = function
        self.weights = start.clone() if folded is None else start * folded
        self.gradients = torch.zeros_like(start)
        self.folded, self.pace = folded, pace
        self.hidden_matrices = hidden_matrices
        self._shapes = shapes or (tuple(start.shape),)
        self.calls = 0
        self.loss = math.nan

    def split(self, vector: Tensor) -> list[Tensor]:
        sizes = [math.prod(shape) for shape in self._shapes]
        return [part.view(shape) for part, shape in zip(vector.split(sizes), self._shapes, strict=True)]

    @property
    def nominal(self) -> Tensor:
        return self.weights if self.folded is None else self.weights / self.folded

    def __call__(self) -> float:
        self.calls += 1
        leaf = self.weights.clone().requires_grad_()
        value = self._function(leaf if self.folded is None else leaf / self.folded)
        value.backward()
        self.gradients.copy_(leaf.grad)
        self.loss = value.item()
        return self.loss


@pytest.fixture
def landscape() -> type[Landscape]:
    return Landscape
