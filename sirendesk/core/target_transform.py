"""The scale a signal is learnt in: from its own units to those of the targets, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

TARGETS = ("symmetric", "unit", "standardised", "power")
LEAST_RANGE = 1e-6
MOST_POWER = 4.0
BORDER = 1e-3
Values = TypeVar("Values", "Tensor", NDArray[np.float32], NDArray[np.float64])


@dataclass(frozen=True)
class TargetTransform:
    """targets = (values - shift) / unit, over all channels; "power" goes on to 2 (...)^power - 1.

    `kind` is one of TARGETS:
    symmetric: [-1, 1]. unit: [0, 1]. standardised: mean 0, standard deviation 1. power: the symmetric power transform
    (Zhang et al. 2024, "Enhancing Implicit Neural Representations via Symmetric Power Transformation"), a power that
    brings the median to the middle of [-1, 1], held within 1/4 to 4, after a border of a thousandth of the range is
    added at both ends, where a power is too steep or too flat to come back from.
    """

    kind: str
    shift: float
    unit: float
    power: float = 1.0

    @classmethod
    def of(cls, kind: str, samples: NDArray[np.float32]) -> TargetTransform:
        """The transform of a kind for `samples` (n, c); a constant signal is given a range of 1 around it."""
        low, high = float(samples.min()), float(samples.max())
        if high - low <= LEAST_RANGE:
            low, high = low - 0.5, low + 0.5
        if kind == "unit":
            return cls(kind, low, high - low)
        if kind == "standardised":
            deviation = float(samples.std(dtype=np.float64))
            return cls(kind, float(samples.mean(dtype=np.float64)), deviation if deviation > LEAST_RANGE else 1.0)
        if kind == "power":
            border = BORDER * (high - low)
            shift, unit = low - border, high - low + 2 * border
            # every 64th or so of a large signal tells its median well enough
            middle = (float(np.median(samples[:: max(1, len(samples) // 2**16)])) - shift) / unit
            power = math.log(0.5) / math.log(min(max(middle, 1e-3), 0.999))
            return cls(kind, shift, unit, min(max(power, 1 / MOST_POWER), MOST_POWER))
        return cls.between(low, high)

    @classmethod
    def between(cls, low: float, high: float) -> TargetTransform:
        """The symmetric transform that takes low and high to -1 and 1."""
        return cls("symmetric", (high + low) / 2, (high - low) / 2)

    def encode(self, values: Values) -> Values:
        """Targets of values in units of the signal, in place (a tensor or an array, of any shape)."""
        values -= self.shift
        values /= self.unit
        if self.kind == "power":
            _raise(values, self.power)
            values *= 2.0
            values -= 1.0
        return values

    def decode(self, targets: Values) -> Values:
        """Values in units of the signal, in place; what a power cannot give counts as its end."""
        if self.kind == "power":
            targets += 1.0
            targets *= 0.5
            _raise(targets, 1.0 / self.power)
        targets *= self.unit
        targets += self.shift
        return targets

    def squared_error(self, predictions: Tensor, targets: Tensor) -> Tensor:
        """Mean squared error (a scalar) of decoded predictions; times `error_unit` it is in units of the signal.

        Both arguments are left as they are.
        """
        if self.kind == "power":
            difference = self.decode(predictions.clone()).sub_(self.decode(targets.clone()))
        else:
            difference = predictions - targets
        return difference.square_().mean()

    @property
    def error_unit(self) -> float:
        """Squared units of the signal for one of `squared_error`, which leaves a linear scale to the very end."""
        return 1.0 if self.kind == "power" else self.unit**2

    def to_json(self) -> dict[str, str | float]:
        """The transform as a plain dictionary."""
        return {"kind": self.kind, "shift": self.shift, "unit": self.unit, "power": self.power}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> TargetTransform:
        """Inverse of `to_json`.

        Raises:
            ValueError: when the data is no transform, or one that cannot be undone.
        """
        if not isinstance(data, Mapping):
            raise ValueError(f"{data!r} is no table")
        numbers = [data.get(name) for name in ("shift", "unit", "power")]
        if set(data) != {"kind", "shift", "unit", "power"} or data["kind"] not in TARGETS:
            raise ValueError(f"{data!r} is no transform of targets")
        shift, unit, power = (float(n) if type(n) in (int, float) else math.nan for n in numbers)  # type: ignore[arg-type]
        if not (abs(shift) <= 1e12 and 1e-12 <= unit <= 1e12 and 1 / MOST_POWER <= power <= MOST_POWER):
            raise ValueError(f"{data!r} cannot be undone")
        return cls(str(data["kind"]), shift, unit, power)


def _raise(values: Tensor | NDArray[np.float32] | NDArray[np.float64], power: float) -> None:
    """A power in place, of nothing below 0."""
    if isinstance(values, np.ndarray):
        np.maximum(values, 0.0, out=values)
        np.power(values, power, out=values)
    else:
        values.clamp_(min=0.0).pow_(power)
