"""The row of tools under lanes: how they lie, what a wipe is between, and what is under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.lane_pane import HOLE, ORIGINAL
from sirendesk.gui.views.picture_buttons import (
    actual_button,
    fit_button,
    side_by_side_button,
    smooth_button,
    wipe_button,
)
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton, restyle_buttons
from sirendesk.gui.widgets.quiet import QuietComboBox

MODES = ("grid", "wipe")


class LaneTools(QWidget):
    """Tells what was chosen; changed from outside it is silent."""

    mode_chosen = Signal(str)
    pair_chosen = Signal()
    original_toggled = Signal()
    smooth_chosen = Signal(bool)
    fit_requested = Signal()
    actual_requested = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.lane_tools")
        self._mode = MODES[0]
        self._pair: tuple[str, str] | None = None
        self._make_buttons(prefix)
        self._make_boxes(prefix)
        self.readout = TextLine(f"{prefix}.lanes_readout")
        self.readout.setAccessibleName("Sample under the pointer")
        self._lay_out()
        self._connect_signals()
        self.set_mode(self._mode)

    @property
    def mode(self) -> str:
        """One of MODES."""
        return self._mode

    @property
    def pair(self) -> tuple[str, str]:
        """Keys of what lies left and right of the divider; empty where there is nothing."""
        return self.left.currentData() or "", self.right.currentData() or ""

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are blended between their samples."""
        return self._smooth.isChecked()

    @property
    def original_shown(self) -> bool:
        """Whether the original has a pane among the lanes'."""
        return self._original.isChecked()

    def set_mode(self, mode: str) -> None:
        """Lanes beside each other, or two on each other."""
        if mode not in MODES:
            raise ValueError(f"no such comparison: {mode!r}")
        self._mode = mode
        (self._wipe_button if mode == "wipe" else self._grid_button).setChecked(True)
        for part in (self.left, self._bar, self.right):
            part.setVisible(mode == "wipe")
        self._original.setVisible(mode != "wipe")

    def set_pair(self, left: str, right: str) -> None:
        """Choose what lies left and right of the divider."""
        for box, key in ((self.left, left), (self.right, right)):
            place = box.findData(key)
            if place < 0:
                raise ValueError(f"nothing is called {key!r}")
            box.setCurrentIndex(place)
        self._pair = (left, right)

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        self._smooth.setChecked(smooth)

    def set_original_shown(self, shown: bool) -> None:
        """Give the original a pane, or not."""
        self._original.setChecked(shown)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """What a wipe may be between, as (key, title). What was chosen stays so while it is offered."""
        keys = [key for key, _ in choices]
        lanes = [key for key in keys if key not in (ORIGINAL, HOLE)]
        usual = (ORIGINAL, lanes[0] if lanes else ORIGINAL)
        wanted = [key if key in keys else other for key, other in zip(self._pair or usual, usual, strict=True)]
        for box, key in zip((self.left, self.right), wanted, strict=True):
            box.clear()
            for one, title in choices:
                box.addItem(title, one)
            box.setCurrentIndex(max(0, box.findData(key)))

    def add(self, button: ToolButton) -> None:
        """A button of one view alone, behind the others."""
        self._row.insertWidget(self._row.count() - 2, button)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        restyle_buttons(self, theme)

    @Slot(object)
    def _choose_mode(self, button: ToolButton) -> None:
        self.mode_chosen.emit("wipe" if button is self._wipe_button else "grid")

    @Slot(int)
    def _choose_pair(self, place: int) -> None:
        self._pair = self.pair
        self.pair_chosen.emit()

    def _make_buttons(self, prefix: str) -> None:
        self._grid_button = side_by_side_button(
            f"{prefix}.lanes_grid", "All methods beside each other, with one zoom for all."
        )
        self._wipe_button = wipe_button(
            f"{prefix}.lanes_wipe_mode",
            "Any two pictures on each other with a divider to drag: shows small differences best.",
        )
        self._original = ToolButton(
            f"{prefix}.lanes_original", "Show the original", "Give the original a pane of its own.", word="Original"
        )
        self._original.setCheckable(True)
        self._original.setChecked(True)
        self._smooth = smooth_button(f"{prefix}.lanes_smooth")
        self._fit = fit_button(f"{prefix}.lanes_fit")
        self._actual = actual_button(f"{prefix}.lanes_zoom_100")
        self._modes = QButtonGroup(self)
        for button in (self._grid_button, self._wipe_button):
            self._modes.addButton(button)

    def _make_boxes(self, prefix: str) -> None:
        self.left, self.right = QuietComboBox(), QuietComboBox()
        self._bar = QLabel("|")
        for box, side in ((self.left, "left"), (self.right, "right")):
            box.setObjectName(f"{prefix}.lanes_wipe_{side}")
            box.setAccessibleName(f"Picture {side} of the divider")
            box.setToolTip(f"The picture {side} of the divider.")
            box.setMinimumContentsLength(9)
            box.setSizeAdjustPolicy(QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(*ROW_MARGINS)
        row.setSpacing(2)
        for part in (self._grid_button, self._wipe_button):
            row.addWidget(part)
        row.addSpacing(6)
        for part in (self.left, self._bar, self.right, self._original):
            row.addWidget(part)
        row.addSpacing(6)
        for part in (self._smooth, self._fit, self._actual):
            row.addWidget(part)
        row.addSpacing(10)
        row.addWidget(self.readout, 1)

    def _connect_signals(self) -> None:
        self._modes.buttonClicked.connect(self._choose_mode)
        self.left.activated.connect(self._choose_pair)
        self.right.activated.connect(self._choose_pair)
        self._original.clicked.connect(self.original_toggled)
        self._smooth.clicked.connect(self.smooth_chosen)
        self._fit.clicked.connect(self.fit_requested)
        self._actual.clicked.connect(self.actual_requested)
