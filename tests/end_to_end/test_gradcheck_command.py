"""`sirendesk gradcheck` as a person meets it: a table, a verdict, an exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from command_runs import Said, call


def gradcheck(*words: str, code: int = 0) -> Said:
    return call("gradcheck", *words, cwd=Path(), code=code, columns=100)


def test_the_network_as_it_is_passes() -> None:
    said = gradcheck().stdout
    assert said.count("agrees") == 4  # hidden 1, hidden 2, output, and the verdict
    assert "WRONG" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["--activation", "sine", "--loss", "huber", "--encoding", "multiscale", "--seed", "7"],
        ["--activation", "sigmoid", "--hidden-layers", "6", "--output", "tanh"],
        ["--activation", "gelu", "--hidden-features", "96", "--loss", "mae", "--encoding", "none"],
    ],
)
def test_other_networks_pass_as_well(words: list[str]) -> None:
    assert "WRONG" not in gradcheck(*words).stdout


def test_a_mistake_shows_from_its_layer_down() -> None:
    said = gradcheck("--hidden-layers", "3", "--break", "2", code=1).stdout
    verdict = {line.split("│")[1].strip(): line.split("│")[6].strip() for line in said.splitlines() if "│" in line}
    assert verdict == {"hidden 1": "WRONG", "hidden 2": "WRONG", "hidden 3": "agrees", "output": "agrees"}
    assert "look at hidden 2" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--break", "3"], "from 1 to 2"),
        (["--sigma", "0"], "sigma"),
        (["--hidden-layers", "0"], "hidden_layers"),
        (["--delta", "0"], "delta"),
        (["--seed", "-1"], "seed"),
        (["--encoding", "multiscale", "--sigmas", "x"], "sigmas"),
    ],
)
def test_refusals_are_one_sentence(words: list[str], said: str) -> None:
    done = gradcheck(*words, code=2)
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_needs_no_torch() -> None:
    code = (
        "import sys; from sirendesk.cli import run\nassert run(['gradcheck']) == 0\nassert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
