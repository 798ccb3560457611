"""L-BFGS: steps from the curvature that the last steps met (Liu and Nocedal 1989; Nocedal and Wright 2006, alg. 7.4).

It wants full batches: with sampling "full" its curvature is that of the whole signal. With mini-batches both gradients
of a pair are of one batch (Schraudolph et al. 2007), so it works, but what it learns of one batch misleads on the next.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sirendesk.core.optimizers.base import Evaluation, Optimizer, OptimizerOptions, Weighted, learning_rate
from sirendesk.core.optimizers.line_search import Point, strong_wolfe
from sirendesk.core.options import option

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class LbfgsOptions(OptimizerOptions):
    """L-BFGS with a strong-Wolfe line search. The search sets the length of a step, so there is no schedule."""

    title: ClassVar[str] = "L-BFGS"
    summary: ClassVar[str] = (
        "Learns the curvature as it goes and searches along each step. For small networks and sampling “full”."
    )

    learning_rate: float = learning_rate(1.0)
    # declared anew without a description: these are no options here
    schedule: str = dataclasses.field(default="constant", init=False)
    warm_up: float = dataclasses.field(default=0.0, init=False)
    clip_norm: float | None = dataclasses.field(default=None, init=False)
    history: int = option(
        10,
        label="Memory",
        help="Steps whose curvature is remembered. Each keeps two copies of all weights.",
        minimum=1,
        maximum=100,
    )
    evaluations: int = option(
        10,
        label="Evaluations",
        help="Most often that one step may ask for the loss of its batch while it searches for a good length.",
        minimum=1,
        maximum=50,
    )

    def build(self, field: Weighted) -> Optimizer:
        return Lbfgs(self, field)


class Lbfgs(Optimizer):
    """Everything is kept of nominal weights; only a trial goes back to the stored ones.

    A field's pace stands where the first guess of the inverse curvature is otherwise a multiple of the identity: so a
    step without memory is multiplied by it once, and every direction still leads downhill.
    """

    searches: ClassVar[bool] = True

    def __init__(self, options: LbfgsOptions, field: Weighted) -> None:
        import torch

        self._weights, self._gradients = field.weights, field.gradients
        self._folded, self._pace = field.folded, field.pace
        self._most = options.evaluations
        rows = (options.history, field.weights.numel())
        self._moves, self._changes = field.weights.new_zeros(rows), field.weights.new_zeros(rows)
        self._count = torch.zeros(1, dtype=torch.int64)

    def step(self, learning_rate: float, evaluate: Evaluation) -> None:
        gradient = self._nominal_gradient()
        direction, first = self._direction(gradient)
        slope = float(gradient.dot(direction))
        if not slope < 0.0:  # a memory that points uphill is of no use
            self._count.zero_()
            direction, first = self._direction(gradient)
            slope = float(gradient.dot(direction))
        if slope == 0.0:
            return
        before = self._weights.clone()
        stored = direction if self._folded is None else direction * self._folded

        def probe(length: float) -> Point:
            self._weights.copy_(before).add_(stored, alpha=length)
            value, found = evaluate(), self._nominal_gradient()
            return Point(length, value, float(found.dot(direction)), found)

        start = Point(0.0, evaluate.loss, slope, gradient)
        best = strong_wolfe(probe, start, learning_rate * first, self._most)
        self._weights.copy_(before).add_(stored, alpha=best.step)
        if best is start:
            self._count.zero_()
        else:
            self._remember(direction.mul_(best.step), best.gradient.sub_(gradient))

    def state(self) -> dict[str, Tensor]:
        return {"moves": self._moves, "changes": self._changes, "count": self._count}

    def _nominal_gradient(self) -> Tensor:
        return self._gradients.clone() if self._folded is None else self._gradients * self._folded

    def _direction(self, gradient: Tensor) -> tuple[Tensor, float]:
        """The two-loop recursion, newest pair first and back, and the length to try first."""
        count = int(self._count)
        history = len(self._moves)
        newest_first = [k % history for k in range(count - 1, max(-1, count - 1 - history), -1)]
        direction = -gradient
        if not newest_first:
            size = float(gradient.abs().sum())
            return self._paced(direction), min(1.0, 1.0 / size) if size > 0.0 else 1.0
        shares = {}
        for k in newest_first:
            shares[k] = direction.dot(self._moves[k]) / self._moves[k].dot(self._changes[k])
            direction.sub_(self._changes[k] * shares[k])
        move, change = self._moves[newest_first[0]], self._changes[newest_first[0]]
        direction = self._paced(direction).mul_(move.dot(change) / change.dot(self._paced(change)))
        for k in reversed(newest_first):
            back = direction.dot(self._changes[k]) / self._moves[k].dot(self._changes[k])
            direction.add_(self._moves[k] * (shares[k] - back))
        return direction, 1.0

    def _paced(self, vector: Tensor) -> Tensor:
        return vector if self._pace is None else vector * self._pace

    def _remember(self, move: Tensor, change: Tensor) -> None:
        """Keep a pair, unless the curvature along it is not clearly positive."""
        curvature = float(move.dot(change))
        if math.isfinite(curvature) and curvature > 1e-10 * float(change.dot(change)):
            place = int(self._count) % len(self._moves)
            self._moves[place].copy_(move)
            self._changes[place].copy_(change)
            self._count += 1
