"""`sirendesk upscale` as a person meets it: its own process, files, table and sentences."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from command_runs import Said, call
from sirendesk.core.command_line import command
from sirendesk.core.experiment import Experiment, read_experiment
from sirendesk.core.fields.gauss import GaussOptions

MODEL = ["--hidden-features", "32", "--hidden-layers", "1", "--steps", "40", "--threads", "1"]
RIVALS = {"nearest", "bilinear", "bicubic", "lanczos", "back_projection"}


def upscale(*words: str, cwd: Path, code: int = 0) -> Said:
    return call("upscale", *words, cwd=cwd, code=code, columns=80)


def picture(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        return np.asarray(opened)


def test_against_the_truth_it_prints_all_baselines_and_says_where_it_loses(tmp_path: Path) -> None:
    words = ["sample:camera", "--size", "48", "--scale", "3", "--protocol", "area"]
    done = upscale(*words, *MODEL, "--out", "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert set(report["baselines"]) == RIVALS
    for score in (report["metrics"], *report["baselines"].values()):
        assert set(score) >= {"psnr", "ssim", "rmse"}
    assert (report["small"], report["large"], report["truth"]) == ([16, 16], [48, 48], True)
    # forty steps are not enough, and it says so
    assert "bicubic" in report["loses_to"]
    assert f"loses to {report['loses_to'][0].replace('_', '-')}" in done.stdout
    for name in ("nearest", "bilinear", "bicubic", "lanczos", "back-projection", "this fit"):
        assert name in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert picture(tmp_path / "out" / "upscaled.png").shape == (48, 48)
    assert picture(tmp_path / "out" / "bicubic.png").shape == (48, 48)
    assert picture(tmp_path / "out" / "small.png").shape == (16, 16)
    for name in ("model.safetensors", "curve.csv", "experiment.json"):
        assert (tmp_path / "out" / name).stat().st_size > 0
    kept = json.loads((tmp_path / "out" / "experiment.json").read_text())
    assert kept["task"]["name"] == "upscale"


def test_an_own_picture_keeps_its_transparency_and_claims_no_victory(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, (10, 12, 4), np.uint8)
    Image.fromarray(values, "RGBA").save(tmp_path / "own.png")
    done = upscale("own.png", *MODEL, "--scale", "2.5", "--out", "out", cwd=tmp_path)
    large = picture(tmp_path / "out" / "upscaled.png")
    assert large.shape == (25, 30, 4)
    assert len(np.unique(large[..., 3])) > 2
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["truth"] is False
    assert report["loses_to"] == []
    assert "loses to" not in done.stdout
    assert "no truth" in " ".join(done.stdout.split())


def test_a_truth_in_a_file_sets_the_scale(tmp_path: Path) -> None:
    large = np.random.default_rng(0).integers(0, 256, (24, 36), np.uint8)
    Image.fromarray(large).save(tmp_path / "large.png")
    Image.fromarray(large).resize((12, 8), Image.Resampling.BOX).save(tmp_path / "small.png")
    upscale("small.png", *MODEL, "--reference", "large.png", "--out", "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert (report["large"], report["scale"]) == ([24, 36], 3.0)


def test_a_very_large_result_is_written_whole(tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 40), np.uint8)).save(tmp_path / "own.png")
    tiny = ["--hidden-features", "4", "--hidden-layers", "0", "--steps", "5", "--threads", "1"]
    upscale("own.png", *tiny, "--scale", "30", "--out", "out", cwd=tmp_path)
    assert picture(tmp_path / "out" / "upscaled.png").shape == (1200, 1200)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["large"] == [1200, 1200]
    assert report["measured"] == [1024, 1024]


@pytest.mark.parametrize("colour", ["L", "RGB"])
def test_a_picture_of_one_pixel_works(tmp_path: Path, colour: str) -> None:
    Image.new(colour, (1, 1), 128 if colour == "L" else (128, 128, 128)).save(tmp_path / "dot.png")
    upscale("dot.png", *MODEL, "--out", "out", cwd=tmp_path)
    found = picture(tmp_path / "out" / "upscaled.png")
    assert np.ptp(found.astype(int)) < 40


def test_the_saved_experiment_and_the_copied_words_repeat_the_run_to_the_bit(tmp_path: Path) -> None:
    model = ["--hidden-features", "16", "--steps", "30", "--threads", "1", "--field", "gauss", "--field-scale", "7"]
    upscale("sample:camera", "--size", "24", "--protocol", "area", *model, "--out", "out", cwd=tmp_path)
    experiment = read_experiment(tmp_path / "out" / "experiment.json")
    assert experiment.field == GaussOptions(hidden_features=16, scale=7.0)
    copied = shlex.split(command(experiment))
    assert copied[:2] == ["sirendesk", "upscale"]
    learnt = (tmp_path / "out" / "model.safetensors").read_bytes()
    for name, words in {"again": ["--experiment", "out/experiment.json"], "copied": copied[2:]}.items():
        upscale(*words, "--out", name, cwd=tmp_path)
        assert read_experiment(tmp_path / name / "experiment.json") == experiment
        assert (tmp_path / name / "model.safetensors").read_bytes() == learnt


def test_an_experiment_about_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fit.json").write_text(json.dumps(Experiment().to_json()))
    done = upscale("--experiment", "fit.json", cwd=tmp_path, code=2)
    assert "sirendesk fit --experiment fit.json" in done.stderr


def test_a_scale_beyond_any_file_is_refused_with_the_number(tmp_path: Path) -> None:
    done = upscale("sample:camera", "--scale", "900", "--out", "out", cwd=tmp_path, code=2)
    assert "460,800 x 460,800" in done.stderr
    done = upscale("sample:camera", "--scale", "0.5", cwd=tmp_path, code=2)
    assert "least" in done.stderr


def test_without_a_picture_it_says_how_it_is_called(tmp_path: Path) -> None:
    assert "sirendesk upscale photo.jpg" in upscale(cwd=tmp_path, code=2).stderr
