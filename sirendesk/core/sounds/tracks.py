"""A rival's answer to a task on a sound: what it made, to listen to, and what that is worth."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Track:
    """`values` (T, C) at `sample_rate` Hz, its scores in dB by name, and what there is to say of how it was made.

    `seconds` is what it took.
    """

    name: str
    values: NDArray[np.float32]
    sample_rate: int
    scores: Mapping[str, float]
    note: str = ""
    seconds: float = 0.0


# one after the other, with pauses between for who may be called off
Tracks = Generator[Track | None, None, None]


def scores_of(tracks: Tracks) -> Generator[None, None, Mapping[str, Mapping[str, Any]]]:
    """The scores of all tracks by name, without the sounds; pauses where they do."""
    named: dict[str, Mapping[str, Any]] = {}
    for track in tracks:
        if track is not None:
            named[track.name] = {**track.scores, "note": track.note} if track.note else track.scores
        yield
    return named
