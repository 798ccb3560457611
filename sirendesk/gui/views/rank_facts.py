"""What a cut keeps and what it costs, in figures that keep their places."""

from __future__ import annotations

import math

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from sirendesk.core.lowrank.scrub import Cut
from sirendesk.gui.views.text_line import TextLine

# below this width each fact has its own line
NARROW = 560
FIGURE_SPACE = "\u2007"
ABSENT = "–"


class RankFacts(QWidget):
    """Three facts: energy kept, numbers stored against those in the picture, and PSNR."""

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.rank_facts")
        self.energy = TextLine(f"{prefix}.rank_energy", "Energy kept")
        self.energy.setToolTip(
            "Share of the sum of squares that is kept: the squares of the singular values add up to the picture's. "
            "Nearly all of it is in the first few, which is why energy alone says little about sharpness."
        )
        self.stored = TextLine(f"{prefix}.rank_stored", "Numbers")
        self.stored.setToolTip(
            "What columns, rows and singular values of the patterns take, against the numbers of the picture itself. "
            "Above half the rank it takes more than the picture: nothing is saved."
        )
        self.psnr = TextLine(f"{prefix}.rank_psnr", "PSNR")
        self.psnr.setToolTip(
            "Of what is kept, against the picture that was taken apart. No other patterns of this rank come nearer "
            "(Eckart and Young, 1936)."
        )
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        for line, share in ((self.energy, 6), (self.psnr, 5), (self.stored, 15)):
            self._row.addWidget(line, share)
        self.clear()

    def display(self, cut: Cut) -> None:
        """Write what a cut keeps."""
        self.energy.set_text(f"{_padded(100 * cut.energy, 3, 2)} %")
        self.psnr.set_text("∞, the picture itself" if cut.psnr > 120 else f"{_padded(cut.psnr, 2, 2)} dB")
        share = 100 * cut.stored / cut.whole
        saved = "more than the picture" if cut.stored > cut.whole else f"{share:.3g} %"
        self.stored.set_text(f"{cut.stored:,} of {cut.whole:,} ({saved})")

    def clear(self) -> None:
        """Nothing is kept."""
        for line in (self.energy, self.stored, self.psnr):
            line.set_text(ABSENT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other, or in a narrow column below each other."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction.TopToBottom if self.width() < NARROW else QBoxLayout.Direction.LeftToRight
        if way != self._row.direction():
            self._row.setDirection(way)


def _padded(number: float, before: int, after: int) -> str:
    if not math.isfinite(number):
        return f"{number}"
    return f"{number:.{after}f}".rjust(before + 1 + after, FIGURE_SPACE).replace("-", "−")
