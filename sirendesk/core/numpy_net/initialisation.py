"""How the weights start: so that signals neither grow nor fade from layer to layer."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

INITIALISATIONS = ("auto", "he", "xavier", "siren")
_USUAL = {"relu": "he", "gelu": "he", "tanh": "xavier", "sigmoid": "xavier", "sine": "siren"}


def draw_weights(
    initialisation: str,
    widths: list[int],
    generator: np.random.Generator,
    activation: str = "relu",
    omega_0: float = 30.0,
) -> NDArray[np.float64]:
    """All weights of layers of these widths, flat: each layer's (fan_out, fan_in), then its biases (fan_out,).

    he: U(-√(6/fan_in), √(6/fan_in)), a variance of 2/fan_in because ReLU silences half of what enters (He et al. 2015,
    eq. 10); the last layer, which no ReLU follows, 1/fan_in.
    xavier: U(-√(6/(fan_in + fan_out)), ...), made for tanh (Glorot and Bengio 2010, eq. 16).
    siren: U(-√(6/fan_in)/omega_0, ...), in the first layer U(-1/fan_in, 1/fan_in) (Sitzmann et al. 2020, section 3.2).
    auto: the one made for the activation.
    Biases start in U(-1/√fan_in, 1/√fan_in), as is usual: at zero, all ReLUs of plain coordinates would fold the
    picture through its centre.
    """
    kind = _USUAL[activation] if initialisation == "auto" else initialisation
    last = len(widths) - 2
    parts = []
    for k, (fan_in, fan_out) in enumerate(itertools.pairwise(widths)):
        if kind == "siren":
            bound = 1 / fan_in if k == 0 and last > 0 else math.sqrt(6 / fan_in) / omega_0
        elif kind == "he":
            bound = math.sqrt((6 if k < last else 3) / fan_in)
        else:
            bound = math.sqrt(6 / (fan_in + fan_out))
        limit = 1 / math.sqrt(fan_in)
        parts += [generator.uniform(-bound, bound, fan_out * fan_in), generator.uniform(-limit, limit, fan_out)]
    return np.concatenate(parts)
