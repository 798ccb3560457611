"""Another sample rate for a sound."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# of the Kaiser window: 80 dB less of what would fold over
KAISER_BETA = 8.0


def resampled(values: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    """Values (T, C) at `rate` Hz as ceil(T · wanted / rate) values at `wanted` Hz.

    Sample k of either is at the time k / rate: both begin at the same moment. A polyphase filter (scipy's
    resample_poly) keeps out what the lower of the two rates cannot carry.
    """
    if wanted == rate:
        return values
    from scipy.signal import resample_poly

    common = math.gcd(rate, wanted)
    up, down = wanted // common, rate // common
    made = resample_poly(values, up, down, axis=0, window=("kaiser", KAISER_BETA))
    return np.ascontiguousarray(made, np.float32)
