"""Whatever is opened, from wherever, goes to a tab that works on its kind of signal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from quiet_device import unplug
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.signals import SignalSource
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.opening import kind_of
from sirendesk.gui.preferences import Preferences
from waiting import LONG
from window_hands import SMALL_CAMERA, window_on

SHORT = SignalSource("sample:chirp", end=0.1, sample_rate=4000)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(tmp_path / "settings.json")
    made.set_experiment("reconstruct", Experiment(signal=SMALL_CAMERA).to_json())
    made.set_experiment("sound", Experiment(signal=SHORT).to_json())
    return made


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    unplug(monkeypatch)
    with window_on(qtbot, preferences, "denoise") as made:
        yield made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "own.png"
    Image.fromarray(np.arange(48, dtype=np.uint8).reshape(6, 8)).save(path)
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "own.wav"
    soundfile.write(path, 0.5 * np.sin(np.arange(800) / 5), 8000)
    return path


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle, copy, left = QPointF(window.rect().center()), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(middle, copy, data, left, Qt.KeyboardModifier.NoModifier))


def front(window: MainWindow) -> str:
    return window.desk.tab.key


def wait_for(qtbot: QtBot, window: MainWindow, key: str, name: str) -> None:
    """Until that tab is in front with the signal of that name, and shows all that there is of it."""
    qtbot.waitUntil(lambda: front(window) == key and window.desk.title == name, timeout=LONG)
    qtbot.waitUntil(lambda: window.desk.settled, timeout=LONG)  # type: ignore[attr-defined]


def test_kinds_are_told_by_name() -> None:
    assert kind_of("sample:guitar") == "audio"
    assert kind_of("sample:camera") == "image"
    assert kind_of("sample:nothing") == ""
    assert kind_of("/music/Song.FLAC") == "audio"
    assert kind_of("photo.jpeg") == "image"
    assert kind_of("notes") == ""


def test_what_is_opened_goes_where_it_belongs(
    qtbot: QtBot, window: MainWindow, picture: Path, sound: Path, tmp_path: Path
) -> None:
    # by the list of samples
    menu = window.findChild(QToolButton, "transport.samples").menu()
    next(entry for entry in menu.actions() if entry.data() == "sample:chirp").trigger()
    wait_for(qtbot, window, "sound", "chirp")
    # dropped: back to the last tab of pictures
    drop(window, picture)
    wait_for(qtbot, window, "denoise", "own.png")
    drop(window, sound)
    wait_for(qtbot, window, "sound", "own.wav")
    assert window.windowTitle() == "own.wav - SirenDesk"
    # the sound is no signal for another tab, nor the picture for this one
    window.choose_tab("upscale")
    assert window.desk.title == "own.png"
    window.choose_tab("sound")
    assert window.desk.title == "own.wav"
    # a recent file
    window._menus.recent_requested.emit(str(picture))
    wait_for(qtbot, window, "upscale", "own.png")
    # an experiment is about a signal
    experiment = Experiment(signal=SHORT, field=SirenOptions(hidden_features=17))
    path = tmp_path / "experiment.json"
    path.write_text(json.dumps(experiment.to_json()), encoding="utf-8")
    drop(window, path)
    wait_for(qtbot, window, "sound", "chirp")
    assert window.desk.bench.draft.field.hidden_features == 17  # type: ignore[attr-defined]
    assert window.desk.bench.draft.signal == SHORT  # type: ignore[attr-defined]


def test_the_content_decides_where_the_name_lies(
    qtbot: QtBot, window: MainWindow, picture: Path, sound: Path, tmp_path: Path
) -> None:
    lying = tmp_path / "picture.wav"
    lying.write_bytes(picture.read_bytes())
    drop(window, lying)
    wait_for(qtbot, window, "denoise", "picture.wav")
    nameless = tmp_path / "recording"
    nameless.write_bytes(sound.read_bytes())
    drop(window, nameless)
    wait_for(qtbot, window, "sound", "recording")
    broken = tmp_path / "<b>broken.flac"
    broken.write_bytes(b"fLaC" + bytes(100))
    drop(window, broken)
    qtbot.waitUntil(lambda: window.desk.messages.current() is not None, timeout=LONG)
    message = window.desk.messages.current()
    assert message is not None
    assert "<b>broken.flac" in message.text
    assert front(window) == "sound"
    assert window.desk.title == "recording"


def test_the_program_can_be_started_with_a_sound(qtbot: QtBot, preferences: Preferences, sound: Path) -> None:
    window = make_window(make_application(), preferences, str(sound))
    window.show()
    window.begin()
    wait_for(qtbot, window, "sound", "own.wav")
    qtbot.waitUntil(lambda: window.fit.bench.opened is not None, timeout=LONG)
    assert window.fit.title == "camera"
    window.close()
    window.deleteLater()
