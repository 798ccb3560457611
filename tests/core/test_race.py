"""Several methods on one hole: turns, clocks, failures that stay where they are, and painting while it runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.errors import OutOfMemoryError, UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.lanes import ITERATIONS, MOST_BIHARMONIC, baseline, lane_experiments
from sirendesk.core.lowrank import METHODS
from sirendesk.core.mask import block, describe_mask, make_mask
from sirendesk.core.race import Race, RaceSnapshot
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.inpaint import InpaintOptions, pose
from sirendesk.core.training import Trainer

EVERY = ("field", *METHODS)


@pytest.fixture
def lanes(small: Callable[..., Experiment]) -> Callable[..., dict[str, Experiment]]:
    def make(*methods: str, **options: object) -> dict[str, Experiment]:
        field = dataclasses.replace(small().field, first_omega_0=8.0)
        task = InpaintOptions(**{"mask": "block:9", "fill_rank": 4, **options})  # type: ignore[arg-type]
        return lane_experiments(small(task=task, field=field, budget=Budget.of(steps=120)), methods)

    return make


def settle(race: Race) -> RaceSnapshot:
    while race.advance(0.02):
        pass
    return race.snapshot(frame=True)


def test_every_method_comes_to_what_it_comes_to_alone(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    experiments = lanes(*EVERY)
    race = Race(experiments, wave)
    snapshot = settle(race)
    assert race.finished
    assert snapshot.finished
    assert list(snapshot.lanes) == list(EVERY)
    for key, experiment in experiments.items():
        alone = Trainer(experiment, wave)
        while alone.advance(1.0):
            pass
        together = race.trainers[key]
        assert alone.reconstruction is not None
        assert together.reconstruction is not None
        assert np.array_equal(together.reconstruction, alone.reconstruction)
        assert snapshot.lanes[key].metrics == alone.metrics
    assert snapshot.step == sum(lane.step for lane in snapshot.lanes.values())
    assert snapshot.progress == 1.0


def test_sweeps_of_the_catalogue_are_taken(lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal) -> None:
    race = Race(lanes(*METHODS), wave)
    settle(race)
    for method, trainer in race.trainers.items():
        assert trainer.step == ITERATIONS[method] * trainer.solver.steps_per_epoch


class Clock:
    """Stands still until it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_lanes_get_equal_time_and_each_has_a_clock_of_its_own(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    experiments = lanes("field", "factors", "svd")
    for key, experiment in experiments.items():
        experiments[key] = dataclasses.replace(experiment, budget=Budget.of(seconds=1000.0))
    race = Race(experiments, wave, clock=clock, watch=False)
    costs = {"field": 0.01, "factors": 0.03, "svd": 0.3}
    for key, trainer in race.trainers.items():
        step = trainer.solver.step

        def slowly(progress: float, step: Callable = step, cost: float = costs[key]) -> object:  # type: ignore[type-arg]
            clock.now += cost
            return step(progress)

        monkeypatch.setattr(trainer.solver, "step", slowly)
    while clock.now < 30.0:
        race.advance(0.02)
    seconds = {key: trainer.seconds for key, trainer in race.trainers.items()}
    assert sum(seconds.values()) == pytest.approx(clock.now, abs=1e-6)
    assert all(spent == pytest.approx(10.0, abs=0.4) for spent in seconds.values())
    assert race.trainers["field"].step > 20 * race.trainers["svd"].step


def test_a_lane_that_cannot_be_built_says_why_and_leaves_the_others_alone(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    race = Race(lanes("svd", "soft-svd", fill_rank=25), wave)
    snapshot = race.snapshot()
    assert snapshot.lanes["svd"].finished
    assert [finding.kind for finding in snapshot.lanes["svd"].findings] == ["lane"]
    assert "from 1 to 24" in snapshot.lanes["svd"].findings[0].sentence
    last = settle(race)
    assert last.lanes["soft-svd"].metrics is not None
    assert last.lanes["svd"].findings == ()
    assert race.observe(block(wave.shape, 5)) == ""
    assert settle(race).finished


def test_a_lane_that_fails_on_its_way_keeps_its_numbers(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = Race(lanes("field", "svd"), wave)
    for _ in range(10):
        race.advance(0.0)
    trainer = race.trainers["field"]
    before = trainer.step

    def full(progress: float) -> None:
        raise OutOfMemoryError("There is no room.")

    monkeypatch.setattr(trainer.solver, "step", full)
    snapshot = settle(race)
    assert snapshot.lanes["field"].step == before
    assert snapshot.lanes["field"].finished
    assert snapshot.lanes["field"].findings[-1].sentence == "There is no room."
    assert snapshot.lanes["svd"].metrics is not None


def test_a_lane_that_explodes_ends_alone(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = Race(lanes("naive-factors", "svd"), wave)
    monkeypatch.setattr(getattr(race.trainers["naive-factors"].solver, "filler"), "_rate", 1e30)  # noqa: B009
    snapshot = settle(race)
    assert race.trainers["naive-factors"].diverged
    assert "unstable" in snapshot.lanes["naive-factors"].findings[-1].sentence
    assert snapshot.lanes["svd"].metrics is not None


@pytest.mark.parametrize("painted", [0, 1])
def test_a_mask_that_cannot_be_filled_is_told_and_the_one_before_stays(
    painted: int, lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    race = Race(lanes("field", "svd"), wave)
    for _ in range(10):
        race.advance(0.0)
    before, steps = race.problem, race.step
    said = race.observe(np.full(wave.shape, bool(painted)))
    assert said.startswith("The mask hides " + ("the whole" if painted else "nothing"))
    assert "the hole before" in said
    assert "\n" not in said
    assert race.problem is before
    snapshot = race.snapshot()
    assert [finding.sentence for finding in snapshot.findings] == [said]
    assert race.snapshot().findings == ()
    assert settle(race).step > steps
    with pytest.raises(UsageError, match="5 x 5 pixels and the picture 32 x 24"):
        race.observe(np.ones((5, 5), bool))
    assert race.problem is before


def test_a_stroke_reaches_all_lanes_and_the_experiments(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    race = Race(lanes("field", "svd", "patches"), wave)
    settle(race)
    assert race.snapshot().caveat == ""
    wider = race.problem.mask | block(wave.shape, 6, (1, 1))
    assert race.observe(wider) == ""
    assert not race.settled
    snapshot = settle(race)
    assert snapshot.finished
    fresh = 36 - (race.problem.mask & block(wave.shape, 6, (1, 1)) & make_mask("block:9", wave.shape, 0)).sum()
    assert snapshot.seen_before == pytest.approx(fresh / wider.sum())
    assert "seen before" in snapshot.caveat
    for key, trainer in race.trainers.items():
        assert trainer.problem is race.problem
        task = race.experiments[key].task
        assert isinstance(task, InpaintOptions)
        assert np.array_equal(make_mask(task.mask, wave.shape, 0), wider)
        assert trainer.experiment == race.experiments[key]
        assert trainer.reconstruction is not None
        filled = task.compose(race.problem, trainer.reconstruction)
        assert np.array_equal(filled[~wider], wave.values[~wider])
        drawn = snapshot.lanes[key].frame
        assert drawn is not None
        assert drawn.exact
    assert race.observe(wider.copy()) == ""
    assert race.settled


def test_a_mask_painted_before_the_start_has_no_caveat(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    painted = block(wave.shape, 4, (2, 2))
    race = Race(lanes("svd"), wave, mask=painted)
    assert race.experiments["svd"] == dataclasses.replace(
        lanes("svd")["svd"], task=dataclasses.replace(lanes("svd")["svd"].task, mask=describe_mask(painted))
    )
    # words that make the very mask are shorter than the mask
    spoken = Race(lanes("svd"), wave, mask=make_mask("block:9", wave.shape, 0))
    assert spoken.experiments == lanes("svd")
    race.observe(block(wave.shape, 4, (12, 12)))
    settle(race)
    assert race.snapshot().caveat == ""
    with pytest.raises(UsageError, match="nothing"):
        Race(lanes("svd"), wave, mask=np.zeros(wave.shape, bool))


def test_pause_step_resume_stop_and_the_rest_reach_all_lanes(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    race = Race(lanes("field", "svd"), wave)
    race.step_once()
    assert [trainer.step for trainer in race.trainers.values()] == [1, 1]
    snapshot = settle(race)
    assert race.settled
    assert not race.finished
    assert all(lane.metrics is not None for lane in snapshot.lanes.values())
    assert all(lane.frame is not None and lane.frame.exact for lane in snapshot.lanes.values())
    assert not race.may_draw  # all of it is on the screen
    race.set_live("learning_rate", 1e-4)
    race.set_insight(None)
    assert not race.has_insight
    race.go_back()
    race.resume()
    race.advance(0.0)
    race.hold_clock()
    race.ask_to_stop()
    settle(race)
    assert race.finished
    assert race.step < 10
    race.drop()


def test_drawing_takes_its_share_and_no_lane_is_forgotten(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    experiments = lanes("field", "svd", "factors")
    for key, experiment in experiments.items():
        experiments[key] = dataclasses.replace(experiment, budget=Budget.of(steps=100_000))
    race = Race(experiments, wave)
    drawn = dict.fromkeys(experiments, 0)
    for _ in range(400):
        race.advance(0.002)
        if race.may_draw:
            for key, lane in race.snapshot(frame=True).lanes.items():
                drawn[key] += lane.frame is not None
    assert min(drawn.values()) > 0
    assert max(drawn.values()) <= min(drawn.values()) + 2
    assert 0.0 < race.snapshot().drawing_share < 0.12


def test_the_estimate_is_about_the_hole_as_it_is_shown(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    race = Race(lanes("svd", "field"), wave)
    for _ in range(30):
        race.advance(0.0)
    snapshot = race.snapshot(frame=True)
    for lane in snapshot.lanes.values():
        if lane.frame is None:
            continue
        shown = lane.frame.picture.astype(np.float64)[..., None] / 255
        error = np.sqrt(np.square(shown - wave.values)[race.problem.judged].mean())
        # what is shown has been rounded to whole levels
        assert 10 ** (-lane.psnr / 20) == pytest.approx(error, abs=0.5 / 255 + 1e-6)


def test_lanes_without_truth_are_judged_by_what_is_held_out(
    lanes: Callable[..., dict[str, Experiment]], wave: SampledSignal
) -> None:
    race = Race(lanes("svd", truth=False), wave)
    snapshot = settle(race)
    assert "held out" in snapshot.region
    assert set(snapshot.lanes["svd"].metrics or {}) == {"psnr", "ssim"}


def test_each_method_has_the_budget_that_suits_it(small: Callable[..., Experiment]) -> None:
    base = small(task=InpaintOptions(), budget=Budget.of(seconds=7.0))
    found = lane_experiments(base, ("field", "wire", "svd", "patches", "mean"))
    assert list(found) == ["field", "wire", "svd", "patches"]
    assert found["field"] == base
    assert found["wire"].budget == base.budget
    assert found["svd"].budget == Budget.of(steps=50)
    assert found["patches"].budget == Budget.of(steps=8)
    own = dataclasses.replace(found["svd"], budget=Budget.of(steps=7))
    assert lane_experiments(own, ("svd", "field"))["svd"] == own
    assert lane_experiments(own, ("svd", "field"))["field"].budget == Budget()
    with pytest.raises(UsageError, match="magic"):
        lane_experiments(base, ("magic",))


def test_baselines_are_scored_like_any_method(wave: SampledSignal) -> None:
    task = InpaintOptions()
    problem = pose(task, wave, block(wave.shape, 9))
    mean, smooth = baseline("mean", task, problem), baseline("biharmonic", task, problem)
    assert np.array_equal(smooth.picture[~problem.mask], wave.values[~problem.mask])
    assert smooth.scores["psnr"] > mean.scores["psnr"]
    assert set(mean.scores) == {"psnr", "ssim", "whole_psnr", "whole_ssim"}


def test_biharmonic_filling_of_too_large_a_hole_is_refused(wave: SampledSignal) -> None:
    side = int(MOST_BIHARMONIC**0.5) + 2
    large = dataclasses.replace(wave, values=np.zeros((side, side + 1, 1), np.float32))
    mask = np.ones((side, side + 1), bool)
    mask[:, 0] = False
    with pytest.raises(UsageError, match="memory"):
        baseline("biharmonic", InpaintOptions(), pose(InpaintOptions(), large, mask))
