"""The whole numbers of a picture: for each plane a small smooth grid, and three grids of details at each level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec.grid import wavelet
from sirendesk.core.codec.grid.contexts import Array

Integers = NDArray[np.int32]


@dataclass(frozen=True)
class Place:
    """A grid of details: `order` counts levels from the coarsest, `level` from the finest; both from 0."""

    order: int
    level: int
    plane: int
    direction: int


@dataclass(frozen=True)
class Latents:
    """`low[plane]` (h, w) and `details[plane][order][direction]`, coarsest order first."""

    low: list[Integers]
    details: list[list[list[Integers]]]

    @classmethod
    def zeros(cls, shape: tuple[int, int], planes: int) -> Latents:
        """For planes of `shape`."""
        low, details = wavelet.shapes_of(shape)
        return cls(
            [np.zeros(low, np.int32) for _ in range(planes)],
            [[[np.zeros(part, np.int32) for part in level] for level in details] for _ in range(planes)],
        )

    def places(self) -> Iterator[Place]:
        """All grids of details that hold any number, in the order of the stream."""
        levels = len(self.details[0])
        for order in range(levels):
            for plane in range(len(self.details)):
                for direction in range(3):
                    if self.details[plane][order][direction].size:
                        yield Place(order, levels - 1 - order, plane, direction)

    def at(self, place: Place) -> Integers:
        """The grid of a place (a view)."""
        return self.details[place.plane][place.order][place.direction]


def surroundings(
    magnitudes: Callable[[int, int, int], Array], place: Place
) -> tuple[Array | None, tuple[Array | None, ...]]:
    """Parent and others of a place for `contexts.around`; `magnitudes` gives a grid by plane, order and direction."""
    order, plane, direction = place.order, place.plane, place.direction
    parent = magnitudes(plane, order - 1, direction) if order else None
    return parent, (
        magnitudes(plane, order, 0) if direction > 0 else None,
        magnitudes(plane, order, 1) if direction > 1 else None,
        magnitudes(0, order, direction) if plane > 0 else None,
        magnitudes(1, order, direction) if plane > 1 else None,
    )
