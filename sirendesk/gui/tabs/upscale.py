"""Upscale: a small picture learnt as a function, drawn on a finer grid, beside what needs no learning."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.pacing import Pace
from sirendesk.gui.previews import UpscalePreview
from sirendesk.gui.tabs.fit_tab import FitTab
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.curve_view import CurveView
from sirendesk.gui.views.upscale_pictures import UpscalePictures
from sirendesk.gui.views.zoom_view import ZoomView
from sirendesk.gui.widgets.pages import Page, Pages
from sirendesk.gui.widgets.tab_parts import heading

# a look takes time from training: while that goes on, not more often than this
SECONDS_BETWEEN_LOOKS = 4.0
PERFECT = 120.0


class UpscaleTab(FitTab):
    """The task's own settings come first; model and training are folded away."""

    key: ClassVar[str] = "upscale"
    title: ClassVar[str] = "Upscale"
    folds_model: ClassVar[bool] = True
    heights: ClassVar[tuple[int, int] | None] = (550, 165)

    truth_requested = Signal()
    region_requested = Signal(object)

    zoom: ZoomView
    pages: Pages

    _has_truth = False
    _task_form: OptionForm
    _choose_truth: QPushButton

    def __init__(self, actions: Mapping[str, QAction], experiment: Experiment, theme: Theme) -> None:
        super().__init__(actions, experiment, theme)
        self._zoom_pace = Pace(SECONDS_BETWEEN_LOOKS)

    @property
    def compare(self) -> UpscalePictures:
        """The pictures."""
        assert isinstance(self._pictures, UpscalePictures), "made below"
        return self._pictures

    def make_pictures(self, theme: Theme) -> UpscalePictures:
        """Small picture, fit, bicubic, truth and error."""
        made = UpscalePictures(self.key, theme)
        made.pane_enlarged.connect(self.make_room)
        return made

    def pictures(self, theme: Theme) -> QWidget:
        """The pictures, and a look into them that has no end."""
        self.zoom = ZoomView(self.key, theme)
        self.zoom.region_requested.connect(self.region_requested)
        self.pages = Pages(
            self.key,
            (
                Page(
                    "pictures",
                    "Pictures",
                    "Small picture, fit, bicubic, truth and error.",
                    self.compare,
                ),
                Page(
                    "zoom",
                    "Zoom",
                    "Zoom in without end: the network has an answer between any two pixels, the picture has none.",
                    self.zoom,
                ),
            ),
        )
        return self.pages

    def make_curves(self, theme: Theme) -> CurveView:
        """What the batches say is about the small picture, which is all that they see."""
        made = CurveView(self.key, theme)
        made.psnr_plot.header.set_lead("PSNR on the small picture")
        return made

    def own_settings(self) -> Sequence[QWidget]:
        """How much larger, and how it is tested."""
        self._task_form = OptionForm(UpscaleOptions(), self.key)
        self._choose_truth = QPushButton("Choose a file with the truth…")
        self._choose_truth.setObjectName(f"{self.key}.choose_truth")
        self._choose_truth.setAccessibleName("Choose a file with the truth")
        self._choose_truth.setToolTip(
            "If you have this picture in a larger size too: the fit never sees it, it is only compared with it."
        )
        self._choose_truth.clicked.connect(self.truth_requested)
        self._task_form.options_changed.connect(self._show_what_applies)
        self._task_form.setup_changed.connect(self.task_edited)
        return (heading("Upscale"), self._task_form, self._choose_truth)

    def edit(self, experiment: Experiment) -> None:
        """The task's options too."""
        super().edit(experiment)
        if isinstance(experiment.task, UpscaleOptions):
            self._task_form.set_options(experiment.task)
            self._show_what_applies(experiment.task)

    def display(self, snapshot: Snapshot) -> None:
        """What was zoomed into is another function now."""
        super().display(snapshot)
        if snapshot.frame is not None and self._zoom_pace.due(at_once=snapshot.frame.exact):
            self.zoom.refresh()

    def forget_run(self) -> None:
        """Nothing is left to zoom into."""
        super().forget_run()
        self.zoom.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Restyle the views."""
        super().apply_theme(theme)
        self.zoom.apply_theme(theme)

    def as_judged(self, snapshot: Snapshot) -> Snapshot:
        """While it runs, only the small picture is known."""
        return snapshot if snapshot.metrics else dataclasses.replace(snapshot, psnr=math.nan)

    def draw_curves(self, snapshot: Snapshot) -> None:
        """A measured score is about the large picture: on the curve of the small one it would be a fall."""
        exact = snapshot.metrics is not None
        super().draw_curves(dataclasses.replace(snapshot, psnr=math.nan) if exact else snapshot)

    def show_estimate(self, snapshot: Snapshot) -> None:
        """Numbers about the small picture, which no enlargement is held against."""
        self.compare.set_caption(f"≈ {snapshot.psnr:.2f} dB (small)")
        self.scores.display_estimate(snapshot, "≈ estimate, of the small picture alone")

    def display_report(self, report: Mapping[str, Any]) -> None:
        """Exact scores, and what they are about where the truth is unknown."""
        facts, baselines = self.facts_of(report), report["baselines"]
        if self._has_truth:
            self.scores.display_scores(report["metrics"], baselines, facts)
            return
        # each small pixel as a square explains them perfectly, and is no picture one would want
        about = "Without truth: how well each one, averaged back, explains the small picture. That is no contest."
        self.scores.display_scores(report["metrics"], _finite(baselines), facts, about, contest=False)

    def display_given(self, preview: UpscalePreview) -> None:
        """What there is to see before a fit."""
        self._has_truth = preview.truth is not None
        self.zoom.set_original(preview.small if preview.covers else preview.bicubic, "small picture")
        height, width = preview.final_shape
        text = f"{width:,} × {height:,}"
        if preview.bicubic_psnr is not None:
            text = f"{preview.bicubic_psnr:.2f} dB"
        self.compare.display_given(preview.small, preview.bicubic, preview.truth, preview.shape, text)

    def _show_what_applies(self, options: Any) -> None:
        self._choose_truth.setVisible(options.protocol == "none")


def _finite(baselines: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """An error of rounding is none."""
    return {
        name: {**entry, "psnr": math.inf if (entry.get("psnr") or math.inf) > PERFECT else entry["psnr"]}
        for name, entry in baselines.items()
    }
