"""Fourier encodings of coordinates (Tancik et al. 2020, "Fourier Features Let Networks Learn High Frequency Functions
in Low Dimensional Domains", section 4).

The paper's v runs from 0 to 1; our coords run from -1 to 1, so v = (coords + 1) / 2 and the encoding is

    γ(v) = [cos 2πBv, sin 2πBv] = [cos πB(coords + 1), sin πB(coords + 1)]

with one row of B for each frequency, in cycles across the signal. Without an encoding the network sees coords as they
are. NeRF's sin 2ᵏπp of p in [-1, 1] (Mildenhall et al. 2020, eq. 4) is the same octaves up to a sign.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.options import option, validate

ENCODINGS = ("none", "basic", "positional", "gaussian", "multiscale")
MOST_SIGMAS = 8


@dataclass(frozen=True)
class EncodingOptions:
    """Options of an encoding, to be inherited by the options of whatever reads encoded coordinates."""

    encoding: str = option(
        "gaussian",
        label="Encoding",
        help="What the network is given of a coordinate. None: the coordinate itself, and only blobs are learnt. "
        "Basic: one wave along each axis. Positional: waves of 1, 2, 4, 8... cycles along each axis. Gaussian: waves "
        "of random direction and frequency. Multiscale: Gaussian ones of several σ at once.",
        choices=ENCODINGS,
        advanced=False,
    )
    sigma: float = option(
        10.0,
        label="σ",
        help="Standard deviation of the random frequencies, in cycles across the signal. Low blurs, high leaves noise "
        "between the samples that were learnt; 10 suits photos, sharper pictures want more.",
        minimum=0.01,
        maximum=10000.0,
        logarithmic=True,
        advanced=False,
        applies=("encoding", ("gaussian",)),
    )
    sigmas: str = option(
        "4, 16, 64",
        label="σ of the scales",
        help="Standard deviations of the random frequencies, separated by commas; each gets an equal share of them.",
        applies=("encoding", ("multiscale",)),
    )
    frequencies: int = option(
        256,
        label="Frequencies m",
        help="Random waves, drawn once from the experiment's seed. Each gives the network a cosine and a sine.",
        minimum=1,
        maximum=4096,
        logarithmic=True,
        applies=("encoding", ("gaussian", "multiscale")),
    )
    octaves: int = option(
        8,
        label="Octaves",
        help="Number of waves along each axis, each twice as fast as the one before. 8 ends at 128 cycles, the finest "
        "that 256 pixels can show; one octave too many adds noise between pixels.",
        minimum=1,
        maximum=16,
        applies=("encoding", ("positional",)),
    )


def draw_frequencies(
    options: EncodingOptions, in_features: int, generator: int | np.random.Generator
) -> NDArray[np.float64] | None:
    """The matrix B of an encoding, shape (m, in_features), in cycles across the signal; None for no encoding.

    basic: the unit matrix. positional: octaves 2⁰ to 2^(octaves - 1) of each axis in turn. gaussian: N(0, σ²).
    multiscale: rows of N(0, σ²) for each σ, in equal shares (the first ones take what is left over).
    `generator` is a seed or a numpy generator; basic and positional draw nothing.

    Raises:
        UsageError: when an option is outside its declaration.
    """
    validate(options)
    if options.encoding == "none":
        return None
    if options.encoding == "basic":
        return np.eye(in_features)
    if options.encoding == "positional":
        octaves = 2.0 ** np.arange(options.octaves)
        return np.concatenate([octave * np.eye(in_features) for octave in octaves])
    sigmas = (options.sigma,) if options.encoding == "gaussian" else scales(options)
    shares = np.full(len(sigmas), options.frequencies // len(sigmas))
    shares[: options.frequencies % len(sigmas)] += 1
    draws = np.random.default_rng(generator).standard_normal((options.frequencies, in_features))
    return draws * np.repeat(sigmas, shares)[:, None]


def scales(options: EncodingOptions) -> tuple[float, ...]:
    """The σ that `options.sigmas` names.

    Raises:
        UsageError: when the text is not a list of positive numbers, or there are more of them than frequencies.
    """
    try:
        sigmas = tuple(float(word) for word in options.sigmas.split(","))
    except ValueError:
        sigmas = ()
    if not 1 <= len(sigmas) <= MOST_SIGMAS or not all(0.0 < s <= 10000.0 and math.isfinite(s) for s in sigmas):
        raise UsageError(
            f"σ of the scales (sigmas) is {options.sigmas!r}; give 1 to {MOST_SIGMAS} numbers above 0, up to 10000, "
            "separated by commas."
        )
    if len(sigmas) > options.frequencies:
        raise UsageError(
            f"Frequencies m (frequencies) is {options.frequencies}; {len(sigmas)} scales need at least {len(sigmas)}."
        )
    return sigmas


def encoded_features(in_features: int, frequencies: NDArray[np.floating] | None) -> int:
    """How many numbers the network sees of one coordinate: two for each frequency, or the coordinate's own."""
    return in_features if frequencies is None else 2 * len(frequencies)


def encode(coords: NDArray[np.floating], frequencies: NDArray[np.floating] | None) -> NDArray[np.floating]:
    """Features (n, 2m) of coords (n, d) under B (m, d): all cosines, then all sines; coords themselves without B."""
    if frequencies is None:
        return coords
    # products and sums in the precision of the coordinates: a rounded argument of a fast wave is noise
    phases = (coords + 1) @ (np.pi * frequencies.astype(coords.dtype)).T
    features = np.empty((len(coords), 2 * len(frequencies)), phases.dtype)
    np.cos(phases, out=features[:, : len(frequencies)])
    np.sin(phases, out=features[:, len(frequencies) :])
    return features
