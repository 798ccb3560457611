"""Messages: one at a time, one for a cause, closed by button or Esc."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.gui.theme import DARK, LIGHT, Theme, make_palette
from sirendesk.gui.widgets.flow_text import FlowText
from sirendesk.gui.widgets.message_bar import MessageBar


@pytest.fixture
def tab(qtbot: QtBot) -> QWidget:
    tab = QWidget()
    column = QVBoxLayout(tab)
    bar = MessageBar("tab", escape_scope=tab)
    column.addWidget(bar)
    column.addWidget(QLineEdit())
    column.addStretch(1)
    qtbot.addWidget(tab)
    tab.resize(600, 300)
    with qtbot.waitExposed(tab):
        tab.show()
    return tab


@pytest.fixture
def bar(tab: QWidget) -> MessageBar:
    bar = tab.findChild(MessageBar)
    assert bar is not None
    return bar


def text(bar: MessageBar) -> str:
    shown = bar.findChild(FlowText, "tab.message")
    assert shown is not None
    return shown.toPlainText()


def test_nothing_to_say_takes_no_room(bar: MessageBar) -> None:
    assert not bar.isVisible()
    assert bar.current() is None


def test_markup_and_line_breaks_are_text(bar: MessageBar) -> None:
    bar.raise_error("Could not read '<img src=x onerror=1>\n.png'")
    assert text(bar) == "Could not read '<img src=x onerror=1>\n.png'"
    assert bar.accessibleName().startswith("Error: ")


def test_one_bar_for_one_cause(bar: MessageBar) -> None:
    bar.raise_warning("The disk is nearly full.", cause="disk")
    bar.raise_error("The disk is full.", cause="disk")
    assert [message.text for message in bar.messages()] == ["The disk is full."]
    bar.raise_info("Opened as 8-bit.")
    bar.raise_info("Opened as 8-bit.")
    assert len(bar.messages()) == 2


def test_the_gravest_stands_first_and_of_equals_the_latest(bar: MessageBar) -> None:
    bar.raise_warning("first")
    bar.raise_warning("second")
    bar.raise_info("third")
    others = bar.findChild(QLabel, "tab.message_others")
    assert others is not None
    assert (text(bar), others.text()) == ("second", "+2 more")
    bar.dismiss_current()
    assert (text(bar), others.text()) == ("first", "+1 more")
    bar.dismiss_current()
    assert text(bar) == "third"
    assert not others.isVisible()


def test_closed_by_its_button(qtbot: QtBot, bar: MessageBar) -> None:
    bar.raise_info("hello", cause="greeting")
    button = bar.findChild(QToolButton, "tab.message_close")
    assert button is not None
    with qtbot.waitSignal(bar.dismissed) as dismissed:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dismissed.args == ["greeting"]
    assert not bar.isVisible()


def test_escape_anywhere_in_the_tab_closes_it(qtbot: QtBot, tab: QWidget, bar: MessageBar) -> None:
    bar.raise_info("hello")
    line = tab.findChild(QLineEdit)
    assert line is not None
    tab.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_an_action_is_a_wish_with_its_cause(qtbot: QtBot, bar: MessageBar) -> None:
    bar.raise_info("ω₀ 72 would suit.", cause="suggestion", action="Use it & restart")
    button = bar.findChild(QPushButton, "tab.message_action")
    assert button is not None
    assert button.text() == "Use it && restart"
    with qtbot.waitSignal(bar.action_requested) as wish:
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert wish.args == ["suggestion"]
    assert bar.isVisible()


def test_what_is_over_goes_silently(qtbot: QtBot, bar: MessageBar) -> None:
    bar.raise_error("no", cause="disk")
    with qtbot.assertNotEmitted(bar.dismissed):
        bar.dismiss("sound")
        assert bar.isVisible()
        bar.dismiss("disk")
    assert not bar.isVisible()
    bar.raise_info("a")
    bar.raise_error("b")
    bar.clear()
    assert bar.messages() == ()


def test_a_path_without_spaces_neither_widens_the_window_nor_is_cut(tab: QWidget, bar: MessageBar) -> None:
    slim = bar.minimumSizeHint().width()
    bar.raise_error("short")
    height = bar.sizeHint().height()
    bar.raise_error("/a_long_folder" * 15)
    assert bar.minimumSizeHint().width() <= max(slim, 300)
    assert bar.sizeHint().height() > height


def test_a_message_of_the_same_length_moves_nothing(qtbot: QtBot, tab: QWidget, bar: MessageBar) -> None:
    line = tab.findChild(QLineEdit)
    assert line is not None
    bar.raise_info("one sentence")
    qtbot.waitUntil(lambda: line.y() > bar.height() - 1)
    tab.layout().activate()  # type: ignore[union-attr]
    before = line.y()
    bar.raise_error("another one")
    tab.layout().activate()  # type: ignore[union-attr]
    assert line.y() == before


def test_the_text_can_be_selected_and_copied(qtbot: QtBot, bar: MessageBar) -> None:
    bar.raise_error("Could not write /tmp/x")
    shown = bar.findChild(FlowText, "tab.message")
    assert shown is not None
    qtbot.keyClick(shown, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Could not write /tmp/x"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_stands_out_from_its_bar(tab: QWidget, bar: MessageBar, theme: Theme) -> None:
    tab.setPalette(make_palette(theme))
    for raise_message in (bar.raise_info, bar.raise_warning, bar.raise_error):
        raise_message("hello")
        shown = bar.findChild(FlowText, "tab.message")
        assert shown is not None
        ink = shown.palette().color(QPalette.ColorRole.Text)
        paper = bar.palette().color(bar.backgroundRole())
        assert contrast(ink, paper) > 7.0


def contrast(one: QColor, other: QColor) -> float:
    """Ratio of relative luminances (WCAG 2.2)."""

    def luminance(colour: QColor) -> float:
        channels = colour.redF(), colour.greenF(), colour.blueF()
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
