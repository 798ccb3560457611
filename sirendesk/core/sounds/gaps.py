"""Gaps in a sound, told in words: stretches of time that are missing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

SPELLING = "1.2s-1.5s, with commas for several; also 1200ms-1500ms or 45%-50%"
_PLACE = r"\s*([0-9]*\.?[0-9]+(?:e-?[0-9]+)?)\s*(ms|s|%|)\s*"
_STRETCH = re.compile(_PLACE + "-" + _PLACE, re.IGNORECASE)
LEAST_KNOWN = 2


def parse_gaps(words: str, seconds: float) -> list[tuple[float, float]]:
    """Begin and end in seconds of the gaps that words such as "1.2s-1.5s" describe, in a sound of so many seconds.

    A place without a unit has that of the other end, or counts seconds. In the order of their beginnings, those that
    touch joined; what lies beyond the sound's end is left out.

    Raises:
        UsageError: when the words are no gaps, one ends before it begins, or none lies in the sound.
    """
    found: list[tuple[float, float]] = []
    for word in words.split(","):
        match = _STRETCH.fullmatch(word)
        if match is None:
            raise UsageError(f"The gap {word.strip()!r} (gap) cannot be read; write {SPELLING}.")
        first, first_unit, last, last_unit = match.groups()
        start, stop = (
            _seconds(first, first_unit or last_unit, seconds),
            _seconds(last, last_unit or first_unit, seconds),
        )
        if not start < stop:
            raise UsageError(f"The gap {word.strip()!r} (gap) ends before it begins; write {SPELLING}.")
        if start < seconds:
            found.append((start, min(stop, seconds)))
    if not found:
        raise UsageError(f"No gap of {words!r} (gap) lies in the sound, which lasts {seconds:.3f} s.")
    return joined(found)


def gap_words(gaps: Sequence[tuple[float, float]]) -> str:
    """The words that `parse_gaps` reads these seconds from again, exactly."""
    return ",".join(f"{start!r}s-{stop!r}s" for start, stop in gaps)


def gap_mask(gaps: Sequence[tuple[float, float]], sample_rate: int, count: int) -> NDArray[np.bool_]:
    """Which of `count` samples lie in gaps (seconds), (T,); of a gap shorter than a sample, the next one.

    Raises:
        UsageError: when hardly anything else is left.
    """
    mask = np.zeros(count, bool)
    for start, stop in gaps:
        first = min(count - 1, math.ceil(round(start * sample_rate, 6)))
        mask[first : max(first + 1, math.ceil(round(stop * sample_rate, 6)))] = True
    if count - int(mask.sum()) < LEAST_KNOWN:
        raise UsageError("The gap (gap) leaves nothing of the sound to learn from; make it shorter.")
    return mask


def runs_of(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First sample and the one after the last of each stretch where `mask` (T,) is True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(stop)) for first, stop in zip(edges[::2], edges[1::2], strict=True)]


def joined(gaps: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Gaps in the order of their beginnings, those that touch as one."""
    made: list[tuple[float, float]] = []
    for start, stop in sorted(gaps):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], stop))
        else:
            made.append((start, stop))
    return made


def _seconds(number: str, unit: str, seconds: float) -> float:
    value = float(number)
    unit = unit.lower()
    return value * seconds / 100.0 if unit == "%" else value / 1000.0 if unit == "ms" else value
