"""The desk of denoising: shows the noisy picture before a fit, and sets what meets it long before its noise."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot

from sirendesk.core.budget import Budget
from sirendesk.core.denoising import guiding
from sirendesk.core.experiment import Experiment
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.fit import FitDesk
from sirendesk.gui.desks.task_draft import TaskDraft, remembered
from sirendesk.gui.previews import DenoisePreview, preview_denoise
from sirendesk.gui.tabs.denoise import DenoiseTab

SECONDS = 60.0
CAUSE = "task"
REASON = "it meets the picture long before it meets the noise, so there is time to stop."


class DenoiseDesk(FitDesk):
    """A fit that ends before it learns the noise."""

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        self.task_draft = TaskDraft(self.bench, self.session, preview_denoise, guiding, REASON, self)
        self.task_draft.follow(self.tab)
        self.task_draft.made.connect(self._show_given)
        self.task_draft.refused.connect(self._show_refusal)
        self.task_draft.suggested.connect(self.messages.raise_info)

    @property
    def tab(self) -> DenoiseTab:
        """The tab's widget."""
        assert isinstance(self._tab, DenoiseTab), "made below"
        return self._tab

    @property
    def settled(self) -> bool:
        """Whether what there is before a fit is on the screen."""
        return self.task_draft.settled

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

    @property
    def to_remember(self) -> Experiment:
        """The draft without what only suits this picture."""
        return self.task_draft.to_remember

    @Slot(object)
    def edit_task(self, options: DenoiseOptions) -> None:
        """Other noise is another picture."""
        self.task_draft.edit(options)

    @Slot()
    def suggest(self) -> None:
        """All that suits the task and the picture, and why."""
        self.task_draft.suggest()

    @Slot(object)
    def _show_given(self, preview: DenoisePreview) -> None:
        self.messages.dismiss(CAUSE)
        self.tab.display_given(preview)

    @Slot(str)
    def _show_refusal(self, sentence: str) -> None:
        self.tab.compare.clear_fit()
        self.raise_once(sentence, CAUSE)
