"""What is written is read again to the bit, and what had to be cut is counted."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sirendesk.core.errors import UsageError, WriteFailedError
from sirendesk.core.sounds import writing
from sirendesk.core.sounds.writing import SoundEncoder, check_sound, encode_sound, write_sound


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("count", [1, 777])
def test_round_trip_to_the_bit(kind: str, bits: int, channels: int, count: int) -> None:
    most = 2 ** (bits - 1)
    levels = np.random.default_rng(0).integers(-most, most, (count, channels))
    levels[0] = -most
    values = (levels / most).astype(np.float32)
    data, clipped = encode_sound(values, 22_050, bits, kind)
    found, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    assert (rate, clipped) == (22_050, 0)
    np.testing.assert_array_equal(found, values)
    assert soundfile.info(io.BytesIO(data)).subtype == f"PCM_{bits}"
    assert len(data) % 2 == 0 or kind == "FLAC"


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
def test_block_by_block_is_the_same_file(kind: str) -> None:
    values = np.random.default_rng(1).uniform(-1.2, 1.2, (1000, 2)).astype(np.float32)
    encoder = SoundEncoder((1000, 2), 8000, 24, kind)
    parts = [encoder.begin(), *(encoder.add(values[k : k + 300]) for k in range(0, 1000, 300)), encoder.end()]
    data, clipped = encode_sound(values, 8000, 24, kind)
    assert encoder.clipped == clipped > 0
    np.testing.assert_array_equal(soundfile.read(io.BytesIO(b"".join(parts)))[0], soundfile.read(io.BytesIO(data))[0])


def test_what_is_beyond_full_scale_is_cut_and_counted() -> None:
    values = np.array([[0.0], [1.0], [1.5], [-1.0], [-7.0], [np.nan], [np.inf]], np.float32)
    data, clipped = encode_sound(values, 8000, 16)
    found, _ = soundfile.read(io.BytesIO(data), dtype="int16")
    np.testing.assert_array_equal(found, [0, 32767, 32767, -32768, -32768, 0, 32767])
    assert clipped == 3


def test_write_sound(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.FLAC"
    assert write_sound(path, np.full((50, 1), 2.0, np.float32), 48_000, 24) == 50
    assert soundfile.info(path).samplerate == 48_000


@pytest.mark.parametrize(
    ("name", "shape", "rate", "bits", "words"),
    [
        ("a.mp3", (9, 1), 8000, 16, r"\.wav or \.flac"),
        ("a.wav", (9, 1), 8000, 12, "16 or 24"),
        ("a.wav", (9, 1), 2_000_000_000, 16, "cannot be written"),
        ("a.flac", (9, 1), 700_000, 16, "655,350"),
        ("a.wav", (2**31, 2), 8000, 16, "4 GB"),
    ],
)
def test_what_cannot_be_written_is_said_before(
    name: str, shape: tuple[int, int], rate: int, bits: int, words: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=words):
        check_sound(tmp_path / name, shape, rate, bits)


def test_a_full_disk_is_noticed_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(writing, "free_bytes", lambda path: 100)
    with pytest.raises(WriteFailedError, match="Nothing was started"):
        write_sound(tmp_path / "a.wav", np.zeros((500, 1), np.float32), 8000)
    assert not list(tmp_path.iterdir())
