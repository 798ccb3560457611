"""How long a run may take: steps, seconds, a target PSNR, whichever is reached first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sirendesk.core.errors import UsageError
from sirendesk.core.options import option, validate

DEFAULT_SECONDS = 10.0


@dataclass(frozen=True)
class Budget:
    """Limits of a run. None means no such limit; at least one is set, and the first one reached ends the run."""

    steps: int | None = option(
        None,
        label="Steps",
        help="Ends the run after so many steps. With a budget in steps the same seed gives the same weights.",
        minimum=1,
        maximum=1_000_000_000,
        logarithmic=True,
        advanced=False,
    )
    seconds: float | None = option(
        DEFAULT_SECONDS,
        label="Seconds",
        help="Ends the run after so many seconds of training.",
        minimum=0.1,
        maximum=1_000_000.0,
        logarithmic=True,
        unit="s",
        advanced=False,
    )
    target_psnr: float | None = option(
        None,
        label="Target PSNR",
        help="Ends the run once the fit is this close to the signal. A target out of reach runs until it is stopped.",
        minimum=1.0,
        maximum=150.0,
        step=1.0,
        unit="dB",
        advanced=False,
    )

    def __post_init__(self) -> None:
        if self.steps is None and self.seconds is None and self.target_psnr is None:
            raise UsageError("A run needs an end: give it steps, seconds or a target PSNR.")
        validate(self)

    @classmethod
    def of(cls, *, steps: int | None = None, seconds: float | None = None, target_psnr: float | None = None) -> Budget:
        """Budget of just these limits; the usual ten seconds when none is given."""
        if steps is None and seconds is None and target_psnr is None:
            return cls()
        return cls(steps=steps, seconds=seconds, target_psnr=target_psnr)

    def progress(self, step: int, seconds: float, psnr: float | None = None) -> float:
        """Share of the budget that is spent, in [0, 1]: that of the limit which is nearest to its end.

        A target counts as the share of its decibels; a PSNR that is unknown (None or NaN) counts as none.
        """
        shares = [0.0]
        if self.steps is not None:
            shares.append(step / self.steps)
        if self.seconds is not None:
            shares.append(seconds / self.seconds)
        if self.target_psnr is not None and psnr is not None and not math.isnan(psnr):
            shares.append(psnr / self.target_psnr)
        return min(1.0, max(shares))

    def exhausted(self, step: int, seconds: float, psnr: float | None = None) -> bool:
        """Whether one of the limits is reached."""
        return self.progress(step, seconds, psnr) >= 1.0
