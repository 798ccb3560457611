"""Options that suit a signal, read from its own spectrum, with the reason in words.

The frequency below which 95 % of the picture's variation lies says how fine the detail is that a fit must reach. The
sines of the first layer should reach somewhat less than half as far; the products of the deeper layers do the rest.
That is for memorising; what is right between the pixels of a picture that is upscaled goes by its size.

Of a sound the same is said in Hz; `sounds/suiting.py` has the numbers.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core import upscaling
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FieldOptions, SirenOptions
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.signals import AnySignal, AudioSignal
from sirendesk.core.sounds import suiting
from sirendesk.core.tasks.upscale import UpscaleOptions

LONGEST_SIDE = 1024
ENERGY = 0.95
# measured on the sample photographs with the default network: the first layer does best with this share of the edge,
# and beyond this product of weight_scale and omega_0 some fits never start
REACH = 0.43
MOST_FREQUENCY = 125.0
LEAST_OMEGA = 10.0
# camera, astronaut and coffee at 256²: their edges are 37 to 42 cycles, and of σ = 3, 6, 10, 16 and 25 the held-out
# pixels were met best at 6
SIGMA_SHARE = 0.15


@dataclass(frozen=True)
class Suggestion:
    """Options for the field and why."""

    field: FieldOptions
    reason: str


def spectral_edge(values: NDArray[np.float32], energy: float = ENERGY) -> float:
    """Radial frequency, in cycles across the longest side, below which `energy` of the picture's variance lies.

    `values` (H, W, C). A Hann window keeps the picture's borders from posing as detail. 0 for a constant picture.
    """
    gray = values.mean(axis=2, dtype=np.float64)
    window = np.outer(np.hanning(gray.shape[0] + 2)[1:-1], np.hanning(gray.shape[1] + 2)[1:-1])
    mean = (gray * window).sum() / window.sum()
    power = np.abs(np.fft.rfft2((gray - mean) * window)) ** 2
    longest = max(gray.shape)
    rows = np.fft.fftfreq(gray.shape[0])[:, None] * longest
    columns = np.fft.rfftfreq(gray.shape[1])[None, :] * longest
    radius = np.hypot(rows, columns)
    power[:, 1:-1] *= 2  # rfft keeps one half of each conjugate pair
    order = np.argsort(radius, axis=None)
    total = np.cumsum(power.ravel()[order])
    if total[-1] <= 1e-12 * gray.size:
        return 0.0
    return float(radius.ravel()[order][np.searchsorted(total, energy * total[-1])])


def suggest(signal: AnySignal, experiment: Experiment) -> Suggestion:
    """The option that depends on the signal's detail, for the models that have one; the other options as they are.

    Of a SIREN for a sound, also what has to fit to it: the weight scale and the pace of the first layer.
    """
    field = experiment.field
    if isinstance(signal, AudioSignal):
        return _for_sound(field, signal)
    if isinstance(experiment.task, UpscaleOptions):
        return _between_pixels(experiment, signal.shape)
    stride = -(-max(signal.shape) // LONGEST_SIDE)
    if isinstance(field, SirenOptions):
        return _with_omega(field, spectral_edge(signal.values[::stride, ::stride]))
    if isinstance(field, MlpOptions) and field.encoding == "gaussian":
        return _with_sigma(field, spectral_edge(signal.values[::stride, ::stride]))
    return Suggestion(field, "There is a suggestion for SIREN's ω₀ and for the σ of a Gaussian encoding only.")


def _between_pixels(experiment: Experiment, shape: tuple[int, int]) -> Suggestion:
    field = upscaling.guiding(experiment, shape).field
    if not isinstance(field, SirenOptions):
        return Suggestion(field, "For upscaling there is a suggestion for SIREN's ω₀ and α only.")
    small = upscaling.small_shape(experiment, shape)
    return Suggestion(
        field,
        f"Between the pixels of {small[1]} × {small[0]} a slower start is right than for memorising them: "
        f"ω₀ = {field.first_omega_0:g} at weight scale α = {field.weight_scale:g}.",
    )


def _for_sound(field: FieldOptions, sound: AudioSignal) -> Suggestion:
    made = suiting.suited_field(field, sound)
    omega = getattr(made, "first_omega_0", None)
    if omega is None or (made == field and not isinstance(field, SirenOptions)):
        return Suggestion(field, "For a sound there is a suggestion for the ω₀ of SIREN and FINER only.")
    edge = suiting.band(sound)
    if edge == 0:
        return Suggestion(field, "The sound is silent: any ω₀ will do.")
    reason = (
        f"{suiting.SHARE:.0%} of this sound's energy lies below {edge:,.0f} Hz. The fastest sines of the first layer "
        f"should make {suiting.first_reach(sound):,.0f} Hz in it, and the deeper layers do the rest: with "
        f"{sound.size:,} samples at {sound.sample_rate:,} Hz that is ω₀ = {omega:,.0f}"
    )
    if isinstance(made, SirenOptions):
        reason += f" at weight scale α = {made.weight_scale:g}"
    return Suggestion(made, reason + ".")


def _with_omega(field: SirenOptions, edge: float) -> Suggestion:
    if edge == 0:
        return Suggestion(field, "The picture is one flat colour: any ω₀ will do.")
    # coordinates span 2 units, so the fastest first-layer sine makes weight_scale * omega_0 / (2 pi) cycles an axis
    wanted = REACH * edge * 2 * np.pi / field.weight_scale
    most = MOST_FREQUENCY / field.weight_scale
    omega = float(round(min(max(wanted, LEAST_OMEGA), most)))
    reason = f"{_detail(edge)}, which asks for ω₀ = "
    if wanted > most:
        reason += f"{wanted:.0f}; with weight scale α = {field.weight_scale:g} a fit starts reliably up to {omega:.0f}."
    else:
        reason += f"{omega:.0f} at weight scale α = {field.weight_scale:g}."
    return Suggestion(dataclasses.replace(field, first_omega_0=omega), reason)


def _with_sigma(field: MlpOptions, edge: float) -> Suggestion:
    if edge == 0:
        return Suggestion(field, "The picture is one flat colour: any σ will do.")
    sigma = float(max(1, round(SIGMA_SHARE * edge)))
    reason = f"{_detail(edge)}; σ = {sigma:g} serves best what lies between the samples, and twice that learns sooner."
    return Suggestion(dataclasses.replace(field, sigma=sigma), reason)


def _detail(edge: float) -> str:
    return f"{ENERGY:.0%} of this picture's variation lies below {edge:.0f} cycles across it"
