"""What every test of the window needs: settings of its own, no garbage collection in the middle, no thread left."""

from __future__ import annotations

import atexit
import gc
import os
import tempfile
import traceback
from collections.abc import Iterator

# Qt finds its folders through these: no test reads or changes the settings of the person who runs it.
_HOME = tempfile.TemporaryDirectory(prefix="sirendesk-tests-")
atexit.register(_HOME.cleanup)
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_variable] = _HOME.name

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QStandardPaths, QThread

QStandardPaths.setTestModeEnabled(True)


@pytest.fixture(scope="session", autouse=True)
def _no_collection_in_the_middle() -> Iterator[None]:
    # Python collects in whichever thread allocates; a widget destroyed in a worker's thread ends the process.
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _collection_between_files() -> Iterator[None]:
    gc.collect()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _collection_between_tests(_collection_between_files: None) -> Iterator[None]:
    # most objects are those of libraries: what was there before a test is looked through once a file only
    gc.freeze()
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture(autouse=True)
def _no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test after which a QThread still runs, and say where that was started."""
    started: list[tuple[QThread, str]] = []
    start = QThread.start

    def start_and_remember(thread: QThread, *arguments: QThread.Priority) -> None:
        started.append((thread, "".join(traceback.format_stack(limit=6)[:-1])))
        start(thread, *arguments)

    monkeypatch.setattr(QThread, "start", start_and_remember)
    yield
    left = [origin for thread, origin in started if _is_running(thread)]
    for thread, _ in started:
        if _is_running(thread):
            thread.quit()
            thread.wait(5000)
    assert not left, "left running, started here:\n" + "\n".join(left)


def _is_running(thread: QThread) -> bool:
    try:
        return thread.isRunning()
    except RuntimeError:  # Qt has deleted it, which it does only after its end
        return False
