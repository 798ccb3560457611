"""The small parts of a run: clock, drawing account, history, guards and the guessed horizon."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.guards import StalledStartGuard, is_slow
from sirendesk.core.history import History
from sirendesk.core.horizon import TargetHorizon
from sirendesk.core.stopwatch import DrawingAccount, Stopwatch


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_stopwatch_leaves_pauses_out() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    for running, passed in ((True, 2.0), (False, 50.0), (True, 3.0)):
        (watch.start if running else watch.stop)()
        clock.now += passed
    assert watch.seconds == 5.0


def test_drawing_waits_until_it_fits_its_share() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    account = DrawingAccount(watch, most_share=0.05, clock=clock)
    watch.start()
    assert account.may_draw
    with account.drawing(a_frame=True):
        clock.now += 0.1
    assert not account.may_draw
    clock.now += 3.8
    assert not account.may_draw
    clock.now += 0.2
    assert account.may_draw
    with account.drawing(a_frame=True):
        clock.now += 0.1
    assert account.share <= 0.05


def test_drawing_while_held_costs_the_run_nothing() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    account = DrawingAccount(watch, clock=clock)
    watch.start()
    clock.now += 1
    watch.stop()
    with account.drawing(a_frame=True):
        clock.now += 9
    assert account.share == 0


def test_history_keeps_every_step() -> None:
    history = History()
    for step in range(3000):
        history.append(1.0 / (step + 1), 0.01, step * 0.5)
    assert len(history) == 3000
    assert history.losses[2999] == np.float32(1 / 3000)
    assert history.recent_psnr(16) == pytest.approx(20.0)
    lines = history.csv().splitlines()
    assert len(lines) == 3001
    assert lines[1] == "1,0.0000,1,20.0000"


def test_history_of_a_perfect_fit_and_of_nothing() -> None:
    history = History()
    assert math.isnan(history.recent_psnr(4))
    history.append(0.0, 0.0, 0.0)
    assert history.recent_psnr(4) == math.inf
    assert history.csv().splitlines()[1].endswith("inf")


def creeps(errors: np.ndarray) -> bool:
    return is_slow(errors, 8, 0.1)


def flat(error: float, count: int) -> np.ndarray:
    return np.full(count, error, np.float32)


def test_a_stalled_start_is_judged_three_times_at_most() -> None:
    guard = StalledStartGuard(variance=0.1, fewest_steps=10)
    judged = [p for p in range(100) if guard.stalled(p / 100, flat(0.09, 10 + 10 * p), 8, creeps)]
    assert judged == [10, 25, 45]


def test_a_fit_that_learns_is_left_alone() -> None:
    guard = StalledStartGuard(variance=0.1)
    assert not guard.stalled(0.2, flat(0.05, 100), 8, creeps)
    assert not guard.stalled(0.5, flat(0.5, 200), 8, creeps)


def test_a_fit_that_is_merely_slow_is_left_alone() -> None:
    guard = StalledStartGuard(variance=0.1)
    creeping = np.linspace(0.3, 0.1, 200, dtype=np.float32)
    assert not any(guard.stalled(count / 200, creeping[:count], 8, creeps) for count in range(8, 200))


def test_nothing_is_thrown_away_near_the_end() -> None:
    guard = StalledStartGuard(variance=0.1, fewest_steps=40)
    assert not any(guard.stalled(step / 40, flat(0.1, step), 8, creeps) for step in range(41))


def test_a_handful_of_steps_is_no_ground_for_judging() -> None:
    assert not StalledStartGuard(variance=0.1).stalled(0.9, flat(0.1, 5), 8, creeps)


def test_the_horizon_doubles_until_the_target_is_reached() -> None:
    horizon = TargetHorizon(35.0)
    progress = [horizon.progress(step) for step in range(3000)]
    starts = [step for step, share in enumerate(progress) if share == 0.0]
    assert starts == [0, 400, 1200, 2800]
    assert all(0 <= share < 1 for share in progress)
    assert TargetHorizon(53.0).progress(400) == pytest.approx(0.5)
