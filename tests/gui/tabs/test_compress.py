"""The Compress tab in the real window, by mouse and keys, over the real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QSlider, QTabBar
from pytestqt.qtbot import QtBot

from sirendesk.core.canvas import to_uint8
from sirendesk.core.codec.codecs import GridCodec, LowRankCodec, WeightsCodec
from sirendesk.core.codec.container import MAGIC, Container, pack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SignalSource
from sirendesk.gui.app import make_application, make_window
from sirendesk.gui.compressing import rival_curves
from sirendesk.gui.compressing.drafts import CompressDraft
from sirendesk.gui.compressing.target import BYTES, OPEN, PSNR, TargetOptions
from sirendesk.gui.desks.compress import CompressDesk
from sirendesk.gui.main_window import MainWindow
from sirendesk.gui.preferences import Preferences
from waiting import LONG
from window_hands import press, window_on

SOURCE = SignalSource("sample:camera", size=64, gray=True)
SMALL = CompressDraft(LowRankCodec(rank=6), TargetOptions(aim=OPEN))


@pytest.fixture
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preferences:
    monkeypatch.setattr(rival_curves, "ORDER", ("png", "jpeg"))
    made = Preferences(tmp_path / "settings.json")
    made.set_experiment("reconstruct", Experiment(signal=SOURCE).to_json())
    set_draft(made, SMALL)
    return made


def set_draft(preferences: Preferences, draft: CompressDraft) -> None:
    preferences.set_experiment("compress", draft.to_json(SOURCE))


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    with window_on(qtbot, preferences, "compress") as made:
        yield made


def start(qtbot: QtBot, window: MainWindow) -> CompressDesk:
    desk = window.compress
    press(qtbot, window, "transport.start")
    qtbot.waitUntil(lambda: desk.state == "finished" and desk.bench.outcome is not None, timeout=LONG)
    return desk


def message(desk: CompressDesk) -> str:
    current = desk.messages.current()
    return current.text if current else ""


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(path)])


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    centre = QPointF(window.rect().center())
    buttons = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(centre, Qt.DropAction.CopyAction, data, *buttons))


def test_the_first_click_makes_a_file_beside_the_jpeg_of_its_size(qtbot: QtBot, window: MainWindow) -> None:
    assert window.action("start").isEnabled()
    assert not any(window.action(name).isEnabled() for name in ("pause", "step", "export_compressed"))
    curves = window.compress.tab.chart.plot.curves
    assert [curve.key for curve in curves] == ["jpeg", "png"]
    assert window.compress.tab.chart.readout.text == ""
    desk = start(qtbot, window)
    outcome, tab = desk.bench.outcome, desk.tab
    assert outcome is not None
    assert desk.state == "finished"
    assert outcome.jpeg is not None
    assert len(outcome.jpeg.data) <= outcome.size == len(outcome.data)
    text = tab.card.text
    assert f"{outcome.size:,}" in text
    assert "At these bytes JPEG gives" in text
    assert ("JPEG wins" in text) == (outcome.jpeg.psnr > outcome.psnr)
    dot = tab.chart.plot.dot
    assert dot is not None
    assert dot.psnr == pytest.approx(outcome.psnr)
    assert dot.bits_per_pixel == pytest.approx(8 * outcome.size / 64**2)
    lanes = tab.pictures.lanes
    press(qtbot, window, "compress.lanes_wipe_mode")
    assert lanes.tools.pair == ("jpeg", "ours")
    for key in ("ours", "jpeg", "error"):
        assert lanes.pane(key).kept is not None
    assert lanes.pane("ours" if outcome.psnr > outcome.jpeg.psnr else "jpeg").is_winner
    # SSIM instead of PSNR, by mouse; a file is read by the keys
    press(qtbot, window, "compress.rate_ssim")
    assert tab.chart.score == "ssim"
    tab.chart.plot.setFocus()
    qtbot.keyClick(tab.chart.plot, Qt.Key.Key_Right)
    assert "JPEG" in tab.chart.readout.text


def test_saved_dropped_from_another_tab_and_opened_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preferences: Preferences
) -> None:
    desk = start(qtbot, window)
    made = desk.bench.outcome
    assert made is not None
    path = tmp_path / "<b>camera.sdz"
    save_to(monkeypatch, path)
    press(qtbot, window, "compress.save")
    qtbot.waitUntil(lambda: desk.bench.outcome is not None and desk.bench.outcome.stored is not None, timeout=LONG)
    assert path.read_bytes() == made.data
    assert f"On disk: {path}, {path.stat().st_size:,} bytes" in desk.tab.card.text
    window.choose_tab("reconstruct")
    drop(window, path)
    assert window.desk is desk
    qtbot.waitUntil(lambda: desk.bench.outcome is not None and desk.bench.outcome is not made, timeout=LONG)
    again = desk.bench.outcome
    assert again is not None
    np.testing.assert_array_equal(again.picture, to_uint8(decode(made.data, "x")))
    assert again.psnr == pytest.approx(made.psnr)
    assert "Compared with camera" in message(desk)
    assert preferences.recent_files() == [str(path)]
    shown = [label for label in window.findChildren(QLabel) if "<b>" in label.text()]
    assert shown
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in shown)


def test_a_file_of_another_size_stands_alone_and_start_comes_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    desk, path = window.compress, tmp_path / "other.sdz"
    path.write_bytes(_file(20, 30))
    drop(window, path)
    qtbot.waitUntil(lambda: desk.bench.outcome is not None, timeout=LONG)
    assert desk.tab.pictures.lanes.keys == ("ours",)
    assert "nothing to compare it with" in desk.tab.card.text
    assert window.windowTitle() == "other.sdz - SirenDesk"
    desk = start(qtbot, window)
    assert desk.bench.outcome is not None
    assert desk.bench.outcome.frame is not None
    assert desk.tab.pictures.lanes.keys == ("ours", "jpeg", "error")


def test_a_file_that_cannot_be_read_is_one_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    desk, whole = window.compress, bytearray(_file(16, 16))
    whole[-3] ^= 64
    for name, data, words in (
        ("other", b"not one of ours at all, but long enough to be one", "is not a compressed picture"),
        ("newer", MAGIC + bytes([200]) + bytes(60), "Use a newer SirenDesk"),
        ("broken", bytes(whole), "is damaged"),
    ):
        path = tmp_path / f"{name}.sdz"
        path.write_bytes(data)
        drop(window, path)
        qtbot.waitUntil(lambda name=name: name in message(desk), timeout=LONG)
        assert words in message(desk)
        assert desk.state == "empty"
        assert window.action("start").isEnabled()
        desk.messages.clear()


def test_stop_gives_up_at_once_and_start_begins_anew(qtbot: QtBot, preferences: Preferences) -> None:
    set_draft(preferences, CompressDraft(WeightsCodec(seconds=100_000.0, hidden_layers=1), TargetOptions()))
    with window_on(qtbot, preferences, "compress") as window:
        desk = window.compress
        press(qtbot, window, "transport.start")
        qtbot.waitUntil(
            lambda: desk.bench.making.last is not None and desk.bench.making.last.frame is not None, timeout=LONG
        )
        assert desk.tab.pictures.lanes.pane("ours").kept is not None
        press(qtbot, window, "transport.stop")
        assert desk.state == "empty"
        assert "no file was made" in message(desk)
        assert desk.tab.chart.plot.dot is None
        assert window.action("start").isEnabled()
        press(qtbot, window, "transport.start")
        qtbot.waitUntil(lambda: desk.bench.making.last is not None, timeout=LONG)
        press(qtbot, window, "transport.reset")
        assert desk.state == "empty"
        assert message(desk) == ""


def test_grids_move_the_dot_towards_a_goal_that_can_be_met(qtbot: QtBot, preferences: Preferences) -> None:
    set_draft(preferences, CompressDraft(GridCodec(effort=0), TargetOptions(aim=BYTES, bytes=400)))
    with window_on(qtbot, preferences, "compress") as window:
        desk = start(qtbot, window)
        assert desk.bench.outcome is not None
        assert desk.bench.outcome.size <= 400
        assert len(desk.tab.chart.plot.trail) >= 1
        # a goal that cannot be met is one sentence, and the file before is gone
        desk.bench.draft = CompressDraft(LowRankCodec(rank=1), TargetOptions(aim=PSNR, psnr=80.0))
        press(qtbot, window, "transport.start")
        qtbot.waitUntil(lambda: "80" in message(desk), timeout=LONG)
        assert desk.state == "empty"
        assert desk.bench.outcome is None
        assert window.action("start").isEnabled()


def test_the_exercise_at_rank_50_stores_twice_as_many_numbers(qtbot: QtBot, window: MainWindow) -> None:
    desk, page = window.compress, window.compress.tab.ranks
    go_to_ranks(qtbot, window)
    qtbot.waitUntil(lambda: len(desk.backdrop.ladder.rungs) == 50, timeout=LONG)
    press(qtbot, window, "compress.patch_rank_50")
    rung = page.rung
    assert rung is not None
    assert rung.numbers == 2 * rung.numbers_in_patch == 5000
    text = desk.tab.ranks_card.text
    assert "2 times as many" in text
    assert f"{rung.bytes:,}" in text
    assert rung.whole_psnr > rung.patch_psnr
    # turning the rank moves picture and dot with it
    slider = window.findChild(QSlider, "compress.patch_rank")
    assert slider is not None
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert page.rank == 1
    dot = desk.tab.chart.plot.dot
    assert dot is not None
    assert dot.psnr == desk.backdrop.ladder.rungs[1].patch_psnr
    assert dot.bits_per_pixel == pytest.approx(8 * desk.backdrop.ladder.rungs[1].bytes / 2500)
    scores = [desk.backdrop.ladder.rungs[rank].patch_psnr for rank in (5, 10, 25, 50)]
    assert scores == sorted(scores)
    assert [curve.key for curve in desk.tab.chart.plot.curves] == ["jpeg", "png"]
    # a click on the picture moves the patch
    ladder, canvas = desk.backdrop.ladder, page.whole.canvas
    first = ladder.rungs[5]
    place = canvas.point_at(QPointF(1, 1)).toPoint() + QPoint(1, 1)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: (desk.bench.draft.patch.top, desk.bench.draft.patch.left) == (0, 0), timeout=LONG)
    qtbot.waitUntil(lambda: ladder.rungs.get(5, first) is not first, timeout=LONG)
    assert "row 0, column 0" in page.original.header.text


def test_a_rank_that_is_turned_moves_picture_and_dot_without_start(qtbot: QtBot, window: MainWindow) -> None:
    desk = window.compress
    slider = window.findChild(QSlider, "compress.rank.slider")
    assert slider is not None
    slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert desk.bench.draft.codec.rank > SMALL.codec.rank
    qtbot.waitUntil(lambda: desk.bench.outcome is not None and not desk.bench.live.busy, timeout=LONG)
    turned = desk.bench.outcome
    assert turned is not None
    assert desk.tab.chart.plot.dot is not None
    assert desk.tab.chart.plot.dot.psnr == pytest.approx(turned.psnr)
    # Start makes the same file
    made = start(qtbot, window).bench.outcome
    assert made is not None
    assert made.data == turned.data


def test_what_was_set_is_copied_as_words_and_there_next_time(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    window.action("copy_command").trigger()
    words = QGuiApplication.clipboard().text()
    assert words.startswith("sirendesk compress sample:camera")
    assert "--codec lowrank" in words
    assert "--rank 6" in words
    box = window.findChild(QComboBox, "compress.codec.box")
    assert box is not None
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert isinstance(window.compress.bench.draft.codec, WeightsCodec)
    window.close()
    with window_on(qtbot, Preferences(preferences.path), "compress") as again:
        assert again.compress.bench.draft == window.compress.bench.draft


def test_started_with_a_compressed_file_it_is_in_front(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> None:
    path = tmp_path / "small.sdz"
    path.write_bytes(_file(16, 24))
    made = make_window(make_application(), preferences, str(path))
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.compress.bench.outcome is not None, timeout=LONG)
    assert made.desk is made.compress
    assert made.compress.bench.outcome is not None
    assert made.compress.bench.outcome.shape == (16, 24)
    # the picture that the other tabs have is there for Start
    qtbot.waitUntil(lambda: made.action("start").isEnabled(), timeout=LONG)
    desk = start(qtbot, made)
    assert desk.bench.outcome is not None
    assert desk.bench.outcome.shape == (64, 64)
    made.close()
    made.deleteLater()


def go_to_ranks(qtbot: QtBot, window: MainWindow) -> None:
    strip = window.findChild(QTabBar, "compress.pages")
    assert strip is not None
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.tabRect(1).center())
    assert window.compress.tab.page == "ranks"


def _file(height: int, width: int) -> bytes:
    """A low-rank file of a slope."""
    from sirendesk.core.codec import lowrank

    values = np.linspace(0, 1, height * width, dtype=np.float32).reshape(height, width, 1)
    made: Container = lowrank.encode(lowrank.analyse(values), 0.05)
    return pack(made)
