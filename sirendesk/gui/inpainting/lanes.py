"""The ways to fill a hole that run beside each other, in the order on screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sirendesk.core.fields import FieldOptions
from sirendesk.core.lanes import BASELINES
from sirendesk.core.tasks.inpaint import BY_FIELD

MOST_LANES = 7


@dataclass(frozen=True)
class LaneKind:
    """A way to fill a hole: its name, and what it does in a sentence."""

    title: str
    summary: str


LANES: Mapping[str, LaneKind] = {
    BY_FIELD: LaneKind(
        "Model",
        "A network learns the picture as a function of the place, from what is known, and is asked in the hole.",
    ),
    "svd": LaneKind(
        "Iterative SVD",
        "Fill with the mean, keep the strongest patterns of the whole picture, refill the hole with them, again.",
    ),
    "soft-svd": LaneKind(
        "Soft SVD",
        "As iterative SVD, but all patterns fade by a threshold that sinks: no rank to choose, fewer ghosts.",
    ),
    "patches": LaneKind(
        "Patches",
        "Collects patches that look alike and fills each group by its few common patterns.",
    ),
    "factors": LaneKind(
        "Factors",
        "Learns two thin matrices whose product is the picture, by gradient descent on what is known.",
    ),
    "naive-factors": LaneKind(
        "Naive factors",
        "The same without any care for what is missing: a lesson. It explodes when much is hidden.",
    ),
    "mean": LaneKind("Mean fill", "One colour: the mean of what is known. Whoever loses to it has failed."),
    "biharmonic": LaneKind(
        "Biharmonic",
        "The classical answer: the smoothest surface through what is known around the hole (scikit-image).",
    ),
}
AT_FIRST = (BY_FIELD, "svd", "soft-svd", "patches", "mean", "biharmonic")


def in_order(keys: Collection[str]) -> tuple[str, ...]:
    """The lanes of these keys, in the order on screen; others are left out."""
    return tuple(key for key in LANES if key in keys)


def learning(keys: Sequence[str]) -> tuple[str, ...]:
    """Those that take steps, without the baselines."""
    return tuple(key for key in keys if key not in BASELINES)


def titles(keys: Sequence[str], field: FieldOptions) -> tuple[tuple[str, str], ...]:
    """Keys with their names; a model goes by its own."""
    return tuple((key, field.title if key == BY_FIELD else LANES[key].title) for key in keys)
