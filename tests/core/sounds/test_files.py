"""Samples out of files: every format, a stretch of it, what is broken, and what only claims to be large."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.sounds import files
from sirendesk.core.sounds.files import Samples, Stretch, read_samples

RATE = 8000


def tone(seconds: float = 1.0, channels: int = 1, rate: int = RATE) -> NDArray[np.float32]:
    t = np.arange(round(seconds * rate)) / rate
    phases = 2 * np.pi * 220 * t[:, None] + np.arange(channels)
    return (0.5 * np.sin(phases)).astype(np.float32)


def encoded(values: NDArray[Any], kind: str = "WAV", subtype: str | None = "PCM_16", rate: int = RATE) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, values, rate, format=kind, subtype=subtype)
    return out.getvalue()


def read(data: bytes, start: float | None = None, end: float | None = None) -> Samples:
    return read_samples(io.BytesIO(data), "a.wav", Stretch(start, end))


def wav(data: bytes, rate: int = RATE, channels: int = 1, claimed: int | None = None) -> bytes:
    """A WAV of 16 bits with any header."""
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, (rate * channels * 2) % 2**32, channels * 2, 16)
    size = len(data) if claimed is None else claimed
    return (
        b"RIFF" + struct.pack("<I", (36 + size) % 2**32) + b"WAVEfmt " + form + b"data" + struct.pack("<I", size) + data
    )


def with_unknown_length(flac: bytes) -> bytes:
    """A FLAC whose head does not say how many samples follow, as one written into a pipe."""
    head = bytearray(flac)
    head[21] &= 0xF0  # the lower four bits, and the four bytes behind, are the number of samples
    head[22:26] = b"\0\0\0\0"
    return bytes(head)


@pytest.mark.parametrize(
    ("kind", "subtype", "bits", "error"),
    [
        ("WAV", "PCM_U8", 8, 2**-7),
        ("WAV", "PCM_16", 16, 2**-15),
        ("WAV", "PCM_24", 24, 2**-23),
        ("WAV", "PCM_32", 32, 1e-7),
        ("WAV", "FLOAT", 32, 0.0),
        ("WAV", "DOUBLE", 64, 0.0),
        ("RF64", "PCM_16", 16, 2**-15),
        ("FLAC", "PCM_16", 16, 2**-15),
        ("FLAC", "PCM_24", 24, 2**-23),
        ("AIFF", "PCM_16", 16, 2**-15),
        ("OGG", "VORBIS", 16, 0.04),
        ("MP3", "MPEG_LAYER_III", 16, None),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format(kind: str, subtype: str, bits: int, error: float | None, channels: int) -> None:
    values = tone(channels=channels)
    found = read(encoded(values, kind, subtype))
    assert (found.sample_rate, found.bits, found.begin, found.notes) == (RATE, bits, 0.0, ())
    assert found.values.dtype == np.float32
    assert found.values.shape == values.shape
    if error is not None:
        assert np.abs(found.values - values).max() <= error


def test_opus_is_read() -> None:
    assert read(encoded(tone(rate=48_000), "OGG", "OPUS", 48_000)).values.shape == (48_000, 1)


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
def test_a_stretch(kind: str) -> None:
    whole = read(encoded(tone(), kind)).values
    found = read(encoded(tone(), kind), start=0.25, end=0.5)
    assert found.begin == 0.25
    np.testing.assert_array_equal(found.values, whole[2000:4000])
    np.testing.assert_array_equal(read(encoded(tone(), kind), end=9.0).values, whole)


@pytest.mark.parametrize(("start", "end"), [(1.0, None), (5.0, 6.0), (0.5, 0.5), (0.5, 0.2)])
def test_an_empty_stretch_is_refused(start: float, end: float | None) -> None:
    with pytest.raises(UsageError, match=r"Nothing of|is empty"):
        read(encoded(tone()), start, end)


def test_numbers_that_are_not_finite_are_silenced_and_counted() -> None:
    values = tone()
    values[[3, 50], 0] = np.nan
    values[70, 0] = -np.inf
    found = read(encoded(values, "WAV", "FLOAT"))
    np.testing.assert_array_equal(found.values[[3, 50, 70], 0], 0.0)
    assert found.notes == ("3 numbers that are not finite were silenced.",)


def test_what_is_louder_than_full_scale_is_kept_and_said() -> None:
    found = read(encoded(4 * tone(), "WAV", "FLOAT"))
    np.testing.assert_array_equal(found.values, 4 * tone())
    assert found.notes[0].startswith("It goes 6.0 dB beyond")


def test_that_there_is_nothing_to_hear_is_said() -> None:
    assert read(encoded(0 * tone(), "WAV", "FLOAT")).notes[0].startswith("Every sample of it is 0")


def test_numbers_meant_for_another_scale_are_brought_to_one() -> None:
    found = read(encoded(60_000 * tone(), "WAV", "FLOAT"))
    assert np.abs(found.values).max() == 1.0
    assert "scaled down" in found.notes[0]


def test_more_than_two_channels_are_mixed() -> None:
    values = tone(channels=6)
    found = read(encoded(values, "WAV", "FLOAT"))
    np.testing.assert_allclose(found.values, values.mean(axis=1, keepdims=True), atol=1e-6)
    assert found.notes == ("Its 6 channels were mixed to one.",)


def test_only_the_first_minutes_are_opened_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECONDS_AT_FIRST", 0.5)
    monkeypatch.setattr(files, "BLOCK", 300)
    data = encoded(tone(2.0))
    whole = read(data, end=2.0)
    assert whole.values.shape == (16_000, 1)
    assert whole.notes == ()
    found = read(data)
    np.testing.assert_array_equal(found.values, whole.values[:4000])
    assert found.notes == ("Its first 0.50 s of 2.00 s were opened; start and end choose another part.",)
    np.testing.assert_array_equal(read(data, start=1.75).values, whole.values[14_000:])


def test_hours_are_refused_unless_a_part_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SECONDS", 1.5)
    data = encoded(tone(2.0))
    with pytest.raises(InputRefusedError, match=r"lasts 2\.00 s; at most two hours"):
        read(data)
    assert len(read(data, 0.5, 1.0).values) == 4000
    with pytest.raises(InputRefusedError, match="too long"):
        read(data, 0.0, 1.75)


def test_a_flac_of_unknown_length(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_unknown_length(encoded(tone(), "FLAC"))
    whole = read(encoded(tone(), "FLAC")).values
    with soundfile.SoundFile(io.BytesIO(data)) as sound:
        assert sound.frames > 2**62  # as pitfalls go
    found = read(data)
    np.testing.assert_array_equal(found.values, whole)
    assert found.notes == ()
    np.testing.assert_array_equal(read(data, 0.25, 0.5).values, whole[2000:4000])
    monkeypatch.setattr(files, "SECONDS_AT_FIRST", 0.5)
    found = read(data)
    np.testing.assert_array_equal(found.values, whole[:4000])
    assert found.notes == ("Its first 0.50 s were opened; start and end choose another part.",)


@pytest.mark.parametrize("kind", ["WAV", "AIFF", "FLAC", "RF64"])
def test_a_file_that_is_cut_off_gives_what_is_there_and_says_so(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK", 1000)
    # noise, so that a FLAC is as long as its samples
    noise = (0.3 * np.random.default_rng(0).standard_normal((RATE, 1))).clip(-1, 1).astype(np.float32)
    data = encoded(noise, kind)
    whole = read(data)
    assert whole.notes == ()
    found = read(data[: len(data) * 3 // 5])
    assert 0.3 * RATE < len(found.values) < 0.65 * RATE
    np.testing.assert_array_equal(found.values, whole.values[: len(found.values)])
    assert "cut off" in found.notes[0]


def test_a_wav_out_of_a_pipe_is_no_broken_one() -> None:
    data = (tone()[:, 0] * 2**15).astype("<i2").tobytes()
    found = read(wav(data, claimed=2**32 - 1))
    assert len(found.values) == RATE
    assert found.notes == ()


NOISE = np.random.default_rng(1).bytes(4000)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a sound"),
        (b"RIFF", "not a sound"),
        (NOISE, "not a sound"),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "not a sound"),
        (wav(b""), "no sample"),
        (wav(NOISE, rate=2_000_000_000), "2,000,000,000 samples a second"),
        (wav(NOISE, rate=1), "1 samples a second"),
        (wav(NOISE * 2, channels=1024), "1,024 channels"),
        (encoded(tone(), "FLAC")[:100], "cut off or damaged"),
        (encoded(tone(), "OGG", "VORBIS")[:200], "not a sound"),
        (encoded(tone(), "MP3", None)[:100], "not a sound"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_refused_in_one_sentence_and_an_advice(data: bytes, words: str) -> None:
    with pytest.raises(InputRefusedError, match=words) as refused:
        read(data)
    assert str(refused.value).startswith("'a.wav' ")
    assert str(refused.value).count("\n") == 0


def test_damaged_files_are_read_or_refused() -> None:
    source = np.random.default_rng(2)
    for kind, subtype in (("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("AIFF", "PCM_16"), ("OGG", "VORBIS")):
        data = np.frombuffer(encoded(tone(0.2), kind, subtype), np.uint8)
        for _ in range(40):
            damaged = data.copy()
            places = source.integers(0, min(400, data.size), 4)
            damaged[places] = source.integers(0, 256, 4)
            try:
                found = read(damaged.tobytes())
            except (InputRefusedError, UsageError):
                continue
            assert np.isfinite(found.values).all()
            assert found.values.size <= files.MOST_NUMBERS
