"""Reading a signal and making it drawable: jobs for the jobs thread, no widget in sight."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.canvas import to_uint8
from sirendesk.core.signals import SampledSignal, SignalSource, read_signal, shape_signal

MOST_SHOWN_PIXELS = 2**22
LONGEST_SIDE_AT_FIRST = 1024


@dataclass(frozen=True)
class Opened:
    """A signal with the source that gave it and a picture of it; `whole` is the signal before size and colour."""

    source: SignalSource
    signal: SampledSignal
    whole: SampledSignal
    picture: NDArray[np.uint8]
    reduction: str = ""


def open_signal(source: SignalSource, as_it_is: bool) -> Opened:
    """Read and shape a signal; unless `as_it_is`, a large one made smaller at first.

    Raises:
        InputRefusedError: when it cannot be read.
    """
    whole = read_signal(source.location)
    return opened_as(source, whole) if as_it_is else opened_at_first(source, whole)


def opened_at_first(source: SignalSource, whole: SampledSignal) -> Opened:
    """The form in which a signal is first shown: a large photo small enough to be learnt while one watches."""
    if max(whole.shape) <= LONGEST_SIDE_AT_FIRST:
        return opened_as(source, whole)
    made = opened_as(dataclasses.replace(source, size=LONGEST_SIDE_AT_FIRST), whole)
    before, after = (f"{shape[1]} × {shape[0]}" for shape in (whole.shape, made.signal.shape))
    sentence = f"Shown at {after} instead of {before}, to be learnt while you watch; auto under Longest side keeps all."
    return dataclasses.replace(made, reduction=sentence)


def open_array(pixels: NDArray[np.uint8], name: str) -> Opened:
    """A signal from (H, W, 4) RGBA pixels, as the clipboard gives them."""
    values = pixels[:, :, :3].astype(np.float32) / np.float32(255)
    opaque = bool((pixels[:, :, 3] == 255).all())
    alpha = None if opaque else pixels[:, :, 3].astype(np.float32) / np.float32(255)
    whole = SampledSignal(values, alpha, name, name)
    return opened_at_first(SignalSource(name), whole)


def opened_as(source: SignalSource, whole: SampledSignal) -> Opened:
    """The signal in the form its source asks for, with a picture of at most four megapixels."""
    signal = shape_signal(whole, source)
    stride = int(np.ceil(np.sqrt(signal.size / MOST_SHOWN_PIXELS)))
    return Opened(source, signal, whole, np.ascontiguousarray(to_uint8(signal.values[::stride, ::stride])))
