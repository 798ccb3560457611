"""The words of a task give its experiment back."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sirendesk.commands.denoise import DENOISE
from sirendesk.commands.experiment_flags import parse
from sirendesk.commands.fit import parse_fit
from sirendesk.commands.inpaint_flags import Inpainting, parse_inpaint, suit
from sirendesk.commands.upscale import UPSCALE
from sirendesk.core import denoising, upscaling
from sirendesk.core.budget import Budget
from sirendesk.core.command_line import CHOICES, LONGEST, VERBS, command, says_everything
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS, SirenOptions, WireOptions
from sirendesk.core.fields.gauss import GaussOptions
from sirendesk.core.losses import LOSSES
from sirendesk.core.mask import describe_mask
from sirendesk.core.optimizers import OPTIMIZERS, AdamOptions
from sirendesk.core.optimizers.muon import MuonOptions
from sirendesk.core.options import option_specs, option_type
from sirendesk.core.signals import SignalSource
from sirendesk.core.tasks import SOUND_TASKS, TASKS
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.training_options import TrainingOptions

T = TypeVar("T")
SHAPE = (200, 320)
# those of sounds have words of their own, see test_sound_command_line.py
PICTURES = [name for name in TASKS if name not in SOUND_TASKS]
PAINTED = describe_mask(np.random.default_rng(0).random((20, 30)) < 0.2)
PATHS = ["photo.png", "/tmp/it's a file.png", "-odd name.png", "--seed", "None", "ö/ü.jpg"]
# options that are free text
TEXTS = {
    "location": ["sample:coffee", *PATHS],
    "mask": ["random:0.5", "block:64@220,180", PAINTED, *PATHS],
    "reference": ["", *PATHS],
    "add": ["none", "gaussian:25", "photon:30", "salt:0.05"],
    "sigmas": ["4, 16, 64", "1"],
    "fft_sizes": ["64", "32, 128"],
}
GUIDING: dict[str, Callable[[Experiment, tuple[int, int]], Experiment]] = {
    "inpaint": suit,
    "upscale": upscaling.guiding,
    "denoise": denoising.guiding,
}


def values(options: type, name: str) -> st.SearchStrategy[Any]:
    """Whatever an option may be."""
    spec, (kind, optional) = option_specs(options)[name], option_type(options, name)
    least, most = spec.minimum, spec.maximum
    found: st.SearchStrategy[Any]
    if spec.choices:
        found = st.sampled_from(spec.choices)
    elif kind is bool:
        found = st.booleans()
    elif kind is int:
        found = st.integers(None if least is None else int(least), None if most is None else int(most))
    elif kind is float:
        found = st.floats(least, most, allow_nan=False, allow_infinity=False)
    else:
        found = st.sampled_from(TEXTS[name])
    return st.none() | found if optional else found


@st.composite
def edited(draw: st.DrawFn, options: T) -> T:
    """The options with some of them set to anything, as in a form."""
    names = list(option_specs(options))
    chosen = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return replace(options, **{name: draw(values(type(options), name)) for name in chosen})  # type: ignore[type-var]


budgets = st.builds(
    Budget.of,
    seconds=st.none() | st.floats(0.1, 1e6),
    steps=st.none() | st.integers(1, 10**9),
    target_psnr=st.none() | st.floats(1, 150),
)


@st.composite
def experiments(draw: st.DrawFn, task: str) -> Experiment:
    """An experiment as the window makes it: maybe suited to the picture, then edited."""
    experiment = Experiment(task=draw(edited(TASKS[task]())))
    if task in GUIDING and draw(st.booleans()):
        try:
            experiment = GUIDING[task](experiment, SHAPE)
        except UsageError:
            assume(False)
    for part, kinds in CHOICES.items():
        options = getattr(experiment, part)
        if draw(st.booleans()):
            options = kinds[draw(st.sampled_from(list(kinds)))]()
        experiment = replace(experiment, **{part: draw(edited(options))})
    experiment = replace(
        experiment,
        signal=draw(edited(SignalSource())),
        training=draw(edited(experiment.training)),
        budget=draw(st.just(experiment.budget) | budgets),
        seed=draw(st.integers(0, 2**31 - 1)),
    )
    try:
        experiment.check()
    except UsageError:
        assume(False)
    return experiment


def read(task: str, words: list[str]) -> Experiment:
    """What the command makes of the words for a picture of SHAPE."""
    if task == "inpaint":
        return parse_inpaint(words).suited(SHAPE)
    if task == "reconstruct":
        return parse_fit(words).experiment
    asked = {"upscale": UPSCALE, "denoise": DENOISE}[task]
    return parse(asked, words).suited(GUIDING[task], SHAPE)


def repeated(experiment: Experiment, task: str) -> Experiment:
    """What a terminal makes of the line that is copied."""
    words = shlex.split(command(experiment))
    assert words[:2] == ["sirendesk", VERBS[task]]
    return read(task, words[2:])


@settings(max_examples=120)
@given(experiments("reconstruct"))
def test_the_words_of_a_fit_give_the_same_experiment(experiment: Experiment) -> None:
    assert repeated(experiment, "reconstruct") == experiment


@settings(max_examples=120)
@given(experiments("inpaint"))
@example(Experiment(task=InpaintOptions(mask="-mask.png", method="svd")))
def test_the_words_of_an_inpainting_give_the_same_experiment(experiment: Experiment) -> None:
    assert repeated(experiment, "inpaint") == experiment


@settings(max_examples=120)
@given(experiments("upscale"))
@example(Experiment(task=UpscaleOptions(scale=3.0, reference="-truth.png"), field=GaussOptions(scale=7.0)))
@example(Experiment(task=UpscaleOptions()))
def test_the_words_of_an_upscaling_give_the_same_experiment(experiment: Experiment) -> None:
    assert repeated(experiment, "upscale") == experiment


@settings(max_examples=120)
@given(experiments("denoise"))
@example(Experiment(task=DenoiseOptions(add="salt:0.1")))
def test_the_words_of_a_denoising_give_the_same_experiment(experiment: Experiment) -> None:
    assert repeated(experiment, "denoise") == experiment


@pytest.mark.parametrize("task", PICTURES)
def test_a_saved_experiment_counts_as_said(task: str, tmp_path: Path) -> None:
    experiment = Experiment(task=TASKS[task](), optimizer=OPTIMIZERS["rmsprop"](), seed=9, budget=Budget.of(steps=5))
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(experiment.to_json()))
    words = ["--experiment", str(saved)]
    assert read(task, words) == experiment
    other = read(task, [*words, "other.png", "--seed", "3", "--field", "wire", "--batch-size", "7"])
    training = TrainingOptions(batch_size=7)
    signal = SignalSource("other.png")
    assert other == replace(experiment, signal=signal, seed=3, field=WireOptions(), training=training)


@pytest.mark.parametrize("task", PICTURES)
def test_a_saved_experiment_about_something_else_is_refused(task: str, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    other = "denoise" if task != "denoise" else "upscale"
    saved.write_text(json.dumps(Experiment(task=TASKS[other]()).to_json()))
    with pytest.raises(UsageError, match=rf"another task.*sirendesk {other} --experiment"):
        read(task, ["photo.png", "--experiment", str(saved)])


@pytest.mark.parametrize("task", PICTURES)
def test_a_preset_counts_as_said(task: str) -> None:
    found = read(task, ["photo.png", "--preset", "photo-as-in-the-paper", "--weight-scale", "1.5"])
    assert isinstance(found.field, SirenOptions)
    assert found.field.weight_scale == 1.5
    assert found.field.first_omega_0 == 30
    assert found.training.sampling == "full"
    assert found.budget == Budget.of(steps=500)


@pytest.mark.parametrize("task", GUIDING)
def test_what_is_not_said_suits_the_picture(task: str) -> None:
    base = Experiment(signal=SignalSource("photo.png"), task=TASKS[task]())
    guided = GUIDING[task](base, SHAPE)
    assert read(task, ["photo.png"]) == guided
    assert read(task, ["photo.png", "--no-guided"]) == base
    assert guided != base


@pytest.mark.parametrize("task", GUIDING)
def test_what_is_said_is_not_suited(task: str) -> None:
    guided = GUIDING[task](Experiment(signal=SignalSource("photo.png"), task=TASKS[task]()), SHAPE)
    words = ["photo.png", "--first-omega-0", "44", "--learning-rate", "0.5", "--loss", "mse", "--batch-size", "99"]
    found = read(task, [*words, "--seconds", "10"])
    assert isinstance(guided.field, SirenOptions)
    assert found.field == replace(guided.field, first_omega_0=44)
    assert found.optimizer == replace(guided.optimizer, learning_rate=0.5)
    assert found.training == replace(guided.training, batch_size=99)
    assert found.budget == Budget()
    assert read(task, [*words, "--optimizer", "sgd"]).optimizer == OPTIMIZERS["sgd"](learning_rate=0.5)
    assert read(task, ["photo.png", "--field", "mlp"]).field == FIELDS["mlp"]()


def test_a_kind_that_suits_is_still_suited_when_it_is_named() -> None:
    named = read("denoise", ["photo.png", "--optimizer", "adam", "--beta1", "0.8"])
    assert named.optimizer == AdamOptions(learning_rate=6e-4, schedule="cosine", beta1=0.8)
    assert read("upscale", ["photo.png", "--optimizer", "muon"]).optimizer == MuonOptions()
    assert read("upscale", ["photo.png", "--optimizer", "adam"]).optimizer == AdamOptions()


def test_a_loss_that_is_said_stays_whatever_the_noise() -> None:
    assert read("denoise", ["photo.png", "--add", "salt:0.1"]).loss == LOSSES["mae"]()
    assert read("denoise", ["photo.png", "--add", "salt:0.1", "--loss", "mse"]).loss == LOSSES["mse"]()


def test_a_scale_of_the_task_and_one_of_the_model() -> None:
    found = read("upscale", ["photo.png", "--scale", "3", "--field", "gauss", "--field-scale", "30"])
    assert found.task == UpscaleOptions(scale=3.0)
    assert found.field == GaussOptions(scale=30.0)
    assert read("reconstruct", ["photo.png", "--field", "gauss", "--scale", "30"]).field == GaussOptions(scale=30.0)


def test_the_last_of_several_counts() -> None:
    found = read("reconstruct", ["photo.png", "--field", "wire", "--field", "gauss", "--scale", "30"])
    assert found.field == GaussOptions(scale=30.0)


def test_several_methods_are_named_together() -> None:
    experiment = Experiment(task=InpaintOptions(mask="scratches:9"), field=WireOptions(), seed=3)
    line = command(experiment, ("field", "svd", "patches"))
    words = shlex.split(line)
    assert words[:2] == ["sirendesk", "inpaint"]
    found: Inpainting = parse_inpaint(words[2:])
    assert found.methods == ("wire", "svd", "patches")
    assert found.suited(SHAPE) == experiment


@pytest.mark.parametrize("method", ["field", "svd"])
def test_the_method_of_the_experiment_is_the_one_that_is_done(method: str) -> None:
    experiment = Experiment(task=InpaintOptions(method=method), field=WireOptions())
    found = parse_inpaint(shlex.split(command(experiment))[2:])
    assert found.methods == ("wire" if method == "field" else method,)
    assert found.out is None


def test_a_mask_too_fine_for_a_line_goes_by_a_file() -> None:
    mask = describe_mask(np.random.default_rng(0).random((1024, 1024)) < 0.5)
    experiment = Experiment(task=InpaintOptions(mask=mask))
    assert not says_everything(experiment)
    line = command(experiment, ("field", "svd"))
    assert line == "sirendesk inpaint --experiment experiment.json --method field,svd"
    small = Experiment(task=InpaintOptions(mask=PAINTED))
    assert says_everything(small)
    assert len(command(small)) < LONGEST


@pytest.mark.parametrize("task", PICTURES)
def test_what_is_usual_is_left_out(task: str) -> None:
    words = shlex.split(command(Experiment(task=TASKS[task]())))
    own = {"inpaint": ["--mask", "random:0.5", "--method", "field"]}.get(task, [])
    guided = ["--no-guided"] if task in GUIDING else []
    limits = ["--seconds", "10.0", "--seed", "0"]
    assert words == ["sirendesk", VERBS[task], Experiment().signal.location, *guided, *own, *limits]
