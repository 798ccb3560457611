"""The scores of a fit beside those of what needs no learning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import tabular
from sirendesk.gui.widgets import score_text
from sirendesk.gui.widgets.card import lay_out_card
from sirendesk.gui.widgets.tones import Tone, ToneLabel

_EMPTY = "Press Start: scores appear here."
_ESTIMATE = "≈ estimate from the batches"
_OURS = "This fit"
_FACTS = ("seed", "steps", "seconds", "weights", "parameters", "bytes")


class ScoreCard(QFrame):
    """Rows: this fit and its baselines; columns: metrics. Below: what the fit took.

    Three states: empty, running (an estimate, marked as such), exact. Baselines that are known stay during a run.
    `usual` are the columns that a run's exact scores will have; the estimate is of the first one.
    """

    copied = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None, *, usual: Sequence[str] = ("psnr", "ssim")) -> None:
        super().__init__(parent)
        self._usual = tuple(usual)
        self.setObjectName(f"{prefix}.scores")
        self.setAccessibleName("Scores")
        self.setFont(tabular(self.font()))
        self._run: int | None = None
        self._metrics: dict[str, float] = {}
        self._baselines: dict[str, Mapping[str, Any]] = {}
        self._facts: dict[str, str] = {}
        self._is_estimate = False
        self._about = ""
        self._title = _OURS
        self._contest = True
        self._rows: list[list[str]] = []
        self._state = _label(f"{prefix}.scores_state", Tone.MUTED)
        self._lost = _label(f"{prefix}.scores_lost", Tone.ERROR)
        self._copy = QToolButton()
        self._copy.setObjectName(f"{prefix}.scores_copy")
        self._copy.setText("Copy")
        self._copy.setAutoRaise(True)
        self._copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._copy.setAccessibleName("Copy scores")
        self._copy.setToolTip("Copy the table as plain text.")
        self._table = _Table(prefix)
        self._facts_table = _Facts(prefix)
        lay_out_card(self, "Scores", self._copy, (self._table, self._state, self._lost, self._facts_table))
        self._copy.clicked.connect(self._on_copy_clicked)
        self._display()

    def clear(self) -> None:
        """Back to the empty state."""
        self._run = None
        self._metrics, self._baselines, self._facts = {}, {}, {}
        self._is_estimate = False
        self._display()

    def display_estimate(self, snapshot: Snapshot, about: str = "") -> None:
        """Scores of a run that goes on: the PSNR, or SNR of a sound, that its own batches suggest.

        `about` says what an estimate is of that cannot be held against the baselines: these go meanwhile.
        """
        self._about = about
        if about:
            self._baselines = {}
        if snapshot.run != self._run:
            self._run = snapshot.run
            self._facts = {}
        self._metrics = {self._usual[0]: snapshot.psnr}
        self._is_estimate = True
        self._facts.pop("bytes", None)
        self._facts |= {"steps": f"{snapshot.step:,}", "seconds": f"{snapshot.seconds:.2f}"}
        if "parameters" not in self._facts and "weights" not in self._facts:
            self._facts["weights"] = f"{snapshot.parameters:,}"
        self._display()

    def display_scores(
        self,
        metrics: Mapping[str, float],
        baselines: Mapping[str, Mapping[str, Any]],
        facts: Mapping[str, str],
        about: str = "",
        ours: str = "",
        contest: bool = True,
    ) -> None:
        """Exact scores, baselines by name, and facts by name.

        Other entries of a baseline than scores are ignored but for "note", which is out of the ordinary and stands
        below, and "detail", which a tooltip tells. `about` is what the scores are of, where that needs to be said, and
        `ours` what this fit is called. Where there is no `contest`, a better baseline is no rival.
        """
        self._contest = contest
        self._about = about
        self._title = ours or _OURS
        self._metrics = dict(metrics)
        self._baselines = dict(baselines)
        self._facts = dict(facts)
        self._is_estimate = False
        self._display()

    def plain_text(self) -> str:
        """What the copy button copies; empty in the empty state."""
        if not self._metrics:
            return ""
        parts = [score_text.plain_table(self._rows), *([self._state_text()] if self._state_text() else [])]
        parts += self._losses()
        facts = [(name.capitalize(), value) for name, value in self._ordered_facts()]
        return "\n\n".join([*parts, score_text.plain_table(facts)]) + "\n"

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.plain_text())
        self.copied.emit()

    def _display(self) -> None:
        has_scores = bool(self._metrics)
        # a run shows the columns that its exact scores will have, so that the table does not change its shape
        columns = list(dict.fromkeys((*self._usual, *self._metrics) if self._is_estimate else self._metrics))
        self._rows = self._make_rows(columns) if has_scores else []
        self._table.display(self._rows, columns, self._baselines)
        self._table.setVisible(has_scores)
        self._facts_table.display(self._ordered_facts())
        self._facts_table.setVisible(has_scores)
        self._copy.setEnabled(has_scores)
        self._state.setText(self._state_text())
        self._state.setVisible(bool(self._state.text()))
        lost = self._losses()
        self._lost.setText("\n".join(f"▼ {sentence}" for sentence in lost))
        self._lost.setVisible(bool(lost))

    def _losses(self) -> list[str]:
        told = self._contest and not self._is_estimate
        return score_text.losses_against(self._metrics, self._baselines) if told else []

    def _state_text(self) -> str:
        if not self._metrics:
            return _EMPTY
        if self._is_estimate:
            return self._about or _ESTIMATE
        return "\n".join([*([self._about] if self._about else []), *score_text.notes_on(self._baselines)])

    def _make_rows(self, columns: list[str]) -> list[list[str]]:
        head = ["", *(score_text.metric_style(name).label for name in columns)]
        ours = [score_text.metric_text(name, self._metrics.get(name), self._is_estimate) for name in columns]
        rows = [head, [_OURS if self._is_estimate else self._title, *ours]]
        for name, entry in self._baselines.items():
            scores = [score_text.metric_text(metric, entry.get(metric)) for metric in columns]
            rows.append([score_text.baseline_title(name), *scores])
        return rows

    def _ordered_facts(self) -> list[tuple[str, str]]:
        known = [name for name in _FACTS if name in self._facts]
        others = [name for name in self._facts if name not in _FACTS]
        return [(name, self._facts[name]) for name in known + others]


class _Table(QWidget):
    """Scores in columns whose width does not depend on them."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._cells: list[list[ToneLabel]] = []

    def display(self, rows: list[list[str]], columns: list[str], baselines: Mapping[str, Mapping[str, Any]]) -> None:
        if [len(row) for row in rows] != [len(row) for row in self._cells]:
            self._rebuild(rows)
        names = list(baselines)
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                cell = self._cells[i][j]
                cell.setText(text)
                if j and not i:
                    style = score_text.metric_style(columns[j - 1])
                    cell.setToolTip(style.help)
                    cell.setMinimumWidth(self._cells[1][j].fontMetrics().horizontalAdvance(style.widest))
                elif i > 1:
                    cell.setToolTip(score_text.baseline_help(names[i - 2], baselines[names[i - 2]]))

    def _rebuild(self, rows: list[list[str]]) -> None:
        for row in self._cells:
            for cell in row:
                _drop(self._grid, cell)
        self._cells = []
        for i, row in enumerate(rows):
            cells = []
            for j in range(len(row)):
                cell = ToneLabel(tone=Tone.TEXT if i == 1 else Tone.MUTED)
                cell.setObjectName(f"{self._prefix}.score_{i}_{j}")
                right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
                cell.setAlignment((right if j else left) | Qt.AlignmentFlag.AlignTop)
                cell.setWordWrap(j == 0)
                if i == 1:
                    font = cell.font()
                    font.setBold(True)
                    cell.setFont(font)
                self._grid.addWidget(cell, i, j)
                cell.show()  # a layout would do so a turn of the loop later, with an empty table in between
                cells.append(cell)
            self._cells.append(cells)


