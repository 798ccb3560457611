"""The network and the laws that the program comes with: learned from pictures, none of which the benchmark uses.

`packaging/grid_prior.py` learns them again. They are part of the format: other numbers would be another kind of file.
"""

from __future__ import annotations

import base64
import zlib

import numpy as np

from sirendesk.core.codec.grid.filtering import CLASSES, FEATURES, WEIGHT_UNIT
from sirendesk.core.codec.grid.model import HIDDEN, INPUTS, KINDS, LAWS, MAGNITUDES, Laws, Network
from sirendesk.core.codec.grid.prior_numbers import PACKED_FILTERS, PACKED_LAWS, PACKED_NETWORK


def _numbers(packed: str, kind: str = "<i4") -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b85decode(packed)), kind)


def _network() -> Network:
    numbers = _numbers(PACKED_NETWORK).astype(np.float32)
    inputs, kinds, outputs, offset = np.split(numbers, np.cumsum([INPUTS * HIDDEN, KINDS * HIDDEN, HIDDEN]))
    return Network(inputs.reshape(INPUTS, HIDDEN), kinds.reshape(KINDS, HIDDEN), outputs, float(offset[0]))


def _laws() -> Laws:
    return _numbers(PACKED_LAWS).astype(np.int64).reshape(LAWS, MAGNITUDES)


def _filters() -> np.ndarray:
    whole = _numbers(PACKED_FILTERS, "<i2").reshape(CLASSES, FEATURES)
    return whole.astype(np.float32) / np.float32(WEIGHT_UNIT)


NETWORK = _network()
SHIPPED = _laws()
FILTERS = _filters()
