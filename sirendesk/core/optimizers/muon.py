"""Muon for the matrices of hidden layers, Adam for everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.optimizers.adam import Adam, MomentOptions
from sirendesk.core.optimizers.base import Evaluation, Optimizer, Weighted, learning_rate, strides
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor

# the quintic of Jordan 2024: steep at 0, so that five rounds bring every singular value into about 0.7 to 1.2
QUINTIC = (3.4445, -4.7750, 2.0315)
ROUNDS = 5


@dataclass(frozen=True)
class MuonOptions(MomentOptions):
    """Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks").

    The update is the orthogonal factor of the momentum, times 0.2 √max(rows, columns): each entry then moves as far as
    with Adam (Liu et al. 2025, "Muon is Scalable for LLM Training", eq. 4), so that one learning rate serves both.
    """

    title: ClassVar[str] = "Muon"
    summary: ClassVar[str] = "Hidden matrices turn in all directions equally, not only along the largest ones."

    learning_rate: float = learning_rate(6e-4)
    muon_momentum: float = option(
        0.95,
        label="Muon's momentum",
        help="Memory of the hidden matrices' gradients before they are made orthogonal. 0.95 is the author's.",
        minimum=0.0,
        maximum=0.999,
    )

    def build(self, field: Weighted) -> Optimizer:
        return Muon(self, field)


class Muon(Optimizer):
    """A field without hidden matrices is left to Adam alone."""

    def __init__(self, options: MuonOptions, field: Weighted) -> None:
        import torch

        def hidden(vector: Tensor) -> list[Tensor]:
            parts = field.split(vector)
            return [parts[k] for k in field.hidden_matrices]

        ones = torch.ones_like(field.weights)
        factors = strides(field)
        factors = ones if factors is None else factors
        self._matrices, self._gradients = hidden(field.weights), hidden(field.gradients)
        self._folded, self._strides = hidden(ones if field.folded is None else field.folded), hidden(factors)
        rest = factors.clone()
        for part in hidden(rest):
            part.zero_()
        self._adam = Adam(field, options.beta1, options.beta2)
        self._adam.restrict(rest)
        self._momentum = options.muon_momentum
        self._velocities = [torch.zeros_like(matrix) for matrix in self._matrices]

    def step(self, learning_rate: float, evaluate: Evaluation) -> None:
        self._adam.step(learning_rate, evaluate)
        for matrix, slope, folded, stride, velocity in zip(
            self._matrices, self._gradients, self._folded, self._strides, self._velocities, strict=True
        ):
            nominal = slope * folded
            velocity.mul_(self._momentum).add_(nominal)
            update = orthogonal(nominal.add_(velocity, alpha=self._momentum))
            matrix.sub_(update.mul_(stride), alpha=learning_rate * 0.2 * math.sqrt(max(matrix.shape)))

    def state(self) -> dict[str, Tensor]:
        own = {f"velocity.{k}": velocity for k, velocity in enumerate(self._velocities)}
        return {**{f"adam.{name}": tensor for name, tensor in self._adam.state().items()}, **own}


def orthogonal(matrix: Tensor) -> Tensor:
    """Nearly U Vᵀ of a matrix U Σ Vᵀ, by five Newton-Schulz rounds; a matrix of zeros stays one.

    X ← a X + (b X Xᵀ + c (X Xᵀ)²) X, from X scaled to Frobenius norm 1 (Jordan 2024).
    """
    a, b, c = QUINTIC
    wide = matrix.shape[0] <= matrix.shape[1]
    x = matrix if wide else matrix.T
    x = x / x.norm().clamp(min=1e-30)
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x if wide else x.T
