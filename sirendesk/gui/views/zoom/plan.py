"""What is asked of the network in which order, so that something is there at once and nothing is asked for in vain.

A target is a window to be drawn: first as coarse as can be answered within a moment, then in full in bands, from its
middle outwards. Only one question is under way at any time, and each is short, so that a fit goes on between them and
another wish is not kept waiting. How much can be answered in a moment is learnt from the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sirendesk.core.window_render import Region

# a question and its answer shall take this long at most, the way through the threads included
SECONDS_AT_FIRST = 0.05
SECONDS_OF_BAND = 0.08
# what a question costs before its first sample: the way there and back, and the slice of training it waits for
OVERHEAD = 0.02
SPEEDS = {"values": 120_000.0, "gradient": 6_000.0, "laplacian": 6_000.0}
# the answers may come from a machine at rest or one at work: no single one counts for much
SLOWEST, FASTEST = 1_000.0, 1e9


@dataclass
class _Target:
    region: Region
    waiting: list[Region] = field(default_factory=list)


class ZoomPlan:
    """Targets by name, the first of them served first."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._targets: dict[str, _Target] = {}
        self._speeds = dict(SPEEDS)
        self._asked: tuple[str, Region] | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    @property
    def idle(self) -> bool:
        """Whether all has been asked and answered."""
        return self._asked is None and not any(target.waiting for target in self._targets.values())

    def waits_for(self, name: str) -> bool:
        """Whether a part of this target is still to come."""
        target = self._targets.get(name)
        return target is not None and (bool(target.waiting) or (self._asked is not None and self._asked[0] == name))

    def aim(self, name: str, region: Region | None) -> None:
        """Draw this from now on, and no more of what `name` was before."""
        self._targets.pop(name, None)
        if region is None:
            return
        step = self._step(region)
        waiting = [region.coarser(step)]
        if step > 1:
            waiting += self._bands(region)
        self._targets[name] = _Target(region, waiting)

    def next(self) -> Region | None:
        """What to ask now, if nothing else is under way. First pictures go before finer ones, whosever they are."""
        if self._asked is not None:
            return None
        ready = [(name, self._targets[name]) for name in self._names if name in self._targets]
        first = [(name, target) for name, target in ready if target.waiting and self._is_first(target)]
        for name, target in first or [(name, target) for name, target in ready if target.waiting]:
            self._asked = (name, target.waiting.pop(0))
            return self._asked[1]
        return None

    def answered(self, region: Region, seconds: float) -> tuple[str, Region] | None:
        """An answer came: the name and the whole window it is for, or None if nobody wants it any more."""
        asked = self._asked
        if asked is None or asked[1] != region:
            return None
        self._asked = None
        self._learn(region, seconds)
        target = self._targets.get(asked[0])
        wanted = target is not None and _holds(target.region, region)
        return (asked[0], target.region) if target is not None and wanted else None

    def refused(self) -> None:
        """No answer will come; nothing more is asked until something else is wanted."""
        self._asked = None
        self._targets.clear()

    def _step(self, region: Region) -> int:
        """Every how manieth sample can be answered at once."""
        most = self._speeds[region.what] * (SECONDS_AT_FIRST - OVERHEAD)
        step = 1
        while region.coarser(step).pixels > most and step < max(region.height, region.width):
            step += 1
        return step

    def _bands(self, region: Region) -> list[Region]:
        most = self._speeds[region.what] * (SECONDS_OF_BAND - OVERHEAD)
        rows = max(1, int(most // region.width))
        starts = range(0, region.height, rows)
        middle = (region.height - rows) / 2
        bands = [(abs(start - middle), start, region.rows(start, start + rows)) for start in starts]
        return [band for _, _, band in sorted(bands, key=_by_distance)]

    def _learn(self, region: Region, seconds: float) -> None:
        # of a small question nearly all is overhead, which says nothing of the speed
        if region.pixels < 0.2 * self._speeds[region.what] * (SECONDS_AT_FIRST - OVERHEAD):
            return
        found = region.pixels / max(seconds - OVERHEAD, 0.25 * seconds, 1e-4)
        before = self._speeds[region.what]
        self._speeds[region.what] = min(max(before + 0.3 * (found - before), SLOWEST), FASTEST)

    def _is_first(self, target: _Target) -> bool:
        first = target.waiting[0]
        edges = (first.top, first.bottom, first.left, first.right)
        whole = target.region
        return edges == (whole.top, whole.bottom, whole.left, whole.right)


def _by_distance(entry: tuple[float, int, Region]) -> tuple[float, int]:
    return entry[0], entry[1]


def _holds(whole: Region, part: Region) -> bool:
    return (
        part.what == whole.what
        and (part.left, part.right) == (whole.left, whole.right)
        and whole.top <= part.top
        and part.bottom <= whole.bottom
    )
