"""A learning-rate schedule needs to know the end; a run towards a target has none. This guesses one."""

from __future__ import annotations

FIRST_STEPS = 400
TARGET_OF_FIRST_STEPS = 35.0
DECIBELS_PER_DOUBLING = 18.0


class TargetHorizon:
    """Progress through a guessed number of steps; each time the guess was too short it begins anew, twice as long.

    The first guess is what the default recipe takes on a 256² photograph (35 dB comes well before 400 steps, 53 dB
    before 800), measured with `sirendesk bench speed`; the doubling covers what is harder.
    """

    def __init__(self, target_psnr: float) -> None:
        doublings = (target_psnr - TARGET_OF_FIRST_STEPS) / DECIBELS_PER_DOUBLING
        self._length = max(100, round(FIRST_STEPS * 2.0 ** min(4.0, doublings)))
        self._start = 0

    def begin_again(self, step: int) -> None:
        """The fit starts from nothing at `step`: so does the guess."""
        self._start = step

    def progress(self, step: int) -> float:
        """Share of the present guess, in [0, 1), at `step`; ask with steps that never fall."""
        if step >= self._start + self._length:
            self._start += self._length
            self._length *= 2
        return (step - self._start) / self._length
