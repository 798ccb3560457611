"""A sound at a fraction of its rate, and the interpolations that a fit has to beat.

Sample j of the low rate lies at sample `scale` · j of the high one: both begin at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.sounds.resampling import KAISER_BETA

Values = NDArray[np.float32]

# reach of the filters on either side, in samples of the low rate
FILTER_REACH = 10
SINC_REACH = 32
PROTOCOLS = ("filtered", "stride")


def low_pass(scale: int, reach: int = FILTER_REACH, beta: float = KAISER_BETA, cut: float = 1.0) -> NDArray[np.float64]:
    """Taps (2 · reach · scale + 1,), of sum 1, of a sinc that ends at `cut` of the low rate's Nyquist frequency.

    Under a Kaiser window of `beta` (Kaiser 1974, "Nonrecursive Digital Filter Design Using the I0-Sinh Window
    Function"); the response at the cut is one half.
    """
    places = np.arange(-reach * scale, reach * scale + 1)
    taps = np.sinc(places * (cut / scale)) * np.kaiser(len(places), beta)
    return taps / taps.sum()


def decimate(values: Values, scale: int, protocol: str) -> Values:
    """Every `scale`-th sample (ceil(T / scale), C) of a sound (T, C), from the first one on.

    "filtered" puts it through `low_pass` first, its ends repeated beyond them; "stride" does nothing against aliasing.
    """
    if protocol == "stride":
        return np.ascontiguousarray(values[::scale])
    from scipy.signal import upfirdn

    taps = low_pass(scale)
    reach = len(taps) // 2
    padded = np.pad(values.astype(np.float64), ((reach, reach), (0, 0)), mode="edge")
    made = upfirdn(taps, padded, down=scale, axis=0)
    # the taps are as many as two reaches and one, so that output 2 · reach / scale is that of the first sample
    first = 2 * reach // scale
    return np.ascontiguousarray(made[first : first + -(-len(values) // scale)], np.float32)


def linear(values: Values, scale: int, count: int) -> Values:
    """`count` samples of straight lines through a sound (t, C) at the low rate."""
    places = np.arange(count) / scale
    lines = [np.interp(places, np.arange(len(values)), values[:, c]) for c in range(values.shape[1])]
    return np.stack(lines, axis=1).astype(np.float32)


def sinc(values: Values, scale: int, count: int) -> Values:
    """`count` samples of the windowed sinc through a sound (t, C) at the low rate, ends repeated beyond them.

    Shannon's interpolation by 32 samples on either side, under a Kaiser window: it leaves nothing that the low rate
    could not carry, and so is the best there is where nothing more is known (Whittaker 1915).
    """
    from scipy.signal import upfirdn

    taps = low_pass(scale, SINC_REACH) * scale
    padded = np.pad(values.astype(np.float64), ((SINC_REACH, SINC_REACH), (0, 0)), mode="edge")
    made = upfirdn(taps, padded, up=scale, axis=0)
    first = 2 * SINC_REACH * scale
    return np.ascontiguousarray(made[first : first + count], np.float32)


INTERPOLATIONS: Mapping[str, Callable[[Values, int, int], Values]] = {"linear": linear, "sinc": sinc}
