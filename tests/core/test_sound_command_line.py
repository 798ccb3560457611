"""The words of a task on a sound give its experiment back, and a verb knows a sound when it sees one."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sirendesk.commands.experiment_flags import Command, parse
from sirendesk.commands.sound_kind import about_a_sound
from sirendesk.commands.sound_tasks import DENOISE_SOUND, INPAINT_SOUND, UPSCALE_SOUND
from sirendesk.core.budget import Budget
from sirendesk.core.command_line import VERBS, command
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FinerOptions, SirenOptions
from sirendesk.core.optimizers.muon import MuonOptions
from sirendesk.core.signals import AudioSignal, SignalSource
from sirendesk.core.sounds.guiding import guiding
from sirendesk.core.sounds.writing import write_sound
from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks import SOUND_TASKS, TASKS
from sirendesk.core.tasks.denoise_sound import DenoiseSoundOptions
from sirendesk.core.tasks.inpaint_sound import InpaintSoundOptions
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions

SOUND = AudioSignal(np.random.default_rng(0).random((4000, 1), np.float32), 8000, "noise", "noise.wav")
COMMANDS: dict[str, Command] = {
    "inpaint_sound": INPAINT_SOUND,
    "upscale_sound": UPSCALE_SOUND,
    "denoise_sound": DENOISE_SOUND,
}
SOURCE = SignalSource("a voice.wav", start=1.5, sample_rate=8000)
TASKS_SAID: list[TaskOptions] = [
    *(TASKS[name]() for name in SOUND_TASKS),
    UpscaleSoundOptions(scale=3, protocol="filtered", observation="point", calm=0.25),
    DenoiseSoundOptions(add="hiss:12.5dB", noise_seed=4, held_out=0.1, stop_early=False),
    InpaintSoundOptions(gap="0.1s-0.2s,30%-40%", truth=False, gap_seed=3, quiet=0.0),
]


def name_of(task: TaskOptions) -> str:
    return next(name for name in SOUND_TASKS if TASKS[name] is type(task))


def read(task: str, words: list[str]) -> Experiment:
    return parse(COMMANDS[task], words).suited(guiding, SOUND)


@pytest.mark.parametrize("task", TASKS_SAID, ids=lambda task: type(task).__name__)
def test_the_words_give_the_same_experiment(task: TaskOptions) -> None:
    plain = Experiment(signal=SOURCE, task=task, budget=Budget.of(steps=9), seed=3)
    other = replace(plain, field=FinerOptions(hidden_features=48), optimizer=MuonOptions(learning_rate=0.01))
    for experiment in (plain, other, guiding(plain, SOUND)):
        words = shlex.split(command(experiment))
        assert words[:2] == ["sirendesk", VERBS[name_of(task)]]
        assert read(name_of(task), words[2:]) == experiment


@pytest.mark.parametrize("task", SOUND_TASKS)
def test_what_is_not_said_suits_the_sound(task: str) -> None:
    base = Experiment(signal=SignalSource("a.wav"), task=TASKS[task]())
    assert read(task, ["a.wav"]) == guiding(base, SOUND) != base
    assert read(task, ["a.wav", "--no-guided"]) == base
    said = read(
        task, ["a.wav", "--field", "siren", "--first-omega-0", "44", "--learning-rate", "0.5", "--seconds", "3"]
    )
    assert isinstance(said.field, SirenOptions)
    assert (said.field.first_omega_0, said.optimizer.learning_rate, said.budget) == (44, 0.5, Budget.of(seconds=3))


@pytest.mark.parametrize(
    ("words", "sound"),
    [
        ("sample:speech", True),
        ("sample:astronaut", False),
        ("--scale 4 voice.WAV", True),
        ("photo.png --out result.wav", False),
        ("--out folder.png voice.flac", True),
        ("-- -odd.wav", True),
        ("", False),
        ("no such file", False),
    ],
)
def test_a_sound_is_known_by_its_name(words: str, sound: bool) -> None:
    assert about_a_sound(words.split()) is sound


def test_a_sound_is_known_by_what_is_in_it_and_an_experiment_by_its_task(tmp_path: Path) -> None:
    write_sound(tmp_path / "voice.wav", SOUND.values, 8000, 16)
    (tmp_path / "voice.wav").rename(tmp_path / "voice")
    assert about_a_sound([str(tmp_path / "voice")])
    saved = tmp_path / "experiment.json"
    for task, sound in (("upscale_sound", True), ("upscale", False)):
        saved.write_text(json.dumps(Experiment(task=TASKS[task]()).to_json()))
        assert about_a_sound(["--experiment", str(saved)]) is sound
