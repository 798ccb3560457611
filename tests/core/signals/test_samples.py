"""The samples are there, are what they say, and cost little."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import skimage.data

from sirendesk.core.errors import InputRefusedError
from sirendesk.core.signals import AudioSignal, SampledSignal, as_sound, samples
from sirendesk.core.signals.samples import SAMPLES, file_of, load_sample

IN_SKIMAGE = {"hubble": "hubble_deep_field"}


PICTURES = [name for name, sample in SAMPLES.items() if sample.kind == "image"]
SOUNDS = [name for name, sample in SAMPLES.items() if sample.kind == "audio"]


@pytest.mark.parametrize("name", SOUNDS)
def test_sound(name: str) -> None:
    sample, signal = SAMPLES[name], load_sample(name)
    assert isinstance(signal, AudioSignal)
    assert (*signal.shape, signal.channels) == sample.shape
    assert signal.sample_rate == sample.sample_rate
    assert (signal.name, signal.source, signal.notes, signal.bits) == (name, f"sample:{name}", (), 16)
    assert 0.3 < np.abs(signal.values).max() <= 1.0
    np.testing.assert_array_equal(signal.values * 2**15, np.round(signal.values * 2**15))
    path = file_of(name)
    assert (path is None) == callable(sample.source)
    assert path is None or path.stat().st_size < 500_000


def test_chirp_rises_by_an_octave_in_equal_times() -> None:
    chirp = as_sound(load_sample("chirp"))
    wave, rate = chirp.values[:, 0], chirp.sample_rate
    # the instantaneous frequency by the time between upward crossings of zero
    crossings = np.flatnonzero((wave[:-1] < 0) & (wave[1:] >= 0))
    crossings = crossings - wave[crossings] / (wave[crossings + 1] - wave[crossings])
    middle = (crossings[1:] + crossings[:-1]) / 2 / rate
    found = rate / np.diff(crossings)
    inside = found < 2000
    np.testing.assert_allclose(found[inside], 55.0 * 2 ** (7 * middle[inside] / 4), rtol=0.02)
    assert found.max() > 6500


@pytest.mark.parametrize("name", PICTURES)
def test_sample(name: str) -> None:
    sample, signal = SAMPLES[name], load_sample(name)
    assert isinstance(signal, SampledSignal)
    assert (*signal.shape, signal.channels) == sample.shape
    assert (signal.name, signal.source, signal.alpha, signal.notes) == (name, f"sample:{name}", None, ())
    assert sample.title
    assert sample.credit
    assert sample.licence
    assert signal.values.min() >= 0
    assert signal.values.max() <= 1
    assert np.ptp(signal.values) > 0.4
    if not callable(sample.source):
        raw = getattr(skimage.data, IN_SKIMAGE.get(name, name))()
        np.testing.assert_array_equal(signal.values, np.atleast_3d(raw).astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("name", ["zone-plate", "checker"])
def test_made_ones_are_the_same_every_time_and_eight_bit(name: str) -> None:
    one, two = load_sample(name), load_sample(name)
    np.testing.assert_array_equal(one.values, two.values)
    np.testing.assert_allclose(one.values * 255, np.round(one.values * 255), atol=1e-4)


def test_zone_plate_is_symmetric_and_reaches_the_nyquist_frequency() -> None:
    rings = load_sample("zone-plate").values[..., 0]
    np.testing.assert_array_equal(rings, rings.T)
    np.testing.assert_array_equal(rings, rings[::-1, ::-1])
    edge = rings[256, -8:]  # alternates from one sample to the next
    assert (np.sign(np.diff(edge))[1:] == -np.sign(np.diff(edge))[:-1]).all()
    assert abs(np.diff(rings[256, 250:262])).max() < 0.1


def test_checker_has_edges_only() -> None:
    board = load_sample("checker").values[..., 0]
    assert set(np.unique(board)) == {0, 1}
    np.testing.assert_array_equal(board[:32, :32], 0)
    np.testing.assert_array_equal(board[:32, 32:64], 1)


@pytest.mark.parametrize("name", ["", "lena", "../camera", "Astronaut"])
def test_unknown_name(name: str) -> None:
    with pytest.raises(InputRefusedError, match="astronaut, camera"):
        load_sample(name)


def test_missing_package_and_missing_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(samples, "_folder", lambda: tmp_path)
    with pytest.raises(InputRefusedError, match="Could not read"):
        load_sample("camera")
    monkeypatch.undo()
    monkeypatch.setattr(samples.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputRefusedError, match="not installed"):
        load_sample("camera")
    monkeypatch.undo()

    def lost(*parts: str) -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(samples, "data_path", lost)
    with pytest.raises(InputRefusedError, match="sample sounds are missing"):
        load_sample("guitar")


def test_loading_one_imports_nothing_heavy() -> None:
    code = (
        "import sys; from sirendesk.core.signals import *; load_signal(SignalSource('sample:astronaut', None, True));"
        "load_signal(SignalSource('sample:speech'));"
        "print([m for m in ('skimage', 'scipy', 'torch', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
