"""What a few patterns of a picture make of it: a rank to turn, its singular values, and what it costs and keeps."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.lowrank.scrub import Cut, Decomposition
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.image_pane import ImagePane
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.rank_facts import RankFacts
from sirendesk.gui.views.rank_sliders import CutWish, RankSliders
from sirendesk.gui.views.spectrum_chart import SpectrumChart
from sirendesk.gui.widgets.quiet import QuietComboBox

# below this width the curve goes under the picture, and below the other the figures under the choice of a matrix
NARROW_PAIR = 460
NARROW = 560
LAYOUT_TITLES = {
    "channels": "each colour channel",
    "joint": "channels side by side",
    "patches": "a row for each patch",
}


class RankView(QWidget):
    """Draws what it is given and tells what is wished for; a RankScrubber works that out elsewhere."""

    wish_changed = Signal()
    layout_chosen = Signal(str)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.rank_view")
        self._cut: Cut | None = None
        self.picture = ImagePane(f"{prefix}.rank_picture", "Kept", "What the patterns kept make up appears here", theme)
        self.chart = SpectrumChart(f"{prefix}.rank_spectrum", theme)
        self._empty = Placeholder("How strong each pattern is appears here", theme, self.chart)
        self.sliders = RankSliders(prefix)
        self.facts = RankFacts(prefix)
        self.layouts = _layout_box(prefix)
        self._lay_out()
        self.picture.fit_requested.connect(self.picture.canvas.fit)
        self.sliders.changed.connect(self._take_change)
        self.chart.rank_chosen.connect(self.sliders.choose_rank)
        self.chart.threshold_chosen.connect(self.sliders.choose_threshold)
        self.layouts.activated.connect(self._choose_layout)
        self.apply_theme(theme)

    @property
    def wish(self) -> CutWish:
        """What is to be kept."""
        return self.sliders.wish

    @property
    def layout_name(self) -> str:
        """What becomes a matrix, a key of LAYOUTS."""
        return self.layouts.currentData()

    @property
    def cut(self) -> Cut | None:
        """What is drawn."""
        return self._cut

    def set_layout_name(self, layout: str) -> None:
        """Choose what becomes a matrix, silently."""
        self.layouts.setCurrentIndex(self.layouts.findData(layout))

    def set_rank(self, rank: int) -> None:
        """Keep this many patterns, as a hand would."""
        self.sliders.choose_rank(rank)

    def set_threshold(self, threshold: float) -> None:
        """Take this from every singular value, as a hand would."""
        self.sliders.choose_threshold(threshold)

    def set_decomposition(self, decomposition: Decomposition, name: str) -> None:
        """The picture that was taken apart; its cut is still to come."""
        self._cut = None
        self.picture.header.set_lead("Kept")
        self.picture.set_caption(name)
        self.picture.canvas.set_extent(decomposition.shape[:2])
        self.chart.set_values(decomposition.singular_values)
        self._empty.hide()
        self.sliders.set_decomposition(decomposition)
        self._mark_cut()

    def display(self, cut: Cut) -> None:
        """Draw what a rank or threshold keeps."""
        self._cut = cut
        self.picture.display(cut.picture)
        self.facts.display(cut)

    def set_busy(self, words: str) -> None:
        """Say what is being done, such as taking a picture apart; empty when it is done."""
        self.picture.set_caption(words)

    def clear(self) -> None:
        """Back to the sentences that say what will appear."""
        self._cut = None
        self.picture.clear()
        self.chart.set_values(None)
        self._empty.show()
        self.sliders.set_decomposition(None)
        self.facts.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.picture.apply_theme(theme)
        self.chart.apply_theme(theme)
        self._empty.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Picture and curve beside each other, or in a narrow column below each other."""
        super().resizeEvent(event)
        for parts, narrow in ((self._pair, NARROW_PAIR), (self._below, NARROW)):
            way = QBoxLayout.Direction.TopToBottom if self.width() < narrow else QBoxLayout.Direction.LeftToRight
            if way != parts.direction():
                parts.setDirection(way)

    @Slot()
    def _take_change(self) -> None:
        self._mark_cut()
        self.wish_changed.emit()

    @Slot(int)
    def _choose_layout(self, place: int) -> None:
        self.layout_chosen.emit(self.layout_name)

    def _mark_cut(self) -> None:
        rank, threshold = self.sliders.cut
        self.chart.set_cut(rank, threshold, soft=self.wish.soft)

    def _lay_out(self) -> None:
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(4)
        self._pair.addWidget(self.picture, 3)
        self._pair.addWidget(self.chart, 2)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setContentsMargins(6, 0, 6, 4)
        matrix = QHBoxLayout()
        label = QLabel("Matrix")
        label.setBuddy(self.layouts)
        label.setToolTip(self.layouts.toolTip())
        matrix.addWidget(label)
        matrix.addWidget(self.layouts)
        matrix.addSpacing(10)
        matrix.addStretch(1)
        self._below.addLayout(matrix)
        self._below.addWidget(self.facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(2)
        column.addLayout(self._pair, 1)
        column.addWidget(self.sliders)
        column.addLayout(self._below)


def _layout_box(prefix: str) -> QuietComboBox:
    box = QuietComboBox()
    box.setObjectName(f"{prefix}.rank_layout")
    box.setAccessibleName("Matrix")
    box.setToolTip(
        "What becomes a matrix: each colour channel by itself, all channels side by side so that they share their "
        "rows, or every patch of 8 x 8 pixels as a row, which finds what recurs anywhere."
    )
    for key in LAYOUTS:
        box.addItem(LAYOUT_TITLES[key], key)
    return box
