"""Noise to add to a clean picture, told in words, and how strong the noise of a picture is.

A noisy picture stays in floating point and is NOT cut to [0, 1], as the denoising literature does it: cutting would
give the noise a mean that depends on the picture, and every method would have to guess it back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

NONE = "none"
SPELLING = "gaussian:25, photon:30, photon:30,2, salt:0.05 or none"
READOUT = 2.0
# median of |x| of a standard normal variable: 1.4826 medians make a deviation
NORMAL_MEDIAN = 0.6744897501960817


class Noise(Protocol):
    """What spoils a picture."""

    def add(self, values: NDArray[np.float32], source: np.random.Generator) -> NDArray[np.float32]:
        """The noisy picture, of the shape (..., c) and type of `values`."""
        ...


@dataclass(frozen=True)
class Gaussian:
    """White noise of deviation `sigma`, in units of 8-bit pictures (255 is the peak)."""

    sigma: float

    def add(self, values: NDArray[np.float32], source: np.random.Generator) -> NDArray[np.float32]:
        return (values + self.sigma / 255.0 * source.standard_normal(values.shape)).astype(np.float32)


@dataclass(frozen=True)
class Photon:
    """A camera in the dark: a sample of brightness 1 is `count` photons on average, in each channel.

    Their number is Poisson distributed, and reading it out adds a normal error of `readout` photons, as in Saragadam
    et al. 2023, "WIRE: Wavelet Implicit Neural Representations", section 4.1.
    """

    count: float
    readout: float = READOUT

    def add(self, values: NDArray[np.float32], source: np.random.Generator) -> NDArray[np.float32]:
        photons = source.poisson(np.clip(values, 0.0, None).astype(np.float64) * self.count)
        return ((photons + self.readout * source.standard_normal(values.shape)) / self.count).astype(np.float32)


@dataclass(frozen=True)
class Salt:
    """Salt and pepper: a `share` of the samples is lost, half of them to white and half to black in all channels."""

    share: float

    def add(self, values: NDArray[np.float32], source: np.random.Generator) -> NDArray[np.float32]:
        chance = source.random(values.shape[:-1])[..., None]
        salted = np.where(chance < self.share / 2, np.float32(0.0), values)
        return np.where(chance > 1 - self.share / 2, np.float32(1.0), salted)


def parse_noise(words: str) -> Noise | None:
    """The noise that words such as "gaussian:25" describe (see SPELLING); None for "none".

    Raises:
        UsageError: when they describe no noise, or one of a strength that cannot be.
    """
    kind, _, rest = words.strip().partition(":")
    if kind == NONE and not rest:
        return None
    if kind not in ("gaussian", "photon", "salt"):
        raise UsageError(f"There is no noise called {words!r} (add); use {SPELLING}.")
    numbers = [_number(part, words) for part in rest.split(",")]
    if len(numbers) > (2 if kind == "photon" else 1):
        raise UsageError(f"The noise {words!r} (add) has too many numbers; use {SPELLING}.")
    if kind == "gaussian":
        return Gaussian(_within(numbers[0], 0.01, 1000.0, "a deviation", words))
    if kind == "salt":
        return Salt(_within(numbers[0], 1e-4, 0.99, "a share", words))
    count = _within(numbers[0], 0.1, 1e6, "a number of photons", words)
    return Photon(count, _within(numbers[1], 0.0, 1e6, "a readout", words) if len(numbers) > 1 else READOUT)


def estimate_sigma(values: NDArray[np.float32]) -> float:
    """Deviation of white noise in a picture (H, W, c), in units of its values (peak 1).

    The median of the finest diagonal Haar coefficients over that of a standard normal variable (Donoho and Johnstone
    1994, "Ideal Spatial Adaptation by Wavelet Shrinkage", section 4.2), the mean over the channels. Detail that
    alternates from pixel to pixel counts as noise.
    """
    height, width = (side // 2 * 2 for side in values.shape[:2])
    corners = [values[row:height:2, column:width:2].astype(np.float64) for row in (0, 1) for column in (0, 1)]
    diagonal = (corners[0] - corners[1] - corners[2] + corners[3]) / 2
    return float(np.median(np.abs(diagonal), axis=(0, 1)).mean() / NORMAL_MEDIAN)


def _number(text: str, words: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"The noise {words!r} (add) needs a number after its colon; use {SPELLING}.") from None


def _within(number: float, least: float, most: float, what: str, words: str) -> float:
    # written so that NaN is refused as well
    if not (math.isfinite(number) and least <= number <= most):
        raise UsageError(f"The noise {words!r} (add) has {what} that is not from {least:g} to {most:g}.")
    return number
