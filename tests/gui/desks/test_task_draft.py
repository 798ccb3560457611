"""The part of a draft that is a tab's own, over real threads and without a window."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SampledSignal, SignalSource
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.reconstruct import ReconstructOptions
from sirendesk.gui.desks.task_draft import TaskDraft, remembered
from sirendesk.gui.opening import Opened
from sirendesk.gui.session import Session
from sirendesk.gui.workbench import Workbench
from waiting import LONG


def opened(side: int) -> Opened:
    values = np.full((side, side, 1), 0.5, np.float32)
    signal = SampledSignal(values, None, f"side {side}", "own")
    return Opened(SignalSource("own"), signal, signal, np.zeros((side, side), np.uint8))


def preview(task: DenoiseOptions, signal: SampledSignal) -> tuple[str, str]:
    if task.add == "fog":
        raise UsageError("There is no fog.")
    return task.add, signal.name


def suit(experiment: Experiment, signal: SampledSignal) -> Experiment:
    """What suits here is the side for an ω₀."""
    assert isinstance(experiment.task, DenoiseOptions)
    field = experiment.field
    if isinstance(field, SirenOptions):
        field = dataclasses.replace(field, first_omega_0=float(signal.shape[0]))
    return dataclasses.replace(experiment, field=field, optimizer=AdamOptions(learning_rate=2e-4))


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Workbench]:
    session = Session()
    owner = QObject()
    made = Workbench(session, Experiment(task=DenoiseOptions()), owner)
    yield made
    session.close()


@pytest.fixture
def draft(bench: Workbench) -> TaskDraft:
    return TaskDraft(bench, bench._session, preview, suit, {DenoiseOptions: "it is as wide."}, bench)


def omega(bench: Workbench) -> float:
    assert isinstance(bench.draft.field, SirenOptions)
    return bench.draft.field.first_omega_0


def test_what_there_is_to_see_follows_signal_and_task(qtbot: QtBot, bench: Workbench, draft: TaskDraft) -> None:
    with qtbot.waitSignal(draft.made, timeout=LONG) as told:
        bench.take(opened(8))
    assert told.args == [("none", "side 8")]
    assert draft.settled
    with qtbot.waitSignal(draft.made, timeout=LONG) as told:
        draft.edit(DenoiseOptions(add="gaussian:25"))
    assert told.args == [("gaussian:25", "side 8")]
    with qtbot.waitSignal(draft.made, timeout=LONG) as told:
        bench.take(opened(16))
    assert told.args == [("gaussian:25", "side 16")]


def test_only_the_last_of_many_wishes_is_told(qtbot: QtBot, bench: Workbench, draft: TaskDraft) -> None:
    told: list[object] = []
    draft.made.connect(told.append)
    bench.take(opened(8))
    for sigma in range(1, 30):
        draft.edit(DenoiseOptions(add=f"gaussian:{sigma}"))
    qtbot.waitUntil(lambda: draft.settled, timeout=LONG)
    assert told == [("gaussian:29", "side 8")]


def test_what_cannot_be_is_refused_in_words(qtbot: QtBot, bench: Workbench, draft: TaskDraft) -> None:
    with qtbot.waitSignal(draft.made, timeout=LONG):
        bench.take(opened(8))
    with qtbot.waitSignal(draft.refused, timeout=LONG) as told:
        draft.edit(DenoiseOptions(add="fog"))
    assert told.args == ["There is no fog."]


def test_what_suits_follows_the_signal_and_leaves_what_a_person_set(
    qtbot: QtBot, bench: Workbench, draft: TaskDraft
) -> None:
    bench.take(opened(8))
    assert omega(bench) == 8.0
    assert bench.draft.optimizer == AdamOptions(learning_rate=2e-4)
    bench.take(opened(16))
    assert omega(bench) == 16.0
    bench.edit_field(SirenOptions(first_omega_0=3.0))
    bench.take(opened(24))
    assert omega(bench) == 3.0
    # the plain default is as good as nothing set, unless a person has chosen it
    bench.edit_field(SirenOptions())
    bench.take(opened(32))
    assert omega(bench) == 32.0
    draft._keep_field()
    bench.edit_field(SirenOptions())
    bench.take(opened(40))
    assert bench.draft.field == SirenOptions()
    with qtbot.waitSignal(draft.suggested, timeout=LONG) as told:
        draft.suggest()
    assert omega(bench) == 40.0
    assert told.args is not None
    assert "ω₀ = 40" in told.args[0]
    assert told.args[0].endswith(": it is as wide.")
    qtbot.waitUntil(lambda: draft.settled, timeout=LONG)


def test_a_suggestion_is_told_after_the_run_that_it_starts_has_cleared_the_messages(
    qtbot: QtBot, bench: Workbench, draft: TaskDraft
) -> None:
    told: list[object] = []
    bench.run_started.connect(told.append)
    draft.suggested.connect(told.append)
    draft.suggest()
    assert not told  # there is nothing that anything could suit
    bench.take(opened(8))
    bench.start()
    qtbot.waitUntil(lambda: bench._session.state == "running", timeout=LONG)
    qtbot.waitUntil(lambda: not bench._awaiting_first_picture, timeout=LONG)
    told.clear()
    draft.suggest()
    assert [type(each) for each in told] == [Experiment, str]
    qtbot.waitUntil(lambda: draft.settled, timeout=LONG)


def test_what_only_suits_is_not_remembered(qtbot: QtBot, bench: Workbench, draft: TaskDraft) -> None:
    bench.take(opened(8))
    assert draft.to_remember.field == SirenOptions()
    assert draft.to_remember.optimizer == Experiment().optimizer
    bench.edit_field(SirenOptions(first_omega_0=3.0))
    assert draft.to_remember.field == SirenOptions(first_omega_0=3.0)
    qtbot.waitUntil(lambda: draft.settled, timeout=LONG)


def test_another_task_is_no_task_of_this_tab(qtbot: QtBot, bench: Workbench, draft: TaskDraft) -> None:
    bench.adopt(dataclasses.replace(bench.draft, task=ReconstructOptions(), seed=5))
    assert bench.draft.task == DenoiseOptions()
    assert bench.draft.seed == 5
    usual = Experiment(task=DenoiseOptions(add="salt:0.1"))
    assert remembered({}, usual) is usual
    assert remembered(Experiment().to_json(), usual) is usual
    assert remembered({"seed": -1}, usual) is usual
    kept = dataclasses.replace(usual, seed=9)
    assert remembered(kept.to_json(), usual) == kept
