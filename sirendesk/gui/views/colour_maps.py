"""Colour maps that stay readable for colour-blind eyes, as tables of 256 colours."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

# magma, viridis and cividis are those of matplotlib, shipped with pyqtgraph


@lru_cache(maxsize=32)
def colour_table(name: str, low: float = 0.0, high: float = 1.0) -> NDArray[np.uint8]:
    """(256, 3) colours of the part `low`..`high` of a map; a part keeps it off the colour of the background."""
    colours = pg.colormap.get(name)
    assert colours is not None, f"pyqtgraph ships {name}"
    table = np.ascontiguousarray(np.asarray(colours.getLookupTable(low, high, 256))[:, :3].astype(np.uint8))
    table.flags.writeable = False
    return table


@lru_cache(maxsize=32)
def rgb_table(name: str, low: float = 0.0, high: float = 1.0) -> tuple[int, ...]:
    """The same colours as QRgb numbers, for indexed pictures."""
    table = colour_table(name, low, high).astype(np.uint32)
    packed = 0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    return tuple(int(colour) for colour in packed)
