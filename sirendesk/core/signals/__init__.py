"""Signals by name and by file. SIGNALS lists the kinds; the content of a file says which of them reads it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sirendesk.core.errors import InputRefusedError
from sirendesk.core.files import open_regular
from sirendesk.core.options import validate
from sirendesk.core.signals import audio, image
from sirendesk.core.signals.audio import AudioSignal
from sirendesk.core.signals.sampled import SAMPLE_PREFIX, SampledSignal, SignalSource

__all__ = [
    "SIGNALS",
    "AnySignal",
    "AudioSignal",
    "SampledSignal",
    "SignalKind",
    "SignalSource",
    "as_picture",
    "as_sound",
    "kind_of",
    "load_signal",
    "read_signal",
    "shape_signal",
]

AnySignal = SampledSignal | AudioSignal

_HEAD = 64


@dataclass(frozen=True)
class SignalKind:
    """One kind of signal: its title, the ends of the names of its files, and what reads and shapes one.

    `begins_like(head)` says whether a file with these first bytes is one. `read(file, name, source)` returns the signal
    in an open file or raises InputRefusedError; `shape(signal, source)` gives it the form that a source asks for.
    """

    title: str
    suffixes: tuple[str, ...]
    begins_like: Callable[[bytes], bool]
    read: Callable[[BinaryIO, str, SignalSource], AnySignal]
    shape: Callable[[Any, SignalSource], AnySignal]


SIGNALS: dict[str, SignalKind] = {
    "image": SignalKind("Picture", image.SUFFIXES, image.begins_like, image.read_file, image.shape_image),
    "audio": SignalKind("Sound", audio.SUFFIXES, audio.begins_like, audio.read_file, audio.shape_sound),
}


def load_signal(source: SignalSource) -> AnySignal:
    """The signal that `source` names, in the form that it asks for: a picture grey and resized, a sound trimmed,
    made mono and resampled.

    Raises:
        UsageError: when an option is outside its declaration, or cannot be used with this signal.
        InputRefusedError: when there is no such file or sample, or it cannot be read as a signal.
        OutOfMemoryError: when it does not fit.
    """
    validate(source)
    return shape_signal(_read(source), source)


def shape_signal(signal: AnySignal, source: SignalSource) -> AnySignal:
    """A signal in the form that `source` asks for."""
    return SIGNALS[signal.kind].shape(signal, source)


def read_signal(location: str) -> AnySignal:
    """The whole signal at a location, as it is stored there; of a long sound the first ten minutes.

    Raises:
        InputRefusedError: when there is no such file or sample, or it cannot be read as a signal.
        OutOfMemoryError: when it does not fit.
    """
    return _read(SignalSource(location))


def kind_of(location: str) -> str:
    """The kind of signal at a location, as SIGNALS calls it, by its name alone; empty where that does not tell."""
    if location.startswith(SAMPLE_PREFIX):
        from sirendesk.core.signals.samples import SAMPLES

        sample = SAMPLES.get(location.removeprefix(SAMPLE_PREFIX))
        return "" if sample is None else sample.kind
    suffix = Path(location).suffix.lower()
    return next((name for name, kind in SIGNALS.items() if suffix in kind.suffixes), "")


def as_picture(signal: AnySignal) -> SampledSignal:
    """The signal, for what works on pictures alone.

    Raises:
        InputRefusedError: when it is a sound.
    """
    if isinstance(signal, AudioSignal):
        raise InputRefusedError(f"{signal.name!r} is a sound, and this works on pictures only. Choose a picture.")
    return signal


def as_sound(signal: AnySignal) -> AudioSignal:
    """The signal, for what works on sounds alone.

    Raises:
        InputRefusedError: when it is a picture.
    """
    if isinstance(signal, SampledSignal):
        raise InputRefusedError(f"{signal.name!r} is a picture, and this works on sounds only. Choose a sound.")
    return signal


def _read(source: SignalSource) -> AnySignal:
    """The signal at a source's location; of a sound no more than the stretch it asks for."""
    location = source.location
    if location.startswith(SAMPLE_PREFIX):
        from sirendesk.core.signals.samples import load_sample

        return load_sample(location.removeprefix(SAMPLE_PREFIX))
    path = Path(location)
    with open_regular(path) as file:
        head = file.read(_HEAD)
        file.seek(0)
        signal = _kind_of(head, path.suffix.lower()).read(file, path.name, source)
    return dataclasses.replace(signal, source=location)


def _kind_of(head: bytes, suffix: str) -> SignalKind:
    """The content decides; where it says nothing, the name; pictures know best what to say of anything else."""
    kinds = SIGNALS.values()
    by_name = (kind for kind in kinds if suffix in kind.suffixes)
    return next((kind for kind in kinds if kind.begins_like(head)), next(by_name, SIGNALS["image"]))
