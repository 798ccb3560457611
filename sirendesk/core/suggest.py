"""Options that suit a signal, read from its own spectrum, with the reason in words.

The frequency below which 95 % of the gradient's energy lies says how fine the detail is that a fit must reach. A first
layer whose fastest sines reach that far learns it directly; slower ones leave it to the products of deeper layers.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FieldOptions, SirenOptions
from sirendesk.core.options import option_specs
from sirendesk.core.signals import SampledSignal

LONGEST_SIDE = 512
ENERGY = 0.95


@dataclass(frozen=True)
class Suggestion:
    """Options for the field and why."""

    field: FieldOptions
    reason: str


def spectral_edge(values: NDArray[np.float32], energy: float = ENERGY) -> float:
    """Radial frequency, in cycles across the longest side, below which `energy` of the gradient's power lies.

    `values` (H, W, C). The power spectrum is weighted by the squared frequency (that is the gradient's spectrum), and
    a Hann window keeps the picture's borders from posing as detail. 0 for a constant picture.
    """
    gray = values.mean(axis=2, dtype=np.float64)
    window = np.outer(np.hanning(gray.shape[0] + 2)[1:-1], np.hanning(gray.shape[1] + 2)[1:-1])
    power = np.abs(np.fft.rfft2((gray - gray.mean()) * window)) ** 2
    longest = max(gray.shape)
    rows = np.fft.fftfreq(gray.shape[0])[:, None] * longest
    columns = np.fft.rfftfreq(gray.shape[1])[None, :] * longest
    radius = np.hypot(rows, columns)
    weighted = power * radius**2
    weighted[:, 1:-1] *= 2  # rfft keeps one half of each conjugate pair
    order = np.argsort(radius, axis=None)
    total = np.cumsum(weighted.ravel()[order])
    if total[-1] <= 1e-12:
        return 0.0
    return float(radius.ravel()[order][np.searchsorted(total, energy * total[-1])])


def suggest(signal: SampledSignal, experiment: Experiment) -> Suggestion:
    """A first ω₀ for this signal, the other options as they are; other models keep theirs."""
    field = experiment.field
    if not isinstance(field, SirenOptions):
        return Suggestion(field, "This model has nothing that depends on the picture's detail.")
    stride = -(-max(signal.shape) // (2 * LONGEST_SIDE))
    edge = spectral_edge(signal.values[::stride, ::stride])
    if edge == 0:
        return Suggestion(field, "The picture is one flat colour: any ω₀ will do.")
    # an axis spans 2 units, so k cycles are an angular frequency of pi k; the fastest first-layer sine has
    # omega_0 * weight_scale / 2 on each axis, and two hidden layers multiply the reach by about three
    wanted = np.pi * edge / max(1.0, field.weight_scale) / 3
    spec = option_specs(field)["first_omega_0"]
    omega = float(np.clip(round(wanted), max(10.0, spec.minimum or 0), 120.0))
    reason = (
        f"{ENERGY:.0%} of this picture's detail lies below {edge:.0f} cycles across it, "
        f"so the first layer should reach about a third of that: ω₀ = {omega:.0f}."
    )
    return Suggestion(dataclasses.replace(field, first_omega_0=omega), reason)
