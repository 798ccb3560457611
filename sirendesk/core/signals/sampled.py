"""A picture on its grid, where a signal comes from, and what a kind of signal has to offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError
from sirendesk.core.options import option

SAMPLE_PREFIX = "sample:"
LEAST_SIDE = 2


@dataclass(frozen=True, eq=False)
class SampledSignal:
    """A picture: values on a grid, never written to again (a sound is audio.py's AudioSignal).

    `values` (H, W, C) float32 in [0, 1] with C = 1 (grey) or 3 (sRGB); `alpha` (H, W) float32 in [0, 1], 1 is opaque,
    None when everything is; the colours are not multiplied by it. `bits` per number in the file that it was read from;
    `source` is the location that reads it again; `notes` are sentences for a person about what reading it took. `kind`
    is its name in SIGNALS.

    Raises:
        InputRefusedError: when it has fewer than 2 x 2 samples.
        ValueError: when the arrays have another shape or type than that.
    """

    kind: ClassVar[str] = "image"

    values: NDArray[np.float32]
    alpha: NDArray[np.float32] | None
    name: str
    source: str
    bits: int = 8
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        values, alpha = self.values, self.alpha
        if values.dtype != np.float32 or values.ndim != 3 or values.shape[2] not in (1, 3):
            raise ValueError(f"values are {values.dtype} {values.shape}, not float32 (H, W, 1 or 3)")
        if alpha is not None and (alpha.dtype != np.float32 or alpha.shape != self.shape):
            raise ValueError(f"alpha is {alpha.dtype} {alpha.shape}, not float32 {self.shape}")
        if min(self.shape) < LEAST_SIDE:
            height, width = self.shape
            raise InputRefusedError(
                f"{self.name!r} has {width} x {height} samples; a signal needs at least {LEAST_SIDE} in each direction."
            )
        object.__setattr__(self, "values", read_only(values))
        object.__setattr__(self, "alpha", None if alpha is None else read_only(alpha))

    @property
    def shape(self) -> tuple[int, int]:
        """Shape (H, W) of the grid."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def channels(self) -> int:
        """Numbers per sample, 1 or 3."""
        return self.values.shape[2]

    @property
    def size(self) -> int:
        """Number of samples, H * W."""
        return self.shape[0] * self.shape[1]


@dataclass(frozen=True)
class SignalSource:
    """Where a signal is read from, and in which form it is wanted."""

    location: str = option(
        "sample:astronaut",
        label="Signal",
        help="A file, or sample:NAME for one that SirenDesk brings along.",
        advanced=False,
    )
    size: int | None = option(
        None,
        label="Longest side",
        help="Samples along the longest side; the other side follows. Empty keeps the size of the file. "
        "Half the size is about four times faster to learn.",
        minimum=8,
        maximum=16384,
        logarithmic=True,
        unit="px",
        advanced=False,
    )
    gray: bool = option(
        False,
        label="Grey",
        help="Learn the brightness only: one number per sample instead of three. Of a sound, the mean of its two "
        "channels.",
        advanced=False,
    )
    start: float | None = option(
        None,
        label="Start",
        help="Of a sound: where the part that is learnt begins. Empty is its beginning.",
        minimum=0.0,
        maximum=1_000_000.0,
        unit="s",
    )
    end: float | None = option(
        None,
        label="End",
        help="Of a sound: where the part that is learnt ends. Empty is its end, or ten minutes after its beginning.",
        minimum=0.0,
        maximum=1_000_000.0,
        unit="s",
    )
    sample_rate: int | None = option(
        None,
        label="Sample rate",
        help="Of a sound: samples a second to learn, by a polyphase filter. Empty keeps those of the file. Half as "
        "many are learnt about twice as fast, and tones above half the rate are gone.",
        minimum=1000,
        maximum=192_000,
        logarithmic=True,
        unit="Hz",
    )


def read_only(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """The array as a contiguous view that refuses to be written to."""
    view = np.ascontiguousarray(array).view()
    view.setflags(write=False)
    return view
