"""Every method, side by side, on holes that leave little: finite, in range, what is known to the bit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.lanes import BASELINES, baseline, lane_experiments
from sirendesk.core.lowrank import METHODS
from sirendesk.core.race import Race
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.inpaint import InpaintOptions, pose

EVERY = ("field", *METHODS)


def most(shape: tuple[int, int]) -> np.ndarray:
    return np.random.default_rng(0).random(shape) < 0.95


def row(shape: tuple[int, int]) -> np.ndarray:
    mask = np.random.default_rng(1).random(shape) < 0.3
    mask[7] = True
    return mask


def picture(case: str) -> tuple[SampledSignal, np.ndarray]:
    height, width = (2, 40) if case == "two rows" else (24, 32)
    rows, columns = np.mgrid[0:height, 0:width] / 31
    values = np.stack([0.5 + 0.4 * np.sin(6 * rows + k) * np.cos(5 * columns) for k in range(3)], axis=2)
    if case == "a constant picture":
        values[:] = (0.25, 0.5, 1.0)
    if case == "black and white":
        values = (values > 0.5).astype(float)
    hide = most if case == "95 % missing" else row if height > 7 else lambda s: np.random.default_rng(0).random(s) < 0.4
    return SampledSignal(values.astype(np.float32), None, case, case), hide((height, width))


@pytest.mark.parametrize("case", ["95 % missing", "a row missing", "a constant picture", "black and white", "two rows"])
def test_no_method_leaves_what_a_picture_can_hold(case: str, small: Callable[..., Experiment]) -> None:
    signal, mask = picture(case)
    field = dataclasses.replace(small().field, first_omega_0=8.0)
    task = InpaintOptions(fill_rank=min(8, *mask.shape))
    experiment = small(task=task, field=field, budget=Budget.of(steps=80))
    race = Race(lane_experiments(experiment, EVERY), signal, mask=mask)
    while race.advance(0.1):
        for lane in race.snapshot(frame=True).lanes.values():
            assert not np.isinf(lane.losses).any()
    assert set(race.trainers) == set(EVERY)
    pictures = {}
    for key, trainer in race.trainers.items():
        assert trainer.reconstruction is not None
        pictures[key] = task.compose(race.problem, trainer.reconstruction)
    problem = pose(task, signal, mask)
    pictures |= {name: baseline(name, task, problem).picture for name in BASELINES}
    for key, filled in pictures.items():
        assert np.isfinite(filled).all(), key
        assert filled.min() >= 0.0, key
        assert filled.max() <= 1.0, key
        assert np.array_equal(filled[~mask], signal.values[~mask]), key
        if case == "a constant picture":
            assert np.abs(filled - signal.values).max() < (0.1 if key == "field" else 1e-3), key
