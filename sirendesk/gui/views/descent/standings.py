"""Who descends: a row for each recipe with its line's look, whether it walks, and where it is."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.recipes import Recipe
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.pacing import Pace
from sirendesk.gui.theme import Theme, mix, tabular
from sirendesk.gui.views.descent.strokes import SWATCH, look_of, small_font, swatch

COLUMNS = ("Descent", "place", "loss", "away")
TIPS = (
    "Ticked ones walk. The chosen one is turned with the sliders below.",
    "Where it is: both parameters.",
    "The loss of all data there.",
    "Distance to the nearest known minimum.",
)
SECONDS_BETWEEN_NUMBERS = 0.12
ROW_HEIGHT = 20
NAME = Qt.ItemDataRole.UserRole


class Standings(QTreeWidget):
    """Up and Down choose a row, Space ticks it."""

    toggled = Signal(str, bool)
    chosen = Signal(str)

    def __init__(self, prefix: str, recipes: Sequence[Recipe], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.standings")
        self.setAccessibleName("Descents")
        self.setToolTip("Which descents walk, and where each is. Up and Down choose one, Space ticks it.")
        self.setColumnCount(len(COLUMNS))
        self.setHeaderLabels(list(COLUMNS))
        for k, tip in enumerate(TIPS):
            self.headerItem().setToolTip(k, tip)
            if k:
                self.headerItem().setTextAlignment(k, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(small_font(self.font()))
        self.header().setFont(small_font(self.font()))
        self.setIconSize(QSize(*SWATCH))
        self._rows: dict[str, QTreeWidgetItem] = {}
        for recipe in recipes:
            row = QTreeWidgetItem([recipe.title, "", "", ""])
            row.setData(0, NAME, recipe.name)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(0, Qt.CheckState.Unchecked)
            row.setSizeHint(0, QSize(0, ROW_HEIGHT))
            for k in (1, 2, 3):
                row.setTextAlignment(k, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                row.setFont(k, tabular(self.font()))
            self.addTopLevelItem(row)
            self._rows[recipe.name] = row
        self._fit_columns()
        self._pace = Pace(SECONDS_BETWEEN_NUMBERS)
        self._quiet = False
        self.apply_theme(theme)
        self.itemChanged.connect(self._on_changed)
        self.currentItemChanged.connect(self._on_chosen)

    def texts(self, name: str) -> tuple[str, ...]:
        """What a row says."""
        return tuple(self._rows[name].text(k) for k in range(len(COLUMNS)))

    def set_ticked(self, names: Collection[str]) -> None:
        """Which recipes walk, silently."""
        self._quiet = True
        for name, row in self._rows.items():
            row.setCheckState(0, Qt.CheckState.Checked if name in names else Qt.CheckState.Unchecked)
        self._quiet = False

    def set_chosen(self, name: str) -> None:
        """Which one the sliders turn, silently."""
        self._quiet = True
        self.setCurrentItem(self._rows[name])
        self._quiet = False

    def display(self, landscape: Landscape, walks: Mapping[str, Walk], step: int, *, at_once: bool) -> None:
        """Show where all are at a step; while things move, not oftener than one can read."""
        if not self._pace.due(at_once=at_once):
            return
        self._quiet = True
        for name, row in self._rows.items():
            walk = walks.get(name)
            texts = _texts(landscape, walk, step) if walk is not None else ("", "", "")
            for k, text in enumerate(texts, 1):
                if row.text(k) != text:
                    row.setText(k, text)
        self._quiet = False

    def apply_theme(self, theme: Theme) -> None:
        """Draw the lines in other colours."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Highlight, QColor(mix(theme.base, theme.accent, 0.2)))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.text))
        self.setPalette(palette)
        self._quiet = True
        for name, row in self._rows.items():
            row.setIcon(0, swatch(name, look_of(theme), max(1.0, self.devicePixelRatioF())))
        self._quiet = False

    def sizeHint(self) -> QSize:
        """All rows, without scrolling."""
        rows = self.topLevelItemCount()
        return QSize(330, self.header().sizeHint().height() + rows * ROW_HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        """The rows are never cut."""
        return QSize(280, self.sizeHint().height())

    @Slot(QTreeWidgetItem, int)
    def _on_changed(self, row: QTreeWidgetItem, column: int) -> None:
        if column == 0 and not self._quiet:
            self.toggled.emit(row.data(0, NAME), row.checkState(0) == Qt.CheckState.Checked)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _on_chosen(self, row: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if row is not None and not self._quiet:
            self.chosen.emit(row.data(0, NAME))

    def _fit_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(24)
        metrics = self.fontMetrics()
        for k, widest in ((1, "−9.99, −9.99"), (2, "0.00000"), (3, "0.000")):
            header.setSectionResizeMode(k, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(k, metrics.horizontalAdvance(widest) + 12)


def short(value: float) -> str:
    """A number in about four places."""
    if math.isnan(value):
        return "–"
    size = abs(value)
    if size >= 1e5 or (0 < size < 1e-3):
        text = f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{value:.0f}" if size >= 1000 else f"{value:.1f}" if size >= 100 else f"{value:.3f}"
    return text.replace("-", "−")


def _texts(landscape: Landscape, walk: Walk, step: int) -> tuple[str, str, str]:
    k = min(step, walk.steps)
    x, y = walk.positions[k].tolist()
    place = ", ".join(f"{v:.2f}" if abs(v) < 1000 else f"{v:.0e}".replace("e+0", "e") for v in (x, y))
    return (
        place.replace("-0.00", "0.00").replace("-", "−"),
        short(float(walk.losses[k])),
        short(landscape.distance(x, y)),
    )
