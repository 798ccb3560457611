"""The Sound tab in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDoubleSpinBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from quiet_device import plug_in, unplug
from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.fields.hash_grid import HashGridOptions
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.signals import SignalSource
from sirendesk.core.training_options import TrainingOptions
from sirendesk.gui.desks.sound import SoundDesk
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.widgets.abx_dialog import AbxDialog
from sirendesk.gui.widgets.sound_dialog import SoundDialog, SoundWish
from waiting import LONG
from window_hands import press, remember, run, window_on

RATE = 8000
SOURCE = SignalSource("sample:chirp", end=0.25, sample_rate=RATE)
SMALL = Experiment(
    signal=SOURCE,
    field=SirenOptions(first_omega_0=100.0, hidden_features=16, hidden_layers=1),
    optimizer=AdamOptions(learning_rate=2e-3),
    training=TrainingOptions(batch_size=512, threads=1),
    budget=Budget.of(steps=40),
)
ENDLESS = Budget.of(steps=100_000_000)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    made = Preferences(tmp_path / "settings.json")
    remember(made, "sound", SMALL)
    return made


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    plug_in(monkeypatch)
    with window_on(qtbot, preferences, "sound") as made:
        yield made


def desk_of(window: MainWindow) -> SoundDesk:
    desk = window.desks["sound"]
    assert isinstance(desk, SoundDesk)
    return desk


def views_of(window: MainWindow) -> QWidget:
    return desk_of(window).tab.stage.views.waveforms


def hear_it_learn(qtbot: QtBot, window: MainWindow) -> None:
    """Start a run that does not end by itself, until something of it can be heard."""
    desk = desk_of(window)
    desk.bench.edit_budget(ENDLESS)
    press(qtbot, window, "transport.start")
    qtbot.waitUntil(lambda: "fit" in desk.player.tracks, timeout=LONG)


def drag(qtbot: QtBot, row: QWidget, start: float, end: float) -> None:
    """Select a stretch, as shares of a row's width."""
    middle = row.height() // 2
    places = [QPoint(round(share * row.width()), middle) for share in (start, (start + end) / 2, end)]
    qtbot.mousePress(row, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(row, place)
    qtbot.mouseRelease(row, Qt.MouseButton.LeftButton, pos=places[-1])


def test_the_first_minute(qtbot: QtBot, window: MainWindow) -> None:
    """Start, then Space: it is heard while it learns, and keys go where they belong."""
    desk = desk_of(window)
    player = desk.player
    assert window.windowTitle().startswith("chirp")
    assert (player.state, player.tracks) == ("stopped", ("original",))
    assert player.length == pytest.approx(0.25)
    assert window.focusWidget() is views_of(window)
    hear_it_learn(qtbot, window)
    focused = window.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_L)  # a quarter of a second is soon over
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert player.state == "playing"
    assert desk.state == "running"
    qtbot.waitUntil(lambda: player.position > 0, timeout=LONG)
    for key, track in ((Qt.Key.Key_D, "difference"), (Qt.Key.Key_A, "original"), (Qt.Key.Key_B, "fit")):
        qtbot.keyClick(focused, key)
        assert player.track == track
    with qtbot.waitSignal(desk.looks.made, timeout=LONG):
        pass
    assert player.state == "playing"
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert player.state == "paused"
    qtbot.keyClick(focused, Qt.Key.Key_Home)
    assert player.position == 0
    box = window.findChild(QDoubleSpinBox, "sound.end")
    box.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Space, Qt.Key.Key_D):
        qtbot.keyClick(box, key)
    assert (player.state, player.track) == ("paused", "fit")
    # who turns to another tab hears nothing of this one any more
    views_of(window).setFocus()
    qtbot.keyClick(views_of(window), Qt.Key.Key_Space)
    window.choose_tab("descend")
    assert player.state != "playing"


def test_a_fit_is_scored_and_written(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(window)
    run(qtbot, window)
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    assert desk.report is not None
    text = desk.tab.scores.plain_text()
    for word in ("SNR dB", "LSD dB", "Silence", "Weights"):
        assert word in text
    assert "PSNR" not in text
    assert set(desk.player.tracks) == {"original", "fit", "difference"}
    assert desk.tab.stage.views.waveforms.row("fit").caption == f"{desk.report['metrics']['snr']:.2f} dB".replace(
        "-", "−"
    )
    assert desk.tab.curves.run is not None
    assert len(desk.tab.curves.run.loss) == 40
    look = desk._look
    assert look is not None
    assert look.exact
    paths = {name: tmp_path / name for name in ("twice.flac", "spectrograms.png", "curve.csv", "curves.svg")}
    asked: list[str] = []
    monkeypatch.setattr(SoundDialog, "ask", lambda *_, **__: SoundWish(2 * RATE, 24, ".flac"))
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QFileDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [asked[-1]])
    actions = ("export_sound", "export_picture", "export_csv", "export_curve_svg")
    for action, path in zip(actions, paths.values(), strict=True):
        asked.append(str(path))
        window.action(action).trigger()
        qtbot.waitUntil(lambda path=path: window.statusBar().currentMessage() == f"Saved {path}", timeout=LONG)
        assert path.stat().st_size > 500
    info = soundfile.info(paths["twice.flac"])
    assert (info.samplerate, info.frames, info.subtype) == (2 * RATE, 4000, "PCM_24")
    values, _ = soundfile.read(paths["twice.flac"], dtype="float32")
    # sample k is at the time k / rate: every other one is that of the run itself
    np.testing.assert_allclose(values[::2], look.fit.values[:, 0], atol=2e-4)
    assert not window.action("export_film").isEnabled()
    press(qtbot, window, "sound.player.blind_test")
    blind = window.findChild(AbxDialog)
    assert blind is not None
    assert blind.isVisible()
    blind.close()
    desk._show_saved_sound("/music/loud.wav", 12)
    message = desk.messages.current()
    assert message is not None
    assert message.text.startswith("loud.wav: 12 samples were louder")


