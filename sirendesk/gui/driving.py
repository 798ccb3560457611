"""The real window driven by a script: for the demonstration, the screenshots and the benchmarks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from sirendesk.core.errors import SirenDeskError
from sirendesk.core.experiment import Experiment
from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.app import GarbageCollector, make_application, make_window
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer

LOOK_MS = 10


class Driver(QObject):
    """Opens a window and works its event loop until what is waited for is there.

    Raises:
        SirenDeskError: from `wait`, with the sentence the window showed, when something failed or took too long.
    """

    def __init__(
        self, settings: Path, size: tuple[int, int] = (1280, 800), experiment: Experiment | None = None
    ) -> None:
        super().__init__()
        self._application = make_application()
        preferences = Preferences(settings)
        if experiment is not None:
            preferences.set_experiment("reconstruct", experiment.to_json())
        self.window: MainWindow = make_window(self._application, preferences)
        self._collector = GarbageCollector(self)
        self._failure: Failure | None = None
        self._tolerant = False
        self._answers: dict[str, Answer] = {}
        self.pictures = 0
        self.last: Snapshot | None = None
        self.warm = False
        self.window.session.failed.connect(self._take_failure)
        self.window.fit.bench.opening_failed.connect(self._take_failure)
        self.window.session.answered.connect(self._take_answer)
        self.window.session.snapshot_arrived.connect(self._take_snapshot)
        self.window.session.warmed_up.connect(self._take_warmth)
        self.window.resize(*size)
        self.window.show()
        self.window.begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    @property
    def state(self) -> str:
        """State of the run."""
        return self.window.session.state

    def open(self, location: str) -> None:
        """Open a picture and wait until it is shown."""
        before = self.window.fit.bench.opened
        self.window.fit.commands.open(location)
        self.wait(lambda: self.window.fit.bench.opened is not before)

    def press(self, name: str) -> None:
        """Trigger one of the window's actions."""
        self.window.action(name).trigger()

    def fit(self, seconds: float = 600.0) -> None:
        """Press Start and wait until the scores are shown."""
        self.wait(lambda: self.window.fit.bench.opened is not None)
        self.press("start")
        self.wait(lambda: self.state == "finished" and self.window.fit.report is not None, seconds)

    def wait(self, there: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let the window live until `there()`."""
        until = time.perf_counter() + seconds
        # a loop of its own, as the program has: processEvents would keep Python's lock while it waits
        loop = QEventLoop()
        timer = QTimer()
        timer.timeout.connect(loop.quit)
        timer.start(LOOK_MS)
        while not there():
            if self._failure is not None:
                raise SirenDeskError(self._failure.sentence)
            if time.perf_counter() > until:
                raise SirenDeskError(f"The window did not get there in {seconds:g} s; its run is {self.state}.")
            loop.exec()

    def live(self, seconds: float) -> None:
        """Let the window live for a while."""
        until = time.perf_counter() + seconds
        self.wait(lambda: time.perf_counter() >= until, seconds + 60)

    def ask(self, question: Callable[[Trainer], Any]) -> Any:
        """Answer of the trainer, from its own thread."""
        key = f"driver {len(self._answers)}"
        self.window.session.ask_trainer(key, question)
        self.wait(lambda: key in self._answers, 600)
        answer = self._answers[key]
        if answer.failure is not None:
            raise SirenDeskError(answer.failure.sentence)
        return answer.value

    def expect_failure(self) -> None:
        """What fails from here on is meant to."""
        self._tolerant = True

    def grab(self, path: Path) -> None:
        """Save a picture of the window as it stands.

        Raises:
            SirenDeskError: when the file cannot be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        QApplication.processEvents()
        if not self.window.grab().save(str(path)):
            raise SirenDeskError(f"The picture of the window could not be written to {path}.")

    def close(self) -> None:
        """Close the window and everything that belongs to it."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._collector.close()

    @Slot(object)
    def _take_snapshot(self, snapshot: Snapshot) -> None:
        self.last = snapshot
        self.pictures += snapshot.frame is not None

    @Slot()
    def _take_warmth(self) -> None:
        self.warm = True

    @Slot(object)
    def _take_failure(self, failure: Failure) -> None:
        self._failure = None if self._tolerant else failure

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key.startswith("driver "):
            self._answers[answer.key] = answer


def hush_the_offscreen_platform() -> None:
    """Leave out the one warning that the offscreen platform gives for every window; all others still reach stderr."""
    qInstallMessageHandler(_pass_on)


def _pass_on(kind: object, context: object, text: str) -> None:
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)
