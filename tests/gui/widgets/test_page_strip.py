"""Pages under a strip, by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.page_strip import PageStrip


def test_keys_and_names_lead_to_pages(qtbot: QtBot) -> None:
    first, second = QLabel("first"), QLabel("second")
    strip = PageStrip("test.pages", "Pages", (("a", "One", "The first.", first), ("b", "Two", "The second.", second)))
    qtbot.addWidget(strip)
    strip.show()
    strip.activateWindow()
    qtbot.waitUntil(strip.isActiveWindow)
    assert first.isVisible()
    with qtbot.waitSignal(strip.page_changed) as told:
        qtbot.keyClick(strip, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert told.args == ["b"]
    assert second.isVisible()
    assert not first.isVisible()
    strip.set_page("a")
    assert strip.page == "a"
    strip.set_page("b")
    strip.set_page("nowhere")
    assert strip.page == "a"
