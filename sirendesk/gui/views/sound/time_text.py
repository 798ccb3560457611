"""Round moments for a ruler, and pitches as people write them."""

from __future__ import annotations

import math

from sirendesk.core.durations import clock_text

STEPS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0)
NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


def time_ticks(start: float, stop: float, pixels: float, room: float = 84.0) -> list[tuple[float, str]]:
    """Round moments with their texts, one every `room` pixels at most."""
    if not stop > start or pixels <= 0:
        return []
    step = _step_above((stop - start) * room / pixels)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(start / step - 1e-9), math.floor(stop / step + 1e-9)
    return [(k * step, clock_text(k * step, digits)) for k in range(first, last + 1)]


def hertz_text(frequency: float) -> str:
    """500 Hz or 2.5 kHz; a bare 0."""
    if frequency <= 0:
        return "0"
    return f"{frequency / 1000:g} kHz" if frequency >= 1000 else f"{frequency:g} Hz"


def pitch_text(frequency: float) -> str:
    """The nearest key of a piano, A4 for 440 Hz; nothing for what no instrument plays."""
    if not 16.0 <= frequency <= 12_600.0:
        return ""
    number = round(69 + 12 * math.log2(frequency / 440.0))
    return f"{NAMES[number % 12]}{number // 12 - 1}"


def _step_above(least: float) -> float:
    if least >= 1.0:
        return next((step for step in STEPS if step >= least), STEPS[-1] * math.ceil(least / STEPS[-1]))
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1 - 1e-9))