def test_without_a_device_everything_but_hearing_works(
    qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    unplug(monkeypatch)
    with window_on(qtbot, preferences, "sound") as window:
        desk = desk_of(window)
        desk.player.set_volume(0.5)
        desk.tab.stage.views.set_logarithmic(True)
        qtbot.keyClick(views_of(window), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: desk.messages.current() is not None, timeout=LONG)
        message = desk.messages.current()
        assert message is not None
        assert "No sound device" in message.text
        assert desk.player.state != "playing"
        run(qtbot, window)
        desk.bench.edit_seed(5)
    with window_on(qtbot, preferences, "sound") as window:  # the next time
        desk = desk_of(window)
        assert desk.player.volume == 0.5
        assert desk.tab.stage.views.logarithmic
        assert desk.bench.draft.seed == 5
        assert desk.bench.draft.signal == SOURCE


def test_a_word_that_is_selected_can_be_looped_and_learnt_alone(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    views, player = desk.tab.stage.views, desk.player
    qtbot.keyClick(views_of(window), Qt.Key.Key_L)
    assert player.looping
    assert views.loop == (0.0, pytest.approx(0.25))
    qtbot.keyClick(views_of(window), Qt.Key.Key_L)
    assert not player.looping
    assert views.loop is None
    assert not window.findChild(QAbstractButton, "sound.learn_selection").isEnabled()
    drag(qtbot, views.waveforms.row("original"), 0.4, 0.8)
    region = views.region
    assert region is not None
    press(qtbot, window, "sound.player.loop")
    assert player.region == region
    assert views.loop == region
    with qtbot.waitSignal(desk.bench.signal_opened, timeout=LONG):
        press(qtbot, window, "sound.learn_selection")
    assert desk.bench.opened is not None
    assert desk.bench.opened.sound.seconds == pytest.approx(region[1] - region[0], abs=2e-3)
    assert desk.bench.draft.signal.start == pytest.approx(region[0], abs=1e-3)
    qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
    assert player.length == pytest.approx(desk.bench.opened.sound.seconds)
    with qtbot.waitSignal(desk.bench.signal_opened, timeout=LONG):
        press(qtbot, window, "sound.learn_whole")
    assert desk.bench.opened.sound.seconds == pytest.approx(4.0)


def test_every_task_shows_what_it_is_given_and_is_scored(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    views, box = desk.tab.stage.views, window.findChild(QComboBox, "sound.task.box")
    assert box is not None
    titles = {"upscale_sound": "Low rate", "denoise_sound": "Noisy", "inpaint_sound": "With gaps"}
    for name, title in titles.items():
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentData() == name
        qtbot.waitUntil(lambda: desk.settled and "given" in desk.player.tracks, timeout=LONG)
        assert desk.tab.stage.transport.switch.button("given").text() == f"C  {title}"
        run(qtbot, window)
        qtbot.waitUntil(lambda: desk.settled, timeout=LONG)
        assert desk._look is not None
        assert desk._look.exact
        assert "difference" in desk.player.tracks
        text = desk.tab.scores.plain_text()
        assert "SNR dB" in text
        assert "LSD dB" in text
        qtbot.keyClick(views_of(window), Qt.Key.Key_B)
        assert desk.player.track == "fit"
        press(qtbot, window, "transport.reset")
        assert "fit" not in desk.player.tracks
        assert desk.player.track == "original"
    # what only a task has to hear is heard no longer without it
    qtbot.keyClick(views_of(window), Qt.Key.Key_C)
    assert desk.player.track == "given"
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: desk.settled and desk.player.track == "original", timeout=LONG)
    qtbot.keyClick(views_of(window), Qt.Key.Key_C)
    assert desk.player.track == "original"
    qtbot.keyClick(box, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: desk.settled and "given" in desk.player.tracks, timeout=LONG)
    # a gap is painted with the tool that only this task has
    before = views.gaps
    press(qtbot, window, "sound.sound_gap_tool")
    drag(qtbot, views.waveforms.row("original"), 0.6, 0.7)
    qtbot.waitUntil(lambda: desk.settled and len(views.gaps) == len(before) + 1, timeout=LONG)
    assert desk.bench.draft.task.gap.count(",") == len(before)  # type: ignore[attr-defined]
    assert max(len(word) for word in desk.bench.draft.task.gap.split("-")) < 20  # type: ignore[attr-defined]
    given = desk._preview.tracks[1].values if desk._preview is not None else None
    assert given is not None
    start, stop = (round(edge * RATE) for edge in views.gaps[-1])
    assert not given[start + 1 : stop - 1].any()


def test_a_model_of_another_kind_begins_with_what_suits_the_sound(qtbot: QtBot, window: MainWindow) -> None:
    desk, box = desk_of(window), window.findChild(QComboBox, "sound.model.box")
    assert box is not None
    qtbot.keyClicks(box, "Hash")
    grid = desk.bench.draft.field
    assert isinstance(grid, HashGridOptions)
    assert desk.bench.opened is not None
    assert grid.finest_resolution == desk.bench.opened.sound.size // 2
    press(qtbot, window, "transport.start")
    qtbot.waitUntil(lambda: desk.report is not None, timeout=LONG)
    assert desk.report is not None
    assert desk.report["metrics"]["snr"] > 20
