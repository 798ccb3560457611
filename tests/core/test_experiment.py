"""Experiments survive JSON and the command line unchanged, and refuse what they cannot mean."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.commands.fit import parse_fit
from sirendesk.core.budget import Budget
from sirendesk.core.command_line import fit_arguments, fit_command
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import Experiment, parse_experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.presets import find_preset, load_presets, preset_of
from sirendesk.core.signals import SignalSource
from sirendesk.core.training_options import TrainingOptions

experiments = st.builds(
    Experiment,
    signal=st.builds(
        SignalSource,
        location=st.sampled_from(["sample:camera", "a file.png", "-odd.png", "ö/ü.jpg"]),
        size=st.none() | st.integers(8, 4096),
        gray=st.booleans(),
    ),
    field=st.builds(
        SirenOptions,
        first_omega_0=st.floats(1, 10000),
        hidden_features=st.integers(4, 512),
        hidden_layers=st.integers(0, 12),
        weight_scale=st.floats(0.25, 4),
    ),
    optimizer=st.builds(
        AdamOptions, learning_rate=st.floats(1e-6, 1), schedule=st.sampled_from(["cosine", "constant"])
    ),
    training=st.builds(
        TrainingOptions,
        batch_size=st.integers(16, 2**20),
        sampling=st.sampled_from(["stratified", "random", "full"]),
        end_points=st.booleans(),
        threads=st.none() | st.integers(1, 64),
    ),
    budget=st.one_of(
        st.builds(Budget.of, seconds=st.floats(0.1, 1e6)),
        st.builds(Budget.of, steps=st.integers(1, 10**9)),
        st.builds(Budget.of, target_psnr=st.floats(1, 150), seconds=st.floats(0.1, 100)),
    ),
    seed=st.integers(0, 2**31 - 1),
)


@settings(max_examples=60, deadline=None)
@given(experiments)
def test_json_gives_the_same_experiment(experiment: Experiment) -> None:
    assert parse_experiment(json.dumps(experiment.to_json())) == experiment


@settings(max_examples=40, deadline=None)
@given(experiments)
def test_the_command_line_gives_the_same_experiment(experiment: Experiment) -> None:
    parsed, out = parse_fit(fit_arguments(experiment))
    location = parsed.signal.location.removeprefix("./")
    assert dataclasses.replace(parsed, signal=dataclasses.replace(parsed.signal, location=location)) == experiment
    assert out is None


def test_the_command_is_quoted() -> None:
    experiment = Experiment(signal=SignalSource("it's a file.png"))
    assert fit_command(experiment) == """sirendesk fit 'it'"'"'s a file.png' --seconds 10.0 --seed 0"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("[]", "table"),
        ('{"format": 2}', "format 2"),
        ('{"format": 1, "colour": 3}', "colour"),
        ('{"format": 1, "signal": null}', "table"),
        ('{"format": 1, "training": []}', "table"),
        ('{"format": 1, "field": 3}', "table"),
        ('{"format": true}', "format"),
        ('{"format": 1, "field": {"name": "perceptron"}}', "perceptron"),
        ('{"format": 1, "field": {"name": "siren", "omega": 3}}', "omega"),
        ('{"format": 1, "field": {"name": "siren", "hidden_features": "many"}}', "many"),
        ('{"format": 1, "field": {"name": "siren", "hidden_features": true}}', "True"),
        ('{"format": 1, "field": {"name": "siren", "hidden_features": 100000}}', "2048"),
        ('{"format": 1, "seed": -1}', "Seed"),
        ('{"format": 1, "seed": NaN}', "NaN"),
        ('{"format": 1, "seed": 1, "seed": 2}', "twice"),
        ('{"format": 1, "budget": {"seconds": null}}', "end"),
        ("[" * 100_000, "nested"),
    ],
)
def test_what_is_no_experiment_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(InputRefusedError, match=said):
        parse_experiment(text)


def test_every_preset_applies() -> None:
    presets = load_presets()
    assert len(presets) >= 3
    for preset in presets:
        changed = preset.apply(Experiment(seed=7))
        assert changed.seed == 7
        assert preset.summary.endswith(".")


def test_presets_are_found_by_name_or_title() -> None:
    assert find_preset("photo-fast") == find_preset("Photo, fast")
    with pytest.raises(UsageError, match="photo-fast"):
        find_preset("nonsense")


def test_the_fast_preset_is_the_default() -> None:
    assert find_preset("photo-fast").apply(Experiment()) == Experiment()


def test_a_preset_is_recognised_until_something_else_is_set() -> None:
    presets = load_presets()
    for preset in presets:
        assert preset_of(preset.apply(Experiment(seed=3)), presets) == preset.name
    assert preset_of(Experiment(field=SirenOptions(hidden_features=77)), presets) == ""


def test_flags_override_a_preset() -> None:
    experiment, _ = parse_fit(["sample:camera", "--preset", "photo-as-in-the-paper", "--weight-scale", "1.5"])
    assert experiment.training.sampling == "full"
    assert isinstance(experiment.field, SirenOptions)
    assert experiment.field.weight_scale == 1.5
    assert experiment.budget == Budget.of(steps=500)
