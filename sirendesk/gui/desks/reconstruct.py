"""The desk of the first tab: a fit, the lessons about it, and looks into its network."""

from __future__ import annotations

from PySide6.QtCore import Slot

from sirendesk.core.experiment import Experiment
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.fit import FitDesk
from sirendesk.gui.session import Session
from sirendesk.gui.tabs.reconstruct import ReconstructTab


class ReconstructDesk(FitDesk):
    """Its session is the window's own: other tabs may ask for the network that was fitted here."""

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        tab = self.tab
        tab.lesson.comparison_requested.connect(self._compare_with)
        tab.insight_requested.connect(self.bench.look_into)
        tab.job_requested.connect(self.session.submit)
        self.session.answered.connect(tab.network.take_answer)

    @property
    def tab(self) -> ReconstructTab:
        """The tab's widget."""
        assert isinstance(self._tab, ReconstructTab), "made below"
        return self._tab

    def make_tab(self, experiment: Experiment) -> ReconstructTab:
        """Made once."""
        return ReconstructTab(self._surroundings.actions, experiment, self._surroundings.theme)

    def first_draft(self, experiment: Experiment) -> Experiment:
        """What was there last time, as the program has read it."""
        return experiment

    def open_session(self) -> Session:
        """The window's own."""
        return self._surroundings.session

    def begin(self) -> None:
        """Read the first picture and load torch, both off this thread."""
        self.bench.open(self.bench.draft.signal)
        self.session.warm_up()

    @Slot(str)
    def _compare_with(self, name: str) -> None:
        """The other half of a lesson: at once, with the curve there is as a ghost beside it."""
        preset = self.preset(name)
        if preset is not None:
            self.bench.rerun(preset.apply(self.bench.draft))
