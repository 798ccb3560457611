"""The window: puts the parts together and connects facts to slots. Every decision is made elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QByteArray, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset, load_presets, preset_of
from sirendesk.core.signals.sampled import SAMPLE_PREFIX
from sirendesk.core.signals.samples import SAMPLES
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.suggest import Suggestion
from sirendesk.gui import about
from sirendesk.gui.actions import ACTIONS, make_actions
from sirendesk.gui.answers import Answer, Failure
from sirendesk.gui.asking import report
from sirendesk.gui.commands import Commands, can_be_reopened
from sirendesk.gui.exporting import Exporter
from sirendesk.gui.menus import Menus
from sirendesk.gui.opening import Opened
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.session import Session
from sirendesk.gui.tabs import TABS
from sirendesk.gui.theme import Theme, ThemeKeeper, icon
from sirendesk.gui.widgets.status_line import StatusLine
from sirendesk.gui.widgets.transport import Transport
from sirendesk.gui.workbench import Workbench

SAID_MS = 6000
NEEDS_RUN = ("export_picture", "export_film", "export_model", "export_csv", "export_curve_png", "export_curve_svg")


class MainWindow(QMainWindow):
    """Transport above tabs above the status line."""

    def __init__(self, session: Session, preferences: Preferences, themes: ThemeKeeper, experiment: Experiment) -> None:
        super().__init__()
        self.setWindowTitle("SirenDesk")
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.session = session
        self.report: Mapping[str, Any] | None = None
        self._preferences = preferences
        self._themes = themes
        self.bench = Workbench(session, experiment, self)
        self.commands = Commands(self.bench, session, self)
        self._exporter = Exporter(session, self)
        self._actions = make_actions(self)
        self._menus = Menus(self.menuBar(), self._actions, preferences, themes.choice)
        samples = [(name, sample.title) for name, sample in SAMPLES.items()]
        self._presets = load_presets()
        self._transport = Transport(self._actions, samples, self._presets, next(iter(TABS)))
        self._tabs = QTabWidget()
        self.tab = TABS["reconstruct"](self._actions, experiment, themes.theme)
        self._status = StatusLine()
        self._lay_out()
        self._connect_signals()
        self._show_draft(experiment)
        self._show_state("empty")
        self._apply_theme(themes.theme)
        self._restore()

    def action(self, name: str) -> QAction:
        """One of the window's commands."""
        return self._actions[name]

    @Slot()
    def begin(self) -> None:
        """Once the window is there: read the first picture and load torch, both off this thread."""
        self.bench.open(self.bench.draft.signal)
        self.session.warm_up()

    @Slot()
    def say_something_went_wrong(self) -> None:
        """A fault of the program itself; its trace is on stderr."""
        self.tab.messages.raise_error("Something went wrong inside SirenDesk. Your files are untouched; go on or save.")

    def closeEvent(self, event: QCloseEvent) -> None:
        """The one way out: remember, end the threads, go."""
        self._preferences.set_geometry(bytes(self.saveGeometry().data()))
        self.tab.save_layout(self._preferences)
        if can_be_reopened(self.bench.draft.signal.location):
            self._preferences.set_experiment(self.tab.key, self.bench.draft.to_json())
        problem = self._preferences.save()
        if problem:
            print(f"sirendesk: {problem}", file=sys.stderr)
        self.hide()  # a step or a job may still have to end; nobody should look at a dead window meanwhile
        self.session.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures from elsewhere are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self.commands.take(event.mimeData(), "dropped picture"):
            event.acceptProposedAction()

    def _lay_out(self) -> None:
        self._tabs.setObjectName("window.tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.tab, self.tab.title)
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
        for name, slot in self._slots().items():
            self._actions[name].triggered.connect(slot)
        bench, tab, session = self.bench, self.tab, self.session
        self._menus.recent_requested.connect(self.commands.open)
        self._menus.theme_requested.connect(self.choose_theme)
        self._transport.sample_requested.connect(self.commands.open)
        self._transport.preset_requested.connect(self._apply_preset)
        self._transport.budget_changed.connect(bench.edit_budget)
        tab.field_edited.connect(bench.edit_field)
        tab.optimizer_edited.connect(bench.edit_optimizer)
        tab.training_edited.connect(bench.edit_training)
        tab.source_edited.connect(bench.edit_source)
        tab.seed_edited.connect(bench.edit_seed)
        tab.live_edited.connect(bench.edit_live)
        bench.loading_began.connect(self._say_loading)
        bench.signal_opened.connect(self._show_signal)
        bench.opening_failed.connect(self._show_failure)
        bench.draft_changed.connect(self._show_draft)
        bench.draft_edited.connect(self._show_preset)
        bench.run_started.connect(tab.begin_run)
        bench.suggestion_made.connect(self._show_suggestion)
        session.snapshot_arrived.connect(self._show_snapshot)
        session.state_changed.connect(self._show_state)
        session.failed.connect(self._show_failure)
        session.answered.connect(self._take_answer)
        for source in (self._exporter, self.commands):
            source.failed.connect(self._show_failure)
        self._exporter.saved.connect(self._show_saved)
        self.commands.said.connect(self._say)
        self._themes.theme_changed.connect(self._apply_theme)

    def _slots(self) -> Mapping[str, Callable[..., Any]]:
        return {
            "open": self.commands.ask_and_open,
            "open_experiment": self.commands.ask_and_open_experiment,
            "paste": self.commands.paste,
            "copy_command": self.commands.copy_command,
            "start": self.bench.start,
            "pause": self.session.pause,
            "step": self.session.step,
            "stop": self.session.stop,
            "reset": self._reset,
            "suggest": self.bench.suggest,
            "export_picture": self._export_picture,
            "export_csv": self._exporter.csv,
            "export_curve_png": self._export_curve_png,
            "export_curve_svg": self._export_curve_svg,
            "export_film": self._exporter.film,
            "export_model": self._exporter.model,
            "save_experiment": self._save_experiment,
            "quit": self.close,
            "full_screen": self._toggle_full_screen,
            "about": self._show_about,
            "keys": self._show_keys,
        }

    @Slot()
    def _say_loading(self) -> None:
        self._say("Reading the picture…")

    @Slot(object)
    def _show_signal(self, opened: Opened) -> None:
        self._status.clearMessage()
        self.tab.messages.clear()
        self.tab.display_signal(opened)
        self._transport.set_has_signal(True)
        self.setWindowTitle(f"{opened.signal.name} - SirenDesk")
        location = opened.source.location
        if can_be_reopened(location) and not location.startswith(SAMPLE_PREFIX):
            self._preferences.add_recent(location)
        # what reading took is worth a line; the size that was asked for is no news
        notes = [*opened.whole.notes, *([opened.reduction] if opened.reduction else [])]
        if notes:
            self.tab.messages.raise_info(" ".join(notes))

    @Slot(object)
    def _show_draft(self, experiment: Experiment) -> None:
        self.tab.edit(experiment)
        self._transport.set_budget(experiment.budget)
        self._show_preset(experiment)

    @Slot(object)
    def _show_preset(self, experiment: Experiment) -> None:
        self._transport.show_preset(preset_of(experiment, self._presets))

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        self.tab.display(snapshot)
        self._status.display(snapshot)
        for note in snapshot.notes:
            self.tab.messages.raise_warning(note)
        if snapshot.metrics is not None:  # held or finished, and measured: now its rivals too
            self.session.ask_trainer(f"report {snapshot.run}", report)
        self.session.acknowledge()

    @Slot(str)
    def _show_state(self, state: str) -> None:
        self.report = None
        self._transport.set_state(state)
        self._status.set_state(state)
        for name in NEEDS_RUN:
            self._actions[name].setEnabled(state in ("running", "paused", "stopping", "finished"))

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        # a fit that went on meanwhile has no exact scores any more
        if answer.key != f"report {self.session.run}" or self.session.state not in ("paused", "finished"):
            return
        if answer.failure is not None:
            self._show_failure(answer.failure)
        else:
            self.report = answer.value
            self.tab.display_report(answer.value)

    @Slot(object)
    def _show_failure(self, failure: Failure) -> None:
        self._status.clearMessage()
        self.tab.messages.raise_error(failure.sentence)

    @Slot(object)
    def _show_suggestion(self, suggestion: Suggestion) -> None:
        self.tab.messages.raise_info(suggestion.reason)

    @Slot(str)
    def _show_saved(self, path: str) -> None:
        self._say(f"Saved {path}")

    @Slot(str)
    def _say(self, text: str) -> None:
        self._status.showMessage(text, SAID_MS)

    @Slot(object)
    def _apply_preset(self, preset: Preset) -> None:
        self.bench.adopt(preset.apply(self.bench.draft))

    @Slot(str)
    def choose_theme(self, choice: str) -> None:
        """Light, dark, or as the system has it; remembered."""
        self._themes.choose(choice)
        self._preferences.set_theme(choice)

    @Slot(object)
    def _apply_theme(self, theme: Theme) -> None:
        self.tab.apply_theme(theme)
        for name, action in self._actions.items():
            if ACTIONS[name].icon:
                action.setIcon(icon(ACTIONS[name].icon, theme))

    @Slot()
    def _reset(self) -> None:
        self.bench.reset()
        self.tab.forget_run()

    @Slot()
    def _export_picture(self) -> None:
        if self.bench.opened is not None:
            self._exporter.picture(self.bench.opened.signal.shape)

    @Slot()
    def _export_curve_png(self) -> None:
        self._exporter.curve_image(self.tab.curves.export_png(), "curve.png", "PNG picture (*.png)")

    @Slot()
    def _export_curve_svg(self) -> None:
        self._exporter.curve_image(self.tab.curves.export_svg(), "curve.svg", "SVG drawing (*.svg)")

    @Slot()
    def _save_experiment(self) -> None:
        self._exporter.experiment(self.bench.repeatable)

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
        self.tab.restore_layout(self._preferences)
        if self._preferences.problem:
            self.tab.messages.raise_warning(self._preferences.problem)
