"""A fit that answers silence: told before the first step, and repaired."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.signals import AudioSignal, SampledSignal
from sirendesk.core.sounds import suiting
from sirendesk.core.sounds.silence import examine_reach, suited_to
from sirendesk.core.training import Trainer
from sirendesk.core.training_options import TrainingOptions

RATE = 8000
TIME = np.arange(RATE // 2) / RATE
CHORD = AudioSignal(
    np.sum([0.2 * np.sin(2 * np.pi * f * TIME) for f in (520.0, 1190.0, 1730.0)], axis=0).astype(np.float32)[:, None],
    RATE,
    "chord",
    "chord",
)
SMALL = SirenOptions(hidden_features=64, first_omega_0=5.0, weight_scale=1.0)


def slow(**changes: Any) -> Experiment:
    plain = Experiment(field=SMALL, training=TrainingOptions(threads=1, batch_size=512), budget=Budget.of(steps=400))
    return dataclasses.replace(plain, **changes)


def run(trainer: Trainer) -> float:
    while trainer.advance(10.0):
        pass
    assert trainer.metrics is not None
    return trainer.metrics["snr"]


@pytest.mark.parametrize(("omega", "kind"), [(5.0, "deaf"), (1500.0, ""), (100_000.0, "shrill")])
def test_the_first_layers_reach_is_held_against_the_sounds(omega: float, kind: str) -> None:
    found = examine_reach(slow(field=dataclasses.replace(SMALL, first_omega_0=omega)), CHORD)
    assert (found.kind if found else "") == kind


def test_what_suits_the_sound_is_one_click_away() -> None:
    found = examine_reach(slow(), CHORD)
    assert found is not None
    assert found.repair is not None
    assert found.repair.parts is not None
    mended = slow().updated(found.repair.parts)
    assert mended.field == suiting.guiding(slow(), CHORD).field
    assert mended.budget == slow().budget
    assert examine_reach(mended, CHORD) is None


def test_pictures_silence_and_suited_sounds_are_left_alone() -> None:
    picture = SampledSignal(np.zeros((8, 8, 1), np.float32), None, "p", "p")
    assert suited_to(slow(), picture) is None
    assert examine_reach(slow(), picture) is None
    assert examine_reach(slow(), dataclasses.replace(CHORD, values=np.zeros((99, 1), np.float32))) is None
    assert suited_to(suiting.guiding(slow(), CHORD), CHORD) is None


def test_a_fit_that_answers_silence_starts_again_with_what_suits_the_sound() -> None:
    trainer = Trainer(slow(), CHORD, watch=False)
    assert run(trainer) > 1.0
    assert [finding.kind for finding in trainer.snapshot().findings][:2] == ["deaf", "restarted"]
    assert trainer.tamed.field == suiting.guiding(slow(), CHORD).field


def test_who_wants_to_see_the_silence_sees_it_and_is_told() -> None:
    stubborn = slow(training=TrainingOptions(threads=1, batch_size=512, start_again=False))
    trainer = Trainer(stubborn, CHORD, watch=False)
    assert run(trainer) < 1.0
    found = {finding.kind: finding for finding in trainer.snapshot().findings}
    assert "silence" in found["stalled"].sentence
    assert found["stalled"].repair is not None
    assert found["stalled"].repair.label.startswith("Suit the sound")
