"""The menu bar: the window's actions, recent files and the choice of light or dark."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from sirendesk.gui.preferences import Preferences

FILE = ("open", "paste", "open_experiment", "", "save_experiment", "copy_command", "", "quit")
EXPORT = (
    "export_picture",
    "export_sound",
    "export_compressed",
    "export_film",
    "export_model",
    "",
    "export_csv",
    "export_curve_png",
    "export_curve_svg",
)
RUN = ("start", "pause", "step", "stop", "reset", "", "suggest")
HELP = ("keys", "about")
THEMES = {"system": "&Like the system", "light": "L&ight", "dark": "&Dark"}


class Menus(QObject):
    """Fills a menu bar; recent files are listed anew each time their menu opens."""

    recent_requested = Signal(str)
    theme_requested = Signal(str)

    def __init__(self, bar: QMenuBar, actions: dict[str, QAction], preferences: Preferences, theme: str) -> None:
        super().__init__(bar)
        self._preferences = preferences
        file_menu = _menu(bar, "&File", FILE, actions)
        self._recent = QMenu("Open &recent", file_menu)
        self._recent.aboutToShow.connect(self._list_recent)
        self._recent.triggered.connect(self._choose_recent)
        file_menu.insertMenu(actions["paste"], self._recent)
        _menu(bar, "&Export", EXPORT, actions)
        _menu(bar, "&Run", RUN, actions)
        view = _menu(bar, "&View", ("full_screen",), actions)
        self._add_themes(view, theme)
        _menu(bar, "&Help", HELP, actions)

    @Slot()
    def _list_recent(self) -> None:
        self._recent.clear()
        for location in self._preferences.recent_files():
            # an ampersand in a file's name is no accelerator
            entry = self._recent.addAction(Path(location).name.replace("&", "&&"))
            entry.setToolTip(location)
            entry.setData(location)
        if self._recent.isEmpty():
            self._recent.addAction("No recent files").setEnabled(False)
        else:
            self._recent.addSeparator()
            self._recent.addAction("&Clear this list").setData("")

    @Slot(QAction)
    def _choose_recent(self, action: QAction) -> None:
        location = action.data()
        if location == "":
            self._preferences.clear_recent()
        elif location:
            self.recent_requested.emit(location)

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self.theme_requested.emit(action.data())

    def _add_themes(self, view: QMenu, chosen: str) -> None:
        view.addSeparator()
        group = QActionGroup(self)
        for name, text in THEMES.items():
            action = view.addAction(text)
            action.setObjectName(f"window.theme_{name}")
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.setData(name)
            group.addAction(action)
        group.triggered.connect(self._choose_theme)


def _menu(bar: QMenuBar, title: str, names: tuple[str, ...], actions: dict[str, QAction]) -> QMenu:
    menu = bar.addMenu(title)
    menu.setToolTipsVisible(True)
    for name in names:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()
    return menu
