"""Size, bits and format of a picture, and what they will cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.tiles import MOST_SIDE
from sirendesk.gui.widgets.size_dialog import PictureWish, SizeDialog, bytes_in_words, seconds_in_words


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[SizeDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    yield SizeDialog(parent, (100, 200))
    parent.hide()


def spin(dialog: SizeDialog, name: str) -> QSpinBox:
    found = dialog.findChild(QSpinBox, name)
    assert found is not None
    return found


def combo(dialog: SizeDialog, name: str) -> QComboBox:
    found = dialog.findChild(QComboBox, name)
    assert found is not None
    return found


def test_the_sides_follow_each_other(dialog: SizeDialog) -> None:
    assert dialog.chosen == PictureWish((100, 200), 8, ".png")
    spin(dialog, "export.width").setValue(800)
    assert dialog.chosen.shape == (400, 800)
    spin(dialog, "export.height").setValue(8192)
    assert dialog.chosen.shape == (8192, 16384)
    spin(dialog, "export.width").setValue(MOST_SIDE)
    assert dialog.chosen.shape == (MOST_SIDE // 2, MOST_SIDE)


def test_bits_and_format_are_chosen_by_name(dialog: SizeDialog) -> None:
    combo(dialog, "export.bits").setCurrentText("16 bits")
    combo(dialog, "export.format").setCurrentText("TIFF")
    assert dialog.chosen == PictureWish((100, 200), 16, ".tif")


def test_the_cost_follows(dialog: SizeDialog) -> None:
    spin(dialog, "export.width").setValue(8000)
    combo(dialog, "export.format").setCurrentText("TIFF")
    assert dialog.cost == "32.0 megapixels  ·  96 MB"
    combo(dialog, "export.bits").setCurrentText("16 bits")
    assert "192 MB" in dialog.cost
    combo(dialog, "export.format").setCurrentText("PNG")
    assert "about 154 MB" in dialog.cost
    dialog.set_speed(200_000.0)
    assert dialog.cost.endswith("about 3 min")
    spin(dialog, "export.width").setValue(200)
    assert dialog.cost.endswith("about 1 s")


def test_words() -> None:
    assert [bytes_in_words(n) for n in (1500, 2.34e6, 25.4e9)] == ["1.5 kB", "2.34 MB", "25.4 GB"]
    assert [seconds_in_words(n) for n in (0.1, 80, 600, 9000)] == ["1 s", "80 s", "10 min", "2.5 h"]


def test_every_control_says_what_it_is(dialog: SizeDialog) -> None:
    for name in ("export.width", "export.height", "export.bits", "export.format"):
        control = dialog.findChild(QWidget, name)
        assert control is not None
        assert control.accessibleName()
        assert control.toolTip()
