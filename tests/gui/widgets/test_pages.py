"""Pages under a strip."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.pages import Page, Pages


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    made = Pages("here", [Page("one", "One", "The first.", QLabel("1")), Page("two", "Two", "The other.", QLabel("2"))])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_and_a_key_turn_the_page(pages: Pages, qtbot: QtBot) -> None:
    strip = pages.findChild(QTabBar, "here.pages")
    assert strip is not None
    with qtbot.waitSignal(pages.page_changed) as told:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.tabRect(1).center())
    assert told.args == ["two"]
    assert pages.page == "two"
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert pages.page == "one"
    assert "Alt+2" in strip.tabToolTip(1)


def test_a_page_that_is_none_is_refused(pages: Pages) -> None:
    with pytest.raises(ValueError, match="three"):
        pages.set_page("three")
