"""Whether the lessons are true: each one and its other half at equal seconds, on one photograph.

usage: sirendesk bench lessons [IMAGE | sample:NAME] [--seconds 10] [--size 256]
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from sirendesk.commands import flags
from sirendesk.commands.bench import Bar
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.metrics import psnr
from sirendesk.core.presets import Preset, load_presets
from sirendesk.core.signals import SampledSignal, SignalSource, load_signal
from sirendesk.core.training import Trainer

Scores = dict[str, float]


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Print both scores of each preset that a lesson is about; one bar a lesson."""
    location = next((word for word in arguments if not word.startswith("--")), "sample:astronaut")
    seconds = float(flags.peek(arguments, "seconds", "10"))
    size = int(flags.peek(arguments, "size", "256"))
    small = load_signal(SignalSource(location, size=size))
    large = load_signal(SignalSource(location, size=2 * size))
    presets = {preset.name: preset for preset in load_presets()}
    lessons = [preset for preset in presets.values() if preset.lesson is not None]
    needed = {name for preset in lessons if preset.lesson for name in (preset.name, preset.lesson.beside)}
    findings: dict[str, list[str]] = {}
    scores = {}
    for name in [name for name in presets if name in needed]:
        scores[name], findings[name] = _scores(presets[name], seconds, small, large, say)
    bars = []
    for preset in lessons:
        assert preset.lesson is not None, "chosen for having one"
        where, margin = preset.lesson.where, preset.lesson.margin_db
        behind = scores[preset.lesson.beside][where] - scores[preset.name][where]
        sign = 1 if margin > 0 else -1
        name = f"{preset.name}: {'below' if sign > 0 else 'above'} {preset.lesson.beside}, {where}"
        bars.append(Bar(name, sign * behind, abs(margin), "dB"))
        if preset.lesson.finding:
            told = preset.lesson.finding in findings[preset.name]
            bars.append(Bar(f"{preset.name}: the doctor says {preset.lesson.finding!r}", float(told), 1, "said"))
    return bars


def _scores(
    preset: Preset, seconds: float, small: SampledSignal, large: SampledSignal, say: Callable[[str], None]
) -> tuple[Scores, list[str]]:
    experiment = dataclasses.replace(preset.apply(Experiment()), budget=Budget.of(seconds=seconds))
    trainer = Trainer(experiment, small, watch=False)
    while trainer.advance(1.0):
        pass
    assert trainer.metrics is not None, "a run that ended was measured"
    drawn = _render(trainer, large.shape)
    scores = {"whole": trainer.metrics["psnr"], "between": psnr(large.values, drawn)}
    kinds = [finding.kind for finding in trainer.snapshot().findings]
    say(
        f"{preset.name:28} {scores['whole']:6.2f} dB whole, {scores['between']:6.2f} dB against the original at twice "
        f"the size; {trainer.step:,} steps; the doctor said: {', '.join(kinds) or 'nothing'}"
    )
    return scores, kinds


def _render(trainer: Trainer, shape: tuple[int, int]) -> np.ndarray:
    job = trainer.solver.render(shape)
    while True:
        try:
            next(job)
        except StopIteration as done:
            return np.clip(done.value, 0, 1)
