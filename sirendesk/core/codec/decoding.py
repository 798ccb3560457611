"""From the bytes of a compressed picture or sound to its values, whichever codec wrote them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import lowrank, weights
from sirendesk.core.codec.container import unpack
from sirendesk.core.codec.grid import format as grid_format
from sirendesk.core.pieces import to_end

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Decoded:
    """A picture (H, W, 1 or 3) in [0, 1], or a sound (T, 1 or 2) in [-1, 1] with its `sample_rate` in Hz."""

    values: Values
    sample_rate: int | None = None


def decode(data: bytes, name: str) -> Values:
    """The values that a file holds; `name` is what messages call it.

    Raises:
        InputRefusedError: when the bytes are no such file, are damaged, or hold too large a signal.
    """
    return to_end(decoding(data, name)).values


def decoding(data: bytes, name: str) -> Generator[float, None, Decoded]:
    """The same, with the rate of a sound; yields the share done. The same values on every machine.

    Raises:
        InputRefusedError: at the first step, as `decode`.
    """
    container = unpack(data, name)
    yield 0.0
    if container.kind == "lowrank":
        return Decoded(lowrank.decode(container, name))
    if container.kind == "grid":
        return Decoded(grid_format.decode(container, name))
    rate = weights.sample_rate(container, name)
    values = yield from weights.decoding(container, name)
    return Decoded(values, rate)
