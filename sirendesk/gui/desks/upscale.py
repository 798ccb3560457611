"""The desk of upscaling: shows what there is before a fit, and lets one zoom without end into what was learnt."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from sirendesk.core.budget import Budget
from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SampledSignal
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.upscaling import guiding
from sirendesk.core.window_render import Region, look_at
from sirendesk.gui.answers import Answer
from sirendesk.gui.commands import PICTURES
from sirendesk.gui.desks.base import Surroundings
from sirendesk.gui.desks.task_desk import TaskDesk
from sirendesk.gui.desks.task_draft import TaskDraft, remembered
from sirendesk.gui.previews import UpscalePreview, preview_upscale
from sirendesk.gui.tabs.upscale import UpscaleTab

SECONDS = 20.0
REASON = "smooth between the known pixels, where what memorises sooner makes up detail of its own."


class UpscaleDesk(TaskDesk):
    """A fit of a small picture, drawn larger."""

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        self._final_shape: tuple[int, int] | None = None
        self._looks: dict[str, Region] = {}
        self._count = 0
        self.tab.truth_requested.connect(self._ask_for_truth)
        self.tab.region_requested.connect(self._look)
        self.session.answered.connect(self._take_look)

    def make_task_draft(self) -> TaskDraft:
        """Another scale may ask for another model."""
        return TaskDraft(self.bench, self.session, preview_upscale, _suited, {UpscaleOptions: REASON}, self)

    def show_given(self, preview: UpscalePreview) -> None:
        """The small picture, and what it is held against."""
        self._final_shape = preview.final_shape
        self.tab.display_given(preview)

    def forget_given(self) -> None:
        """There is no size to export either."""
        self._final_shape = None
        super().forget_given()

    @property
    def tab(self) -> UpscaleTab:
        """The tab's widget."""
        assert isinstance(self._tab, UpscaleTab), "made below"
        return self._tab

    def tips(self) -> Mapping[str, str]:
        """What some actions are for here."""
        return {
            "suggest": "Set model and optimiser to what is right between the pixels, and say why.",
            "export_picture": "Draw the network at the larger size, or any other, and save it.",
        }

    def word_on_own(self) -> str:
        """That it is only tested so far."""
        if self.task_draft.task.protocol == "none":
            return ""
        return (
            "To test the result, this picture is made smaller first and then compared with itself. To enlarge the "
            "picture itself, set Test against truth to none."
        )

    def make_tab(self, experiment: Experiment) -> UpscaleTab:
        """Made once."""
        return UpscaleTab(self._surroundings.actions, experiment, self._surroundings.theme)

    def first_draft(self, experiment: Experiment) -> Experiment:
        """What was there last time; or the picture made half as large, so that the truth is known."""
        task = UpscaleOptions(protocol="area")
        usual = Experiment(signal=experiment.signal, task=task, budget=Budget.of(seconds=SECONDS))
        return remembered(self._surroundings.preferences.experiment(UpscaleTab.key), usual)

    @Slot()
    def _ask_for_truth(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._surroundings.window, "Choose the truth", "", PICTURES)
        if path:
            self.edit_task(dataclasses.replace(self.task_draft.task, reference=path))
            self.tab.edit(self.bench.draft)

    @Slot(object)
    def _look(self, region: Region) -> None:
        """Draw a part of the function, in the training thread, between two slices."""
        if self.state in ("empty", "starting"):
            self.tab.zoom.refuse()
            return
        self._count += 1
        key = f"look {self._count}"
        self._looks[key] = region
        self.session.ask_trainer(key, partial(look_at, region=region))

    @Slot(object)
    def _take_look(self, answer: Answer) -> None:
        region = self._looks.pop(answer.key, None)
        if region is None:
            return
        if answer.failure is not None:
            self.tab.zoom.refuse()
        else:
            self.tab.zoom.display_region(region, answer.value)

    @Slot()
    def _export_picture(self) -> None:
        if self._final_shape is not None:
            self._exporter.picture(self._final_shape)


def _suited(experiment: Experiment, picture: SampledSignal) -> Experiment:
    return guiding(experiment, picture.shape)
