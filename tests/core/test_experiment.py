"""Experiments survive JSON and the command line unchanged, and refuse what they cannot mean."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.commands.fit import parse_fit
from sirendesk.core.budget import Budget
from sirendesk.core.command_line import CHOICES, COMMAND_WORDS, arguments, command, flag_names
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.experiment import Experiment, parse_experiment
from sirendesk.core.fields import FIELDS, SirenOptions
from sirendesk.core.fields.base import OUTPUTS
from sirendesk.core.losses import LOSSES, LossOptions, MseOptions
from sirendesk.core.losses.pointwise import HuberOptions, MaeOptions
from sirendesk.core.losses.spectral import SpectralOptions
from sirendesk.core.optimizers import OPTIMIZERS, AdamOptions
from sirendesk.core.optimizers.adam import AdamWOptions
from sirendesk.core.optimizers.lbfgs import LbfgsOptions
from sirendesk.core.optimizers.muon import MuonOptions
from sirendesk.core.optimizers.schedules import SCHEDULES
from sirendesk.core.optimizers.sgd import SgdOptions
from sirendesk.core.options import option_specs
from sirendesk.core.presets import find_preset, load_presets, preset_of
from sirendesk.core.signals import SIGNALS, SignalSource
from sirendesk.core.target_transform import TARGETS
from sirendesk.core.tasks import TASKS
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
    loss=st.one_of(
        *(st.builds(options) for options in LOSSES.values()),
        st.builds(HuberOptions, delta=st.floats(1e-4, 10)),
        st.builds(SpectralOptions, spectral_weight=st.floats(0, 1), fft_sizes=st.sampled_from(["64", "32, 128"])),
    ),
    optimizer=st.one_of(
        *(st.builds(options) for options in OPTIMIZERS.values()),
        st.builds(
            AdamOptions,
            learning_rate=st.floats(1e-6, 1),
            schedule=st.sampled_from(list(SCHEDULES)),
            warm_up=st.floats(0, 0.5),
            clip_norm=st.none() | st.floats(1e-6, 1e6),
        ),
        st.builds(AdamWOptions, weight_decay=st.floats(0, 10)),
        st.builds(SgdOptions, momentum=st.floats(0, 0.999), nesterov=st.booleans()),
        st.builds(MuonOptions, muon_momentum=st.floats(0, 0.999)),
        st.builds(LbfgsOptions, learning_rate=st.floats(1e-6, 1), history=st.integers(1, 100)),
    ),
    training=st.builds(
        TrainingOptions,
        batch_size=st.integers(1, 2**20),
        targets=st.sampled_from(TARGETS),
        total_variation=st.floats(0, 2),
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
    order = parse_fit(arguments(experiment))
    assert order.experiment == experiment
    assert order.out is None


def test_the_command_is_quoted() -> None:
    experiment = Experiment(signal=SignalSource("it's a file.png"))
    assert command(experiment) == """sirendesk fit 'it'"'"'s a file.png' --seconds 10.0 --seed 0"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("[]", "table"),
        ('{"format": 3}', "format 3"),
        ('{"format": 2, "training": {"loss": "mae"}}', "loss"),
        ('{"format": 2, "loss": {"name": "hinge"}}', "hinge"),
        ('{"format": 2, "loss": "mae"}', "table"),
        ('{"format": 2, "loss": {"name": "huber", "delta": 0}}', "0.0001"),
        ('{"format": 2, "loss": {"name": "spectral", "fft_sizes": "7"}}', "16 to 16384"),
        ('{"format": 2, "optimizer": {"name": "lbfgs", "schedule": "cosine"}}', "schedule"),
        ('{"format": 1, "training": {"loss": "hinge"}}', "hinge"),
        ('{"format": 1, "training": {"loss": []}}', "loss"),
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


def test_every_preset_is_for_a_kind_of_signal_and_sounds_have_some() -> None:
    presets = load_presets()
    assert {preset.kind for preset in presets} == set(SIGNALS)
    assert find_preset("photo-fast").kind == "image"
    assert "kind" not in find_preset("sound-fast").parts


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
    experiment = parse_fit(["sample:camera", "--preset", "photo-as-in-the-paper", "--weight-scale", "1.5"]).experiment
    assert experiment.training.sampling == "full"
    assert isinstance(experiment.field, SirenOptions)
    assert experiment.field.weight_scale == 1.5
    assert experiment.budget == Budget.of(steps=500)


