"""What FINER and Gauss share: layers of one activation over a linear map, with a backward pass written by hand.

Autograd would keep more of the activations and could not multiply in bf16; by hand a step costs two products and two
elementwise passes a layer.
"""

from __future__ import annotations

import itertools
from abc import abstractmethod
from typing import TYPE_CHECKING

from sirendesk.core.fields.base import Field, FieldOptions

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from sirendesk.core.fields.base import Tap
    from sirendesk.core.losses import Loss


class Perceptron(Field):
    """Abstract: values = a(values Wᵀ + b) in every layer but the last, which is linear.

    What enters an activation is called its phase. A constant factor inside the activation is folded into the stored
    weights, so that it costs no pass; `initialise` says by how much.
    """

    def __init__(self, options: FieldOptions, widths: list[int], device: torch.device) -> None:
        shapes: list[tuple[int, ...]] = []
        for fan_in, fan_out in itertools.pairwise(widths):
            shapes += [(fan_out, fan_in), (fan_out,)]
        super().__init__(options, shapes, device)
        self.hidden_matrices = tuple(range(2, 2 * (len(widths) - 2), 2))
        self._phases: list[Tensor] = []
        self._waves: list[Tensor] = []

    @abstractmethod
    def activate(self, layer: int, phase: Tensor) -> Tensor:
        """The activation of a layer, of anything that autograd can follow; leaves `phase` as it is."""

    @abstractmethod
    def differentiate(self, layer: int, phase: Tensor, wave: Tensor) -> None:
        """Turn `phase` into the activation's derivative there, in place; `wave` is what the activation gave."""

    def initialise(self, bounds: list[tuple[float, float]], factors: list[float], generator: torch.Generator) -> None:
        """Draw each layer's weights and biases from U(-bound, bound) and store them multiplied by its factor.

        `bounds` are those of the weights and of the biases, layer by layer. `folded` become the factors.
        """
        import torch

        start, folded = torch.zeros(self.parameters), torch.ones(self.parameters)
        layers, sizes = self.split(start), self.split(folded)
        limits = list(itertools.chain.from_iterable(bounds))
        for k, (part, size, limit) in enumerate(zip(layers, sizes, limits, strict=True)):
            part.copy_((torch.rand(part.shape, generator=generator) * 2 - 1) * (limit * factors[k // 2]))
            size.fill_(factors[k // 2])
        self.weights.copy_(start)
        self.folded = folded.to(self.weights.device)

    def forward(self, coords: Tensor, parts: list[Tensor], tap: Tap) -> Tensor:
        values = coords
        *hidden, (weight, bias) = zip(parts[::2], parts[1::2], strict=True)
        for k, (inner, shift) in enumerate(hidden):
            values = tap(k, self.activate(k, values @ inner.T + shift))
        return values @ weight.T + bias

    def fit_step(self, coords: Tensor, targets: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
        import torch

        parts, slopes = self.split(self.weights), self.split(self.gradients)
        count = len(parts) // 2 - 1
        self._make_room(coords, count, parts[1].numel())
        values = coords
        for k in range(count):
            weight, bias, phase = parts[2 * k], parts[2 * k + 1], self._phases[k]
            if k and self.half:
                torch.add(_half_product(values, weight.T), bias, out=phase)
            else:  # coordinates never go through bf16: 8 bits would merge their columns
                torch.addmm(bias, values, weight.T, out=phase)
            values = self._waves[k] = self.activate(k, phase)
        predictions = self._squash(torch.addmm(parts[-1], values, parts[-2].T))
        value, slope = loss(predictions, targets)
        squash = self._squash_slope(predictions)
        slope = slope if squash is None else slope * squash
        for k in range(count, -1, -1):
            half = self.half and 0 < k < count
            torch.sum(slope, 0, out=slopes[2 * k + 1])
            if not k:  # two columns: this way round the product runs along memory
                slopes[0].copy_((coords.T @ slope).T)
                break
            below, wave = self._phases[k - 1], self._waves[k - 1]
            if half:
                slopes[2 * k].copy_(_half_product(slope.T, wave))
            else:
                torch.mm(slope.T, wave, out=slopes[2 * k])
            self.differentiate(k - 1, below, wave)
            if half:
                wave.copy_(_half_product(slope, parts[2 * k]))
            else:
                torch.mm(slope, parts[2 * k], out=wave)
            slope = below.mul_(wave)
        return value, predictions

    def _make_room(self, coords: Tensor, count: int, width: int) -> None:
        before = self._phases[0] if self._phases else None
        if before is None or before.shape[0] != coords.shape[0] or before.dtype != coords.dtype:
            self._phases = [coords.new_empty(coords.shape[0], width) for _ in range(count)]
            self._waves = list(self._phases)


def _half_product(left: Tensor, right: Tensor) -> Tensor:
    import torch

    return torch.mm(left.bfloat16(), right.bfloat16())
