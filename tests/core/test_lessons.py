"""Lessons say what they must, and about presets that exist; whether they are true is what `bench lessons` measures."""

from __future__ import annotations

import pytest

from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset, load_presets

PRESETS = {preset.name: preset for preset in load_presets()}
LESSONS = [preset for preset in PRESETS.values() if preset.lesson is not None]


def test_there_are_lessons_after_the_plain_presets() -> None:
    assert len(LESSONS) >= 8
    assert list(PRESETS.values())[-len(LESSONS) :] == LESSONS


@pytest.mark.parametrize("preset", LESSONS, ids=lambda preset: preset.name)
def test_a_lesson_predicts_explains_and_has_another_half(preset: Preset) -> None:
    lesson = preset.lesson
    assert lesson is not None
    assert lesson.expect.endswith(".")
    assert lesson.why.endswith(".")
    assert lesson.where in ("whole", "between")
    assert lesson.margin_db != 0
    other = PRESETS[lesson.beside]
    assert other != preset
    mine, others = preset.apply(Experiment()), other.apply(Experiment())
    assert mine != others
    # what is compared is compared at equal time
    assert mine.budget == others.budget
