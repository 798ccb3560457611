"""Reading a signal and making it drawable: jobs for the jobs thread, no widget in sight."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sirendesk.core import signals
from sirendesk.core.canvas import to_uint8
from sirendesk.core.signals import (
    AnySignal,
    AudioSignal,
    SampledSignal,
    SignalSource,
    as_picture,
    as_sound,
    load_signal,
    read_signal,
    shape_signal,
)
from sirendesk.core.signals.sampled import SAMPLE_PREFIX

MOST_SHOWN_PIXELS = 2**22
LONGEST_SIDE_AT_FIRST = 1024
# what `sirendesk compress` writes is no signal yet: the tab of its own decodes it
COMPRESSED, COMPRESSED_SUFFIX = "compressed", ".sdz"
# longer sounds ask for patience, and a person may want to choose a stretch first
LONGEST_UNSAID = 30.0


def _no_picture() -> NDArray[np.uint8]:
    return np.empty((0, 0), np.uint8)


@dataclass(frozen=True)
class Opened:
    """A signal with the source that gave it; `whole` is the signal before it was given the form that is learnt.

    `picture` is what there is to see of a picture, and empty for a sound.
    """

    source: SignalSource
    signal: AnySignal
    whole: AnySignal
    picture: NDArray[np.uint8] = dataclasses.field(default_factory=_no_picture)
    reduction: str = ""

    @property
    def kind(self) -> str:
        """The kind of signal, as SIGNALS calls it."""
        return self.signal.kind

    @property
    def image(self) -> SampledSignal:
        """The signal, where it is a picture.

        Raises:
            InputRefusedError: when it is a sound.
        """
        return as_picture(self.signal)

    @property
    def sound(self) -> AudioSignal:
        """The signal, where it is a sound.

        Raises:
            InputRefusedError: when it is a picture.
        """
        return as_sound(self.signal)


def kind_of(location: str) -> str:
    """The kind of signal at a location by its name, as SIGNALS calls it; empty where the name does not tell."""
    compressed = not location.startswith(SAMPLE_PREFIX) and Path(location).suffix.lower() == COMPRESSED_SUFFIX
    return COMPRESSED if compressed else signals.kind_of(location)


def open_signal(source: SignalSource, as_it_is: bool) -> Opened:
    """Read and shape a signal; unless `as_it_is`, a large picture made smaller at first.

    Raises:
        InputRefusedError: when it cannot be read.
        UsageError: when the source asks for a form that it cannot have.
    """
    whole = read_signal(source.location)
    return opened_as(source, whole) if as_it_is else opened_at_first(source, whole)


def opened_at_first(source: SignalSource, whole: AnySignal) -> Opened:
    """The form in which a signal is first shown: a large photo small enough to be learnt while one watches."""
    if isinstance(whole, AudioSignal):
        return dataclasses.replace(opened_as(source, whole), reduction=_advice(whole.seconds))
    if max(whole.shape) <= LONGEST_SIDE_AT_FIRST:
        return opened_as(source, whole)
    made = opened_as(dataclasses.replace(source, size=LONGEST_SIDE_AT_FIRST), whole)
    before, after = (f"{shape[1]} × {shape[0]}" for shape in (whole.shape, made.image.shape))
    sentence = f"Shown at {after} instead of {before}, to be learnt while you watch; auto under Longest side keeps all."
    return dataclasses.replace(made, reduction=sentence)


def open_array(pixels: NDArray[np.uint8], name: str) -> Opened:
    """A signal from (H, W, 4) RGBA pixels, as the clipboard gives them."""
    values = pixels[:, :, :3].astype(np.float32) / np.float32(255)
    opaque = bool((pixels[:, :, 3] == 255).all())
    alpha = None if opaque else pixels[:, :, 3].astype(np.float32) / np.float32(255)
    whole = SampledSignal(values, alpha, name, name)
    return opened_at_first(SignalSource(name), whole)


def opened_as(source: SignalSource, whole: AnySignal) -> Opened:
    """The signal in the form its source asks for, a picture drawn with at most four megapixels.

    Raises:
        UsageError: when it cannot have that form.
        InputRefusedError: when more of a long sound has to be read, and cannot be.
    """
    # of a long sound no more than its first minutes are held as the whole
    signal = shape_signal(whole, source) if _holds(whole, source) else load_signal(source)
    if isinstance(signal, AudioSignal):
        return Opened(source, signal, whole)
    stride = int(np.ceil(np.sqrt(signal.size / MOST_SHOWN_PIXELS)))
    return Opened(source, signal, whole, np.ascontiguousarray(to_uint8(signal.values[::stride, ::stride])))


def _holds(whole: AnySignal, source: SignalSource) -> bool:
    """Whether the stretch that a source asks for lies in what was read."""
    if not isinstance(whole, AudioSignal) or source.location.startswith(SAMPLE_PREFIX):
        return True
    last = whole.begin + whole.seconds
    return (source.start is None or source.start < last) and (source.end is None or source.end <= last)


def _advice(seconds: float) -> str:
    """What to know of a long sound."""
    if seconds <= LONGEST_UNSAID:
        return ""
    return (
        f"This sound lasts {seconds / 60:.1f} minutes, which a network needs long to learn. Drag over a few seconds of "
        "the waveform and press Selection to learn those."
    )