@pytest.mark.parametrize(("old", "loss"), [("mse", MseOptions()), ("mae", MaeOptions())])
def test_format_1_kept_the_loss_with_the_training(old: str, loss: LossOptions) -> None:
    text = json.dumps({"format": 1, "training": {"loss": old, "batch_size": 77}})
    experiment = parse_experiment(text)
    assert experiment == Experiment(loss=loss, training=TrainingOptions(batch_size=77))


def test_format_1_warmed_up_the_cosine_alone() -> None:
    def rates(schedule: dict[str, str]) -> list[float]:
        text = json.dumps({"format": 1, "optimizer": {"name": "adam", **schedule}})
        optimizer = parse_experiment(text).optimizer
        return [optimizer.rate_at(progress) for progress in (0.0, 0.03, 1.0)]

    assert rates({"schedule": "constant"}) == [1.0, 1.0, 1.0]
    assert rates({"schedule": "exponential"}) == pytest.approx([1.0, 0.1**0.03, 0.1])
    assert rates({}) == rates({"schedule": "cosine"}) == [AdamOptions().rate_at(p) for p in (0.0, 0.03, 1.0)]
    assert rates({})[0] < 0.03


def test_the_papers_preset_has_a_constant_rate_and_its_loss() -> None:
    experiment = find_preset("photo-as-in-the-paper").apply(Experiment(loss=MaeOptions()))
    assert experiment.loss == MseOptions()
    assert experiment.optimizer.rate_at(0.0) == experiment.optimizer.rate_at(1.0) == 1.0


@pytest.mark.parametrize("targets", TARGETS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_that_cannot_reach_its_targets_is_refused(targets: str, output: str) -> None:
    experiment = Experiment(field=SirenOptions(output=output), training=TrainingOptions(targets=targets))
    if (output == "sigmoid" and targets != "unit") or (output == "tanh" and targets == "standardised"):
        with pytest.raises(UsageError, match=rf"\(output\) {output}.*\(targets\)"):
            experiment.check()
    else:
        experiment.check()


def test_total_variation_is_not_part_of_the_numpy_engine() -> None:
    with pytest.raises(UsageError, match=r"total_variation.*engine"):
        Experiment(training=TrainingOptions(engine="numpy", total_variation=0.1)).check()


@pytest.mark.parametrize("task", TASKS)
def test_no_two_options_of_an_experiment_share_a_flag(task: str) -> None:
    """They stand side by side on the command line; those of one field, loss and optimiser at a time."""
    plain = Experiment(task=TASKS[task]())
    for part, kind in [(part, kind) for part, kinds in CHOICES.items() for kind in kinds.values()]:
        experiment = dataclasses.replace(plain, **{part: kind()})
        flags = [*flag_names(experiment).values(), *COMMAND_WORDS]
        assert sorted(flags) == sorted(set(flags))
    names = [
        *(set(option_specs(part)) for part in (SignalSource, TrainingOptions, Experiment)),
        *({name for kind in kinds.values() for name in option_specs(kind)} for kinds in CHOICES.values()),
    ]
    found = [name for part in names for name in part]
    assert sorted(found) == sorted(set(found))


def test_an_option_gives_way_to_a_word_of_the_task() -> None:
    for task, flag in (("reconstruct", "scale"), ("denoise", "scale"), ("upscale", "field_scale")):
        names = flag_names(Experiment(task=TASKS[task](), field=FIELDS["gauss"]()))
        assert names["field", "scale"] == flag
        assert names["field", "hidden_features"] == "hidden_features"


def test_a_loss_is_chosen_and_tuned_by_flags() -> None:
    words = ["sample:camera", "--loss", "huber", "--delta", "0.05", "--optimizer", "muon"]
    experiment = parse_fit(words).experiment
    assert experiment.loss == HuberOptions(delta=0.05)
    assert experiment.optimizer == MuonOptions()
    with pytest.raises(UsageError, match="loss"):
        parse_fit(["sample:camera", "--loss", "hinge"])
    with pytest.raises(SystemExit):
        parse_fit(["sample:camera", "--delta", "0.05"])
