"""The standing question: how much of the time it takes, when it answers, and what it answers about."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sirendesk.core.budget import Budget
from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.insight import INSIGHTS
from sirendesk.core.insight.inquiry import FAILED, Inquiry
from sirendesk.core.insight.subject import Subject
from sirendesk.core.insight.values import (
    KINDS,
    Activations,
    Derivatives,
    Insight,
    InsightRequest,
    LayerSpectra,
    Neurons,
    Spectrum,
    Unavailable,
)
from sirendesk.core.signals import SampledSignal
from sirendesk.core.training import Trainer

Make = Callable[..., Any]
ANSWERS: dict[str, type] = dict(zip(KINDS, (Derivatives, Spectrum, Activations, Neurons, LayerSpectra), strict=True))
BLANK = np.zeros((4, 4, 1), np.float32)
PORTIONS, PORTION, STEP = 9, 0.015, 0.012


class Clock:
    """Moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[Subject]:
    """Looks of a known cost in place of those for activations; the list holds what they looked at."""
    began: list[Subject] = []

    def look(subject: Subject, request: InsightRequest) -> Generator[float, None, Insight]:
        began.append(subject)
        for k in range(PORTIONS - 1):
            clock.now += PORTION
            yield k / PORTIONS
        clock.now += PORTION
        return Activations(subject.step, ())

    monkeypatch.setitem(INSIGHTS, "activations", look)
    return began


@pytest.fixture
def solver(waves: Make) -> Any:
    return SimpleNamespace(
        field=waves([[1.0, 2.0]], [1.0]), transform=SimpleNamespace(decode=lambda v: v), weights=lambda: None
    )


def train(inquiry: Inquiry, solver: Any, clock: Clock, seconds: float, first: int = 0) -> tuple[int, float, list[int]]:
    """Steps and portions in turn; how many steps, what share of the time was looking, and the steps of the answers."""
    step, begin, looking, answers = first, clock.now, 0.0, []
    while clock.now - begin < seconds:
        before = clock.now
        if inquiry.work_beside(solver, step, clock.now):
            looking += clock.now - before
            assert not inquiry.work_beside(solver, step, clock.now), "two portions after one step"
        step += 1
        clock.now += STEP
        if inquiry.ready:
            answer = inquiry.take()
            assert answer is not None
            answers.append(answer.step)
    return step, looking / (clock.now - begin), answers


def test_looking_takes_a_twentieth_of_the_time_and_begins_at_once(
    clock: Clock, looks: list[Subject], solver: Any
) -> None:
    inquiry = Inquiry(BLANK, False, clock=clock)
    inquiry.ask(InsightRequest("activations"))
    _, _, answers = train(inquiry, solver, clock, 2 * PORTIONS * (PORTION + STEP))
    assert answers == [0]
    _, share, answers = train(inquiry, solver, clock, 120.0)
    assert 0.04 < share <= 0.055
    assert len(answers) == pytest.approx(120 * 0.05 / (PORTIONS * PORTION), rel=0.1)
    assert answers == sorted(set(answers))


def test_time_without_a_question_is_no_credit(clock: Clock, looks: list[Subject], solver: Any) -> None:
    inquiry = Inquiry(BLANK, False, clock=clock)
    step, share, _ = train(inquiry, solver, clock, 200.0)
    assert share == 0.0
    assert not looks
    inquiry.ask(InsightRequest("activations"))
    _, share, _ = train(inquiry, solver, clock, 20.0, step)
    assert share <= 0.06


def test_changing_the_question_all_the_time_does_not_stop_training(
    clock: Clock, looks: list[Subject], solver: Any
) -> None:
    inquiry = Inquiry(BLANK, False, clock=clock)
    step, looking = 0, 0.0
    for k in range(100):
        inquiry.ask(InsightRequest("activations", layer=k))
        step, share, _ = train(inquiry, solver, clock, 0.5, step)
        looking += share / 100
    # half a second on credit at most, beside the usual share
    assert looking < 0.05 + 0.7 / 50 + 0.01


