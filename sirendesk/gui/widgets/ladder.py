"""The values a slider stops at, and where an arrow key leads.

A logarithmic float climbs by about a tenth per stop over round numbers; a logarithmic whole number whose default
belongs to the powers of two (widths, batches) climbs by quarters of an octave; all else goes by an even step.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator
from dataclasses import dataclass

from sirendesk.core.options import OptionSpec

_DECADE = (10, 11, 12, 13, 15, 16, 18, 20, 22, 25, 27, 30, 33, 36, 40, 45, 50, 55, 60, 70, 80, 90)
_OCTAVE = (4, 5, 6, 7)
_MOST_STOPS = 512
_SMALLEST_SHARE = 1e-6


@dataclass(frozen=True)
class Ladder:
    """Stops in rising order (none: too many for a slider), the even step used without them, and a page in stops."""

    stops: tuple[float, ...]
    step: float
    page: int
    minimum: float
    maximum: float

    def nearest(self, value: float) -> int:
        """Number of the stop closest to `value`."""
        above = bisect.bisect_left(self.stops, value)
        if above == 0 or above == len(self.stops):
            return min(above, len(self.stops) - 1)
        return above if self.stops[above] - value < value - self.stops[above - 1] else above - 1

    def climb(self, value: float, count: int) -> float:
        """The value `count` stops further up (or down); from between two stops the first one leads to a stop."""
        if not self.stops:
            target = value + count * self.step
            target = target if isinstance(target, int) else float(f"{target:.12g}")  # 0.1 + 0.2 is 0.3 to a person
            return min(max(target, self.minimum), self.maximum)
        if count > 0:
            index = bisect.bisect_right(self.stops, value) + count - 1
        else:
            index = bisect.bisect_left(self.stops, value) + count
        # outside the ladder's ends the value stays within them
        return self.stops[min(max(index, 0), len(self.stops) - 1)]


def ladder_for(spec: OptionSpec, kind: type, default: float | None) -> Ladder:
    """Ladder of an option of type int or float."""
    low = -math.inf if spec.minimum is None else spec.minimum
    high = math.inf if spec.maximum is None else spec.maximum
    if kind is int:
        low, high = (int(x) if math.isfinite(x) else x for x in (low, high))
    bounded = math.isfinite(low) and math.isfinite(high) and low < high
    if spec.logarithmic and bounded and low >= 0:
        binary = kind is int and _is_binary(default)
        inner = _binary_stops(low, high) if binary else _decimal_stops(low, high)
        return Ladder(_closed(inner, low, high, kind), 1, 4 if binary else 7, low, high)
    step = _even_step(spec, kind, high - low if bounded else math.inf)
    if not bounded or (high - low) / step > _MOST_STOPS:
        return Ladder((), step, 10, low, high)
    anchor = low if default is None or not _divides(step, default) else 0
    return Ladder(_closed(_even_stops(low, high, step, anchor), low, high, kind), step, 10, low, high)


def _even_step(spec: OptionSpec, kind: type, span: float) -> float:
    if spec.step is not None:
        return int(spec.step) if kind is int else spec.step
    if kind is int:
        return 1
    if not math.isfinite(span):
        return 0.1
    # the largest of 1, 2, 5 times a power of ten that still gives a hundred stops
    power = 10.0 ** math.floor(math.log10(span / 100))
    return float(f"{max(m * power for m in (1, 2, 5) if m * power <= span / 100 * (1 + 1e-9)):.6g}")


def _even_stops(low: float, high: float, step: float, anchor: float) -> Iterator[float]:
    first = math.ceil((low - anchor) / step - 1e-9)
    last = math.floor((high - anchor) / step + 1e-9)
    return (float(f"{anchor + k * step:.12g}") for k in range(first, last + 1))


def _decimal_stops(low: float, high: float) -> Iterator[float]:
    first = math.floor(math.log10(low if low > 0 else high * _SMALLEST_SHARE))
    # by way of text, so that 3.3e-4 is the number a person would type
    return (float(f"{m}e{power - 1}") for power in range(first, math.ceil(math.log10(high)) + 1) for m in _DECADE)


def _binary_stops(low: float, high: float) -> Iterator[float]:
    first = math.floor(math.log2(max(low, 1)))
    return (m * 2.0 ** (power - 2) for power in range(first, math.ceil(math.log2(high)) + 1) for m in _OCTAVE)


def _closed(inner: Iterator[float], low: float, high: float, kind: type) -> tuple[float, ...]:
    """Stops within the bounds, with the bounds themselves, of the option's type."""
    stops = {low, high} | {value for value in inner if low < value < high}
    whole = kind is int
    return tuple(sorted({kind(value) for value in stops if not whole or value == int(value)}))


def _is_binary(default: float | None) -> bool:
    """Whether a number is 2^k or 3 * 2^k and at least 8."""
    if default is None or default < 8 or default != int(default):
        return False
    odd = int(default)
    while odd % 2 == 0:
        odd //= 2
    return odd in (1, 3)


def _divides(step: float, value: float) -> bool:
    return math.isclose(value / step, round(value / step), abs_tol=1e-9)