class _Facts(QWidget):
    """Names at the left, values at the right edge."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(0, 1)
        self._labels: dict[str, tuple[ToneLabel, ToneLabel]] = {}

    def display(self, facts: list[tuple[str, str]]) -> None:
        if list(self._labels) != [name for name, _ in facts]:
            self._rebuild([name for name, _ in facts])
        for name, value in facts:
            self._labels[name][1].setText(value)

    def _rebuild(self, names: list[str]) -> None:
        for pair in self._labels.values():
            for label in pair:
                _drop(self._grid, label)
        self._labels = {}
        for i, name in enumerate(names):
            pair = ToneLabel(name.replace("_", " ").capitalize()), ToneLabel(tone=Tone.TEXT)
            pair[1].setObjectName(f"{self._prefix}.fact_{name.replace(' ', '_')}")
            pair[1].setAlignment(Qt.AlignmentFlag.AlignRight)
            pair[1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(pair[0], i, 0)
            self._grid.addWidget(pair[1], i, 1)
            for label in pair:
                label.show()
            self._labels[name] = pair


def _drop(grid: QGridLayout, label: QLabel) -> None:
    # out of the widget at once: until the loop comes round it would shine through
    grid.removeWidget(label)
    label.setParent(None)
    label.deleteLater()


def _label(object_name: str, tone: Tone) -> ToneLabel:
    label = ToneLabel(tone=tone)
    label.setObjectName(object_name)
    label.setWordWrap(True)
    return label
