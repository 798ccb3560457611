"""The command line as a person meets it: its own process, real files, exit codes and sentences."""

from __future__ import annotations

import csv
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from command_runs import call
from sirendesk.core.signals.image import read_image

SMALL = ["--size", "32", "--hidden-features", "32", "--hidden-layers", "1", "--batch-size", "256"]
SMALL += ["--first-omega-0", "30", "--learning-rate", "0.003"]


def sirendesk(*words: str, cwd: Path, check: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "120"}
    environment.pop("DISPLAY", None)
    environment.pop("WAYLAND_DISPLAY", None)
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [sys.executable, "-m", "sirendesk", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        timeout=120,
    )
    assert done.returncode == check, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit")
    sirendesk("fit", "sample:camera", "--gray", *SMALL, "--steps", "80", "--seed", "3", "--out", "out", cwd=folder)
    return folder / "out"


def test_fit_leaves_everything(fitted: Path) -> None:
    report = json.loads((fitted / "report.json").read_text())
    assert report["task"] == "reconstruct"
    assert report["steps"] == 80
    assert report["seed"] == 3
    assert report["metrics"]["psnr"] > report["baselines"]["mean_fill"]["psnr"]
    assert report["bytes"] == 4 * report["parameters"]
    assert report["versions"]["sirendesk"]
    with Image.open(fitted / "reconstruction.png") as picture:
        assert picture.size == (32, 32)
    rows = list(csv.DictReader((fitted / "curve.csv").read_text().splitlines()))
    assert [int(row["step"]) for row in rows] == list(range(1, 81))
    assert all(float(a["seconds"]) <= float(b["seconds"]) for a, b in itertools.pairwise(rows))


def test_the_saved_experiment_repeats_the_run_to_the_bit(fitted: Path) -> None:
    words = ["fit", "sample:camera", "--experiment", "out/experiment.json", "--out", "again"]
    sirendesk(*words, cwd=fitted.parent)
    again = fitted.parent / "again"
    assert (again / "experiment.json").read_bytes() == (fitted / "experiment.json").read_bytes()
    assert (again / "model.safetensors").read_bytes() == (fitted / "model.safetensors").read_bytes()


def test_render_reads_the_model_back_at_any_size(fitted: Path) -> None:
    sirendesk("render", "out/model.safetensors", "--out", "same.png", cwd=fitted.parent)
    sirendesk("render", "out/model.safetensors", "--size", "100x40", "--out", "wide.png", cwd=fitted.parent)
    with Image.open(fitted.parent / "same.png") as same, Image.open(fitted / "reconstruction.png") as first:
        assert np.array_equal(np.asarray(same), np.asarray(first))
    with Image.open(fitted.parent / "wide.png") as wide:
        assert wide.size == (100, 40)


def test_render_writes_sixteen_bits_and_tiff(fitted: Path) -> None:
    words = ["render", "out/model.safetensors", "--size", "200x90", "--bits", "16"]
    for name in ("deep.png", "deep.tif"):
        said = sirendesk(*words, "--out", name, cwd=fitted.parent).stdout
        assert "200 x 90 pixels, 16 bits" in said
    deep, same = (read_image((fitted.parent / name).read_bytes(), name) for name in ("deep.png", "deep.tif"))
    assert deep.bits == 16
    assert np.array_equal(deep.values, same.values)
    # grey levels between those of eight bits
    assert np.unique(deep.values).size > 256


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_render_that_is_ended_early_leaves_nothing(fitted: Path, tmp_path: Path, number: int) -> None:
    (tmp_path / "old.tif").write_bytes(b"old")
    words = ["render", str(fitted / "model.safetensors"), "--size", "30000x30000", "--out", "old.tif"]
    with subprocess.Popen([sys.executable, "-m", "sirendesk", *words], cwd=tmp_path, stderr=subprocess.PIPE) as child:
        while len(os.listdir(tmp_path)) < 2 and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(number)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert b"Traceback" not in said
    assert os.listdir(tmp_path) == ["old.tif"]
    assert (tmp_path / "old.tif").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["fit", "no-such-file.png"], 3, "no-such-file.png"),
        (["fit", "sample:nobody"], 3, "nobody"),
        (["fit", "sample:camera", "--batch-size", "0"], 2, "Batch"),
        (["fit", "sample:camera", "--seconds", "-1"], 2, "Seconds"),
        (["fit", "sample:camera", "--preset", "none"], 2, "photo-fast"),
        (["fit", "sample:camera", "--experiment", "missing.json"], 3, "missing.json"),
        (["fit", "sample:camera", "--device", "mps"], 2, "mps"),
        (["render", "missing.safetensors"], 3, "missing.safetensors"),
        (["render", "missing.safetensors", "--size", "big"], 2, "1024x768"),
        (["nonsense.png"], 2, "nonsense.png"),
        (["sample:camera"], 2, "no screen"),
        (["fit"], 2, "sirendesk fit photo.jpg"),
        (["render", "missing.safetensors", "--out", "a.xyz"], 2, ".png"),
        (["render", "missing.safetensors", "--bits", "12"], 2, "8 or 16"),
        (["render", "missing.safetensors", "--size", "2000000x10"], 2, "1,000,000"),
        (["--nonsense"], 2, "--nonsense"),
        (["bench", "nonsense"], 2, "speed"),
    ],
)
def test_refusals_are_one_sentence_with_their_code(
    words: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    done = call(*words, cwd=tmp_path, code=code)
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    words = ["fit", "sample:camera", "--gray", *SMALL, "--steps", "5", "--out", "taken"]
    assert "taken" in sirendesk(*words, cwd=tmp_path, check=4).stderr
    assert (tmp_path / "taken").read_text() == "a file, not a folder"


def test_the_first_interrupt_keeps_what_was_learnt(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sirendesk", "fit", "sample:camera", "--gray", *SMALL]
    command += ["--steps", "100000000", "--out", "out"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        # this line is printed once the handler is in place
        while "Ctrl-C" not in (line := process.stderr.readline()):
            assert line, "it ended by itself"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["metrics"]["psnr"] > 5


def test_help_and_listings_need_no_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from sirendesk.cli import run\n"
        "for words in (['--help'], ['samples'], ['presets'], ['--version']): run(words)\n"
        "assert 'torch' not in sys.modules and not any(m.startswith('PySide6') for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, capture_output=True)


def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path) -> None:
    command = f"{sys.executable} -m sirendesk samples | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.startswith("sample:")
    assert done.stderr == ""
