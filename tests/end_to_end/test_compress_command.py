"""`sirendesk compress`, `info` and `decompress` as a person meets them: a file, a comparison, a code."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from command_runs import Said, call
from sirendesk.core.codec.codecs import GridCodec, LowRankCodec, WeightsCodec
from sirendesk.core.codec.command_line import compress_command
from sirendesk.core.codec.encoding import Goal
from sirendesk.core.signals import SignalSource

TINY = ("--steps", "60", "--hidden-layers", "2")


def compress(*words: str, cwd: Path, code: int = 0, codec: str = "grid") -> Said:
    own = ("--effort", "0") if codec == "grid" else ()
    return call(
        "compress", "sample:chelsea", "--size", "64", "--codec", codec, *own, *words, cwd=cwd, code=code, columns=100
    )


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("grid", ("--bytes", "700")),
        ("lowrank", ("--bytes", "700")),
        ("weights", ("--bytes", "700", *TINY)),
    ],
)
def test_a_picture_goes_into_a_file_and_comes_back(codec: str, words: tuple[str, ...], tmp_path: Path) -> None:
    said = compress(*words, "--out", "cat.sdz", cwd=tmp_path, codec=codec).stdout
    size = (tmp_path / "cat.sdz").stat().st_size
    assert 600 < size <= 700
    assert f"{size:,} bytes" in said
    assert f"{codec} win" in said or "JPEG wins by" in said or "Even the coarsest JPEG" in said
    assert ("seed 0" in said) == (codec == "weights")
    assert codec in call("info", "cat.sdz", cwd=tmp_path).stdout
    call("decompress", "cat.sdz", "--out", "cat.png", cwd=tmp_path)
    with Image.open(tmp_path / "cat.png") as image:
        assert image.size == (64, 43)


def test_what_is_not_in_the_file_is_told_and_no_number_is_missing(tmp_path: Path) -> None:
    rows, columns = np.mgrid[0:12, 0:16].astype(np.uint8)
    Image.fromarray(np.dstack([rows * 9, columns * 9, rows, columns * 15]), "RGBA").save(tmp_path / "clear.png")
    said = call("compress", "clear.png", "--bytes", "300", "--effort", "0", cwd=tmp_path)
    assert "Its transparency is not in the file." in said.stdout
    Image.fromarray(np.zeros((1, 5, 3), np.uint8)).save(tmp_path / "line.png")
    said = call("compress", "line.png", "--bytes", "300", "--effort", "0", cwd=tmp_path)
    assert "that line was doubled" in said.stdout
    assert "nan" not in said.stdout
    refused = call("compress", "line.png", "--bpp", "0.1", "--effort", "0", cwd=tmp_path, code=2)
    assert "cannot be met" in refused.stderr


def test_a_sound_goes_into_a_file_and_comes_back(tmp_path: Path) -> None:
    wave = 0.4 * np.sin(np.arange(4000) * 0.1)
    soundfile.write(tmp_path / "tone.wav", wave, 8000)
    said = call("compress", "tone.wav", "--bytes", "500", *TINY, "--first-omega-0", "400", cwd=tmp_path).stdout
    assert "FLAC" in said
    assert "SNR" in said
    assert "PSNR" not in said
    assert "0.500 s at 8,000 Hz, mono" in call("info", "compressed.sdz", cwd=tmp_path).stdout
    call("decompress", "compressed.sdz", cwd=tmp_path)
    values, rate = soundfile.read(tmp_path / "sound.wav")
    assert (values.shape, rate) == ((4000,), 8000)
    refused = call("compress", "tone.wav", "--codec", "grid", "--bytes", "500", cwd=tmp_path, code=3)
    assert "is a sound" in refused.stderr


@pytest.mark.parametrize("goal", [("--psnr", "30"), ("--bpp", "2"), ("--lambda", "0.002")])
def test_there_are_other_goals(goal: tuple[str, str], tmp_path: Path) -> None:
    assert "dB" in compress(*goal, cwd=tmp_path).stdout


def test_a_rank_is_a_goal_of_its_own(tmp_path: Path) -> None:
    said = compress("--rank", "40", "--by", "descent", cwd=tmp_path, codec="lowrank").stdout
    assert "lowrank" in said
    assert "seed 0" in said


def test_a_tiny_picture_needs_no_goal(tmp_path: Path) -> None:
    said = call("compress", "sample:chelsea", "--size", "12", "--effort", "0", cwd=tmp_path).stdout
    assert "written to compressed.sdz" in said


@pytest.mark.parametrize(
    ("codec", "words", "code"),
    [
        ("grid", ("--bytes", "20"), 2),
        ("grid", ("--psnr", "300"), 2),
        ("grid", ("--lambda", "0.1", "--bpp", "1"), 2),
        ("grid", ("--lambda", "-1"), 2),
        ("lowrank", ("--lambda", "0.1"), 2),
        ("weights", ("--psnr", "30"), 2),
        ("weights", ("--bytes", "700", "--hidden-features", "90"), 2),
        ("grid", ("--out", "."), 4),
    ],
)
def test_what_cannot_be_is_a_sentence(codec: str, words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = compress("--out", "a.sdz", *words, cwd=tmp_path, code=code, codec=codec)
    assert done.stderr.splitlines()[-1].startswith("sirendesk: ")
    assert not (tmp_path / "a.sdz").exists()


@pytest.mark.parametrize(
    ("codec", "goal"),
    [
        (GridCodec(effort=0), Goal(bytes=600)),
        (LowRankCodec(rank=7, by="descent"), Goal()),
        (WeightsCodec(steps=4, hidden_features=5, hidden_layers=1, bits=5), Goal()),
    ],
)
def test_the_words_for_a_file_make_it(codec: GridCodec, goal: Goal, tmp_path: Path) -> None:
    source = SignalSource("sample:chelsea", size=32, gray=True)
    line = compress_command(source, codec, goal, 3, "my cat.sdz")
    assert "'my cat.sdz'" in line
    call(*shlex.split(line)[1:], cwd=tmp_path)
    assert "32 x 21, grey" in call("info", "my cat.sdz", cwd=tmp_path).stdout
