"""Is a gradient right? What the backward pass says against what the loss really does, layer by layer."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sirendesk.core.gradient_trial import GradientTrial, run_trial
from sirendesk.core.numpy_net.gradient_check import GradientCheck, LayerCheck
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.theme import Theme, tabular
from sirendesk.gui.views.axes import number_text
from sirendesk.gui.views.framed_pane import FramedPane
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.network.scatter_tiles import ScatterTiles, agrees
from sirendesk.gui.views.placeholder import Placeholder

SENTENCE = (
    "Run checks every layer of a small network: moves each weight a little and compares what the loss does with the "
    "gradient that the backward pass computes."
)
TIP = (
    "Every point is one weight. Across: its gradient from the backward pass. Upright: how the loss really changes when "
    "the weight is moved a little, (L(w + ε) − L(w − ε)) / 2ε. A right gradient lies on the diagonal."
)
TABLE_TIP = (
    "Largest difference in each layer over its largest gradient. In double precision a right gradient agrees to 1 part "
    "in 10⁷ or better; a forgotten factor is off by far more."
)
FORM_WIDTH, TABLE_WIDTH = 232, 272
COLUMNS = ("Layer", "Checked", "Rel. error", "")


class GradientCheckView(NetworkPage):
    """A form, a scatter for each layer, and a table. `check_requested` carries a job for another thread."""

    check_requested = Signal(object)

    def __init__(self, prefix: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.gradcheck", "", theme, parent)
        name = f"{prefix}.gradcheck"
        self.form = OptionForm(GradientTrial(), name)
        self.pane = _ScatterPane(f"{name}_pane", theme)
        self.run_button = QPushButton("Run the check")
        self.run_button.setObjectName(f"{name}.run")
        self.run_button.setToolTip("Check the gradients of a network with these settings; takes less than a second.")
        self.table = _make_table(name)
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._make_controls(name))
        row.addWidget(self.pane, 1)
        row.addWidget(self.table)
        self.run_button.clicked.connect(self.run)
        self.form.options_changed.connect(self._run_again)
        self.words.set_text("a wrong gradient still learns a little, so nothing but a check finds it")
        self._check: GradientCheck | None = None
        self._asked = self.form.options()

    def request(self) -> None:
        """It looks at a network of its own, not at the one that is trained."""
        return

    def display(self, insight: Any) -> None:
        """Nothing of the run is shown here."""

    def clear(self) -> None:
        """A check outlives the run: it is about another network."""

    def display_check(self, check: GradientCheck) -> None:
        """Draw the outcome."""
        self._check = check
        self.run_button.setEnabled(True)
        self.pane.display(check.layers)
        self.table.setRowCount(len(check.layers))
        for row, layer in enumerate(check.layers):
            self._fill_row(row, layer)
        self.words.set_text(verdict(check))
        self._catch_up()

    def display_failure(self, sentence: str) -> None:
        """Say why there is no outcome."""
        self.run_button.setEnabled(True)
        self.words.set_text(sentence)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().apply_theme(theme)
        self.pane.apply_theme(theme)
        palette = self.table.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(theme.background))
        self.table.setPalette(palette)
        if self._check is not None:
            self.display_check(self._check)

    def showEvent(self, event: QShowEvent) -> None:
        """There is something to see from the start: a check takes a moment only."""
        super().showEvent(event)
        if self._check is None and self.run_button.isEnabled():
            self.run()

    @Slot()
    def run(self) -> None:
        """Ask for a check with the form's settings."""
        self.run_button.setEnabled(False)
        self._asked = self.form.options()
        self.check_requested.emit(partial(run_trial, self._asked))

    @Slot(object)
    def _run_again(self, _options: GradientTrial) -> None:
        self._catch_up()

    def _catch_up(self) -> None:
        # once there is an outcome it follows the settings
        if self._check is not None and self.run_button.isEnabled() and self.form.options() != self._asked:
            self.run()

    def _fill_row(self, row: int, layer: LayerCheck) -> None:
        right = agrees(layer)
        texts = (layer.name, f"{len(layer.places):,}", number_text(layer.relative_error), "✓" if right else "✗")
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            aligned = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(aligned | Qt.AlignmentFlag.AlignVCenter)
            if column == 3:
                item.setForeground(QColor(self._theme.good if right else self._theme.bad))
            item.setToolTip(f"{layer.name}, {layer.shape[0]} × {layer.shape[1]}: {'agrees' if right else 'disagrees'}")
            self.table.setItem(row, column, item)

    def _make_controls(self, name: str) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(6, 6, 8, 6)
        column.setSpacing(8)
        column.addWidget(self.run_button)
        column.addWidget(self.form)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName(f"{name}.settings")
        scroll.setAccessibleName("Settings of the check")
        scroll.setToolTip("Which network is checked; a small one of the from-scratch kind.")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(FORM_WIDTH)
        scroll.setWidget(inner)
        return scroll


class _ScatterPane(FramedPane):
    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name, "Gradients", TIP, theme)
        self.header.set_text("across: backward pass · upright: what the loss does")
        self.tiles = ScatterTiles(theme)
        self._placeholder = Placeholder(SENTENCE, theme, self.tiles)
        self._add_body(self.tiles)

    def display(self, layers: tuple[LayerCheck, ...]) -> None:
        self.tiles.set_layers(layers)
        self._placeholder.hide()

    def apply_theme(self, theme: Theme) -> None:
        self._take_theme(theme)
        self.tiles.apply_theme(theme)
        self._placeholder.apply_theme(theme)


def verdict(check: GradientCheck) -> str:
    """The outcome in words."""
    wrong = [layer for layer in check.layers if not agrees(layer)]
    if not wrong:
        return f"right: all layers agree to {number_text(check.relative_error)} of their largest gradient"
    last = wrong[-1].name
    before = ", and with it every layer before it" if len(wrong) > 1 else ""
    return f"wrong: {last} disagrees{before}; look for the mistake on the way back through {last}"


def _make_table(name: str) -> QTableWidget:
    table = QTableWidget(0, len(COLUMNS))
    table.setObjectName(f"{name}.table")
    table.setAccessibleName("Relative errors")
    table.setToolTip(TABLE_TIP)
    table.setHorizontalHeaderLabels(COLUMNS)
    table.setFont(tabular(table.font()))
    table.setFixedWidth(TABLE_WIDTH)
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(24)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table
