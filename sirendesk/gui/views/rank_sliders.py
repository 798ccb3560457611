"""A slider for the rank and one for the threshold. The one moved last counts; the other stands where it would."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from sirendesk.core.lowrank.scrub import Decomposition
from sirendesk.gui.theme import tabular
from sirendesk.gui.widgets.quiet import QuietSlider

# thresholds: positions of the slider, over so many powers of ten below the greatest singular value
POSITIONS = 400
DECADES = 4.0
PAGE_OF_RANKS = 10
PAGE_OF_THRESHOLDS = 20
FIRST_RANK = 30


@dataclass(frozen=True)
class CutWish:
    """What to keep: the `value` strongest patterns, or if `soft` what is left when `value` is taken from each."""

    soft: bool
    value: float


class RankSliders(QWidget):
    """`changed` tells what a hand did."""

    changed = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(tabular(self.font()))
        self._decomposition: Decomposition | None = None
        self._soft, self._rank, self._threshold = False, FIRST_RANK, 0.0
        self.rank = _slider(
            f"{prefix}.rank",
            "Rank",
            "How many patterns are kept, each one column times one row. Few are blocky, all are the picture itself. "
            "Arrow keys by one, Page Up and Page Down by ten.",
            PAGE_OF_RANKS,
        )
        self.threshold = _slider(
            f"{prefix}.threshold",
            "Threshold",
            "Taken from every singular value; what falls below 0 goes. Strong patterns fade a little and weak ones "
            "vanish: no edge is cut hard, which is why the soft SVD fills holes better.",
            PAGE_OF_THRESHOLDS,
        )
        self.threshold.setRange(0, POSITIONS)
        self._rank_text, self._threshold_text = QLabel(), QLabel()
        self._lay_out(prefix)
        self.rank.valueChanged.connect(self._take_rank)
        self.threshold.valueChanged.connect(self._take_threshold)
        self.set_decomposition(None)

    @property
    def wish(self) -> CutWish:
        """What to keep."""
        return CutWish(self._soft, self._threshold if self._soft else float(self._rank))

    @property
    def cut(self) -> tuple[int, float]:
        """Rank and threshold as the sliders stand."""
        return self._rank, self._threshold

    def set_decomposition(self, decomposition: Decomposition | None) -> None:
        """What the sliders are about; a rank too high for it becomes its highest."""
        self._decomposition = decomposition
        self.setEnabled(decomposition is not None)
        if decomposition is None:
            self._rank_text.setText("")
            self._threshold_text.setText("")
            return
        rank = min(self._rank, decomposition.most)
        self._move(self.rank, rank, 1, decomposition.most)
        if self._soft:
            self._soften(min(self._threshold, self._strongest()))
        else:
            self._take(rank)

    @Slot(int)
    def choose_rank(self, rank: int) -> None:
        """Keep this many, as a hand would."""
        self.rank.setValue(rank)
        self._take_rank(self.rank.value())

    @Slot(float)
    def choose_threshold(self, threshold: float) -> None:
        """Take this from each, as a hand would."""
        if self._decomposition is not None:
            self._soften(threshold)
            self._move(self.threshold, self._position_of(threshold))
            self.changed.emit()

    @Slot(int)
    def _take_rank(self, rank: int) -> None:
        if self._decomposition is not None:
            self._take(rank)
            self.changed.emit()

    @Slot(int)
    def _take_threshold(self, position: int) -> None:
        if self._decomposition is not None:
            self._soften(self._threshold_of(position))
            self.changed.emit()

    def _take(self, rank: int) -> None:
        assert self._decomposition is not None, "asked only then"
        self._soft, self._rank = False, rank
        self._threshold = self._decomposition.threshold_at(rank)
        self._move(self.threshold, self._position_of(self._threshold))
        self._write()

    def _soften(self, threshold: float) -> None:
        assert self._decomposition is not None, "asked only then"
        ranks = self._decomposition.ranks(threshold)
        self._soft, self._threshold, self._rank = True, threshold, max(1, round(sum(ranks) / len(ranks)))
        self._move(self.rank, self._rank)
        self._write()

    def _write(self) -> None:
        assert self._decomposition is not None, "asked only then"
        about = "≈ " if self._soft else ""
        self._rank_text.setText(f"{about}{self._rank:,} of {self._decomposition.most:,}")
        about = "" if self._soft else "≈ "
        self._threshold_text.setText(f"{about}{self._threshold:.3f}")
        for label, strong in ((self._rank_text, not self._soft), (self._threshold_text, self._soft)):
            font = tabular(self.font())
            font.setBold(strong)
            if label.font() != font:
                label.setFont(font)

    def _threshold_of(self, position: int) -> float:
        if position == 0:
            return 0.0
        return self._strongest() * 10 ** (DECADES * (position / POSITIONS - 1))

    def _position_of(self, threshold: float) -> int:
        share = threshold / self._strongest()
        if share < 10**-DECADES:
            return 0
        return min(POSITIONS, round(POSITIONS * (1 + math.log10(share) / DECADES)))

    def _strongest(self) -> float:
        assert self._decomposition is not None, "asked only then"
        return max(float(self._decomposition.singular_values.max()), 1e-12)

    def _move(self, slider: QuietSlider, value: int, low: int | None = None, high: int | None = None) -> None:
        # what follows the other slider is no wish of its own
        slider.blockSignals(True)
        if low is not None and high is not None:
            slider.setRange(low, high)
        slider.setValue(value)
        slider.blockSignals(False)

    def _lay_out(self, prefix: str) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 2, 6, 2)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        texts = (self._rank_text, self._threshold_text)
        for row, (slider, text) in enumerate(zip((self.rank, self.threshold), texts, strict=True)):
            name = QLabel(slider.accessibleName())
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setToolTip(slider.toolTip())
            name.setBuddy(slider)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setObjectName(f"{slider.objectName()}_text")
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            text.setMinimumWidth(self.fontMetrics().horizontalAdvance("≈ 0,000 of 0,000  "))
            grid.addWidget(name, row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(text, row, 2)


def _slider(name: str, title: str, tip: str, page: int) -> QuietSlider:
    slider = QuietSlider()
    slider.setObjectName(name)
    slider.setAccessibleName(title)
    slider.setToolTip(tip)
    slider.setSingleStep(1)
    slider.setPageStep(page)
    return slider
