"""`sirendesk inpaint` as a person meets it: its own process, files, table and sentences."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from command_runs import Said, call
from sirendesk.core.budget import Budget
from sirendesk.core.command_line import command
from sirendesk.core.experiment import Experiment, read_experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.mask import block, describe_mask
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.tasks.inpaint import InpaintOptions

SMALL = ["sample:astronaut", "--size", "48", "--fill-rank", "12"]
MODEL = ["--hidden-features", "32", "--hidden-layers", "1", "--steps", "60", "--threads", "1"]


def inpaint(*words: str, cwd: Path, code: int = 0) -> Said:
    return call("inpaint", *words, cwd=cwd, code=code, columns=80)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("inpaint")
    done = inpaint(*SMALL, *MODEL, "--mask", "random:0.5", "--method", "all", "--out", "out", cwd=folder)
    return folder / "out", done.stdout


def test_every_method_leaves_its_picture_and_its_row(filled: tuple[Path, str]) -> None:
    folder, said = filled
    report = json.loads((folder / "report.json").read_text())
    names = {"mean", "biharmonic", "siren", "svd", "soft-svd", "patches", "factors", "naive-factors"}
    assert set(report["methods"]) == names
    assert {path.stem for path in folder.glob("*.png")} == names | {"mask"}
    assert (folder / "experiment.json").exists()
    assert "hole dB" in said
    for name, scores in report["methods"].items():
        assert name in said
        assert scores["psnr"] < scores["whole_psnr"]
        assert scores["seconds"] >= 0
    best = report["methods"]["biharmonic"]["psnr"]
    for name, scores in report["methods"].items():
        assert ("biharmonic" in scores["loses_to"]) == (name not in ("mean", "biharmonic") and scores["psnr"] < best)
    assert "loses to biharmonic" in said


def test_only_the_hole_is_replaced(filled: tuple[Path, str]) -> None:
    folder, _ = filled
    mask = np.asarray(Image.open(folder / "mask.png")) > 127
    assert 0.4 < mask.mean() < 0.6
    pictures = {path.stem: np.asarray(Image.open(path)) for path in folder.glob("*.png") if path.stem != "mask"}
    for picture in pictures.values():
        assert np.array_equal(picture[~mask], pictures["mean"][~mask])
    assert not np.array_equal(pictures["siren"], pictures["mean"])


def test_the_scores_can_be_worked_out_from_the_files(filled: tuple[Path, str]) -> None:
    folder, _ = filled
    report = json.loads((folder / "report.json").read_text())
    truth = load_signal(SignalSource("sample:astronaut", size=48)).values
    mask = np.asarray(Image.open(folder / "mask.png")) > 127
    picture = np.asarray(Image.open(folder / "patches.png"), np.float32) / 255
    assert psnr(truth, picture, mask) == pytest.approx(report["methods"]["patches"]["psnr"], abs=0.05)


def test_a_mask_from_a_file_and_no_truth(tmp_path: Path, filled: tuple[Path, str]) -> None:
    mask = str(filled[0] / "mask.png")
    words = [*SMALL, "--mask", mask, "--method", "svd,patches", "--no-truth", "--out", "out"]
    said = inpaint(*words, cwd=tmp_path).stdout
    assert "held out" in said
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert set(report["methods"]) == {"mean", "biharmonic", "svd", "patches"}
    assert "whole_psnr" not in report["methods"]["svd"]


def test_a_painted_run_is_repeated_from_its_file(tmp_path: Path) -> None:
    source = SignalSource("sample:coffee", size=48)
    painted = block(load_signal(source).shape, 7, (3, 5))
    task = InpaintOptions(mask=describe_mask(painted), method="svd", fill_rank=5)
    experiment = Experiment(signal=source, task=task, budget=Budget.of(steps=9))
    (tmp_path / "painted.json").write_text(json.dumps(experiment.to_json()))
    for out in ("first", "again"):
        inpaint("--experiment", "painted.json", "--method", "svd,factors", "--out", out, cwd=tmp_path)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "first" / "mask.png")) > 127, painted)
    for name in ("svd.png", "factors.png"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    said = inpaint("--experiment", "painted.json", cwd=tmp_path).stdout
    assert "svd" in said
    assert "factors" not in said


def test_the_copied_words_repeat_what_was_suited_to_the_picture(tmp_path: Path, filled: tuple[Path, str]) -> None:
    experiment = read_experiment(filled[0] / "experiment.json")
    assert experiment.field == SirenOptions(hidden_features=32, hidden_layers=1, first_omega_0=8.0)
    words = shlex.split(command(experiment, ("siren", "svd")))[2:]
    inpaint(*words, "--out", "copied", cwd=tmp_path)
    assert read_experiment(tmp_path / "copied" / "experiment.json") == experiment
    for name in ("siren.png", "svd.png"):
        assert (tmp_path / "copied" / name).read_bytes() == (filled[0] / name).read_bytes()


def test_an_experiment_about_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fit.json").write_text(json.dumps(Experiment().to_json()))
    done = inpaint("--experiment", "fit.json", cwd=tmp_path, code=2)
    assert "another task" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["sample:astronaut", "--mask", "random:7"], 2, "0.999"),
        (["sample:astronaut", "--mask", "no-such.png"], 2, "no-such.png"),
        (["sample:astronaut", "--method", "magic"], 2, "soft-svd"),
        (["sample:astronaut", "--size", "32", "--method", "svd", "--fill-rank", "33"], 2, "from 1 to 32"),
        (["sample:astronaut", "--size", "32", "--mask", "block:99"], 2, "whole picture"),
        (["no-such-picture.png"], 3, "no-such-picture.png"),
        ([], 2, "sirendesk inpaint photo.jpg"),
    ],
)
def test_refusals_are_one_sentence(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    done = inpaint(*words, cwd=tmp_path, code=code)
    assert said in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("sirendesk:")]) == 1


def test_a_method_that_cannot_fill_this_picture_leaves_the_others_alone(tmp_path: Path) -> None:
    words = ["sample:astronaut", "--size", "20", "--method", "svd,siren,soft-svd", "--out", "out"]
    done = inpaint(*words, *MODEL, cwd=tmp_path)
    assert "note: svd: The rank is 30" in done.stderr
    assert {"siren", "soft-svd", "mean"} <= set(json.loads((tmp_path / "out" / "report.json").read_text())["methods"])
    # where no method is left there is nothing to tell
    alone = inpaint(*words[:3], "--method", "svd,factors", cwd=tmp_path, code=2)
    assert alone.stderr.strip().splitlines()[-1].startswith("sirendesk: The rank is 30")


def test_a_mask_of_another_size_is_refused(tmp_path: Path, filled: tuple[Path, str]) -> None:
    words = ["sample:astronaut", "--size", "40", "--mask", str(filled[0] / "mask.png"), "--out", "out"]
    assert "48 x 48" in inpaint(*words, cwd=tmp_path, code=3).stderr
