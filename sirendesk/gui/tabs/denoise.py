"""Denoise: a noisy picture learnt only so far, with the moment to stop found by pixels that the fit never sees."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.snapshot import Snapshot
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.gui.forms.noise_form import NoiseForm
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.previews import DenoisePreview
from sirendesk.gui.tabs.fit_tab import FitTab
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.denoise_pictures import DenoisePictures
from sirendesk.gui.views.trial_curves import TrialCurves
from sirendesk.gui.widgets.tab_parts import heading


class DenoiseTab(FitTab):
    """The noise comes first; model and training are folded away. Below the pictures stand the three judges."""

    key: ClassVar[str] = "denoise"
    title: ClassVar[str] = "Denoise"
    folds_model: ClassVar[bool] = True
    heights: ClassVar[tuple[int, int] | None] = (420, 260)

    _has_truth = False
    _task_form: OptionForm
    _noise_form: NoiseForm

    @property
    def compare(self) -> DenoisePictures:
        """The pictures."""
        assert isinstance(self._pictures, DenoisePictures), "made below"
        return self._pictures

    @property
    def curves(self) -> TrialCurves:
        """The judges."""
        assert isinstance(self._curves, TrialCurves), "made below"
        return self._curves

    def make_pictures(self, theme: Theme) -> DenoisePictures:
        """Clean, noisy, fit and difference."""
        made = DenoisePictures(self.key, theme)
        made.pane_enlarged.connect(self.make_room)
        return made

    def make_curves(self, theme: Theme) -> TrialCurves:
        """PSNR against truth, held-out pixels and the noisy data."""
        return TrialCurves(self.key, theme)

    def own_settings(self) -> Sequence[QWidget]:
        """Which noise, and how the end is found."""
        self._noise_form = NoiseForm(self.key)
        self._task_form = OptionForm(DenoiseOptions(), self.key, leave_out=("add",))
        self._noise_form.words_changed.connect(self._edit_noise)
        self._task_form.setup_changed.connect(self.task_edited)
        return (heading("Denoise"), self._noise_form, self._task_form)

    def edit(self, experiment: Experiment) -> None:
        """The task's options too."""
        super().edit(experiment)
        if isinstance(experiment.task, DenoiseOptions):
            self._task_form.set_options(experiment.task)
            self._noise_form.set_words(experiment.task.add)

    def display_given(self, preview: DenoisePreview) -> None:
        """What there is to see before a fit."""
        self._has_truth = preview.has_truth
        text = f"{preview.psnr:.2f} dB" if preview.psnr is not None else ""
        self.compare.display_given(
            preview.picture,
            preview.noisy,
            preview.shape,
            preview.stride,
            has_truth=preview.has_truth,
            noisy_text=text,
        )

    def draw_curves(self, snapshot: Snapshot) -> None:
        """The trials, which do not come with every snapshot."""
        if snapshot.trials is not None or snapshot.finished:
            super().draw_curves(snapshot)

    def as_judged(self, snapshot: Snapshot) -> Snapshot:
        """What the best judge that there is says; the batches only know how well the noise is learnt."""
        if snapshot.metrics:
            return snapshot
        run, judge = self.curves.run, "truth" if self._has_truth else "held out"
        known = run is not None and len(run.of(judge)) > 0
        return dataclasses.replace(snapshot, psnr=float(run.of(judge).values[-1]) if run and known else math.nan)

    def show_estimate(self, snapshot: Snapshot) -> None:
        """The judge's number, once there is one."""
        judged = self.as_judged(snapshot)
        if math.isnan(judged.psnr):
            return
        where = "" if self._has_truth else " on held-out pixels"
        self.compare.set_caption(f"≈ {judged.psnr:.2f} dB{where}")
        about = "≈ estimate from some pixels of the clean picture" if self._has_truth else "≈ on held-out pixels"
        self.scores.display_estimate(judged, about)

    def display_report(self, report: Mapping[str, Any]) -> None:
        """Exact scores of the state that the honest judge keeps; the oracle's best stands apart."""
        baselines = {name: _with_detail(entry) for name, entry in report["baselines"].items()}
        about = "" if self._has_truth else "Without truth: how well noisy pixels are foretold that were not seen."
        metrics = dict(report["metrics"])
        facts = {**self._stops(metrics.get("psnr")), **self.facts_of(report)}
        unseen = metrics.pop("held_out_psnr", None) if self._has_truth else None
        if unseen is not None:
            facts["on held-out pixels"] = f"{unseen:.2f} dB"
        self.scores.display_scores(metrics, baselines, facts, about, "Honest stop")

    def _stops(self, psnr: float | None) -> dict[str, str]:
        """Steps of the honest stop and of the oracle's, whose score follows from its lead in the trials."""
        run = self.curves.run
        kept = run.best("held out") if run is not None else None
        if run is None or kept is None:
            return {}
        step = float(run.of("held out").steps[kept])
        facts = {"kept step": f"{step:,.0f}"}
        truth, best = run.of("truth"), run.best("truth")
        there = truth.nearest("steps", step)
        if best is not None and there is not None and psnr is not None:
            value = psnr + float(truth.values[best] - truth.values[there])
            facts["oracle's best"] = f"≈ {value:.2f} dB at step {truth.steps[best]:,.0f}"
        return facts

    @Slot(str)
    def _edit_noise(self, words: str) -> None:
        options = dataclasses.replace(self._task_form.options(), add=words)
        self._task_form.set_options(options)
        self.task_edited.emit(options)


def _with_detail(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Which number a classic was given is no news: its tooltip tells it."""
    return {("detail" if name == "note" else name): value for name, value in entry.items()}
