"""The scores of several methods beside those that need no learning, best first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from sirendesk.gui.theme import tabular
from sirendesk.gui.widgets import score_text
from sirendesk.gui.widgets.card import lay_out_card
from sirendesk.gui.widgets.lane_table import LaneTable
from sirendesk.gui.widgets.tones import Tone, ToneLabel

_EMPTY = "Press Start: the methods and their scores appear here, the best first."
_ESTIMATE = "≈ while it runs: of the picture drawn last"
REGION, WHOLE = ("psnr", "ssim"), ("whole_psnr", "whole_ssim")


@dataclass(frozen=True)
class LaneRow:
    """A method: `scores` by "psnr" and "ssim" (of the region) and "whole_psnr" and "whole_ssim"; what it took."""

    key: str
    title: str
    scores: Mapping[str, float] = field(default_factory=dict)
    steps: int | None = None
    seconds: float | None = None
    is_baseline: bool = False
    note: str = ""
    is_estimate: bool = False

    @property
    def merit(self) -> float:
        """What rows are sorted by: the region's PSNR; one without a score comes last."""
        value = self.scores.get("psnr", math.nan)
        return -math.inf if math.isnan(value) else value


class LaneScores(QFrame):
    """A table, and a red sentence for every method that loses to one that needs no learning.

    Wide, each method has one line; in a narrow column two, the region's scores above those of the whole picture.
    """

    copied = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.lane_scores")
        self.setAccessibleName("Scores")
        self.setFont(tabular(self.font()))
        self._rows: tuple[LaneRow, ...] = ()
        self._region = _label(f"{prefix}.lane_scores_region", Tone.MUTED)
        self._state = _label(f"{prefix}.lane_scores_state", Tone.MUTED)
        self._lost = _label(f"{prefix}.lane_scores_lost", Tone.ERROR)
        self._copy = QToolButton()
        self._copy.setObjectName(f"{prefix}.lane_scores_copy")
        self._copy.setText("Copy")
        self._copy.setAutoRaise(True)
        self._copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._copy.setAccessibleName("Copy scores")
        self._copy.setToolTip("Copy the table as plain text.")
        self._table = LaneTable(prefix)
        lay_out_card(self, "Scores", self._copy, (self._region, self._table, self._state, self._lost))
        self._copy.clicked.connect(self._on_copy_clicked)
        self._display()

    @property
    def rows(self) -> tuple[LaneRow, ...]:
        """What is shown, best first."""
        return self._rows

    def display(self, rows: Sequence[LaneRow], region: str) -> None:
        """Rows in any order, and what their first two scores are about: "hole, 12 % of the picture"."""
        self._rows = tuple(sorted(rows, key=_by_merit))
        self._region.setText(f"Scores of the {region.removeprefix('the ')}." if region else "")
        self._display()

    def clear(self) -> None:
        """Back to the empty state."""
        self.display((), "")

    def plain_text(self) -> str:
        """What the copy button copies; empty in the empty state."""
        if not self._rows:
            return ""
        parts = [self._region.text(), score_text.plain_table(table_rows(self._rows)), self._state.text()]
        return "\n\n".join(part for part in [*parts, *sentences(self._rows)] if part) + "\n"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may call for another table."""
        super().resizeEvent(event)
        self._table.set_room(self.contentsRect().width())

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.plain_text())
        self.copied.emit()

    def _display(self) -> None:
        self._table.display(table_rows(self._rows) if self._rows else [], [row.is_baseline for row in self._rows])
        self._table.setVisible(bool(self._rows))
        self._copy.setEnabled(bool(self._rows))
        self._region.setVisible(bool(self._region.text()))
        self._state.setText(_state_text(self._rows))
        self._state.setVisible(bool(self._state.text()))
        lost = sentences(self._rows)
        self._lost.setText("\n".join(f"▼ {sentence}" for sentence in lost))
        self._lost.setVisible(bool(lost))


def table_rows(rows: Sequence[LaneRow]) -> list[list[str]]:
    """The table as texts, its heading first: method, the region's scores, the whole picture's, steps, seconds."""
    heading = ["Method", "PSNR dB", "SSIM", "whole PSNR", "whole SSIM", "steps", "seconds"]
    return [heading, *(_texts(row) for row in rows)]


def sentences(rows: Sequence[LaneRow]) -> list[str]:
    """One for each method that is done and loses to what needs no learning, by more than what is written."""
    baselines = [row for row in rows if row.is_baseline]
    found = []
    for row in rows:
        if row.is_baseline or row.is_estimate:
            continue
        behind = [f"{one.title} ({gap})" for one in baselines if (gap := _gap(row, one))]
        if behind:
            found.append(f"{row.title} loses to {' and '.join(behind)}.")
    return found


def _gap(row: LaneRow, baseline: LaneRow) -> str:
    parts = []
    for metric in REGION:
        ours, theirs = row.scores.get(metric, math.nan), baseline.scores.get(metric, math.nan)
        style = score_text.metric_style(metric)
        gap = round(theirs - ours, style.decimals) if math.isfinite(ours) and math.isfinite(theirs) else 0.0
        if gap > 0:
            what, _, unit = style.label.partition(" ")
            parts.append(f"{gap:.{style.decimals}f} {unit}".rstrip() + f" {what}")
    return ", ".join(parts)


def _texts(row: LaneRow) -> list[str]:
    region = [score_text.metric_text(name, row.scores.get(name), row.is_estimate) for name in REGION]
    whole = [
        score_text.metric_text(name.removeprefix("whole_"), row.scores.get(name), row.is_estimate) for name in WHOLE
    ]
    steps = score_text.ABSENT if row.steps is None else f"{row.steps:,}"
    seconds = score_text.ABSENT if row.seconds is None else f"{row.seconds:.1f}"
    return [row.title, *region, *whole, steps, seconds]


def _by_merit(row: LaneRow) -> float:
    return -row.merit


def _state_text(rows: Sequence[LaneRow]) -> str:
    if not rows:
        return _EMPTY
    notes = [f"{row.title}: {row.note}" for row in rows if row.note]
    return "\n".join([*([_ESTIMATE] if any(row.is_estimate for row in rows) else []), *notes])


def _label(object_name: str, tone: Tone) -> ToneLabel:
    label = ToneLabel(tone=tone)
    label.setObjectName(object_name)
    label.setWordWrap(True)
    return label
