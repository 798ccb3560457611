"""Signals by name and by file. SIGNALS lists the kinds; the one whose names end like the file's reads it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sirendesk.core.files import read_bytes
from sirendesk.core.options import validate
from sirendesk.core.signals import image
from sirendesk.core.signals.sampled import SAMPLE_PREFIX, SampledSignal, SignalKind, SignalSource

__all__ = ["SIGNALS", "SampledSignal", "SignalKind", "SignalSource", "load_signal", "read_signal", "shape_signal"]

SIGNALS: dict[str, SignalKind] = {
    "image": SignalKind("Picture", image.SUFFIXES, image.read_image),
}


def load_signal(source: SignalSource) -> SampledSignal:
    """The signal that `source` names: read, then made grey, then resized.

    Raises:
        UsageError: when an option is outside its declaration.
        InputRefusedError: when there is no such file or sample, or it cannot be read as a signal.
        OutOfMemoryError: when it does not fit.
    """
    validate(source)
    return shape_signal(read_signal(source.location), source)


def shape_signal(signal: SampledSignal, source: SignalSource) -> SampledSignal:
    """A signal in the colour and size that `source` asks for."""
    if source.gray and signal.channels > 1:
        signal = dataclasses.replace(signal, values=image.to_gray(signal.values))
    return signal if source.size is None else image.resize(signal, source.size)


def read_signal(location: str) -> SampledSignal:
    """The whole signal at a location, as it is stored there.

    Raises:
        InputRefusedError: when there is no such file or sample, or it cannot be read as a signal.
        OutOfMemoryError: when it does not fit.
    """
    if location.startswith(SAMPLE_PREFIX):
        from sirendesk.core.signals.samples import load_sample

        return load_sample(location.removeprefix(SAMPLE_PREFIX))
    path = Path(location)
    data = read_bytes(path, image.MOST_BYTES)
    # The content decides where the name says nothing: pictures know their own formats.
    kind = next((k for k in SIGNALS.values() if path.suffix.lower() in k.suffixes), SIGNALS["image"])
    return dataclasses.replace(kind.read(data, path.name), source=location)