def test_a_look_shows_one_step_while_training_goes_on(clock: Clock, looks: list[Subject], solver: Any) -> None:
    inquiry = Inquiry(BLANK, False, clock=clock)
    inquiry.ask(InsightRequest("activations"))
    inquiry.work_beside(solver, 5, clock.now)
    solver.field.weights.zero_()
    assert looks[0].network.weights.abs().sum() > 0
    for step in range(6, 6 + PORTIONS):
        inquiry.work_beside(solver, step, clock.now)
    answer = inquiry.take()
    assert answer is not None
    assert answer.step == 5
    assert inquiry.take() is None


def test_held_it_looks_once_closely_and_again_when_asked_anew(clock: Clock, looks: list[Subject], solver: Any) -> None:
    inquiry = Inquiry(BLANK, False, clock=clock)
    request = InsightRequest("activations")
    inquiry.ask(request)
    inquiry.work_beside(solver, 3, clock.now)
    for _ in range(2):
        assert inquiry.wanted(3)
        while inquiry.wanted(3):
            inquiry.work_alone(solver, 3)
        assert inquiry.take() is not None
        inquiry.ask(request)
    # the coarse one under way was given up for a full one
    assert [subject.full for subject in looks] == [False, True, True]
    inquiry.ask(None)
    assert not inquiry.wanted(3)
    assert not inquiry.work_beside(solver, 4, clock.now)


