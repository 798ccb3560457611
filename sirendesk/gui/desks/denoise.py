"""The desk of denoising: shows the noisy picture before a fit, and sets what meets it long before its noise."""

from __future__ import annotations

from collections.abc import Mapping

from sirendesk.core.budget import Budget
from sirendesk.core.denoising import guiding
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.gui.desks.task_desk import TaskDesk
from sirendesk.gui.desks.task_draft import TaskDraft, remembered
from sirendesk.gui.previews import DenoisePreview, preview_denoise
from sirendesk.gui.tabs.denoise import DenoiseTab

SECONDS = 60.0
REASON = "it meets the picture long before it meets the noise, so there is time to stop."


class DenoiseDesk(TaskDesk):
    """A fit that ends before it learns the noise."""

    def make_task_draft(self) -> TaskDraft:
        """Other noise is another picture."""
        return TaskDraft(self.bench, self.session, preview_denoise, _suited, {DenoiseOptions: REASON}, self)

    def show_given(self, preview: DenoisePreview) -> None:
        """The noisy picture."""
        self.tab.display_given(preview)

    @property
    def tab(self) -> DenoiseTab:
        """The tab's widget."""
        assert isinstance(self._tab, DenoiseTab), "made below"
        return self._tab

    def tips(self) -> Mapping[str, str]:
        """What some actions are for here."""
        return {
            "suggest": "Set model, loss and optimiser to what meets the picture before its noise, and say why.",
            "stop": "End the fit here; kept is what foretold the held-out pixels best so far.",
        }

    def word_on_own(self) -> str:
        """That noise is added to it."""
        if self.task_draft.task.add == "none":
            return ""
        return (
            "To test the result, noise is added to this picture. If it is noisy already, choose None under Add noise."
        )

    def make_tab(self, experiment: Experiment) -> DenoiseTab:
        """Made once."""
        return DenoiseTab(self._surroundings.actions, experiment, self._surroundings.theme)

    def first_draft(self, experiment: Experiment) -> Experiment:
        """What was there last time; or noise on the picture that is there, so that the truth is known."""
        task = DenoiseOptions(add="gaussian:25")
        usual = Experiment(signal=experiment.signal, task=task, budget=Budget.of(seconds=SECONDS))
        return remembered(self._surroundings.preferences.experiment(DenoiseTab.key), usual)


def _suited(experiment: Experiment, picture: SampledSignal) -> Experiment:
    return guiding(experiment, picture.shape)
