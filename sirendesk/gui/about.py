"""The two help dialogs: keys, and versions with licences."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from sirendesk import __version__
from sirendesk.gui.actions import ACTIONS

PARTS = ("torch", "numpy", "pyqtgraph", "PySide6-Essentials", "pillow", "scikit-image", "soundfile")
VIEW_KEYS = {
    "Arrow keys": "Move the pictures",
    "+   −": "Zoom the pictures",
    "Ctrl+0   Ctrl+1": "Fit the pictures, or one pixel to one",
    "Double click": "Show one picture large, and back",
    "Alt+1 … Alt+7": "Pictures, or a view into the network",
    "Space   Home": "Sound: play or stand still, back to the start",
    "A   B   C   D": "Sound: hear the original, the fit, what was given, the difference",
    "L": "Sound: play the selection, or all of it, over and over",
    "Ctrl+PgUp   Ctrl+PgDown": "Other tab",
}


def show_keys(parent: QWidget) -> None:
    """A dialog with every key of the window."""
    rows = {
        "   ".join(spec.keys): spec.text.replace("&", "").replace("…", "") for spec in ACTIONS.values() if spec.keys
    }
    _dialog(parent, "Keyboard", rows | VIEW_KEYS).exec()


def show_about(parent: QWidget) -> None:
    """A dialog with versions and licences."""
    rows = {
        "SirenDesk": f"{__version__}, MIT licence",
        "Python": platform.python_version(),
        "Qt": f"{qVersion()}, LGPL 3",
        **{name: _version(name) for name in PARTS},
    }
    _dialog(parent, "About SirenDesk", rows).exec()


def _dialog(parent: QWidget, title: str, rows: dict[str, str]) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    for k, (left, right) in enumerate(rows.items()):
        for column, text in enumerate((left, right)):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, k, column)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addLayout(grid)
    layout.addWidget(buttons)
    return dialog


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
