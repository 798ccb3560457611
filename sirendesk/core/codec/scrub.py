"""A picture taken apart once, so that the file of any rank is there while a slider moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.codec import lowrank
from sirendesk.core.codec.colour import from_planes
from sirendesk.core.codec.encoding import Encoded
from sirendesk.core.codec.lowrank import Factors
from sirendesk.core.codec.lowrank_search import at_step, factors_of
from sirendesk.core.pieces import to_end

Values = NDArray[np.float32]


class RankScrubber:
    """Files of a picture (H, W, c) at any rank. Nothing in it changes once it is made.

    By gradient descent each rank is learnt by itself, when it is asked for.
    """

    def __init__(self, values: Values, by: str = "svd", colour: str = "ycbcr", seed: int = 0) -> None:
        self._values, self._by, self._space, self._seed = values, by, colour, seed
        self._planes = lowrank.analyse(values, colour)

    @property
    def most(self) -> int:
        """The highest rank, at which nothing is left out."""
        return min(self._values.shape[:2])

    def at(self, rank: int) -> Encoded:
        """The file of a rank, 1 to `most`, quantised so that it costs at most 0.1 dB."""
        planes = self._factors(rank)
        return at_step(self._values, planes, lowrank.faithful_step(planes, rank), rank, self._space)

    def product(self, rank: int) -> Values:
        """The picture of a rank in [0, 1] before anything is quantised: quick."""
        return from_planes([factors.product(rank) for factors in self._factors(rank)], self._space)

    def _factors(self, rank: int) -> list[Factors]:
        if self._by == "svd":
            return self._planes
        return to_end(factors_of(self._values, self._by, self._space, rank, self._seed))