def test_what_takes_long_is_shown_coarse_before_it_is_shown_close(
    clock: Clock, looks: list[Subject], solver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(INSIGHTS, "derivatives", INSIGHTS["activations"])
    inquiry = Inquiry(BLANK, False, clock=clock)
    inquiry.ask(InsightRequest("derivatives"))
    answers = 0
    while inquiry.wanted(4):
        inquiry.work_alone(solver, 4)
        answers += inquiry.take() is not None
    assert answers == 2
    assert [subject.full for subject in looks] == [False, True]


def test_without_a_field_there_is_a_sentence(clock: Clock) -> None:
    inquiry = Inquiry(BLANK, False, clock=clock)
    inquiry.ask(InsightRequest("layers"))
    nothing: Any = SimpleNamespace()
    inquiry.work_alone(nothing, 2)
    answer = inquiry.take()
    assert isinstance(answer, Unavailable)
    assert (answer.step, answer.kind) == (2, "layers")
    assert not inquiry.wanted(2)


FAILURES = [
    RuntimeError("not twice differentiable\nsomewhere deep"),
    ValueError("cannot convert float NaN to integer"),
    ZeroDivisionError("division by zero"),
    np.linalg.LinAlgError("SVD did not converge"),
    UsageError("This needs a smaller picture."),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_look_that_fails_is_a_sentence_of_ours_and_not_the_end(
    failure: Exception, clock: Clock, solver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(subject: Subject, request: InsightRequest) -> Generator[float, None, Insight]:
        yield 0.1
        raise failure

    monkeypatch.setitem(INSIGHTS, "derivatives", look)
    inquiry = Inquiry(BLANK, False, clock=clock)
    inquiry.ask(InsightRequest("derivatives"))
    while inquiry.wanted(1):
        inquiry.work_alone(solver, 1)
    answer = inquiry.take()
    assert isinstance(answer, Unavailable)
    assert answer.sentence == (str(failure) if isinstance(failure, UsageError) else FAILED)
    assert (answer.step, answer.kind) == (1, "derivatives")


def test_a_question_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="derivatives"):
        InsightRequest("dreams")


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_answers_while_it_trains_and_closely_when_it_is_over(
    kind: str, small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer = Trainer(small(budget=Budget.of(steps=60)), wave)
    trainer.set_insight(InsightRequest(kind, 1, (0, 3)))
    seen: list[Insight] = []
    while trainer.advance(0.0):
        snapshot = trainer.snapshot()
        if snapshot.insight is not None:
            seen.append(snapshot.insight)
    seen += [last for last in [trainer.snapshot().insight] if last is not None]
    assert all(isinstance(answer, ANSWERS[kind]) for answer in seen)
    assert seen[0].step <= 2
    assert seen[-1].step == 60
    steps = [answer.step for answer in seen]
    assert steps == sorted(steps)
    assert len(set(steps)) >= 2
    assert not trainer.advance(0.1)
    trainer.set_insight(InsightRequest(kind, 0))
    assert not trainer.has_insight
    while trainer.advance(0.1):
        pass
    assert trainer.has_insight
    assert isinstance(trainer.snapshot().insight, ANSWERS[kind])
    trainer.set_insight(None)
    assert not trainer.advance(0.1)
    assert trainer.snapshot().insight is None


def test_scores_come_before_the_close_look(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    trainer = Trainer(small(budget=Budget.of(steps=5)), wave)
    trainer.set_insight(InsightRequest("derivatives"))
    while not trainer.finished:
        trainer.advance(0.0)
    assert trainer.settled
    assert trainer.metrics is not None
    assert trainer.advance(0.0) or trainer.has_insight


def test_a_run_that_was_stopped_is_looked_at_too(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    trainer = Trainer(small(budget=Budget.of(seconds=1e5)), wave)
    trainer.set_insight(InsightRequest("layers"))
    trainer.advance(0.0)
    trainer.ask_to_stop()
    for _ in range(200):
        trainer.advance(0.0)
    assert trainer.finished
    assert trainer.has_insight
    assert not trainer.advance(0.1)


def test_looking_changes_nothing_of_what_is_learnt(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    weights = []
    for kind in (None, *KINDS):
        trainer = Trainer(small(budget=Budget.of(steps=40)), wave)
        trainer.set_insight(None if kind is None else InsightRequest(kind, 0, (1,)))
        while trainer.advance(0.5):
            pass
        weights.append(trainer.solver.weights().copy())
    assert all(np.array_equal(weights[0], other) for other in weights[1:])


def test_held_before_its_first_step_a_run_shows_how_it_starts(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer = Trainer(small(), wave)
    trainer.set_insight(InsightRequest("layers"))
    trainer.pause()
    while trainer.advance(0.1):
        pass
    answer = trainer.snapshot().insight
    assert isinstance(answer, LayerSpectra)
    assert answer.step == 0
    for layer in answer.layers:
        assert np.array_equal(layer.values, layer.start)


def test_gone_back_to_an_earlier_state_it_is_looked_at_again(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    trainer = Trainer(small(budget=Budget.of(steps=60)), wave)
    while trainer.advance(0.5):
        pass
    last: Any = trainer.solver
    last.field.weights.mul_(0.5)
    trainer.set_insight(InsightRequest("neurons"))
    highs = []
    for _ in range(2):
        while trainer.advance(0.5):
            pass
        answer = trainer.snapshot().insight
        assert isinstance(answer, Neurons)
        assert answer.step == 60
        highs.append(answer.highs)
        trainer.go_back()
    assert not np.array_equal(*highs)


def test_singular_values_are_beside_those_of_the_first_weights(
    small: Callable[..., Experiment], wave: SampledSignal
) -> None:
    untouched = Trainer(small(), wave)
    trainer = Trainer(small(budget=Budget.of(steps=30)), wave)
    while trainer.advance(0.5):
        pass
    trainer.set_insight(InsightRequest("layers"))
    while trainer.advance(0.5):
        pass
    answer = trainer.snapshot().insight
    assert isinstance(answer, LayerSpectra)
    first = untouched.solver.weights()[: 32 * 2].reshape(32, 2) / 30.0
    np.testing.assert_allclose(answer.layers[0].start, np.linalg.svd(first, compute_uv=False), rtol=1e-4)
    assert not np.allclose(answer.layers[0].values, answer.layers[0].start, rtol=1e-3)


def test_derivatives_know_the_target_transform(small: Callable[..., Experiment], wave: SampledSignal) -> None:
    """The fit is in units of the signal: its slopes come to resemble the signal's."""
    smooth = SirenOptions(hidden_features=32, hidden_layers=1, first_omega_0=4.0, weight_scale=1.0)
    trainer = Trainer(small(budget=Budget.of(steps=600), field=smooth), wave)
    while trainer.advance(0.5):
        pass
    trainer.set_insight(InsightRequest("derivatives"))
    while trainer.advance(0.5):
        pass
    answer = trainer.snapshot().insight
    assert isinstance(answer, Derivatives)
    assert np.abs(answer.fit_x - answer.signal_x).mean() < 0.1 * np.abs(answer.signal_x).mean()
