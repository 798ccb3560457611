"""The desk of a tab that fits one field to one signal: joins the tab, the workbench, the exporter and the session."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import Slot

from sirendesk.core.experiment import Experiment
from sirendesk.core.findings import Finding
from sirendesk.core.presets import Preset, preset_of
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.suggest import Suggestion
from sirendesk.gui.commands import Commands, can_be_reopened
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.signal_desk import SignalDesk
from sirendesk.gui.exporting import Exporter
from sirendesk.gui.opening import Opened
from sirendesk.gui.scoring import Scoring
from sirendesk.gui.session import Session
from sirendesk.gui.tabs.fit_tab import FitTab
from sirendesk.gui.workbench import Workbench

NEEDS_RUN = ("export_picture", "export_film", "export_model", "export_csv", "export_curve_png", "export_curve_svg")
ALWAYS = ("open", "paste", "open_experiment", "copy_command", "suggest", "save_experiment")


class FitDesk(SignalDesk):
    """Abstract: one signal, one draft, one run, and the tab that shows them.

    A task's own desk says how its tab is made and where its first draft comes from.
    """

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        window = surroundings.window
        experiment = self.first_draft(experiment)
        self.report: Mapping[str, Any] | None = None
        self.session = session = self.open_session()
        self._last: Snapshot | None = None
        self.bench = self.work = Workbench(session, experiment, self, kind=self.kind)
        self.commands = Commands(self.bench, session, window, self.kind)
        self._exporter = Exporter(session, window)
        self._scoring = Scoring(session, self)
        self._findings: dict[str, Finding] = {}
        self._tab = self.make_tab(experiment)
        self._connect_signals()
        self._show_draft(experiment)

    def make_tab(self, experiment: Experiment) -> FitTab:
        """The tab's widget, on the first draft."""
        raise NotImplementedError

    def first_draft(self, experiment: Experiment) -> Experiment:
        """What the tab begins with; `experiment` is what the first tab begins with."""
        raise NotImplementedError

    def open_session(self) -> Session:
        """The threads that work for this desk: its own, so that a run outlives a look at another tab."""
        return self._surroundings.open_session()

    @property
    def tab(self) -> Any:
        """The tab's widget."""
        return self._tab

    def wishes(self) -> Mapping[str, Callable[..., Any]]:
        """All that can be asked of a fit."""
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
            "suggest": self.suggest,
            "export_picture": self._export_picture,
            "export_csv": self._exporter.csv,
            "export_curve_png": self._export_curve_png,
            "export_curve_svg": self._export_curve_svg,
            "export_film": self._exporter.film,
            "export_model": self._exporter.model,
            "save_experiment": self._save_experiment,
        }

    def usable(self) -> Collection[str]:
        """Results can be taken out once there is a run."""
        has_run = self.state in ("running", "paused", "stopping", "finished")
        return (*ALWAYS, *NEEDS_RUN) if has_run else ALWAYS

    def present(self) -> None:
        """Budget and preset of the draft, state and numbers of the run."""
        self.show_draft_on_bars(self.bench.draft)
        status = self._surroundings.status
        status.clear_run()
        status.set_state(self.state)
        if self._last is not None:
            status.display(self._tab.as_judged(self._last), at_once=True)

    def offer(self, opened: Opened) -> None:
        """Take it up unless there is a run here, or it is here already."""
        mine = self.bench.opened
        if self.state == "empty" and (mine is None or mine.whole is not opened.whole):
            self.bench.take(opened)

    @property
    def to_remember(self) -> Experiment:
        """What of the draft is worth keeping."""
        return self.bench.draft

    def remember(self) -> None:
        """The draft, if its signal can be opened again."""
        draft = self.to_remember
        if can_be_reopened(draft.signal.location):
            self._surroundings.preferences.set_experiment(self._tab.key, draft.to_json())

    @Slot()
    def suggest(self) -> None:
        """Set what suits the signal."""
        self.bench.suggest()

    @Slot(object)
    def edit_task(self, options: Any) -> None:
        """Other options of the task were chosen."""
        self.bench.edit_task(options)

    def _connect_signals(self) -> None:
        bench, tab, session = self.bench, self._tab, self.session
        tab.task_edited.connect(self.edit_task)
        self.follow_forms(tab.forms)
        self.follow_openings()
        bench.draft_changed.connect(self._show_draft)
        bench.draft_edited.connect(self.show_draft_on_bars)
        bench.run_started.connect(tab.begin_run)
        bench.run_started.connect(self._forget_findings)
        bench.suggestion_made.connect(self._show_suggestion)
        session.snapshot_arrived.connect(self._show_snapshot)
        session.state_changed.connect(self._show_state)
        session.failed.connect(self.show_failure)
        self._scoring.arrived.connect(self._show_report)
        for source in (self._exporter, self._scoring):
            source.failed.connect(self.show_failure)
        self._exporter.saved.connect(self.show_saved)
        self.follow_files(self._exporter.pictures)
        self.messages.action_requested.connect(self._repair)

    @Slot(object)
    def _show_draft(self, experiment: Experiment) -> None:
        self._tab.edit(experiment)
        self.show_draft_on_bars(experiment)

    @Slot(object)
    def show_draft_on_bars(self, experiment: Experiment) -> None:
        """The tab tells of the preset too."""
        super().show_draft_on_bars(experiment)
        self._tab.show_preset(self.preset(preset_of(experiment, self.presets)), self.presets)

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        self._last = snapshot
        self._tab.display(snapshot)
        if self.in_front:
            self._surroundings.status.display(self._tab.as_judged(snapshot))
        for finding in snapshot.findings:
            self._show_finding(finding)
        if snapshot.metrics is not None and snapshot.frame is not None:  # held or over, and measured: now its rivals
            self._scoring.ask(snapshot.run)
        self.session.acknowledge()

    def _show_finding(self, finding: Finding) -> None:
        label = finding.repair.label if finding.repair is not None else ""
        self._findings[finding.kind] = finding
        self.messages.raise_warning(finding.sentence, finding.kind, label)

    @Slot(object)
    def _forget_findings(self, _experiment: Experiment | None) -> None:
        """What was said is about the run before, or has been done."""
        self.messages.clear()
        self._findings.clear()

    @Slot(str)
    def _repair(self, kind: str) -> None:
        finding = self._findings.get(kind)
        if finding is None or finding.repair is None:
            return
        self.messages.dismiss(kind)
        if finding.repair.parts is None:
            self.session.go_back()
        else:
            self.bench.rerun(self.bench.draft.updated(finding.repair.parts))

    @Slot(str)
    def _show_state(self, state: str) -> None:
        self.report = None
        if state in ("empty", "starting"):
            self._last = None
        if self.in_front:
            self._surroundings.status.set_state(state)
        self.changed.emit()

    @Slot(object)
    def _show_report(self, report: Mapping[str, Any]) -> None:
        self.report = report
        self._tab.display_report(report)

    @Slot(object)
    def _show_suggestion(self, suggestion: Suggestion) -> None:
        self.messages.raise_info(suggestion.reason)

    def preset(self, name: str) -> Preset | None:
        """The preset of that name, if there is one."""
        return next((preset for preset in self.presets if preset.name == name), None)

    @Slot()
    def _reset(self) -> None:
        self.bench.reset()
        self._tab.forget_run()
        self._forget_findings(None)

    @Slot()
    def _export_picture(self) -> None:
        if self.bench.opened is not None:
            self._exporter.picture(self.bench.opened.image.shape)

    @Slot()
    def _export_curve_png(self) -> None:
        self._exporter.curve_image(self._tab.curves.export_png(), "curve.png", "PNG picture (*.png)")

    @Slot()
    def _export_curve_svg(self) -> None:
        self._exporter.curve_image(self._tab.curves.export_svg(), "curve.svg", "SVG drawing (*.svg)")

    @Slot()
    def _save_experiment(self) -> None:
        self._exporter.experiment(self.bench.repeatable)
