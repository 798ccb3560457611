"""The line at the foot: state, step, speed, PSNR, time left and the share of time spent drawing, each in its place."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from sirendesk.core.durations import clock_text
from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.pacing import Pace
from sirendesk.gui.widgets.export_progress import ExportProgress
from sirendesk.gui.widgets.score_text import metric_text

SECONDS_BETWEEN_NUMBERS = 0.33
STATE_WORDS = {
    "empty": "ready",
    "starting": "starting",
    "running": "running",
    "paused": "held",
    "stopping": "measuring",
    "finished": "finished",
}
# the widest text each place will ever hold, so that nothing moves while numbers change
PLACES = {
    "state": ("measuring", "What the fit is doing."),
    "step": ("step 9,999,999", "Steps of the optimiser taken so far."),
    "speed": ("9,999.9 steps/s", "Steps per second over the last second."),
    "psnr": ("≈ 100.00 dB", "Peak signal-to-noise ratio over the whole picture. ≈ is an estimate from recent batches."),
    "ssim": ("SSIM 0.9999", "Structural similarity over the whole picture; measured when the fit is held or done."),
    "size": ("99,999,999 weights · 9,999.9 kB", "Numbers the network has, and their bytes as 32-bit floats."),
    "left": ("59:59 left", "Time until the budget is spent."),
    "drawing": ("drawing 99.9 %", "Share of the run's time that went into drawing it; kept at 5 % or less."),
}
LEAST = ("size", "drawing")
# what two of the places are for while a sound is learnt
TIPS_OF_SOUND = {
    "psnr": "Signal-to-noise ratio over the whole sound. ≈ is an estimate from recent batches.",
    "ssim": "Log-spectral distance: how far apart the two spectrograms are. Measured when the fit is held or done.",
}


class StatusLine(QStatusBar):
    """Shows snapshots and states; hover text of the pictures goes to its left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.export = ExportProgress()
        self._labels: dict[str, QLabel] = {}
        self._pace = Pace(SECONDS_BETWEEN_NUMBERS)
        self._uses_run = True
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(110)
        self._progress.setAccessibleName("Share of the budget spent")
        self._progress.setToolTip("Share of the budget that is spent.")
        self.addPermanentWidget(self.export)
        self.addPermanentWidget(self._progress)
        for name, (widest, tip) in PLACES.items():
            label = QLabel()
            label.setObjectName(f"status.{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setToolTip(tip)
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 6)
            self.addPermanentWidget(label)
            self._labels[name] = label
        self.export.shown_changed.connect(self._make_room)
        self.clear_run()

    @Slot(str)
    def set_state(self, state: str) -> None:
        """Name the state of the run."""
        self._labels["state"].setText(STATE_WORDS[state])
        if state == "empty":
            self.clear_run()

    def display(self, snapshot: Snapshot, *, at_once: bool = False) -> None:
        """Show the numbers of a snapshot; unless `at_once`, if those before were there long enough to be read."""
        exact = snapshot.metrics is not None
        if not self._pace.due(at_once=at_once or exact or snapshot.finished):
            return
        self._put("step", f"step {snapshot.step:,}")
        self._put("speed", f"{snapshot.steps_per_second:,.1f} steps/s" if snapshot.steps_per_second else "")
        unknown = math.isnan(snapshot.psnr)
        self._put("psnr", "" if unknown else f"{metric_text('psnr', snapshot.psnr, estimate=not exact)} dB")
        self._put("ssim", _second_score(snapshot.metrics or {}))
        self._put("size", f"{snapshot.parameters:,} weights · {snapshot.parameters * 4 / 1000:,.1f} kB")
        left = snapshot.seconds_left
        self._put("left", "" if left is None or snapshot.finished else f"{clock_text(int(left))} left")
        # in the first moments one frame is half of everything: a share of nothing says nothing
        share = f"drawing {snapshot.drawing_share:.1%}".replace("%", " %") if snapshot.seconds > 1 else ""
        self._put("drawing", share)
        self._progress.setVisible(self._uses_run)
        self._progress.setValue(round(1000 * min(1.0, snapshot.progress)))

    def display_work(self, share: float, seconds_left: float | None, score: str) -> None:
        """How far a job is that has no steps of an optimiser, and how good what it has."""
        self._put("psnr", score)
        left = "" if seconds_left is None or share >= 1.0 else clock_text(int(seconds_left))
        self._put("left", f"{left} left" if left else "")
        self._progress.setVisible(self._uses_run)
        self._progress.setValue(round(1000 * min(1.0, share)))

    def set_uses_run(self, uses_run: bool) -> None:
        """Show the run's numbers, or leave their places to a tab that has none."""
        self._uses_run = uses_run
        self._make_room(not self.export.isHidden())
        self._progress.setVisible(uses_run and self._progress.value() > 0)

    def set_kind(self, kind: str) -> None:
        """Explain the scores of a kind of signal."""
        for name, tip in TIPS_OF_SOUND.items():
            self._labels[name].setToolTip(tip if kind == "audio" else PLACES[name][1])

    @Slot(bool)
    def _make_room(self, exporting: bool) -> None:
        """While a picture is being drawn, its line takes the places that matter least: a window may be narrow."""
        for name, label in self._labels.items():
            label.setVisible(self._uses_run and not (exporting and name in LEAST))

    def clear_run(self) -> None:
        """No run: no numbers."""
        for name, label in self._labels.items():
            label.setText(STATE_WORDS["empty"] if name == "state" else "")
        self._progress.setValue(0)
        self._progress.setVisible(False)

    def _put(self, name: str, text: str) -> None:
        label = self._labels[name]
        if label.text() != text:
            label.setText(text)


def _second_score(metrics: Mapping[str, float]) -> str:
    """Structural similarity of a picture, log-spectral distance of a sound."""
    if "ssim" in metrics:
        return f"SSIM {metrics['ssim']:.4f}"
    return f"LSD {metrics['lsd']:.2f} dB" if "lsd" in metrics else ""
