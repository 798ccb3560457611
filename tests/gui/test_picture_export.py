"""A picture drawn while the fit goes on: from a copy, with progress, and given up without a trace."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.tiles import Progress
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.answers import Answer
from sirendesk.gui.exporting import Exporter
from sirendesk.gui.picture_export import PictureExport
from sirendesk.gui.session import Session
from sirendesk.gui.widgets.size_dialog import PictureWish, SizeDialog
from waiting import LONG

SIGNAL = SampledSignal(np.random.default_rng(0).random((32, 40, 1), dtype=np.float32), None, "noise", "noise")
HUGE = PictureWish((20_000, 20_000), 16, ".tif")


def experiment(steps: int = 100_000_000) -> Experiment:
    return Experiment(
        field=SirenOptions(hidden_features=16, hidden_layers=1),
        training=TrainingOptions(batch_size=64, threads=1, device="cpu", precision="fp32"),
        budget=Budget.of(steps=steps),
    )


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


class Bench:
    """A fit that goes on, and an exporter whose dialogs answer by themselves."""

    def __init__(self, session: Session, window: QWidget, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session = session
        self.path = folder / "a.tif"
        self.wish = HUGE
        self.accepted = True
        self.steps: list[int] = []
        self.events: list[tuple[str, Any]] = []
        monkeypatch.setattr(SizeDialog, "exec", self._run_dialog)
        self.pictures = PictureExport(session, window, lambda title, name, kind: self.path)
        session.snapshot_arrived.connect(self._see)
        pictures = self.pictures
        for name, signal in (("began", pictures.began), ("saved", pictures.saved), ("ended", pictures.ended)):
            signal.connect(lambda *told, name=name: self.events.append((name, told[0])))
        pictures.progressed.connect(lambda path, progress: self.events.append(("progressed", progress)))
        pictures.failed.connect(lambda failure: self.events.append(("failed", failure)))
        session.start(experiment(), SIGNAL)

    def _run_dialog(self, *_: Any) -> SizeDialog.DialogCode:
        return SizeDialog.DialogCode.Accepted if self.accepted else SizeDialog.DialogCode.Rejected

    def _see(self, snapshot: Snapshot) -> None:
        self.steps.append(snapshot.step)
        self.session.acknowledge()

    def begin(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(SizeDialog, "chosen", self.wish)
        self.pictures.begin((32, 40))

    def names(self) -> list[str]:
        return [name for name, _ in self.events if name != "progressed"]


@pytest.fixture
def bench(qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    window = QWidget()
    qtbot.addWidget(window)
    made = Bench(session, window, tmp_path, monkeypatch)
    qtbot.waitUntil(lambda: bool(made.steps), timeout=LONG)
    return made


def test_a_picture_of_the_moment_it_was_asked_for(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.wish = PictureWish((64, 80), 8, ".png")
    bench.path = tmp_path / "a.png"
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: "saved" in bench.names(), timeout=LONG)
    assert bench.names() == ["began", "ended", "saved"]
    with Image.open(bench.path) as found:
        assert found.size == (80, 64)
        assert found.mode == "L"
    assert os.listdir(tmp_path) == ["a.png"]


def test_the_fit_goes_on_and_cancel_leaves_nothing(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.path.write_bytes(b"old")
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: any(name == "progressed" for name, _ in bench.events), timeout=LONG)
    assert len(os.listdir(tmp_path)) == 2
    first = bench.steps[-1]
    qtbot.waitUntil(lambda: bench.steps[-1] > first + 50, timeout=LONG)
    progress = next(value for name, value in bench.events if name == "progressed")
    assert isinstance(progress, Progress)
    bench.pictures.cancel("/another/picture.tif")
    assert "ended" not in bench.names()
    bench.pictures.cancel(str(bench.path))
    qtbot.waitUntil(lambda: "ended" in bench.names(), timeout=LONG)
    assert bench.names() == ["began", "ended"]  # neither saved nor failed
    assert os.listdir(tmp_path) == ["a.tif"]
    assert bench.path.read_bytes() == b"old"
    assert bench.session.state == "running"


def test_closing_the_window_gives_up_what_is_being_drawn(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: len(os.listdir(tmp_path)) == 1, timeout=LONG)
    bench.session.close()
    assert os.listdir(tmp_path) == []


def test_one_file_is_drawn_once_and_another_beside_it(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: "began" in bench.names(), timeout=LONG)
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: "failed" in bench.names(), timeout=LONG)
    assert "drawn already" in bench.events[-1][1].sentence or "failed" in bench.names()
    bench.path = tmp_path / "b.png"
    bench.wish = PictureWish((8, 10), 16, ".png")
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: "saved" in bench.names(), timeout=LONG)
    assert bench.path.exists()
    bench.pictures.cancel(str(tmp_path / "a.tif"))
    qtbot.waitUntil(lambda: bench.names().count("ended") == 2, timeout=LONG)


def test_what_cannot_be_written_is_said(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.path = tmp_path / "a.xyz"
    bench.begin(monkeypatch)
    qtbot.waitUntil(lambda: "failed" in bench.names(), timeout=LONG)
    assert bench.names() == ["began", "ended", "failed"]
    assert ".xyz" in bench.events[-1][1].sentence
    assert os.listdir(tmp_path) == []


def test_no_is_no(qtbot: QtBot, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.accepted = False
    with qtbot.waitSignal(bench.session.answered, timeout=LONG):
        bench.begin(monkeypatch)
    assert not bench.events


def test_without_a_fit_it_is_said(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    exporter = Exporter(session, window)
    monkeypatch.setattr(SizeDialog, "exec", lambda dialog: SizeDialog.DialogCode.Accepted)
    monkeypatch.setattr(Exporter, "_ask_path", lambda self, *words: Path("a.png"))
    session.warm_up()
    # the exporter asks by its own method, which was taken before it was replaced
    exporter.pictures._ask_path = lambda *words: Path("a.png")  # type: ignore[method-assign]
    with qtbot.waitSignal(exporter.failed, timeout=LONG) as failed:
        exporter.picture((8, 8))
    assert failed.args is not None
    assert "press Start" in failed.args[0].sentence


def test_a_long_job_has_a_thread_of_its_own(qtbot: QtBot, session: Session) -> None:
    threads: list[int] = []
    told: list[Any] = []
    answers: list[Answer] = []

    def count(stop: Callable[[], bool]) -> Generator[int, None, str]:
        threads.append(threading.get_ident())
        number = 0
        while not stop():
            yield number
            number += 1
        return "stopped"

    session.progressed.connect(lambda key, value: told.append((key, value)))
    session.answered.connect(answers.append)
    session.work("count", count)
    qtbot.waitUntil(lambda: len(told) >= 2, timeout=LONG)
    assert told[-1][0] == "count"
    assert threads != [threading.get_ident()]
    session.give_up("nothing of that name")
    session.give_up("count")
    qtbot.waitUntil(lambda: bool(answers), timeout=LONG)
    assert answers[0].value == "stopped"
    qtbot.waitUntil(lambda: not session._long, timeout=LONG)


def test_a_long_job_that_fails_says_so(qtbot: QtBot, session: Session) -> None:
    def fail(stop: Callable[[], bool]) -> Generator[int, None, str]:
        yield 1
        raise ZeroDivisionError

    with qtbot.waitSignal(session.answered, timeout=LONG) as answered:
        session.work("fail", fail)
    assert answered.args is not None
    assert "ZeroDivisionError" in answered.args[0].failure.sentence


def test_questions_wait_for_each_other(qtbot: QtBot, bench: Bench) -> None:
    answers: list[Answer] = []
    bench.session.answered.connect(answers.append)

    def slowly(trainer: Any, name: str) -> Generator[float, None, str]:
        for k in range(3):
            QThread.msleep(25)
            yield k / 3
        return name

    for name in ("first", "second", "third"):
        bench.session.ask_trainer(name, lambda trainer, name=name: slowly(trainer, name))
    bench.session.ask_trainer("at once", lambda trainer: "now")
    qtbot.waitUntil(lambda: len(answers) == 4, timeout=LONG)
    assert [answer.value for answer in answers if answer.key != "at once"] == ["first", "second", "third"]
    assert all(answer.failure is None for answer in answers)
    bench.session.ask_trainer("late", lambda trainer: slowly(trainer, "late"))
    bench.session.reset()
    qtbot.waitUntil(lambda: len(answers) == 5, timeout=LONG)
    assert answers[-1].failure is not None
