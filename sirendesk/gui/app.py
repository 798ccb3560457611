"""The application around the window: what must be set before it, and the one way out after it."""

from __future__ import annotations

import dataclasses
import faulthandler
import gc
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import TracebackType

import pyqtgraph as pg
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtWidgets import QApplication

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource
from sirendesk.core.signals.sampled import SAMPLE_PREFIX
from sirendesk.gui.commands import can_be_reopened
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.opening import COMPRESSED, kind_of
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.session import Session
from sirendesk.gui.theme import ThemeKeeper, app_icon

COLLECT_MS = 2000
TURNS_BETWEEN_FULL = 15
# what a person sees first: small enough that ten seconds end in an excellent picture
FIRST = Experiment(signal=SignalSource("sample:astronaut", size=256))


def make_application() -> QApplication:
    """The QApplication, styled and named; call once and keep it.

    Raises:
        UsageError: for the one Qt that brings this Python down.
    """
    if pyside_version.startswith("6.12.0") and sys.version_info < (3, 12):
        raise UsageError(
            "PySide6 6.12.0 crashes on Python 3.11. Nothing was changed; run `pip install 'PySide6-Essentials<6.11'`."
        )
    if sys.platform == "win32":
        import torch  # noqa: F401 - its DLLs must come before Qt's on Windows
    pg.setConfigOptions(imageAxisOrder="row-major", antialias=False)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication), "nothing else makes an application here"
    application.setApplicationName("SirenDesk")
    application.setOrganizationName("SirenDesk")
    application.setDesktopFileName("sirendesk")
    application.setStyle("Fusion")
    application.setWindowIcon(app_icon())
    return application


def make_window(application: QApplication, preferences: Preferences, location: str | None = None) -> MainWindow:
    """A window with its own session, in the state in which the last one was left, on `location` if that is given."""
    themes = ThemeKeeper(application, preferences.theme())
    experiment = remembered_experiment(preferences)
    if location is not None and not location.startswith(SAMPLE_PREFIX):
        location = str(Path(location).absolute())
    compressed = location if location is not None and kind_of(location) == COMPRESSED else ""
    sound = location if location is not None and kind_of(location) == "audio" else ""
    if location is not None and not compressed and not sound and location != experiment.signal.location:
        experiment = dataclasses.replace(experiment, signal=SignalSource(location=location))
    window = MainWindow(Session(), preferences, themes, experiment)
    themes.setParent(window)
    if compressed:
        window.compress.open_at_begin(compressed)
    if sound:
        window.open_at_begin(sound)
    return window


def remembered_experiment(preferences: Preferences) -> Experiment:
    """The settings of the last session; what cannot be read any more falls back to the defaults."""
    data = preferences.experiment("reconstruct")
    try:
        experiment = Experiment().updated(data) if data else FIRST
    except UsageError:
        return FIRST
    # a file that is gone would leave the window empty
    reopened = can_be_reopened(experiment.signal.location)
    return experiment if reopened else dataclasses.replace(experiment, signal=FIRST.signal)


def run_window(location: str | None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    faulthandler.enable()
    application = make_application()
    preferences = Preferences()
    window = make_window(application, preferences, location)
    collector = GarbageCollector(window)
    reporter = ExceptionReporter(window)
    terminator = Terminator(window)
    window.show()
    # the first picture, then torch, both off this thread and only after the window is there
    QTimer.singleShot(0, window, window.begin)
    code = application.exec()
    window.close()
    terminator.close()
    reporter.close()
    collector.close()
    return code


class GarbageCollector(QObject):
    """Collects cycles in the window's thread only.

    Python collects in whichever thread allocates; a widget destroyed in the training thread is a crash.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(COLLECT_MS)

    def close(self) -> None:
        """Back to Python's own way."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _collect(self) -> None:
        # the oldest generation now and then too, or a dropped run with its record of weights would stay for ever
        self._turn = (self._turn + 1) % TURNS_BETWEEN_FULL
        gc.collect(2 if self._turn == 0 else 1)


class ExceptionReporter(QObject):
    """A fault of ours becomes a sentence in the window and its trace goes to stderr; the program goes on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before = sys.excepthook
        sys.excepthook = self._report

    def close(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def _report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        # may be called in any thread: only a queued call may touch the window
        QTimer.singleShot(0, self._window, self._window.say_something_went_wrong)


class Terminator(QObject):
    """Lets SIGTERM and Ctrl-C close the window: Qt's loop sleeps through Python's handlers without this socket."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        self._before = {n: signal.signal(n, _ignore) for n in (signal.SIGINT, signal.SIGTERM)}

    def close(self) -> None:
        """Give the handlers back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reading.close()
        self._writing.close()

    @Slot()
    def _wake(self) -> None:
        self._reading.recv(64)
        self._window.close()


def _ignore(number: int, frame: object) -> None:
    """The socket has already woken the loop."""
