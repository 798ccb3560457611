"""The experiment of a descent: what is written is read back, and nothing else is."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from sirendesk.core.descent.experiment import DescentExperiment, parse_descent, read_descent
from sirendesk.core.descent.formula import FormulaOptions
from sirendesk.core.descent.landscapes import LANDSCAPES
from sirendesk.core.descent.recipes import RECIPES, Recipe
from sirendesk.core.descent.rules import AdamOptions
from sirendesk.core.descent.surfaces import RavineOptions
from sirendesk.core.errors import InputRefusedError, UsageError

EXPERIMENTS = [
    DescentExperiment(),
    DescentExperiment(points=((0.0, 1.0), (1.0, 2.5), (-1.25, 0.1)), start=(-1.0, 2.0), seed=7),
    DescentExperiment(RavineOptions(condition=300.0, noise=0.0), recipes=tuple(RECIPES.values()), updates=99),
    DescentExperiment(FormulaOptions(formula="x**2 + y**4"), recipes=(Recipe("adam", "Mine", AdamOptions(0.2), 5, 7),)),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_it_reads_what_it_wrote_and_repeats_the_walks(experiment: DescentExperiment) -> None:
    again = parse_descent(json.dumps(experiment.to_json()))
    assert again == experiment
    for one, other in zip(experiment.walks(), again.walks(), strict=True):
        assert one.positions.tobytes() == other.positions.tobytes()


def test_the_default_is_that_of_the_classroom() -> None:
    experiment = DescentExperiment()
    experiment.check()
    made = [
        (r.rule.learning_rate, getattr(r.rule, "momentum", None), r.batch_size, r.epochs) for r in experiment.recipes
    ]
    assert made == [
        (0.1, None, None, 50),
        (0.01, None, 1, 5),
        (0.05, None, 8, 20),
        (0.1, 0.7, None, 50),
        (0.01, 0.9, 1, 5),
        (0.05, 0.8, 8, 20),
    ]
    assert experiment.build().samples == 100
    assert [walk.steps for walk in experiment.walks()] == [50, 500, 260] * 2


def test_edited_points_replace_the_drawn_ones() -> None:
    landscape = EXPERIMENTS[1].build()
    assert landscape.samples == 3
    assert np.isfinite(EXPERIMENTS[1].walks()[1].positions).all()


def change(**parts: object) -> str:
    return json.dumps({**DescentExperiment().to_json(), **parts})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON"),
        ("[]", "table"),
        (change(format=99), "99"),
        (change(format=True), "True"),
        (change(kind="fit"), "descent"),
        (change(surprise=1), "surprise"),
        (change(landscape={"name": "hill"}), "hill"),
        (change(landscape={"name": "ravine", "condition": 0.5}), "Condition"),
        (change(landscape={"name": "formula", "formula": "import os"}), "import"),
        (change(landscape={"name": "formula", "formula": "x", "reach": "wide"}), "reach"),
        (change(points=[[1, 2, 3]]), "pair"),
        (change(points=[[1, True]]), "pair"),
        (change(points=[]), "points"),
        (change(points=[[1, 10**400]]), "pair"),
        (change(points=[[0, 0]], landscape={"name": "beale"}), "regression"),
        (change(start=[1]), "pair"),
        (change(start="here"), "pair"),
        (change(seed=-1), "Seed"),
        (change(seed=1.5), "Seed"),
        (change(seed="0"), "Seed"),
        (change(updates=0), "Updates"),
        (change(recipes=[]), "recipes"),
        (change(recipes=[{"name": "batch"}] * 50), "recipes"),
        (change(recipes=[{"name": "magic"}]), "magic"),
        (change(recipes=[{"name": "batch", "rule": {"name": "plain", "momentum": 0.5}}]), "momentum"),
        (change(recipes=[{"name": "batch", "rule": {"name": "plain", "learning_rate": -1}}]), "Learning rate"),
        (change(recipes=[{"name": "batch", "batch_size": 0}]), "Batch"),
        (change(recipes=[{"name": "batch", "epochs": 1e9}]), "Epochs"),
        (change(recipes=[{"name": "batch", "title": "a\nb"}]), "title"),
        (change(recipes=[{"name": "batch", "colour": "red"}]), "colour"),
        ('{"format": 1, "kind": "descent", "seed": NaN}', "NaN"),
    ],
)
def test_what_is_no_descent_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputRefusedError, match=said):
        parse_descent(text)


def test_what_is_left_out_keeps_its_default() -> None:
    text = '{"format": 1, "kind": "descent", "recipes": [{"name": "adam", "epochs": 3}]}'
    experiment = parse_descent(text)
    assert experiment.landscape == LANDSCAPES["regression"]()
    assert experiment.recipes == (dataclasses.replace(RECIPES["adam"], epochs=3),)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match="no such file"):
        read_descent(tmp_path / "none.json")


def test_checking_finds_a_bad_recipe() -> None:
    bad = dataclasses.replace(RECIPES["batch"], epochs=0)
    with pytest.raises(UsageError, match="Epochs"):
        DescentExperiment(recipes=(bad,)).check()
