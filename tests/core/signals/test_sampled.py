"""A signal holds what it promises, and cannot be written to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.options import from_json, to_json, validate
from sirendesk.core.signals.sampled import SampledSignal, SignalSource


def test_shape_and_size() -> None:
    signal = SampledSignal(np.zeros((4, 6, 3), np.float32), np.ones((4, 6), np.float32), "a", "a.png")
    assert (signal.shape, signal.channels, signal.size, signal.bits, signal.notes) == ((4, 6), 3, 24, 8, ())


def test_arrays_are_contiguous_and_cannot_be_written() -> None:
    values = np.zeros((6, 4, 3), np.float32).swapaxes(0, 1)
    signal = SampledSignal(values, np.ones((4, 6), np.float32), "a", "a")
    assert signal.alpha is not None
    for array in (signal.values, signal.alpha):
        assert array.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
    values[0, 0] = 1  # the caller's own array is left alone


@pytest.mark.parametrize(
    ("values", "alpha"),
    [
        (np.zeros((4, 4, 3)), None),
        (np.zeros((4, 4), np.float32), None),
        (np.zeros((4, 4, 2), np.float32), None),
        (np.zeros((4, 4, 1), np.float32), np.zeros((4, 5), np.float32)),
        (np.zeros((4, 4, 1), np.float32), np.zeros((4, 4))),
    ],
)
def test_other_arrays_are_a_mistake(values: np.ndarray, alpha: np.ndarray | None) -> None:
    with pytest.raises(ValueError, match="float32"):
        SampledSignal(values, alpha, "a", "a")


@pytest.mark.parametrize("shape", [(1, 5, 1), (5, 1, 3), (0, 0, 1)])
def test_too_small(shape: Any) -> None:
    with pytest.raises(InputRefusedError, match="at least 2"):
        SampledSignal(np.zeros(shape, np.float32), None, "a", "a")


def test_source_is_declared() -> None:
    source = SignalSource()
    validate(source)
    plain = {"size": None, "gray": False, "start": None, "end": None, "sample_rate": None}
    assert to_json(source) == {"location": "sample:astronaut", **plain}
    assert from_json(SignalSource, {"size": 256, "gray": True}) == SignalSource(size=256, gray=True)
    for size in (7, 16385, 2.5):
        with pytest.raises(UsageError):
            validate(SignalSource(size=size))  # type: ignore[arg-type]
