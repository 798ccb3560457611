"""Several lanes in the one line at the foot of the window."""

from __future__ import annotations

import dataclasses
import math

from sirendesk.core.race import RaceSnapshot
from sirendesk.core.snapshot import Snapshot


def as_one(race: RaceSnapshot) -> Snapshot | None:
    """The lane that is ahead, with the steps, the speed and the time of all; None while nobody has taken a step."""
    lanes = [lane for lane in race.lanes.values() if lane.step and math.isfinite(lane.psnr)]
    if not lanes:
        return None
    ahead = max(lanes, key=_psnr)
    return dataclasses.replace(
        ahead,
        step=race.step,
        seconds=race.seconds,
        steps_per_second=race.step / race.seconds if race.seconds > 0 else 0.0,
        progress=race.progress,
        seconds_left=race.seconds_left,
        drawing_share=race.drawing_share,
        finished=race.finished,
    )


def _psnr(lane: Snapshot) -> float:
    return lane.psnr
