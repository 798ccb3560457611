"""Noise to add to a clean sound, told in words.

A noisy sound stays in floating point and is not cut to full scale. A strength is a signal-to-noise ratio ("20dB") or a
deviation in units of full scale ("0.01").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.noise import NONE

Values = NDArray[np.float32]

SPELLING = "gaussian:20dB, gaussian:0.01, hiss:20dB, hum:20dB or none"
MAINS = 50.0
OVERTONES = (1.0, 0.2, 0.5, 0.1, 0.3)
DECIBELS = (-40.0, 120.0)
DEVIATIONS = (1e-6, 10.0)


@dataclass(frozen=True)
class SoundNoise:
    """A kind of noise and its strength: `decibels` below the sound, or else a `deviation`."""

    kind: str
    decibels: float | None
    deviation: float = 0.0

    def add(self, values: Values, sample_rate: int, source: np.random.Generator) -> Values:
        """The noisy sound (T, C), each channel with noise of its own; silence stays so where the strength is in dB."""
        noise = KINDS[self.kind](values.shape, sample_rate, source)
        # by what it is, not by what it would be on average: the ratio that is asked for is the one that is had
        noise *= 1.0 / max(1e-12, float(np.sqrt(np.mean(noise**2))))
        deviation = self.deviation
        if self.decibels is not None:
            power = float(np.mean(values.astype(np.float64) ** 2))
            deviation = math.sqrt(power) * 10.0 ** (-self.decibels / 20.0)
        return (values + deviation * noise).astype(np.float32)


def parse_noise(words: str) -> SoundNoise | None:
    """The noise that words such as "gaussian:20dB" describe (see SPELLING); None for "none".

    Raises:
        UsageError: when they describe no noise, or one of a strength that cannot be.
    """
    kind, _, rest = words.strip().partition(":")
    if kind == NONE and not rest:
        return None
    if kind not in KINDS:
        raise UsageError(f"There is no noise of sounds called {words!r} (add); use {SPELLING}.")
    rest = rest.strip()
    in_decibels = rest.lower().endswith("db")
    try:
        number = float(rest[:-2] if in_decibels else rest)
    except ValueError:
        raise UsageError(f"The noise {words!r} (add) needs a number after its colon; use {SPELLING}.") from None
    least, most = DECIBELS if in_decibels else DEVIATIONS
    # written so that NaN is refused as well
    if not least <= number <= most:
        unit = " dB" if in_decibels else " of full scale (write dB for a ratio)"
        raise UsageError(f"The noise {words!r} (add) has a strength that is not from {least:g} to {most:g}{unit}.")
    return SoundNoise(kind, number, 0.0) if in_decibels else SoundNoise(kind, None, number)


def _gaussian(shape: tuple[int, ...], sample_rate: int, source: np.random.Generator) -> NDArray[np.float64]:
    """White: each sample a draw of its own."""
    return source.standard_normal(shape)


def _hiss(shape: tuple[int, ...], sample_rate: int, source: np.random.Generator) -> NDArray[np.float64]:
    """As of a tape: it rises with the frequency, by 6 dB an octave but for the highest."""
    return np.diff(source.standard_normal((shape[0] + 1, *shape[1:])), axis=0)


def _hum(shape: tuple[int, ...], sample_rate: int, source: np.random.Generator) -> NDArray[np.float64]:
    """Of the mains: 50 Hz and four overtones, as far as the rate carries them, each with a phase of its own."""
    places = np.arange(shape[0])[:, None] / sample_rate
    total = np.zeros(shape)
    for k, strength in enumerate(OVERTONES):
        phases = source.uniform(0.0, 2.0 * np.pi, shape[1:])
        if MAINS * (k + 1) < sample_rate / 2:
            total += strength * np.sin(2.0 * np.pi * MAINS * (k + 1) * places + phases)
    return total


KINDS: Mapping[str, Callable[[tuple[int, ...], int, np.random.Generator], NDArray[np.float64]]] = {
    "gaussian": _gaussian,
    "hiss": _hiss,
    "hum": _hum,
}
