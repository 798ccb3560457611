"""How much of target, fit and error lives at each frequency: the spectral bias of networks as a moving picture.

Rahaman et al. 2019, "On the Spectral Bias of Neural Networks": low frequencies are learnt first.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.insight.places import middle
from sirendesk.core.insight.subject import Subject
from sirendesk.core.insight.values import InsightRequest, Spectrum

LIVE_SIDE, FULL_SIDE = 160, 256


def look_at_spectrum(subject: Subject, request: InsightRequest) -> Generator[float, None, Spectrum]:
    """Radial spectra of the middle of the picture.

    At full resolution, since samples left out would fold high frequencies onto low ones, and drawn for the purpose:
    the live picture is made of many steps, whose differences would look like detail.
    """
    places = middle(subject.shape, FULL_SIDE if subject.full else LIVE_SIDE)
    target = places.take(subject.values).mean(axis=2, dtype=np.float64)
    rendered = yield from subject.render(places)
    fit = rendered.mean(axis=2, dtype=np.float64)
    sides = places.sides
    rings = 1 + np.arange(max(sides) // 2)
    shown: list[NDArray[np.float32]] = []
    for values in (target, fit, fit - target):
        shown.append(np.ascontiguousarray(radial_power(values)[0][: rings.size], np.float32))
        yield 1.0
    # rings are counted in cycles across the samples looked at
    frequencies = (rings * (max(subject.shape) / max(sides))).astype(np.float32)
    return Spectrum(subject.step, frequencies, shown[0], shown[1], shown[2], sides)


def radial_power(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Mean power (k,) of each ring, and of how many Fourier coefficients it is the mean.

    `values` (h, w). Ring r = 1, 2, ... holds the frequencies that round to r cycles across the longest side; the
    rings past half the side's samples are corners only. Under a Hann window w (a border would pose as detail) and
    without the weighted mean: |F(w v)|² / (n² mean(w²)), so that the sum over all coefficients but the first is the
    variance under w² and white noise is flat.
    """
    height, width = values.shape
    window = np.outer(np.hanning(height + 2)[1:-1], np.hanning(width + 2)[1:-1])
    mean = (values * window).sum() / window.sum()
    coefficients = np.fft.fft2((values - mean) * window)
    power = (coefficients.real**2 + coefficients.imag**2) / (values.size**2 * np.square(window).mean())
    longest = max(values.shape)
    rows, columns = (np.fft.fftfreq(n) * longest for n in values.shape)
    ring = np.rint(np.hypot(rows[:, None], columns)).astype(np.int64).ravel()
    counts = np.bincount(ring)
    sums = np.bincount(ring, power.ravel())
    return sums[1:] / np.maximum(counts[1:], 1), counts[1:]
