"""Colours that can be read, and icons that take them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sirendesk.gui.theme import DARK, LIGHT, Theme, ThemeKeeper, app_icon, icon, make_palette
from sirendesk.paths import resource_path


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def keeper(qapp: QApplication) -> Iterator[ThemeKeeper]:
    """Leaves the application as it found it."""
    before = qapp.palette(), qapp.font()
    keeper = ThemeKeeper(qapp, "light")
    yield keeper
    qapp.setPalette(before[0])
    qapp.setFont(before[1])
    keeper.setParent(None)
    keeper.deleteLater()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(theme: Theme) -> None:
    for ground in (theme.window, theme.base, theme.button, theme.background):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.muted, ground) >= 4.5
    assert contrast(theme.foreground, theme.background) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for sign in (theme.good, theme.bad, theme.warning):
        assert contrast(sign, theme.window) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_stand_out(theme: Theme) -> None:
    for curve in (theme.loss, theme.psnr):
        assert contrast(curve, theme.background) >= 3


def test_choice_changes_the_palette(keeper: ThemeKeeper, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(keeper.theme_changed) as told:
        keeper.choose("dark")
    assert told.args == [DARK]
    assert keeper.theme is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    with qtbot.assertNotEmitted(keeper.theme_changed):
        keeper.choose("dark")
    keeper.choose("light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)


def test_unknown_choices(keeper: ThemeKeeper) -> None:
    with pytest.raises(ValueError, match="no such look"):
        keeper.choose("sepia")


def test_icons_are_drawn_and_greyed(qapp: QApplication) -> None:
    drawings = sorted(Path(str(resource_path("icons"))).glob("*.svg"))
    assert len(drawings) > 15
    for drawing in drawings:
        one = icon(drawing.stem, LIGHT)
        image = one.pixmap(24, 24).toImage()
        assert any(image.pixelColor(x, y).alpha() > 200 for x in range(24) for y in range(24)), drawing.name
    normal = icon("stop", DARK).pixmap(24, 24).toImage().pixelColor(12, 12)
    greyed = icon("stop", DARK).pixmap(24, 24, QIcon.Mode.Disabled).toImage().pixelColor(12, 12)
    assert normal == QColor(DARK.text)
    assert greyed.lightness() < normal.lightness()


def test_icon_is_sharp_on_a_dense_screen(qapp: QApplication) -> None:
    dense = icon("start", LIGHT).pixmap(icon("start", LIGHT).availableSizes()[0], 2.0)
    assert dense.width() >= 32


def test_icon_of_answers_none_for_what_is_not_drawn(keeper: ThemeKeeper) -> None:
    assert keeper.icon_of("start") is not None
    assert keeper.icon_of("no_such_icon") is None
    assert keeper.icon_of("") is None


def test_app_icon(qapp: QApplication) -> None:
    assert app_icon().pixmap(64, 64).width() == 64


def test_disabled_text_is_greyed() -> None:
    palette = make_palette(LIGHT)
    group = QPalette.ColorGroup
    assert palette.color(group.Disabled, QPalette.ColorRole.Text) != palette.color(
        group.Active, QPalette.ColorRole.Text
    )
