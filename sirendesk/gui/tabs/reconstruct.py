"""Reconstruct: the whole signal is learnt; one can look into the network and follow lessons meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.presets import Preset
from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.tabs.fit_tab import FitTab
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.compare_view import CompareView
from sirendesk.gui.views.curve_view import CurveView
from sirendesk.gui.views.network.network_view import NetworkView
from sirendesk.gui.views.path_view import PathView
from sirendesk.gui.widgets.lesson_card import LessonCard


class ReconstructTab(FitTab):
    """The pictures are the first page of what there is to see of the network; its path stands beside the curves."""

    key: ClassVar[str] = "reconstruct"
    title: ClassVar[str] = "Reconstruct"

    insight_requested = Signal(object)
    job_requested = Signal(str, object)

    network: NetworkView
    path: PathView
    lesson: LessonCard

    def __init__(self, actions: Mapping[str, QAction], experiment: Experiment, theme: Theme) -> None:
        super().__init__(actions, experiment, theme)
        self.network.insight_requested.connect(self.insight_requested)
        self.network.job_requested.connect(self.job_requested)

    @property
    def compare(self) -> CompareView:
        """The pictures."""
        assert isinstance(self._pictures, CompareView), "made below"
        return self._pictures

    @property
    def curves(self) -> CurveView:
        """The curves."""
        assert isinstance(self._curves, CurveView), "what a tab has unless it says otherwise"
        return self._curves

    def make_pictures(self, theme: Theme) -> CompareView:
        """Original, reconstruction and error."""
        made = CompareView(self.key, theme)
        made.pane_enlarged.connect(self.make_room)
        return made

    def pictures(self, theme: Theme) -> QWidget:
        """The views into the network, pictures first."""
        self.network = NetworkView(self.key, self.compare, theme)
        return self.network

    def plots(self, theme: Theme) -> Sequence[tuple[QWidget, int]]:
        """Curves, the path of the weights, and the lesson if there is one."""
        self.path = PathView(self.key, theme)
        self.lesson = LessonCard(self.key)
        return [(self.curves, 3), (self.path, 1), (self.lesson, 0)]

    def show_preset(self, preset: Preset | None, presets: Sequence[Preset]) -> None:
        """A preset that is a lesson is explained."""
        self.lesson.display(preset, presets)

    def begin_run(self, experiment: Experiment) -> None:
        """Another path begins."""
        super().begin_run(experiment)
        self.path.clear()

    def display(self, snapshot: Snapshot) -> None:
        """What was seen inside the network too."""
        if snapshot.insight is not None:
            self.network.display(snapshot.insight)
            if snapshot.frame is None and not snapshot.losses.size:
                return  # held or over, and nothing else is new
        super().display(snapshot)
        if snapshot.path is not None:
            self.path.display(snapshot.path)

    def forget_run(self) -> None:
        """Nothing is left of what was seen inside either."""
        super().forget_run()
        self.network.clear()
        self.path.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Restyle the plots."""
        super().apply_theme(theme)
        self.network.apply_theme(theme)
        self.path.apply_theme(theme)
