"""Gaps filled without a network: silence, a straight line, and the classic of audio restoration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.sounds.gaps import runs_of

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]

# of Janssen's method: the order of the model, known samples on either side for each order, and how often all is refined
MOST_ORDER = 256
CONTEXT = 8
ROUNDS = 3
# Levinson's recursion takes as many steps as the square of this
MOST_SAMPLES = 8192


def silence(values: Values, mask: Mask) -> Values:
    """Zeros (T, C) where `mask` (T,) is True."""
    return np.where(mask[:, None], np.float32(0.0), values)


def linear(values: Values, mask: Mask) -> Values:
    """Straight lines (T, C) from the last known sample to the next one; at the ends the nearest one goes on."""
    places, known = np.flatnonzero(mask), np.flatnonzero(~mask)
    filled = values.copy()
    for c in range(values.shape[1]):
        filled[places, c] = np.interp(places, known, values[known, c])
    return filled


def autoregressive(values: Values, mask: Mask) -> Values:
    """Each gap filled (T, C) so that a linear prediction of each sample from those before errs least.

    Janssen, Veldhuis and Vries 1986, "Adaptive Interpolation of Discrete-Time Signals That Can Be Modeled as
    Autoregressive Processes", section II: the prediction is told by what surrounds the gap and the filling so far, and
    the filling by the prediction, three times over. Of order 3 m + 2 for m missing samples as they advise, at most 256;
    a gap of more than 8,192 samples keeps its straight line.
    """
    filled = linear(values, mask)
    for first, stop in runs_of(mask):
        count = stop - first
        if count > MOST_SAMPLES:
            continue
        order = min(MOST_ORDER, 3 * count + 2, len(values) // 4)
        reach = CONTEXT * order + count
        begin, end = max(0, first - reach), min(len(values), stop + reach)
        if order < 1 or end - begin <= count + 2 * order:
            continue
        for c in range(values.shape[1]):
            part = filled[begin:end, c].astype(np.float64)
            filled[first:stop, c] = _refined(part, first - begin, stop - begin, order)
    return filled


def _refined(part: NDArray[np.float64], first: int, stop: int, order: int) -> NDArray[np.float64]:
    from scipy.linalg import LinAlgError, solve_toeplitz

    if not part.any():
        return part[first:stop]
    try:
        for _ in range(ROUNDS):
            powers = _correlation(part, order)
            powers[0] *= 1.0 + 1e-9
            prediction = solve_toeplitz(powers[:-1], powers[1:])
            errors = np.concatenate([[1.0], -prediction])
            weights = np.zeros(max(order + 1, stop - first))
            weights[: order + 1] = _correlation(errors, order)
            # what the known samples around already say of the errors
            emptied = part.copy()
            emptied[first:stop] = 0.0
            taps = np.concatenate([weights[order:0:-1], weights[: order + 1]])
            said = _convolved(emptied, taps)[first:stop]
            weights[0] *= 1.0 + 1e-9
            part[first:stop] = solve_toeplitz(weights[: stop - first], -said)
    except LinAlgError:
        pass  # what was found before stays
    return part[first:stop]


def _correlation(values: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Σ v(n) v(n + k) for k = 0..most."""
    size = 2 * len(values)
    spectrum = np.fft.rfft(values, size)
    return np.fft.irfft(spectrum * spectrum.conj(), size)[: most + 1]


def _convolved(values: NDArray[np.float64], taps: NDArray[np.float64]) -> NDArray[np.float64]:
    """As many values, each the sum of those around it weighted by symmetric taps; beyond the ends is nothing."""
    from scipy.signal import fftconvolve

    return np.asarray(fftconvolve(values, taps, mode="full"))[len(taps) // 2 :][: len(values)]


FILLINGS: Mapping[str, Callable[[Values, Mask], Values]] = {
    "silence": silence,
    "linear": linear,
    "autoregressive": autoregressive,
}
