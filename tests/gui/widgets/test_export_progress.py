"""The line of a picture on its way to the disk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.tiles import Progress
from sirendesk.gui.widgets.export_progress import ExportProgress
from sirendesk.gui.widgets.status_line import LEAST, StatusLine

BIG, OTHER = "/pictures/big.png", "/pictures/<b>a very long name of a picture.tif"


def test_it_shows_the_oldest_and_goes_with_the_last(qtbot: QtBot) -> None:
    line = ExportProgress()
    qtbot.addWidget(line)
    assert line.isHidden()
    line.begin(BIG)
    assert not line.isHidden()
    line.display(BIG, Progress(0.256, 10.0, 95.4))
    assert line.text == "big.png 26 % · 1:35 left"
    bar = line.findChild(QProgressBar)
    assert bar is not None
    assert bar.value() == 256
    line.begin(OTHER)
    assert line.text.endswith("26 % · 1:35 left (+1)")
    line.end(BIG)
    assert line.text.startswith("<b>")
    assert "…" in line.text
    label = line.findChild(QLabel)
    assert label is not None
    assert label.textFormat() == Qt.TextFormat.PlainText
    line.display(OTHER, Progress(0.5, 10.0, 9000.0))
    assert line.text.endswith("50 % · 2:30:00 left")
    line.display(BIG, Progress(0.5, 10.0, 9000.0))  # a late word about what has ended
    line.end(OTHER)
    assert line.isHidden()


def test_cancel_names_the_one_that_is_shown(qtbot: QtBot) -> None:
    line = ExportProgress()
    qtbot.addWidget(line)
    line.show()
    line.begin(BIG)
    button = line.findChild(QToolButton, "status.export_cancel")
    assert button is not None
    assert "big.png" in button.accessibleName()
    with qtbot.waitSignal(line.cancel_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == [BIG]
    assert not button.isEnabled()
    line.end(BIG)
    line.begin(OTHER)
    assert button.isEnabled()


def test_the_foot_of_the_window_does_not_become_wider_by_it(qtbot: QtBot) -> None:
    foot = StatusLine()
    qtbot.addWidget(foot)
    foot.show()
    QApplication.processEvents()
    before = foot.minimumSizeHint().width()
    foot.export.begin(BIG)
    foot.export.display(BIG, Progress(0.99, 10.0, 3599.0))
    QApplication.processEvents()
    hidden = {name for name in LEAST for label in foot.findChildren(QLabel, f"status.{name}") if label.isHidden()}
    assert hidden == set(LEAST)
    assert foot.minimumSizeHint().width() <= before
    foot.set_uses_run(False)
    foot.set_uses_run(True)
    assert all(label.isHidden() for name in LEAST for label in foot.findChildren(QLabel, f"status.{name}"))
    foot.export.end(BIG)
    QApplication.processEvents()
    assert foot.minimumSizeHint().width() == before
