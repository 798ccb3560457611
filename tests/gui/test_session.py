"""The way of a question into the network and of its answer back: through the session and its threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.insight.values import Activations, Derivatives, Insight, InsightRequest, Neurons
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.session import Session
from waiting import LONG

SIGNAL = SampledSignal(np.random.default_rng(0).random((32, 40, 1), dtype=np.float32), None, "noise", "noise")


def experiment(steps: int = 100_000_000) -> Experiment:
    return Experiment(
        field=SirenOptions(hidden_features=16, hidden_layers=1),
        training=TrainingOptions(batch_size=64, threads=1, device="cpu", precision="fp32"),
        budget=Budget.of(steps=steps),
    )


class Watcher:
    """Keeps what arrives and says that it is drawn."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.snapshots: list[Snapshot] = []
        self.states: list[str] = []
        self.order: list[str] = []
        session.snapshot_arrived.connect(self.take)
        session.state_changed.connect(self.note)

    def take(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        if snapshot.insight is not None:
            self.order.append("insight of the end" if snapshot.finished else "insight")
        self._session.acknowledge()

    def note(self, state: str) -> None:
        self.states.append(state)
        self.order.append(state)

    def insights(self) -> list[Insight]:
        return [snapshot.insight for snapshot in self.snapshots if snapshot.insight is not None]


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


@pytest.fixture
def watcher(session: Session) -> Watcher:
    return Watcher(session)


def until(qtbot: QtBot, there: Callable[[], bool]) -> None:
    qtbot.waitUntil(there, timeout=LONG)


def test_a_question_is_answered_again_and_again_and_by_runs_to_come(
    qtbot: QtBot, session: Session, watcher: Watcher
) -> None:
    session.set_insight(InsightRequest("activations"))
    for _ in range(2):
        watcher.snapshots.clear()
        run = session.start(experiment(), SIGNAL)
        until(qtbot, lambda: len(watcher.insights()) >= 3)
        assert all(isinstance(answer, Activations) for answer in watcher.insights())
        assert {snapshot.run for snapshot in watcher.snapshots} == {run}
    session.set_insight(None)
    session.pause()
    until(qtbot, lambda: session.state == "paused" and watcher.snapshots[-1].metrics is not None)
    watcher.snapshots.clear()
    session.step()
    until(qtbot, lambda: bool(watcher.snapshots) and watcher.snapshots[-1].metrics is not None)
    assert not watcher.insights()


def test_a_held_run_answers_every_click_without_another_frame(qtbot: QtBot, session: Session, watcher: Watcher) -> None:
    session.start(experiment(), SIGNAL)
    until(qtbot, lambda: bool(watcher.snapshots))
    session.pause()
    until(qtbot, lambda: session.state == "paused" and watcher.snapshots[-1].metrics is not None)
    for muted in ((1,), (1, 2), ()):
        watcher.snapshots.clear()
        session.set_insight(InsightRequest("neurons", 1, muted))
        until(qtbot, lambda: bool(watcher.insights()))
        answer = watcher.insights()[-1]
        assert isinstance(answer, Neurons)
        assert answer.muted == muted
        assert (answer.picture is None) == (not muted)
        assert [snapshot.frame for snapshot in watcher.snapshots] == [None]
    session.resume()
    until(qtbot, lambda: session.state == "running" and watcher.snapshots[-1].frame is not None)


def test_held_a_second_time_it_is_measured_a_second_time(qtbot: QtBot, session: Session, watcher: Watcher) -> None:
    session.start(experiment(), SIGNAL)
    until(qtbot, lambda: bool(watcher.snapshots))
    for _ in range(3):
        session.pause()
        until(qtbot, lambda: session.state == "paused" and watcher.snapshots[-1].metrics is not None)
        frame = watcher.snapshots[-1].frame
        assert frame is not None
        assert frame.exact
        watcher.snapshots.clear()
        session.resume()
        until(qtbot, lambda: session.state == "running" and bool(watcher.snapshots))


def test_a_run_is_finished_before_it_is_looked_at_closely(qtbot: QtBot, session: Session, watcher: Watcher) -> None:
    session.set_insight(InsightRequest("derivatives"))
    session.start(experiment(steps=30), SIGNAL)
    until(qtbot, lambda: "finished" in watcher.order and watcher.order[-1] == "insight of the end")
    last = watcher.insights()[-1]
    assert isinstance(last, Derivatives)
    assert last.step == 30
    frames = [snapshot for snapshot in watcher.snapshots if snapshot.finished and snapshot.frame is not None]
    assert len(frames) == 1
