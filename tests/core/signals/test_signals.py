"""From a location to a signal: kind, grey, size."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
import skimage.transform
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import rgb2gray

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.signals import (
    SIGNALS,
    AudioSignal,
    SampledSignal,
    SignalSource,
    as_picture,
    as_sound,
    image,
    kind_of,
    load_signal,
    read_signal,
)
from sirendesk.core.signals.image import encode_png, resize, to_gray
from sirendesk.core.sounds.writing import encode_sound


def signal_of(values: np.ndarray, alpha: np.ndarray | None = None) -> SampledSignal:
    return SampledSignal(np.atleast_3d(values).astype(np.float32), alpha, "a", "a")


def test_kinds_read_and_have_suffixes() -> None:
    for kind in SIGNALS.values():
        assert kind.title
        assert all(s.startswith(".") and s == s.lower() for s in kind.suffixes)
    data = encode_png(np.zeros((3, 4)))
    assert SIGNALS["image"].read(io.BytesIO(data), "x", SignalSource("x")).shape == (3, 4)
    assert set(SIGNALS) == {SampledSignal.kind, AudioSignal.kind}


@pytest.mark.parametrize("name", ["a.png", "A.JPG", "no suffix", "wrong.txt", "ünï cödé <b>.png"])
def test_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encode_png(np.full((3, 4, 3), 0.2)))
    signal = load_signal(SignalSource(str(path)))
    assert (signal.shape, signal.channels, signal.name, signal.source) == ((3, 4), 3, name, str(path))


def test_what_is_no_file(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
    for location in (str(tmp_path), str(tmp_path / "none.png"), str(tmp_path / "pipe.png"), "", "a\0b", "sample:none"):
        with pytest.raises(InputRefusedError):
            load_signal(SignalSource(location))


def test_options_are_checked() -> None:
    with pytest.raises(UsageError):
        load_signal(SignalSource(size=1))


def test_camera_at_256_is_what_scikit_image_gives() -> None:
    signal = load_signal(SignalSource("sample:camera", size=256, gray=True))
    wanted: Any = skimage.transform.resize(skimage.data.camera() / 255.0, (256, 256), anti_aliasing=True)
    np.testing.assert_allclose(signal.values[..., 0], wanted, atol=1e-7)
    assert signal.notes == ("Reduced from 512 x 512 to 256 x 256.",)


def test_grey_is_that_of_scikit_image() -> None:
    raw = skimage.data.astronaut()
    signal = load_signal(SignalSource("sample:astronaut", gray=True))
    assert signal.channels == 1
    np.testing.assert_allclose(signal.values[..., 0], rgb2gray(raw), atol=2e-7)
    grey = load_signal(SignalSource("sample:camera")).values
    assert to_gray(grey) is grey


@settings(max_examples=25, deadline=None)
@given(st.integers(8, 40), st.integers(8, 40), st.integers(8, 60), st.sampled_from([1, 3]))
def test_size_keeps_proportions_mean_and_range(rows: int, columns: int, size: int, channels: int) -> None:
    y, x = np.mgrid[0:rows, 0:columns]
    smooth = 0.5 + 0.3 * np.cos(np.pi * (x[..., None] / columns + np.arange(channels)) + y[..., None] / rows)
    signal = signal_of(smooth, np.full((rows, columns), 0.5, np.float32))
    out = resize(signal, size)
    assert max(out.shape) == size
    assert min(out.shape) == max(2, round(min(rows, columns) * size / max(rows, columns)))
    np.testing.assert_allclose(out.values.mean((0, 1)), smooth.mean((0, 1)), atol=0.03)
    assert out.values.min() >= smooth.min() - 1e-6
    assert out.values.max() <= smooth.max() + 1e-6
    assert out.alpha is not None
    np.testing.assert_allclose(out.alpha, 0.5, atol=1e-6)


def test_smaller_is_smoothed_first() -> None:
    stripes = np.tile([0.0, 1.0], (64, 32))
    assert np.ptp(resize(signal_of(stripes), 16).values) < 0.2


def test_same_size_is_the_same_signal() -> None:
    signal = signal_of(np.zeros((20, 10)))
    assert resize(signal, 20) is signal


def test_narrow_pictures_keep_two_samples() -> None:
    assert resize(signal_of(np.zeros((400, 4))), 20).shape == (20, 2)


def test_larger_is_said_and_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    signal = signal_of(np.zeros((4, 8)))
    assert resize(signal, 16).notes == ("Enlarged from 8 x 4 to 16 x 8.",)
    monkeypatch.setattr(image, "MOST_PIXELS", 100)
    with pytest.raises(UsageError, match="64 megapixels"):
        resize(signal, 16)


SOUND = (0.5 * np.sin(np.arange(800) / 5)).astype(np.float32)[:, None]


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
@pytest.mark.parametrize("name", ["a.wav", "a.png", "a.flac", "no suffix"])
def test_the_content_decides_what_a_file_is(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encode_sound(SOUND, 8000, 16, kind)[0])
    signal = read_signal(str(path))
    assert isinstance(signal, AudioSignal)
    assert (signal.shape, signal.sample_rate, signal.name, signal.source) == ((800,), 8000, name, str(path))
    assert as_sound(signal) is signal
    with pytest.raises(InputRefusedError, match="is a sound"):
        as_picture(signal)


def test_a_picture_with_the_name_of_a_sound_is_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(encode_png(np.full((3, 4, 3), 0.2)))
    signal = read_signal(str(path))
    assert as_picture(signal) is signal
    with pytest.raises(InputRefusedError, match=r"'a\.wav' is a picture"):
        as_sound(signal)


@pytest.mark.parametrize(("name", "words"), [("a.flac", "no sound|not a sound"), ("a.png", "not a picture")])
def test_where_the_content_says_nothing_the_name_does(tmp_path: Path, name: str, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"nothing that anybody knows")
    with pytest.raises(InputRefusedError, match=words):
        read_signal(str(path))


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("sample:camera", "image"),
        ("sample:chirp", "audio"),
        ("sample:none", ""),
        ("a.PNG", "image"),
        ("a b/c.Flac", "audio"),
        ("a.txt", ""),
        ("", ""),
    ],
)
def test_kind_by_the_name(location: str, kind: str) -> None:
    assert kind_of(location) == kind


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (SignalSource("sample:camera", start=1.0), "start"),
        (SignalSource("sample:camera", sample_rate=8000), "sample_rate"),
        (SignalSource("sample:chirp", size=64), "size"),
    ],
)
def test_options_of_the_other_kind_are_refused(source: SignalSource, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        load_signal(source)
