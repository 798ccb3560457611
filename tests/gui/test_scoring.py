"""Rivals that take their time hold up neither the fit nor the end of the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.problem import Problem
from sirendesk.core.signals import SignalSource, load_signal
from sirendesk.core.task import Rivals
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.scoring import Scoring
from sirendesk.gui.session import Session
from waiting import LONG

SMALL = Experiment(
    signal=SignalSource("sample:camera", size=32, gray=True),
    task=DenoiseOptions(add="gaussian:25"),
    field=SirenOptions(hidden_features=16, hidden_layers=1, first_omega_0=10.0),
    training=TrainingOptions(batch_size=64, threads=1),
    budget=Budget.of(steps=100_000_000),
)


class Bench:
    """A session, what it reports, and rivals that answer when `may_answer` is set."""

    def __init__(self, session: Session, may_answer: threading.Event) -> None:
        self.session = session
        self.may_answer = may_answer
        self.scoring = Scoring(session)
        self.reports: list[dict[str, Any]] = []
        self.steps = 0
        session.snapshot_arrived.connect(self._see)
        self.scoring.arrived.connect(self.reports.append)

    def _see(self, snapshot: Any) -> None:
        self.steps = snapshot.step
        if snapshot.metrics is not None and snapshot.frame is not None:
            self.scoring.ask(snapshot.run)
        self.session.acknowledge()

    def pause(self, qtbot: QtBot) -> None:
        self.session.pause()
        qtbot.waitUntil(lambda: bool(self.session._long), timeout=LONG)


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    may_answer = threading.Event()

    def rivals(self: DenoiseOptions, problem: Problem, stored_bytes: int, parameters: int) -> Rivals:
        while not may_answer.wait(0.01):
            yield
        return {"median": {"psnr": 20.0}}

    monkeypatch.setattr(DenoiseOptions, "rivals", rivals)
    made = Bench(Session(), may_answer)
    made.session.start(SMALL, load_signal(SMALL.signal))
    qtbot.waitUntil(lambda: made.steps > 0, timeout=LONG)
    yield made
    made.session.close()


def test_a_held_fit_goes_on_while_its_rivals_are_still_sought(qtbot: QtBot, bench: Bench) -> None:
    bench.pause(qtbot)
    before = bench.steps
    bench.session.resume()
    qtbot.waitUntil(lambda: bench.steps > before, timeout=LONG)
    assert bench.reports == []
    # what is found meanwhile stands beside the fit as it is when it is held once more
    bench.may_answer.set()
    bench.session.pause()
    qtbot.waitUntil(lambda: bool(bench.reports), timeout=LONG)
    assert bench.reports[-1]["steps"] > before
    assert bench.reports[-1]["baselines"] == {"median": {"psnr": 20.0}}


def test_the_rivals_of_a_run_that_is_gone_are_called_off(qtbot: QtBot, bench: Bench) -> None:
    bench.pause(qtbot)
    bench.session.reset()
    qtbot.waitUntil(lambda: not bench.session._long, timeout=LONG)
    assert bench.reports == []


def test_the_threads_end_while_rivals_are_still_sought(qtbot: QtBot, bench: Bench) -> None:
    bench.pause(qtbot)
    bench.session.close()
    assert bench.reports == []


def test_one_step_more_is_another_report_with_the_same_rivals(qtbot: QtBot, bench: Bench) -> None:
    bench.may_answer.set()
    bench.session.pause()
    qtbot.waitUntil(lambda: bool(bench.reports), timeout=LONG)
    first = bench.reports[-1]
    bench.session.step()
    qtbot.waitUntil(lambda: bench.reports[-1]["steps"] == first["steps"] + 1, timeout=LONG)
    assert bench.reports[-1]["baselines"] == first["baselines"]
