"""`sirendesk descend` as a person meets it: its own process, real files, exit codes and sentences."""

from __future__ import annotations

import csv
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from command_runs import Said, call

SIX = {"batch", "stochastic", "mini-batch", "batch-momentum", "stochastic-momentum", "mini-batch-momentum"}


def descend(*words: str, cwd: Path, check: int = 0) -> Said:
    return call("descend", *words, cwd=cwd, code=check, columns=100)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("descend")
    done = descend("--method", "all", "--out", "out", cwd=folder)
    assert "(3.910, 3.007)" in done.stdout
    assert "written to out" in done.stdout
    return folder / "out"


def test_it_makes_six_films_the_picture_and_the_table(walked: Path) -> None:
    assert {path.stem for path in walked.glob("*.gif")} == SIX
    for path in walked.glob("*.gif"):
        with Image.open(path) as film:
            assert film.size[0] > 600
            assert film.n_frames >= 50  # type: ignore[attr-defined]
    with Image.open(walked / "landscape.png") as picture:
        assert picture.size[0] > 1500
    assert (walked / "landscape.svg").read_text(encoding="utf-8").startswith("<svg")
    rows = list(csv.DictReader((walked / "steps.csv").read_text().splitlines()))
    assert {row["method"] for row in rows} == SIX
    assert len(rows) == 2 * (51 + 501 + 261)
    ends = {row["method"]: (float(row["x"]), float(row["y"])) for row in rows}
    assert all(np.hypot(x - 3.910, y - 3.007) < 0.3 for x, y in ends.values())


def test_the_saved_experiment_repeats_the_walks_to_the_bit(walked: Path) -> None:
    descend("--experiment", "out/experiment.json", "--out", "again", cwd=walked.parent)
    again = walked.parent / "again"
    assert (again / "steps.csv").read_bytes() == (walked / "steps.csv").read_bytes()
    assert (again / "batch.gif").read_bytes() == (walked / "batch.gif").read_bytes()


def test_a_method_a_ravine_a_start_and_a_number_of_steps(tmp_path: Path) -> None:
    words = ["--method", "nesterov", "--landscape", "ravine:50", "--start", "-1,0.5", "--steps", "7", "--seed", "3"]
    done = descend(*words, "--momentum", "0.5", "--dark", "--relief", "--out", "out", cwd=tmp_path)
    assert "Ravine" in done.stdout
    experiment = json.loads((tmp_path / "out" / "experiment.json").read_text())
    assert experiment["landscape"]["condition"] == 50
    assert experiment["start"] == [-1, 0.5]
    assert experiment["seed"] == 3
    assert experiment["recipes"][0]["rule"]["momentum"] == 0.5
    rows = list(csv.DictReader((tmp_path / "out" / "steps.csv").read_text().splitlines()))
    assert len(rows) == 8
    assert (float(rows[0]["x"]), float(rows[0]["y"])) == (-1, 0.5)
    assert [path.name for path in (tmp_path / "out").glob("*.gif")] == ["nesterov.gif"]


@pytest.mark.parametrize("formula", ["x+1/0", "x+((9**12)**12)**12", "x+(0-8)**0.5"])
def test_a_formula_with_a_part_that_has_no_value_is_refused(tmp_path: Path, formula: str) -> None:
    done = descend("--landscape", f"formula:{formula}", cwd=tmp_path, check=2)
    assert "no finite value" in done.stderr.replace("\n", " ")


def test_the_rates_suit_the_landscape_that_the_flags_describe(tmp_path: Path) -> None:
    done = descend("--landscape", "ravine", "--condition", "900", "--method", "every", cwd=tmp_path)
    assert "0.002" in done.stdout
    assert "note" not in done.stdout
    descend("--landscape", "formula", "--formula", "500*x**2 + y**2", "--method", "batch", cwd=tmp_path)


def test_a_saved_experiment_with_other_numbers(walked: Path) -> None:
    words = ["--experiment", "out/experiment.json", "--method", "batch", "--learning-rate", "0.2", "--out", "one"]
    done = descend(*words, cwd=walked.parent)
    assert "0.2" in done.stdout
    assert [path.name for path in (walked.parent / "one").glob("*.gif")] == ["batch.gif"]


def test_mp4_without_its_package_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    if importlib.util.find_spec("av") is not None:
        descend("--method", "batch", "--steps", "3", "--mp4", "--out", "out", cwd=tmp_path)
        assert (tmp_path / "out" / "batch.mp4").exists()
        return
    assert "sirendesk[film]" in descend("--mp4", "--out", "out", cwd=tmp_path, check=2).stderr
    assert not (tmp_path / "out").exists()


def test_a_formula_and_nothing_written(tmp_path: Path) -> None:
    done = descend("--landscape", "formula:x**2 + 3*y**2", "--method", "adam", cwd=tmp_path)
    assert "Adam" in done.stdout
    assert "nothing was written" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_divergence_is_written_and_said(tmp_path: Path) -> None:
    done = descend("--method", "batch", "--learning-rate", "20", "--out", "out", cwd=tmp_path, check=6)
    assert "largest stable rate" in done.stdout
    assert "Batch" in done.stderr
    assert (tmp_path / "out" / "batch.gif").exists()
    # above the limit, but not yet far away: shown and said, and no failure
    done = descend("--method", "batch", "--learning-rate", "0.8", cwd=tmp_path)
    assert "0.7523" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--landscape", 'formula:__import__("os")'], 2, "__import__"),
        (["--landscape", "formula:x**9**9"], 2, "exponent"),
        (["--landscape", "formula:x +"], 2, "cannot be read"),
        (["--landscape", "hill"], 2, "rosenbrock"),
        (["--landscape", "ravine:zero"], 2, "ravine:30"),
        (["--method", "magic"], 2, "magic"),
        (["--start", "here"], 2, "here"),
        (["--start", "1,2,3"], 2, "1,2,3"),
        (["--start", "nan,0"], 2, "nan,0"),
        (["--seed", "-4"], 2, "Seed"),
        (["--steps", "0"], 2, "Updates"),
        (["--noise", "-1"], 2, "Noise"),
        (["--landscape", "formula", "--formula", "x**9**9"], 2, "exponent"),
        (["--experiment", "missing.json"], 3, "missing.json"),
    ],
)
def test_refusals_are_one_sentence_with_their_code(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    done = descend(*words, "--out", "out", cwd=tmp_path, check=code)
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    assert "taken" in descend("--out", "taken", cwd=tmp_path, check=4).stderr


def test_it_needs_neither_torch_nor_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from sirendesk.cli import run\n"
        "assert run(['descend', '--method', 'batch', '--steps', '3', '--out', 'out']) == 0\n"
        "assert 'torch' not in sys.modules and not any(m.startswith('PySide6') for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, capture_output=True)
