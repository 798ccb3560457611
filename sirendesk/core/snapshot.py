"""What a run tells the outside: frozen records, numpy only, safe to hand from one thread to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.findings import Finding

if TYPE_CHECKING:
    from sirendesk.core.insight.values import Insight


@dataclass(frozen=True)
class WeightPath:
    """The run's weights on the two main directions of their own record.

    `points` (n, 2) in order of time, `losses` (n,), and the share of the variance that the two directions explain.
    """

    points: NDArray[np.float32]
    losses: NDArray[np.float32]
    explained: float


@dataclass(frozen=True)
class Frame:
    """Pictures ready to be drawn, contiguous uint8 and never written to again.

    `picture` (h, w, 3) or (h, w); `error` (h, w): |fit - signal| mapped so that 255 is `error_scale`.
    The frame covers the whole signal even where h, w are smaller than the signal's (large pictures).
    """

    picture: NDArray[np.uint8]
    error: NDArray[np.uint8]
    error_scale: float
    exact: bool


@dataclass(frozen=True)
class SoundFrame:
    """A sound ready to be drawn and played: `values` (T, C) float32, all samples of the signal, never written to again.

    Those that were never learnt or asked for are 0; `exact` ones are all of the network as it stands.
    """

    values: NDArray[np.float32]
    exact: bool


@dataclass(frozen=True)
class Trials:
    """Looks at a run that has to stop before it learns the noise, those since the snapshot before.

    `steps` and `seconds` (n,) are the run's own; `curves` are PSNR in dB (n,) by name, as held_out.py gives them: the
    noisy samples that the fit learns, those it never saw, and the truth where that is known. NaN is "not measured".
    `stop` is the step whose state is kept, by the held-out samples alone, and `oracle` the best against the truth.
    """

    steps: NDArray[np.int64]
    seconds: NDArray[np.float32]
    curves: Mapping[str, NDArray[np.float32]]
    stop: int | None = None
    oracle: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """One report of a run. `losses` holds every loss since the report before it; the last one belongs to `step`.

    `psnr` is the score as it stands, in dB; of a sound that is its SNR, as the problem's `score_name` says. `insight`
    is what was seen inside the network, once, when someone asked for it and it is new. `trials` are there when new ones
    are.
    """

    run: int
    step: int
    seconds: float
    losses: NDArray[np.float32]
    times: NDArray[np.float32]
    learning_rate: float
    steps_per_second: float
    psnr: float
    progress: float
    seconds_left: float | None
    drawing_share: float
    parameters: int
    finished: bool = False
    frame: Frame | SoundFrame | None = None
    path: WeightPath | None = None
    metrics: Mapping[str, float] | None = None
    findings: tuple[Finding, ...] = ()
    insight: Insight | None = None
    trials: Trials | None = None
