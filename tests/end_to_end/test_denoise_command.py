"""`sirendesk denoise` as a person meets it: its own process, files, table and sentences."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from command_runs import Said, call
from sirendesk.core.command_line import command
from sirendesk.core.experiment import read_experiment

MODEL = ["--hidden-features", "32", "--hidden-layers", "1", "--steps", "80", "--threads", "1", "--batch-size", "512"]
CLASSICS = {"median", "total_variation", "non_local_means"}


def denoise(*words: str, cwd: Path, code: int = 0) -> Said:
    return call("denoise", *words, cwd=cwd, code=code, columns=100)


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("denoise")
    done = denoise("sample:astronaut", "--size", "48", *MODEL, "--add", "gaussian:25", "--out", "out", cwd=folder)
    return folder / "out", done.stdout


def test_every_method_leaves_its_picture_and_its_row(cleaned: tuple[Path, str]) -> None:
    folder, said = cleaned
    report = json.loads((folder / "report.json").read_text())
    assert set(report["methods"]) == CLASSICS | {"noisy", "siren"}
    assert {path.stem for path in folder.glob("*.png")} == CLASSICS | {"noisy", "denoised"}
    assert {path.name for path in folder.iterdir()} >= {"curve.csv", "experiment.json", "model.safetensors"}
    assert all(name in said for name in report["methods"])
    assert "who knew the truth would have stopped" in said
    assert report["truth"]
    assert report["stop"]["step"] <= 80
    assert report["oracle"]["truth"] >= report["stop"]["truth"]
    ours = report["methods"]["siren"]
    better = [name for name in CLASSICS if report["methods"][name]["psnr"] > ours["psnr"]]
    assert set(ours["loses_to"]) == set(better)


def test_the_scores_and_the_curve_are_those_of_the_files(cleaned: tuple[Path, str]) -> None:
    from sirendesk.core.metrics import psnr
    from sirendesk.core.signals import SignalSource, load_signal

    folder, _ = cleaned
    report = json.loads((folder / "report.json").read_text())
    truth = load_signal(SignalSource("sample:astronaut", size=48)).values
    for method, file in {"siren": "denoised", "median": "median"}.items():
        shown = np.asarray(Image.open(folder / f"{file}.png"), np.float32) / 255
        assert psnr(truth, shown) == pytest.approx(report["methods"][method]["psnr"], abs=0.05)
    rows = list(csv.DictReader((folder / "curve.csv").read_text().splitlines()))
    assert set(rows[0]) == {"step", "seconds", "held_out_psnr", "noisy_psnr", "truth_psnr"}
    assert max(float(row["truth_psnr"]) for row in rows) == pytest.approx(report["oracle"]["truth"], abs=1e-3)


def test_the_saved_experiment_and_the_copied_words_repeat_the_run_to_the_bit(cleaned: tuple[Path, str]) -> None:
    folder, _ = cleaned
    experiment = read_experiment(folder / "experiment.json")
    copied = shlex.split(command(experiment))
    assert copied[:2] == ["sirendesk", "denoise"]
    for name, words in {"again": ["--experiment", "out/experiment.json"], "copied": copied[2:]}.items():
        denoise(*words, "--out", name, cwd=folder.parent)
        assert read_experiment(folder.parent / name / "experiment.json") == experiment
        assert (folder.parent / name / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()


def test_a_photo_of_ones_own_has_no_oracle_and_keeps_its_transparency(tmp_path: Path) -> None:
    source = np.random.default_rng(0).integers(90, 160, (20, 24, 4), np.uint8)
    Image.fromarray(source).save(tmp_path / "own.png")
    done = denoise("own.png", *MODEL, "--out", "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert set(report["methods"]) == CLASSICS | {"siren"}
    assert report["oracle"] is None
    assert not report["truth"]
    assert set(report["methods"]["siren"]) == {"psnr", "seconds", "number", "loses_to"}
    assert "truth is unknown" in " ".join(done.stdout.split())
    assert "who knew the truth" not in done.stdout
    kept = np.asarray(Image.open(tmp_path / "out" / "denoised.png"))
    assert np.array_equal(kept[..., 3], source[..., 3])


def test_what_is_said_counts_and_what_is_not_said_suits(tmp_path: Path) -> None:
    words = ("--loss", "huber", "--first-omega-0", "12", "--schedule", "cosine")
    denoise("sample:camera", "--size", "32", *MODEL, *words, "--add", "salt:0.1", "--out", "out", cwd=tmp_path)
    experiment = json.loads((tmp_path / "out" / "experiment.json").read_text())
    assert experiment["loss"]["name"] == "huber"
    assert experiment["field"]["first_omega_0"] == 12
    assert experiment["field"]["hidden_features"] == 32
    assert experiment["field"]["weight_scale"] == 1.0
    assert experiment["optimizer"]["schedule"] == "cosine"
    assert experiment["training"]["batch_size"] == 512


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 2, "Name the picture"),
        (("sample:camera", "--add", "gaussian:much"), 2, "needs a number"),
        (("sample:camera", "--add", "fog:3"), 2, "no noise called"),
        (("nowhere.png",), 3, "nowhere.png"),
        (("sample:camera", "--loss", "hinge"), 2, "relative_l2"),
        (("sample:camera", "--preset", "nope"), 2, "photo-fast"),
        (("--experiment", "nowhere.json"), 3, "nowhere.json"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    words: tuple[str, ...], code: int, sentence: str, tmp_path: Path
) -> None:
    done = denoise(*words, "--out", "out", cwd=tmp_path, code=code)
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3
