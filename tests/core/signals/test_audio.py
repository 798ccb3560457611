"""Sounds: what they are made of, trimmed, mixed and resampled."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.signals import AudioSignal, SignalSource, as_sound, audio, load_signal, read_signal, shape_signal
from sirendesk.core.signals.audio import resample, to_mono, trim
from sirendesk.core.sounds.writing import write_sound

RATE = 8000


def noise(count: int = RATE, channels: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(0).uniform(-0.5, 0.5, (count, channels)).astype(np.float32)


def sound(count: int = RATE, channels: int = 1) -> AudioSignal:
    return AudioSignal(noise(count, channels), RATE, "a", "a")


def test_what_it_says_of_itself() -> None:
    signal = sound(RATE * 3 // 2, 2)
    assert (signal.shape, signal.size, signal.channels) == ((12_000,), 12_000, 2)
    assert (signal.seconds, signal.begin, signal.alpha, signal.kind) == (1.5, 0.0, None, "audio")
    with pytest.raises(ValueError, match="read-only"):
        signal.values[0] = 1.0


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_samples_are_refused(count: int) -> None:
    with pytest.raises(InputRefusedError, match="no sample" if count == 0 else "one sample only"):
        sound(count)


@pytest.mark.parametrize("values", [np.zeros((9, 3), np.float32), np.zeros((9, 1)), np.zeros(9, np.float32)])
def test_arrays_of_another_kind_are_a_mistake(values: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="values are"):
        AudioSignal(values, RATE, "a", "a")
    with pytest.raises(ValueError, match="sample rate"):
        AudioSignal(noise(), 2_000_000_000, "a", "a")


def test_trim_counts_from_the_beginning_of_the_source() -> None:
    signal = sound()
    part = trim(signal, 0.25, 0.75)
    assert (part.begin, part.seconds) == (0.25, 0.5)
    np.testing.assert_array_equal(part.values, signal.values[2000:6000])
    assert trim(part, 0.25, 0.75) is part
    assert trim(part, None, None) is part
    np.testing.assert_array_equal(trim(part, 0.5, None).values, signal.values[4000:6000])
    assert trim(signal, 0.0, 9.0) is signal
    with pytest.raises(UsageError, match=r"from 0\.250 s to 0\.750 s"):
        trim(part, 0.8, 0.9)


def test_mono_is_the_mean() -> None:
    values = noise(channels=2)
    np.testing.assert_allclose(to_mono(values)[:, 0], values.mean(axis=1), atol=1e-7)


def test_resample_says_so_and_keeps_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    signal = sound()
    assert resample(signal, RATE) is signal
    half = resample(signal, RATE // 2)
    assert (half.shape, half.sample_rate, half.seconds) == ((RATE // 2,), RATE // 2, signal.seconds)
    assert half.notes == ("Resampled from 8,000 Hz to 4,000 Hz.",)
    monkeypatch.setattr(audio, "MOST_NUMBERS", 10_000)
    with pytest.raises(UsageError, match="too long for 16,000 Hz"):
        resample(signal, 16_000)


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_a_source_reads_its_stretch_alone_and_shapes_it(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a.{ending}"
    assert write_sound(path, noise(channels=2), RATE) == 0
    whole = as_sound(read_signal(str(path)))
    source = SignalSource(str(path), gray=True, start=0.25, end=0.5, sample_rate=4000)
    read = []
    monkeypatch.setattr(audio, "read_samples", lambda *a, own=audio.read_samples: read.append(own(*a)) or read[-1])
    signal = as_sound(load_signal(source))
    assert len(read[0].values) == 2000
    assert (signal.shape, signal.channels, signal.sample_rate, signal.begin) == ((1000,), 1, 4000, 0.25)
    again = as_sound(shape_signal(whole, source))
    np.testing.assert_array_equal(again.values, signal.values)
    np.testing.assert_array_equal(whole.values * 2**15, np.rint(whole.values * 2**15))
    assert dataclasses.replace(signal, name="b").name == "b"
