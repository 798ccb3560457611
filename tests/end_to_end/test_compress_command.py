"""`sirendesk compress`, `info` and `decompress` with grids, as a person meets them: a file, a comparison, a code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image


def sirendesk(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "sirendesk", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
        timeout=120,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def compress(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return sirendesk(
        "compress", "sample:chelsea", "--size", "160", "--codec", "grid", "--effort", "0", *words, code=code
    )


def test_a_picture_goes_into_a_file_and_comes_back(tmp_path: Path) -> None:
    file, picture = tmp_path / "cat.sdz", tmp_path / "cat.png"
    said = compress("--bytes", "1500", "--out", str(file)).stdout
    size = file.stat().st_size
    assert 1400 < size <= 1500
    assert f"{size:,} bytes" in said
    assert "grid wins by" in said
    assert "grid" in sirendesk("info", str(file)).stdout
    sirendesk("decompress", str(file), "--out", str(picture))
    with Image.open(picture) as image:
        assert image.size == (160, 106)


@pytest.mark.parametrize("goal", [("--psnr", "30"), ("--bpp", "0.5"), ("--lambda", "0.002")])
def test_there_are_other_goals(goal: tuple[str, str], tmp_path: Path) -> None:
    assert "dB" in compress(*goal, "--out", str(tmp_path / "a.sdz")).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--bytes", "20"),
        ("--psnr", "300"),
        ("--lambda", "0.1", "--bpp", "1"),
        ("--lambda", "-1"),
        ("--lambda", "0.1", "--codec", "lowrank"),
    ],
)
def test_what_cannot_be_is_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    done = compress(*words, "--out", str(tmp_path / "a.sdz"), code=2)
    assert done.stderr.startswith("sirendesk: ")
    assert not (tmp_path / "a.sdz").exists()
