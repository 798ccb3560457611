"""The window: transport above tabs above the status line. What a tab does is decided behind it, at its desk."""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QByteArray, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset, load_presets
from sirendesk.core.signals.samples import SAMPLES
from sirendesk.gui import about
from sirendesk.gui.actions import ACTIONS, make_actions, tool_tip
from sirendesk.gui.desks import DESKS
from sirendesk.gui.desks.base import Desk, Surroundings
from sirendesk.gui.desks.compress import CompressDesk
from sirendesk.gui.desks.reconstruct import ReconstructDesk
from sirendesk.gui.menus import Menus
from sirendesk.gui.opening import COMPRESSED, Opened, kind_of
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.session import Session
from sirendesk.gui.theme import Theme, ThemeKeeper, icon
from sirendesk.gui.widgets.status_line import StatusLine
from sirendesk.gui.widgets.transport import RUN_ACTIONS, Transport

SAID_MS = 6000


class MainWindow(QMainWindow):
    """Passes each action on to the desk whose tab is in front."""

    def __init__(self, session: Session, preferences: Preferences, themes: ThemeKeeper, experiment: Experiment) -> None:
        super().__init__()
        self.setWindowTitle("SirenDesk")
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.session = session
        self._sessions = [session]
        self._preferences = preferences
        self._themes = themes
        self._actions = make_actions(self)
        self._menus = Menus(self.menuBar(), self._actions, preferences, themes.choice)
        samples = [(name, sample.title, sample.kind) for name, sample in SAMPLES.items()]
        self._transport = Transport(self._actions, samples, load_presets(), "transport")
        self._tabs = QTabWidget()
        self._status = StatusLine()
        around = Surroundings(
            self,
            self._actions,
            session,
            self._open_session,
            preferences,
            self._transport,
            self._status,
            themes.theme,
        )
        self.desks: dict[str, Desk] = {name: make(around, experiment) for name, make in DESKS.items()}
        self._opened: dict[str, Opened] = {}
        # the last desk in front for each kind of signal; at first the first one
        self._latest = {desk.kind: desk for desk in reversed(self.desks.values()) if desk.uses_signal}
        self._latest[COMPRESSED] = self.compress
        self._learning: list[Desk] = []
        self._at_begin = ""
        self._lay_out()
        self._connect_signals()
        self._turn_to_desk()
        self._apply_theme(themes.theme)
        self._restore()

    @property
    def fit(self) -> ReconstructDesk:
        """The desk of the fits."""
        desk = self.desks["reconstruct"]
        assert isinstance(desk, ReconstructDesk), "the first tab fits"
        return desk

    @property
    def compress(self) -> CompressDesk:
        """The desk of compressed files."""
        desk = self.desks["compress"]
        assert isinstance(desk, CompressDesk), "it goes by that name"
        return desk

    @property
    def desk(self) -> Desk:
        """The desk whose tab is in front."""
        return tuple(self.desks.values())[self._tabs.currentIndex()]

    def action(self, name: str) -> QAction:
        """One of the window's commands."""
        return self._actions[name]

    @Slot(str)
    def choose_tab(self, key: str) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(list(self.desks).index(key))

    @Slot()
    def begin(self) -> None:
        """Once the window is there: what takes time."""
        for desk in self.desks.values():
            desk.begin()
        if self._at_begin:
            self._open(self._at_begin)

    def open_at_begin(self, location: str) -> None:
        """Open this, on the tab where it belongs, once the window is there."""
        self._at_begin = location

    @Slot()
    def say_something_went_wrong(self) -> None:
        """A fault of the program itself; its trace is on stderr."""
        self.desk.messages.raise_error(
            "Something went wrong inside SirenDesk. Your files are untouched; go on or save."
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """The one way out: remember, end the threads, go."""
        self._preferences.set_geometry(bytes(self.saveGeometry().data()))
        for desk in self.desks.values():
            desk.tab.save_layout(self._preferences)
            desk.remember()
        problem = self._preferences.save()
        if problem:
            print(f"sirendesk: {problem}", file=sys.stderr)
        self.hide()  # a step or a job may still have to end; nobody should look at a dead window meanwhile
        for desk in self.desks.values():
            desk.close()
        for session in self._sessions:
            session.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures from elsewhere are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self._desk_for("").take(event.mimeData(), "dropped picture"):
            event.acceptProposedAction()

    def _lay_out(self) -> None:
        self._tabs.setObjectName("window.tabs")
        self._tabs.setDocumentMode(True)
        for desk in self.desks.values():
            self._tabs.addTab(desk.tab, desk.tab.title)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._transport)
        column.addWidget(self._tabs, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self._status)
        self.resize(1280, 800)

    def _connect_signals(self) -> None:
        own = {
            "quit": self.close,
            "full_screen": self._toggle_full_screen,
            "about": self._show_about,
            "keys": self._show_keys,
        }
        for name, action in self._actions.items():
            action.triggered.connect(own.get(name) or partial(self._wish, name))
        self._menus.recent_requested.connect(self._open)
        self._transport.sample_requested.connect(self._open)
        self._transport.preset_requested.connect(self._apply_preset)
        self._transport.budget_changed.connect(self._edit_budget)
        self._menus.theme_requested.connect(self.choose_theme)
        for desk in self.desks.values():
            desk.changed.connect(self._follow)
            desk.said.connect(self._say)
            desk.wants_front.connect(self._bring_to_front)
            desk.signal_shared.connect(self._share)
            desk.belongs_elsewhere.connect(self._pass_on)
        self._tabs.currentChanged.connect(self._turn_to_desk)
        self._themes.theme_changed.connect(self._apply_theme)

    def _wish(self, name: str, _checked: bool = False) -> None:
        wish = self.desk.wishes().get(name)
        if wish is not None:
            wish()

    def _open_session(self) -> Session:
        self._sessions.append(Session())
        return self._sessions[-1]

    @Slot(str)
    def _open(self, location: str) -> None:
        self._desk_for(kind_of(location)).open_location(location)

    def _desk_for(self, kind: str) -> Desk:
        """Where a signal belongs: the tab in front if it works on such, or the last one in front that does.

        Where the kind is not known, any that works on signals will find it out.
        """
        if self.desk.uses_signal and kind in ("", self.desk.kind):
            return self.desk
        return self._latest.get(kind, self._latest["image"])

    @Slot(object)
    def _pass_on(self, what: str | Experiment | Opened) -> None:
        """Somebody opened what another desk works on."""
        if isinstance(what, str):
            self._open(what)
        elif isinstance(what, Experiment):
            desk = self._desk_for(kind_of(what.signal.location))
            desk.adopt(what)
            self._bring_to_front(desk)
        else:
            desk = self._desk_for(what.kind)
            desk.work_on(what)
            self._bring_to_front(desk)

    @Slot(object)
    def _apply_preset(self, preset: Preset) -> None:
        self.desk.apply_preset(preset)

    @Slot(object)
    def _edit_budget(self, budget: Budget) -> None:
        self.desk.edit_budget(budget)

    @Slot()
    def _follow(self) -> None:
        """Who begins to learn has the processor: two at the same time would only halve each other's speed."""
        learning = [d for d in self.desks.values() if d.uses_signal and d.state in ("starting", "running")]
        before, self._learning = self._learning, learning
        if any(desk not in before for desk in learning):
            for desk in before:
                if desk in learning:
                    desk.make_way()
        self._show_desk()

    @Slot(object)
    def _share(self, opened: Opened) -> None:
        """The signal opened last is that of the next tab one turns to."""
        self._opened[opened.kind] = opened
        if opened.kind == self.desk.kind:
            self.desk.offer(opened)

    @Slot()
    def _turn_to_desk(self) -> None:
        front = self.desk
        for desk in self.desks.values():
            desk.in_front = desk is front
        if front.uses_signal:
            self._latest[front.kind] = front
            self._transport.set_kind(front.kind)
            self._status.set_kind(front.kind)
        front.present()
        if front.kind in self._opened:
            front.offer(self._opened[front.kind])
        self._show_desk()

    @Slot()
    def _show_desk(self) -> None:
        desk = self.desk
        self._transport.set_uses_signal(desk.uses_signal)
        self._transport.set_uses_fit(desk.uses_signal and desk.uses_fit)
        self._transport.set_desk(desk.state, desk.ready)
        self._status.set_uses_run(desk.uses_signal)
        served, usable, tips = desk.wishes(), desk.usable(), desk.tips()
        for name, action in self._actions.items():
            action.setToolTip(tool_tip(name, tips.get(name, "")))
            if name in served and name not in RUN_ACTIONS:
                action.setEnabled(name in usable)
            elif name not in served and name not in ("quit", "full_screen", "about", "keys"):
                action.setEnabled(False)
        self.setWindowTitle(f"{desk.title} - SirenDesk" if desk.title else "SirenDesk")

    @Slot(object)
    def _bring_to_front(self, desk: Desk) -> None:
        self._tabs.setCurrentWidget(desk.tab)

    @Slot(str)
    def _say(self, text: str) -> None:
        self._status.showMessage(text, SAID_MS)

    @Slot(str)
    def choose_theme(self, choice: str) -> None:
        """Light, dark, or as the system has it; remembered."""
        self._themes.choose(choice)
        self._preferences.set_theme(choice)

    @Slot(object)
    def _apply_theme(self, theme: Theme) -> None:
        for desk in self.desks.values():
            desk.tab.apply_theme(theme)
        for name, action in self._actions.items():
            if ACTIONS[name].icon:
                action.setIcon(icon(ACTIONS[name].icon, theme))

    @Slot(bool)
    def _toggle_full_screen(self, on: bool) -> None:
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    @Slot()
    def _show_about(self) -> None:
        about.show_about(self)

    @Slot()
    def _show_keys(self) -> None:
        about.show_keys(self)

    def _restore(self) -> None:
        geometry = self._preferences.geometry()
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        for desk in self.desks.values():
            desk.tab.restore_layout(self._preferences)
        if self._preferences.problem:
            self.fit.messages.raise_warning(self._preferences.problem)
