"""What the tables that commands print have in common."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from sirendesk.core.snapshot import Trials


def number(value: float | None, digits: int) -> str:
    """A score with so many digits behind the point; "-" for none, and for a perfect one, which has no end."""
    return "-" if value is None or not math.isfinite(value) else f"{value:.{digits}f}"


def curve(trials: Sequence[Trials], score: str) -> str:
    """All looks of a run as text: step, seconds, and the `score` in dB, "psnr" or "snr", by name."""
    names = list(trials[0].curves) if trials else []
    out = io.StringIO()
    out.write(",".join(["step", "seconds", *(f"{name.replace(' ', '_')}_{score}" for name in names)]) + "\n")
    for part in trials:
        for k, (step, seconds) in enumerate(zip(part.steps, part.seconds, strict=True)):
            out.write(f"{step},{seconds:.4f}," + ",".join(f"{part.curves[name][k]:.4f}" for name in names) + "\n")
    return out.getvalue()
