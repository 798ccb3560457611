"""What every codec is asked for and gives: a goal, what is known on the way, and the file in the end."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError

Values = NDArray[np.float32]

SECONDS_BETWEEN_PREVIEWS = 0.25


@dataclass(frozen=True)
class Goal:
    """The most `bytes` a file may have, or the least `psnr` (dB, whole signal), or what a bit is worth in squared error
    (`lambda_`); none of them leaves it to the codec's own settings.

    Raises:
        UsageError: for more than one of them.
    """

    bytes: int | None = None
    psnr: float | None = None
    lambda_: float | None = None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.bytes, self.psnr, self.lambda_)) > 1:
            raise UsageError("A file cannot meet two goals; give one of bytes, PSNR and lambda.")


@dataclass(frozen=True)
class Encoded:
    """A file and what it gives back: `decoded`, as the signal's values, and its PSNR in dB (of a sound: SNR)."""

    data: bytes
    decoded: Values
    psnr: float


@dataclass(frozen=True)
class Progress:
    """How far an encoder is: `share` of its work in [0, 1], `doing` in a word or two.

    `bytes` and `psnr` (dB; of a sound: SNR) are of the file as it would be now, as far as that is known; `preview` is
    what it would give back, where there is something new to show, and is never written to again.
    """

    share: float
    doing: str
    bytes: int | None = None
    psnr: float | None = None
    preview: Values | None = None


# Runs in slices of a tenth of a second or so; the file is what it returns, and closing it ends it. Sending it True says
# that what there is now is enough: it comes to an end soon, with a file.
Encoding = Generator[Progress, bool | None, Encoded]


def found(encoded: Encoded, share: float, doing: str) -> Progress:
    """A file that may not be the last one."""
    return Progress(share, doing, len(encoded.data), encoded.psnr, encoded.decoded)


class Every:
    """Says when something that takes time is due again."""

    def __init__(self, seconds: float = SECONDS_BETWEEN_PREVIEWS) -> None:
        self._seconds = seconds
        self._next = time.perf_counter()

    def due(self) -> bool:
        """Whether the time has come; counts from now on if so."""
        now = time.perf_counter()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True
